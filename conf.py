"""Settings of Sphinx.  What is checked, and how, lives in _ext."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "libvirt knowledge base"
author = "The libvirt knowledge base authors"
project_copyright = f"2026, {author}"
language = "en"
version = "0.1.0"  # an EPUB must have one

extensions = [
    "myst_parser",
    "sphinx.ext.extlinks",
    "sphinx_tabs.tabs",
    "sphinx_copybutton",
    "kbsphinx",
]

# A list of what is a page: everything else in the tree is not.
include_patterns = ["index.rst", "kbase/**"]
# Not walked in search of pages: environments, caches and what was built are large.
exclude_patterns = [".*", "_*", "tests"]
nitpicky = True
primary_domain = "kb"  # :conf:`user`, :elem:`disk/driver`, …: see the reference
highlight_language = "none"
kb_runs_python = True  # `make test` runs the Python of the pages, with Sybil
kb_live_ledger = "kbase/live.json"  # what `make live` has run of the examples
kb_checker = True  # the core in JavaScript, `_static/kbcheck`
kb_find = True  # our search, `_static/find.js`, in the place of Sphinx's
kb_reference = True  # pages of all settings, commands and elements, from the model
kb_house_style = True  # prompts `# ` and `$ `, and no command outside the tables

html_theme = "furo"
html_title = project
# `make html` packs kbcheck there.
wheels = sorted(Path(__file__).parent.glob("_build/wheel/kbcheck/*.whl"))
html_extra_path = ["_build/wheel"] if wheels else []
if wheels:
    tags.add("wheel")  # noqa: F821 (Sphinx's)
extlinks = {"wheel": (f"../kbcheck/{wheels[0].name if wheels else ''}%.0s", "%s")}
html_favicon = "_static/favicon.svg"
# Where the site will be, and where its pages can be edited: '…/edit/main/{filename}'.
html_baseurl = os.environ.get("KB_BASEURL", "")
html_theme_options = {
    f"source_{what}_link": os.environ[name]
    for what, name in (("edit", "KB_EDIT_URL"), ("view", "KB_VIEW_URL"))
    if name in os.environ
}
html_static_path = ["_static"]
templates_path = ["_templates"]
html_css_files = ["kb.css"]
html_js_files = ["kb.js", "find.js", "decoder.js"]
html_copy_source = False
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

# Of a transcript only the commands are copied: no prompts, no output.  Lines stand in
# elements of their own; one that is empty after a line of output is output too, and so
# is one above a prompt, which show/finished.py marks.
copybutton_exclude = (
    ".linenos, .kb-told, .gp, span[id*=-line-].go, span[id*=-line-]:has(.go), "
    "span:has(.go) + span[id*=-line-]:not(:has(*))"
)

copybutton_image_svg = "<span>Copy</span>"

# Without this list sphinx-tabs reads each tab twice for these builders.
sphinx_tabs_valid_builders = [
    "dummy", "linkcheck", "text", "gettext", "epub", "latex", "man", "texinfo",
]  # fmt: skip
sphinx_tabs_disable_css_loading = True
sphinx_tabs_disable_tab_closing = True
