"""The core beside the pages, in JavaScript: `kbweb` translates it.

A site asks for it with `kb_checker`.  The scripts are made anew when the core or its
model has changed; what else they come from, such as `kbweb`, empties the kept folder.
"""

from __future__ import annotations

from functools import cache

from sphinx.application import Sphinx

from kbweb.bundle import scripts

from ..kept.store import session
from ..kept.verdicts import core_digest
from .outputs import has_downloads

FOLDER = "_static/kbcheck"


def write_scripts(app: Sphinx, exception: Exception | None) -> None:
    """After a build: the scripts, unless they are there for this core and model."""
    if exception or not app.config.kb_checker or not has_downloads(app.builder):
        return
    sealed = session(app.env).sealed
    folder, key = sealed.output / FOLDER, sealed.folder / "checker.txt"
    if key.is_file() and key.read_text(encoding="utf-8") == core_digest():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _scripts().items():
        (folder / name).write_text(text, encoding="utf-8")
    key.write_text(core_digest(), encoding="utf-8")


@cache  # one process may build several sites
def _scripts() -> dict[str, str]:
    return scripts()


def setup(app: Sphinx) -> None:
    """Write the scripts before all is published."""
    app.add_config_value("kb_checker", False, "html", bool)
    app.connect("build-finished", write_scripts)
