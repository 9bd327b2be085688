"""Files of /etc/modules-load.d: modules that are loaded when the host starts."""

from __future__ import annotations

import re

from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean
from ..tree import Node
from .elements import add_text
from .filename import check_ending
from .findings import Findings
from .lines import lines
from .split import plain
from .table import load_table

_NEAR = 0.84
_WORD = re.compile(r"\S+")
_NO_NAME = re.compile(r"[,/;\"']|(?<![:\w])\*|^[^:]*\*")  # aliases have *, too
_SUFFIX = re.compile(r"\.(ko(\.(xz|gz|zst))?|conf)$")
_OF_MODPROBE = ("options", "blacklist", "install", "alias", "softdep", "remove")


def check_modules(request: Request, findings: Findings) -> None:
    """Each line is the name of a module, and no more than that."""
    check_ending(request.file, "modules-load.d", ".conf", "systemd", findings)
    for line in lines(request.text, example=request.example, comments="#;"):
        first, *rest = _WORD.finditer(line.text)
        if rest:
            _more(first[0], Span(rest[0][0], line.offset + rest[0].start()), findings)
        else:
            check_module(line, findings)


def _more(first: str, second: Span, findings: Findings) -> None:
    """What follows on a line: systemd takes all of it for one name."""
    hint = "write one module a line"
    if first in _OF_MODPROBE:
        hint = f"'{first}' belongs in a file of /etc/modprobe.d"
    elif "=" in second.text:
        hint = f"write 'options {clipped(first)} …' in a file of /etc/modprobe.d"
    elif second.text[0] in "#;":
        hint = "write the comment on a line of its own"
    message = f"'{clipped(second.text)}' follows; a line is the name of one module"
    findings.add("syntax", second.offset, message, hint)


def check_module(word: Span, findings: Findings) -> None:
    """Tell the name of a module that is a slip, or that is gone.

    A name that is near none of the table says nothing: there are thousands.
    """
    known = load_table("modules-load.d").groups["module"]
    if _NO_NAME.search(word.text):
        message = f"'{clipped(word.text)}' is not the name of one module"
        findings.add("syntax", word.offset, message, "write one module a line")
        return
    if _SUFFIX.search(word.text):
        message = f"'{clipped(word.text)}' is a file; a module has no such ending"
        hint = f"write {clipped(_SUFFIX.sub('', word.text))}"
        findings.add("bad-value", word.offset, message, hint)
        return
    setting = known.get(plain(word.text))
    if setting is None:
        common = [s.name for s in known.values() if s.meaning]
        near = findings.near(plain(word.text), common, _NEAR, word.offset)
        if near:
            message = f"no module '{clipped(word.text)}' is known"
            findings.add("unknown-key", word.offset, message, did_you_mean(near))
    elif setting.obsolete:
        message = f"'{clipped(word.text)}' may be gone: {setting.obsolete}"
        findings.add("obsolete", word.offset, message, setting.instead)


def modules_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with a <module> for each name."""
    for line in lines(text, example=example, comments="#;"):
        add_text(top, "module", plain(line.text), line.offset)
