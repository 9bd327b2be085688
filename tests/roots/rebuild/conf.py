extensions = ["myst_parser", "sphinx_tabs.tabs", "sphinx_copybutton", "kbsphinx"]
project = html_title = "Rebuild"
include_patterns = ["**.rst", "**.md"]
highlight_language = "none"
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["kb.css"]
html_js_files = ["kb.js"]
html_copy_source = False
myst_enable_extensions = ["fieldlist"]
myst_heading_anchors = 3
copybutton_exclude = ".linenos, .gp"
sphinx_tabs_valid_builders = ["dummy", "linkcheck", "text", "gettext"]
sphinx_tabs_disable_css_loading = True
kb_runs_python = True
