"""Compiled grammars, kept between runs.

Reading a model costs far more than using it, so the syntax trees are kept as JSON in
the user's cache folder, under a name made of the hash of all that they come from.  A
file that is damaged, or that another user could have written, is never read.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from functools import lru_cache
from pathlib import Path

from .grammar import Definitions, Grammar

_HERE = Path(__file__).parent


@lru_cache(maxsize=16)
def cached_grammar(path: Path) -> Grammar:
    """The grammar of a file, from the cache if it holds it.

    GrammarError or OSError if the model itself cannot be read; a cache that cannot be
    read or written costs only time.
    """
    key = _key(path)
    file = _folder() / f"{path.stem}-{key[:32]}.json"
    found = _read(file, key)
    if found is None:
        from .load import definitions

        found = definitions(path)
        _write(file, key, found)
    return Grammar(found)


def _key(path: Path) -> str:
    """The hash of all grammar files of the folder and of the code that reads them."""
    digest = hashlib.sha256(path.name.encode())
    sources = sorted(path.parent.rglob("*.rnc"))
    sources += [_HERE / "syntax.py", _HERE / "tokens.py", _HERE / "load.py"]
    for source in sources:
        digest.update(source.name.encode() + b"\0")
        digest.update(source.read_bytes() + b"\0")
    return digest.hexdigest()


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "kbcheck"


def _read(file: Path, key: str) -> Definitions | None:
    """What the file holds; None unless it is ours, whole, and of this model."""
    try:
        with file.open("rb") as stream:
            state = os.fstat(stream.fileno())
            if state.st_uid != os.getuid() or state.st_mode & (
                stat.S_IWGRP | stat.S_IWOTH
            ):
                return None
            head, _, body = stream.read().partition(b"\n")
        if head.decode() != f"{key} {hashlib.sha256(body).hexdigest()}":
            return None
        found: Definitions = json.loads(body)
    except (OSError, ValueError):
        return None
    return found


def _write(file: Path, key: str, found: Definitions) -> None:
    """Keep the definitions, whole or not at all."""
    body = json.dumps(found, separators=(",", ":")).encode()
    head = f"{key} {hashlib.sha256(body).hexdigest()}\n".encode()
    import tempfile

    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(head + body)
        Path(name).replace(file)
        for old in file.parent.glob(f"{file.name.partition('-')[0]}-*.json"):
            if old != file:
                old.unlink()
    except OSError:
        return
