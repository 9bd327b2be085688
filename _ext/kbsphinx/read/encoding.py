"""Pages that are not UTF-8: told at their line, and no reason to stop the build."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ..kept.complaint import Complaint
from ..kept.store import store

NAME = "utf-8-told"


class _Decoder(codecs.getincrementaldecoder("utf-8-sig")):  # type: ignore[misc]
    """Reads what it can; `tell` says what it could not."""

    def __init__(self, errors: str = "strict") -> None:
        super().__init__("replace")


def _find(name: str) -> codecs.CodecInfo | None:
    if name != NAME.replace("-", "_"):
        return None
    plain = codecs.lookup("utf-8-sig")
    return codecs.CodecInfo(
        plain.encode,
        lambda data, errors="strict": plain.decode(data, "replace"),
        incrementalencoder=plain.incrementalencoder,
        incrementaldecoder=_Decoder,
        name=NAME,
    )


def use(app: Sphinx) -> None:
    """Have Sphinx read the pages with the lenient decoder."""
    # By a name of its own: Sphinx hands the setting to docutils, which opens the file
    # itself and would stop the whole build, without a line, at the first wrong byte.
    codecs.register(_find)
    app.env.settings["input_encoding"] = NAME


def tell(app: Sphinx, docname: str, _source: list[Any]) -> None:
    """Complain of a page whose bytes are not UTF-8, at the first wrong one."""
    path = Path(app.env.doc2path(docname))
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        message = f"the byte 0x{data[err.start]:02x} is not UTF-8"
        found = Complaint(str(path), line, "syntax", message)
        store(app.env).pages[docname].complaints.append(found)


def setup(app: Sphinx) -> None:
    """Read each page, and complain afterwards."""
    app.connect("builder-inited", use)
    app.connect("source-read", tell)
