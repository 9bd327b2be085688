"""Files of /etc/modprobe.d: options of modules, and which of them are loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple

from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .cmdline import plain, report_parameter, split_parameter
from .elements import add_text
from .findings import Findings
from .lines import lines
from .split import kernel_words
from .table import load_table

_NEAR = 0.8
COMMANDS = {
    "options": "MODULE NAME=VALUE…", "blacklist": "MODULE", "alias": "PATTERN MODULE",
    "install": "MODULE COMMAND…", "remove": "MODULE COMMAND…",
    "softdep": "MODULE pre: MODULE… post: MODULE…", "weakdep": "MODULE MODULE…",
}  # fmt: skip
"""Command -> the words that it takes."""
_SHORTEST = {"blacklist": 1, "options": 2}


class Statement(NamedTuple):
    """One line: its command and the words after it."""

    command: Span
    words: tuple[Span, ...]


def scan_modprobe(text: str, *, example: bool) -> Iterator[Statement]:
    """The lines of a file, in order."""
    for line in lines(text, example=example, continued=True):
        command, *words = kernel_words(line.text, line.offset)
        yield Statement(command, tuple(words))


def check_modprobe(request: Request, findings: Findings) -> None:
    """Commands, their words, and the parameters of modules that are known."""
    _file_name(request.file, findings)
    for statement in scan_modprobe(request.text, example=request.example):
        _statement(statement, findings)


def _file_name(file: str, findings: Findings) -> None:
    path = PurePath(file)
    if path.parent.name == "modprobe.d" and path.suffix != ".conf":
        message = f"modprobe reads no file named {path.name}"
        hint = f"name it {path.stem}.conf"
        findings.add("bad-value", 0, message, hint)


def _statement(statement: Statement, findings: Findings) -> None:
    command, words = statement
    name = command.text
    if name not in COMMANDS:
        near = findings.near(name, COMMANDS)
        hint = did_you_mean(near, f"known: {listing(list(COMMANDS))}")
        message = f"modprobe.d has no command '{clipped(name)}'"
        findings.add("unknown-command", command.offset, message, hint)
        return
    if any(findings.elided(w.text) for w in words):
        words = tuple(w for w in words if not findings.elided(w.text))
    elif len(words) < _SHORTEST.get(name, 2):
        message = f"'{name}' lacks words; write {name} {COMMANDS[name]}"
        findings.add("syntax", command.offset, message)
    elif name == "blacklist" and len(words) > 1:
        message = (
            f"'blacklist' takes one module, and '{clipped(words[1].text)}' follows"
        )
        findings.add("syntax", words[1].offset, message)
    if name == "options":
        _options(words, findings)


def _options(words: tuple[Span, ...], findings: Findings) -> None:
    modules = load_table("modprobe.d").groups
    if not words:
        return
    module = plain(words[0].text)
    if "=" in module:
        message = f"'options' lacks the module before '{clipped(words[0].text)}'"
        findings.add("syntax", words[0].offset, message)
    elif module not in modules:
        near = findings.near(module, modules, _NEAR, words[0].offset)
        if near and near != module:
            message = f"no module '{clipped(module)}' is known"
            findings.add("unknown-key", words[0].offset, message, did_you_mean(near))
    else:
        _parameters(module, words[1:], findings)


def _parameters(module: str, words: tuple[Span, ...], findings: Findings) -> None:
    known = load_table("modprobe.d").groups[module]
    names = listing(list(known))
    seen: dict[str, int] = {}
    for word in words:
        name, value, value_at = split_parameter(word)
        name = plain(name)
        setting = known.get(name)
        if setting is None:
            near = findings.near(name, known)
            hint = did_you_mean(near, f"known: {names}")
            message = f"'{clipped(name)}' is not a parameter of {module}"
            findings.add("unknown-key", word.offset, message, hint)
        elif name in seen:
            findings.twice(f"'{name}'", word.offset, seen[name])
        else:
            seen[name] = word.offset
            report_parameter(setting, word, value, value_at, findings)


def modprobe_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with an element for each statement, named after its command."""
    for command, words in scan_modprobe(text, example=example):
        if command.text not in COMMANDS or not words:
            continue
        node = Node(command.text, {"module": plain(words[0].text)}, command.offset)
        top.children.append(node)
        if command.text != "options":
            node.children.append(" ".join(w.text for w in words[1:]))
            continue
        for word in words[1:]:
            name, value, _ = split_parameter(word)
            add_text(node, plain(name), value or "", word.offset)
