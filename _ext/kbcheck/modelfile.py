"""The files of the reference model, and the place of what is wrong in one.

Whatever is wrong in them is a ModelError with file and line: such a fault is ours, and
must never pass for a fault of the text that is judged, nor for a text without faults.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from .problem import ModelError

MODEL = Path(__file__).parent / "model"


@cache  # each text that is checked asks for a few of them
def model_path(*parts: str) -> Path:
    """A file or a folder of the model."""
    return MODEL.joinpath(*parts)


def shown_path(path: Path) -> str:
    """The path from the working folder, if it is below it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except (OSError, ValueError):  # the working folder may be gone
        return str(path)


def model_bytes(path: Path) -> bytes:
    """The bytes of a file.  ModelError if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as err:
        told = f"cannot be read: {err.strerror or err}"
        raise ModelError(shown_path(path), 1, told) from err


def model_text(path: Path) -> str:
    """The text of a file.  ModelError if it cannot be read, or is not UTF-8."""
    data = model_bytes(path)
    try:
        return data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        told = f"the byte 0x{data[err.start]:02x} is not UTF-8"
        raise ModelError(shown_path(path), line, told) from err


def model_files(folder: Path) -> list[Path]:
    """The tables of a folder of the model.  ModelError if there is none."""
    # Without Path.glob(), which first compiles an expression for the names.
    files = folder.iterdir() if folder.is_dir() else ()
    found = sorted(path for path in files if path.suffix == ".toml")
    if not found:
        raise ModelError(shown_path(folder), 1, "no table of the model is here")
    return found


class ModelTable:
    """What a TOML file of the model holds; it knows the line of each entry."""

    def __init__(self, path: Path) -> None:
        import tomllib  # only where no cache has what it reads

        self.path = path
        self.text = model_text(path)
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as err:
            raise self._malformed(str(err)) from err
        except RecursionError as err:
            raise ModelError(shown_path(path), 1, "nested too deeply") from err

    def _malformed(self, said: str) -> ModelError:
        at = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", said)
        line = int(at[1]) if at and at[1] else self.text.count("\n") + 1
        message = said.replace(at[0], "").strip() if at else said.strip()
        return ModelError(shown_path(self.path), line, f"is not TOML: {message}")

    def fault(self, message: str, *keys: str | int) -> ModelError:
        """A fault of what the keys lead to: of its line, or of the nearest above."""
        return ModelError(shown_path(self.path), line_of(self.text, *keys), message)


def line_of(text: str, *keys: str | int) -> int:
    """The line of a TOML text that defines what the keys lead to.

    A number counts tables of an array, from 0.  Where a key has no line, as one that
    is missing, it is the line of the innermost table that is there.
    """
    found, depth = 1, 0
    table: tuple[str | int, ...] = ()
    counted: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        header = re.fullmatch(r"\[(\[?)([^\[\]]+)\]\]?(?:\s*#.*)?", line.strip())
        key = None if header else re.match(r"""([\w.\-"' ]+)=""", line.strip())
        if header:
            first, *rest = _parts(header[2])
            if header[1]:
                counted[first] = counted.get(first, -1) + 1
            at = (counted[first],) if first in counted else ()
            path = table = (first, *at, *rest)
        elif key:
            path = (*table, *_parts(key[1]))
        else:
            continue
        if len(path) > depth and path == keys[: len(path)]:
            found, depth = number, len(path)
    return found


def _parts(dotted: str) -> list[str]:
    """The names of a dotted key of TOML."""
    found = re.findall(r""""([^"\n]*)"|'([^'\n]*)'|([\w\-]+)""", dotted)
    return [a or b or c for a, b, c in found] or [""]
