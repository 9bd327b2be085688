"""Files of /etc/modprobe.d: options of modules, and which of them are loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .assign import check_line_ends
from .cmdline import report_parameter, split_parameter
from .elements import add_text
from .filename import check_ending
from .findings import Findings
from .lines import lines
from .modules import check_module
from .split import kernel_words, plain
from .table import load_table

COMMANDS = {
    "options": "MODULE NAME=VALUE…", "blacklist": "MODULE", "alias": "PATTERN MODULE",
    "install": "MODULE COMMAND…", "remove": "MODULE COMMAND…",
    "softdep": "MODULE pre: MODULE… post: MODULE…", "weakdep": "MODULE MODULE…",
}  # fmt: skip
"""Command -> the words that it takes."""
_WHEN = ("pre:", "post:")
_SHORTEST = {"blacklist": 1, "options": 2}
# The first word of these is a pattern, as modprobe compares it with fnmatch(); where
# it has wildcards, it is the name of no module.
_BY_PATTERN = ("install", "remove", "softdep")
_WILDCARDS = frozenset("*?[")


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
    check_ending(request.file, "modprobe.d", ".conf", "modprobe", findings)
    check_line_ends(request.text, findings, "modprobe", "the last word")
    for statement in scan_modprobe(request.text, example=request.example):
        _statement(statement, findings)


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
    # What begins so is no module; modprobe passes over it and says nothing.
    elif name == "blacklist" and len(words) > 1 and words[1].text[0] != "#":
        message = (
            f"'blacklist' takes one module, and '{clipped(words[1].text)}' follows"
        )
        findings.add("syntax", words[1].offset, message)
    if name == "options":
        _options(words, findings)
    elif words:
        _modules(name, words, findings)


def _modules(command: str, words: tuple[Span, ...], findings: Findings) -> None:
    """The modules that a command names; those of softdep stand behind pre: or post:."""
    named = words[:1] if command in ("blacklist", "install", "remove") else ()
    if command == "softdep":
        named = tuple(w for w in words if w.text not in _WHEN)
        if len(words) > 1 and len(named) == len(words):
            said = clipped(words[1].text)
            message = f"'{said}' stands behind neither 'pre:' nor 'post:'"
            hint = f"write softdep {COMMANDS[command]}, with blanks around each"
            findings.add("syntax", words[1].offset, message, hint)
            return
    for word in named:
        if not _is_pattern(command, word, words):
            check_module(word, findings)


def _is_pattern(command: str, word: Span, words: tuple[Span, ...]) -> bool:
    """Whether a word stands for all modules whose names fit it."""
    is_first = command in _BY_PATTERN and word is words[0]
    return is_first and not _WILDCARDS.isdisjoint(word.text)


def _options(words: tuple[Span, ...], findings: Findings) -> None:
    modules = load_table("modprobe.d").groups
    if not words:
        return
    module = plain(words[0].text)
    if "=" in module:
        message = f"'options' lacks the module before '{clipped(words[0].text)}'"
        findings.add("syntax", words[0].offset, message)
    elif module in modules:
        _parameters(module, words[1:], findings)
    else:
        check_module(words[0], findings)


def _parameters(module: str, words: tuple[Span, ...], findings: Findings) -> None:
    known = load_table("modprobe.d").groups[module]
    names = listing(list(known))
    seen: dict[str, int] = {}
    for word in words:
        if word.text.startswith("#"):
            message = "a comment follows, and modprobe takes it for parameters"
            hint = "write it on a line of its own"
            findings.add("syntax", word.offset, message, hint)
            return
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
