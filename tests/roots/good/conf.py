extensions = ["sphinx_tabs.tabs", "kbsphinx"]
project = "good"
html_theme = "basic"  # half the time of the default
sphinx_tabs_valid_builders = ["dummy"]
sphinx_tabs_disable_css_loading = True
kb_runs_python = True
