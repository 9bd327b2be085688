"""Where the content of a directive stands in its file.

docutils, MyST and sphinx-tabs each count lines in their own way.  The file itself
settles it: the content is looked for at the line that was reported, then around it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain
from pathlib import Path


# Its time is part of the key: a server that rebuilds sees an edited file anew.
@lru_cache(maxsize=64)
def _read(path: str, _changed: int) -> tuple[str, ...]:
    return tuple(Path(path).read_bytes().decode("utf-8", "replace").split("\n"))


def file_lines(path: str) -> tuple[str, ...]:
    """The lines of a file; none if it cannot be read."""
    try:
        return _read(path, Path(path).stat().st_mtime_ns)
    except OSError:
        return ()


def locate(path: str, content: list[str], reported: int) -> int:
    """The line, from 1, of the first line of `content` in the file.

    The first place from `reported` on where all lines stand, else the last before it;
    `reported` if there is none.  What is reported is the content or a line above it.
    """
    lines = file_lines(path)
    wanted = [line.strip() for line in content]
    last = len(lines) - len(wanted)
    # Nearly always the content stands there or a few lines on: look no further.
    after = range(max(reported - 1, 0), last + 1)
    before = range(min(reported - 2, last), -1, -1)
    for start in chain(after, before):
        if all(w in lines[start + i] for i, w in enumerate(wanted)):
            return start + 1
    return reported


def column_offset(path: str, line: int, text: str) -> int:
    """How many columns of the file's line come before the snippet's line `text`."""
    lines = file_lines(path)
    if not 1 <= line <= len(lines) or not text.strip():
        return 0
    at = lines[line - 1].find(text.strip())
    indent = len(text) - len(text.lstrip())
    return max(at - indent, 0)


# To resolve a path is to ask the disk, and each example of a page has the same one.
@cache
def site_path(path: str, root: str) -> str:
    """A path as messages show it: relative to the root of the site, if it is below."""
    found, base = Path(path).resolve(), Path(root).resolve()
    return found.relative_to(base).as_posix() if found.is_relative_to(base) else path
