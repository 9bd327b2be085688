"""What a build comes from, save the pages, the model's data and the assets.

Each edit of code, each other version of a program that had a part in it, each other
setting may change anything that a build keeps or writes.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from lxml import etree
from sphinx.application import Sphinx

import kbcheck
import kbweb
from kbcheck.modelfile import MODEL

ADAPTER = Path(__file__).parents[1]
CORE = Path(kbcheck.__file__).parent
WEB = Path(kbweb.__file__).parent


def origin(app: Sphinx) -> str:
    """A hash of the code, the settings, and all programs that take part."""
    settings = Path(app.confdir) / "conf.py"
    facts = [
        toolchain(),
        str(app.srcdir),
        str(app.outdir),
        sorted(app.config.overrides.items()),
        sorted(app.tags),
    ]
    others = hashlib.sha256(repr(facts).encode()).hexdigest()
    return f"{digest([settings])} {others}"


@cache
def toolchain() -> str:
    """A hash of the code that runs and of all that takes part.

    Once a process: what was edited since it began is not what it runs.
    """
    facts = [
        digest(code()),
        sys.version,
        etree.LIBXML_VERSION,
        etree.LIBXSLT_VERSION,
        installed(),
        # Pages name guides, so reading hangs on the files that there are; what they
        # hold decides on verdicts, and those have a key of their own.
        [path.relative_to(MODEL).as_posix() for path in files_below(MODEL)],
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def code() -> list[Path]:
    """The files of our code."""
    return [*files_below(ADAPTER), *files_below(WEB), *sorted(CORE.rglob("*.py"))]


def files_below(folder: Path) -> Iterator[Path]:
    """The files below a folder, save what Python compiles; no links are followed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def digest(paths: Iterable[Path]) -> str:
    """A hash of files: their paths and contents, or that they are not there."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(f"{path}\0".encode(errors="surrogateescape"))
        found.update(path.read_bytes() if path.is_file() else b"absent")
        found.update(b"\0")
    return found.hexdigest()


def installed() -> list[str]:
    """The name and version of each installed package, as its folder is called."""
    return sorted(
        found.name
        for place in set(sys.path)
        for found in Path(place).glob("*.dist-info")
    )
