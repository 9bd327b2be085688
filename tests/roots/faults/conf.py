extensions = ["myst_parser", "sphinx_tabs.tabs", "kbsphinx"]
project = "faults"
nitpicky = True
myst_enable_extensions = ["colon_fence"]
sphinx_tabs_valid_builders = ["dummy"]
sphinx_tabs_disable_css_loading = True
kb_runs_python = True
