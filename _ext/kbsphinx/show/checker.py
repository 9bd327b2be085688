"""The core beside the pages, in JavaScript: `kbweb` translates it.

A site asks for it with `kb_checker`.  The scripts are made anew when the core or its
model has changed; what else they come from, such as `kbweb`, empties the kept folder.
"""

from __future__ import annotations

from functools import cache

from sphinx.application import Sphinx

from kbweb.bundle import scripts

from ..kept.disk import read_json, write_json
from ..kept.store import session
from ..kept.verdicts import core_digest
from .outputs import has_downloads

FOLDER = "_static/kbcheck"


def write_scripts(app: Sphinx, exception: Exception | None) -> None:
    """After a build: the scripts, unless they are there for this core and model."""
    if exception or not app.config.kb_checker or not has_downloads(app.builder):
        return
    sealed = session(app.env).sealed
    folder, record = sealed.output / FOLDER, sealed.folder / "checker.json"
    before = read_json(record) or {"core": "", "files": []}
    # A build for which each page may look different empties the folder of the output.
    is_whole = all((folder / name).is_file() for name in before["files"])
    if is_whole and before["core"] == core_digest():
        return
    folder.mkdir(parents=True, exist_ok=True)
    made = _scripts()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_json(record, {"core": core_digest(), "files": list(made)})


@cache  # one process may build several sites
def _scripts() -> dict[str, str]:
    return scripts()


def setup(app: Sphinx) -> None:
    """Write the scripts before all is published."""
    app.add_config_value("kb_checker", False, "html", bool)
    app.connect("build-finished", write_scripts)
