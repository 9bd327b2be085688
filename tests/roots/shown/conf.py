extensions = ["myst_parser", "sphinx_tabs.tabs", "sphinx_copybutton", "kbsphinx"]
project = html_title = "Shown"
html_theme = "basic"
html_copy_source = False
sphinx_tabs_valid_builders = ["dummy"]
sphinx_tabs_disable_css_loading = True
copybutton_exclude = ".linenos, .gp"
kb_runs_python = True
kb_reference = True
kb_find = True
