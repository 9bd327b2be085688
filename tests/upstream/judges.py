"""The two judges of documents: our grammar, and jing on a schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from drift.jing import errors
from kbcheck import Request, check
from upstream.trial import Fault

_ATTRIBUTE = re.compile(r"""(?:\w+:)?([\w.-]+)=(?:"[^"]*"|'[^']*')""")


class Ours:
    """Our grammar of a kind, in a version."""

    def __init__(self, kind: str, version: str) -> None:
        self.kind, self.version = kind, version

    def __call__(self, texts: list[str]) -> list[Fault | None]:
        return [_said(text, self.kind, self.version) for text in texts]


@lru_cache(maxsize=200_000)
def _said(text: str, kind: str, version: str) -> Fault | None:
    request = Request(text, kind, level="grammar", libvirt=version)
    for found in check(request).problems:
        line = text.split("\n")[found.line - 1]
        name = _attribute(line, found.column - 1)
        return Fault(found.line, name, found.message, found.check)
    return None


def _attribute(line: str, at: int) -> str | None:
    """The attribute whose name or value is at a place of a line."""
    for match in _ATTRIBUTE.finditer(line):
        if match.start() <= at < match.end():
            return match[1]
    return None if line[at] == "<" else ""


class Theirs:
    """A schema, judged by jing: all documents in one run."""

    def __init__(self, schema: Path) -> None:
        self.schema = schema

    def __call__(self, texts: list[str]) -> list[Fault | None]:
        with TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{i}.xml" for i in range(len(texts))]
            for path, text in zip(paths, texts, strict=True):
                path.write_text(text, encoding="utf-8")
            told = dict(self._first(paths))
        return [told.get(path) for path in paths]

    def _first(self, paths: list[Path]) -> Iterator[tuple[Path, Fault]]:
        seen = set()
        for error in errors(self.schema, paths):
            if error.path not in seen:
                seen.add(error.path)
                yield error.path, _fault(error.line, error.message)


def _fault(line: int, message: str) -> Fault:
    match = re.search(r'attribute "([^"]+)"', message)
    name = match[1].rpartition(":")[2] if match else None
    if "character content" in message:
        name = ""
    return Fault(line, name, message)
