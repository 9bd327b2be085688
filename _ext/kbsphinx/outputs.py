"""Files of ours in the output folder: downloads.  What a page left goes with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .snippet import DOWNLOADS, Snippet


def drop_pages(
    app: Sphinx,
    _env: BuildEnvironment,
    _added: set[str],
    _changed: set[str],
    removed: set[str],
) -> Iterable[str]:
    """Remove the HTML of pages that are gone: Sphinx would leave it to be read."""
    if app.builder.format == "html":
        for page in removed:
            Path(app.outdir, app.builder.get_target_uri(page)).unlink(missing_ok=True)
    return ()


def write_downloads(out: Path, snippets: list[Snippet]) -> None:
    """Write the text of each snippet that has a name, and remove all other files."""
    wanted = {out / s.download: s.text.encode() for s in snippets if s.download}
    for old in (out / DOWNLOADS).rglob("*"):
        if old.is_file() and old not in wanted:
            old.unlink()
    for path, text in wanted.items():
        if not path.is_file() or path.read_bytes() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
