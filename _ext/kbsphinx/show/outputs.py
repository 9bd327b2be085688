"""The published folder: what a build wrote for readers, and nothing else of ours.

A file whose content did not change stays as it is.  Each other one is replaced as a
whole, and links in the folder are replaced, never followed.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from sphinx.builders import Builder
from sphinx.search import js_index

from ..kept.disk import read_json, remove, write_json
from ..kept.sealed import SealedFolder
from ..kept.snippet import Snippet

_PART = ".part"  # the name under which a file is written
_PRIVATE = (".buildinfo", ".buildinfo.bak")
_LEFT = (".doctrees/**/*", ".kbcheck/**/*", "snippets/**/*", "**/*.html",
         "_static/**/*", "_images/**/*", "_sources/**/*", "_downloads/**/*",
         *_PRIVATE)  # fmt: skip
"""What builds left, where no list tells."""


def downloads(snippets: list[Snippet]) -> dict[str, bytes]:
    """The text of each snippet that has a name."""
    return {s.download: s.text.encode() for s in snippets if s.download}


def has_downloads(builder: Builder) -> bool:
    """Whether what a builder writes can link to files beside it; not so in a book."""
    return bool(getattr(builder, "download_support", False))


def drop_lost_words(output: Path) -> None:
    """Take from the search index the words that no page holds any more.

    Sphinx leaves them there, without a page, if it did not write all pages.
    """
    file = output / "searchindex.js"
    if file.is_file():
        index = js_index.loads(file.read_text(encoding="utf-8"))
        for table in ("terms", "titleterms"):
            index[table] = {word: at for word, at in index[table].items() if at != []}
        file.write_text(js_index.dumps(index), encoding="utf-8")


def publish(sealed: SealedFolder, more: dict[str, bytes], *, whole: bool) -> None:
    """Bring what was written, and `more`, into the published folder.

    What earlier builds left there goes, if all was written in this one.
    """
    files: dict[str, Path | bytes] = {
        path.relative_to(sealed.output).as_posix(): path
        for path in sealed.output.rglob("*")
        if path.is_file() and path.name not in _PRIVATE
    }
    files.update(more)
    before = _published(sealed)
    # First the list, then the files: so a kill leaves none that the list lacks.
    write_json(sealed.published, [str(sealed.out), sorted(before | files.keys())])
    remove(sealed.out / _PART)
    if whole:
        for name in before - files.keys():
            _withdraw(sealed.out, name)
    for folder in sorted({(sealed.out / name).parent for name in files}):
        _make_folder(sealed.out, folder)
    for name, content in sorted(files.items()):
        data = content if isinstance(content, bytes) else content.read_bytes()
        _place(sealed.out, name, data)
    if whole:
        write_json(sealed.published, [str(sealed.out), sorted(files)])


def _published(sealed: SealedFolder) -> set[str]:
    """The files that builds have published, as far as one can tell."""
    match read_json(sealed.published):
        case [out, [*names]] if out == str(sealed.out):
            return {name for name in map(str, names) if _is_below(name)}
    if not any((sealed.out / sign).exists() for sign in ("objects.inv", ".buildinfo")):
        return set()  # not a folder of Sphinx's: nothing in it is ours
    found = (path for pattern in _LEFT for path in sealed.out.glob(pattern))
    return {p.relative_to(sealed.out).as_posix() for p in found if not p.is_dir()}


def _is_below(name: str) -> bool:
    """Whether a name stays in the folder: the list may be altered."""
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts


def _withdraw(out: Path, name: str) -> None:
    """Remove a file, and the folders that it leaves empty."""
    path = out / name
    above = [folder for folder in path.parents if folder.is_relative_to(out)][:-1]
    folder_there = path.is_dir() and not path.is_symlink()
    if folder_there or any(folder.is_symlink() for folder in above):
        return
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # not empty
        for folder in above:
            folder.rmdir()


def _make_folder(out: Path, folder: Path) -> None:
    """Make a folder, also where links or files stand in its way."""
    inner = [one for one in (folder, *folder.parents) if one.is_relative_to(out)][:-1]
    for one in reversed(inner):
        if one.is_symlink() or not one.is_dir():
            one.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)


def _place(out: Path, name: str, data: bytes) -> None:
    """Write a file, if it is not there with this content."""
    path = out / name
    if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
        return
    # Renamed, as a reader or a kill must find the old file or the new one; in the same
    # folder, as nothing else is sure to be on the same disk.
    part = out / _PART
    part.write_bytes(data)
    part.replace(path)
