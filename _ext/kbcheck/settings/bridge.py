"""QEMU's bridge.conf: the bridges that guests of plain users may join."""

from __future__ import annotations

import re

from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .elements import add_text
from .findings import Findings
from .lines import lines
from .table import load_table

_WORD = re.compile(r"\S+")
_LONGEST_NAME = 15  # of a network interface


def check_bridge(request: Request, findings: Findings) -> None:
    """Each line is a word and what it is about; one bad line closes all bridges."""
    known = load_table("bridge.conf").groups["line"]
    for line in lines(request.text, example=request.example):
        word, *rest = (
            Span(m[0], line.offset + m.start()) for m in _WORD.finditer(line.text)
        )
        if word.text not in known:
            _unknown(word, list(known), findings)
        elif not rest:
            wanted = "FILE" if word.text == "include" else "BRIDGE, or all"
            message = f"the line lacks what follows '{word.text}'"
            hint = f"write {word.text} {wanted}"
            findings.add("syntax", word.offset, message, hint)
        elif word.text != "include":
            _bridge(rest, findings)


def _unknown(word: Span, known: list[str], findings: Findings) -> None:
    first, equals, _ = word.text.partition("=")
    if equals and first in known:
        message = f"'{clipped(word.text)}' has a '='; a blank stands there"
        findings.add("syntax", word.offset, message, f"write {first} BRIDGE")
        return
    hint = did_you_mean(findings.near(word.text, known), f"known: {listing(known)}")
    message = f"'{clipped(word.text)}' is not a word that begins a line"
    findings.add("unknown-key", word.offset, message, hint)


def _bridge(words: list[Span], findings: Findings) -> None:
    name, *rest = words
    if findings.elided(name.text):
        return
    if rest:
        message = (
            f"'{clipped(rest[0].text)}' follows the bridge, and counts as its name"
        )
        findings.add("syntax", rest[0].offset, message, "write one bridge a line")
    elif len(name.text) > _LONGEST_NAME:
        message = f"'{clipped(name.text)}' is longer than {_LONGEST_NAME} characters"
        findings.add("bad-value", name.offset, message)
    elif re.search(r"[\"',;*/]", name.text):
        message = f"'{clipped(name.text)}' is not the name of a bridge"
        hint = "write 'all' for any bridge" if "*" in name.text else "write it plainly"
        findings.add("bad-value", name.offset, message, hint)


def bridge_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with <allow>, <deny> and <include>."""
    for line in lines(text, example=example):
        word, _, rest = line.text.partition(" ")
        add_text(top, word, rest.strip(), line.offset)
