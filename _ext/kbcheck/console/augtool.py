"""Settings that augtool writes and reads: /files/etc/libvirt/FILE/KEY."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..request import Request
from ..settings import check_settings, load_table
from ..suggest import clipped, did_you_mean, nearest
from .demands import root_hint
from .parse import check_words
from .shell import Simple
from .values import Context, at_place, is_open
from .words import Slip, Word, at_word

_FILES = "/files/etc/libvirt/"
_PATH = re.compile(rf"{_FILES}([^/\[]+)(?:/([^/\[]+))?(/.*|\[.*)?")
# What is not closed goes on to the end of the line.
_PART = re.compile(r"""'[^']*'?|"(?:[^"\\]|\\.)*"?|\[[^\]]*\]?|\\.?|[^\s'"\[\\]""")
_CLOSED = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*+\"")
_WORD = re.compile(rf"(?:{_PART.pattern})+")
_QUOTES = re.compile(r"""'([^']*)'?|"((?:[^"\\]|\\.)*+)"?|(\[[^\]]*\]?)""")
_VALUE_CHECKS = ("bad-value", "syntax")
CONFS = ("qemu.conf", "qemu-lockd.conf", "qemu-sanlock.conf", "virtlockd.conf",
         "libvirtd.conf", "virtqemud.conf", "virtlogd.conf", "libvirt.conf",
         "libvirt-admin.conf", "libxl.conf", "virt-login-shell.conf", "lxc.conf",
         "bhyve.conf", "ch.conf", "network.conf", "nwfilter.conf",
         "secret.conf")  # fmt: skip


def check_augtool(simple: Simple, context: Context) -> Iterator[Slip]:
    """What is wrong with the settings that an `augtool … COMMAND PATH` names."""
    names = simple.names
    if names[:1] == ["sudo"]:
        simple = Simple(simple.words[1:], simple.alone)
        # What sudo runs is root's, whatever the prompt.
        context, names = context._replace(prompt="#"), names[1:]
    if names[:1] != ["augtool"]:
        return
    if {"-s", "--autosave"} & set(names) and context.prompt == "$":
        message = "augtool needs root to save, but the prompt is a user's"
        yield at_word("prompt", message, root_hint(context), simple.words[0])
    for at, word in enumerate(simple.words):
        if word.text.startswith(_FILES):
            yield from _setting(simple.words, at, context)
            return


def check_script(text: str, context: Context) -> Iterator[Slip]:
    """What is wrong in the commands of an augtool script, one a line."""
    for row, line in enumerate(text.split("\n")):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        words = (Word("augtool", row, 0), *_words(line, row))
        yield from _open_quotes(line, row)
        yield from check_words(words, context)
        yield from check_augtool(Simple(words, alone=True), context)


def _words(line: str, row: int) -> Iterator[Word]:
    """The words of a line, as augtool reads them: a path may hold `[. = 'x']`."""
    for match in _WORD.finditer(line):
        quoted = int(match[0][0] in "'\"")
        text = _QUOTES.sub(lambda m: m[1] or m[2] or m[3] or "", match[0])
        yield Word(text, row, match.start(), quoted=quoted)


def _open_quotes(line: str, row: int) -> Iterator[Slip]:
    for match in _PART.finditer(line):
        quote = match[0][0]
        if quote in "'\"" and not _CLOSED.fullmatch(match[0]):
            yield Slip("syntax", f"a {quote} is not closed", "", row, match.start())


def _setting(words: tuple[Word, ...], at: int, context: Context) -> Iterator[Slip]:
    word = words[at]
    match = _PATH.match(word.text)
    if match is None or is_open(word):
        return
    name, key, rest = match.groups()
    if name not in CONFS:
        yield from _file(name, word)
        return
    if not key or set("*.") & set(key):
        return
    # One table holds the settings of all daemons.
    kind = "libvirtd.conf" if name == "virtqemud.conf" else name
    value = words[at + 1] if len(words) > at + 1 else None
    sets = words[at - 1].text == "set" and value is not None and not is_open(value)
    text = _written(kind, key, value.text if sets and value else None, rest or "")
    for found in check_settings(Request(text, kind, libvirt=context.libvirt)).problems:
        if found.check not in _VALUE_CHECKS:
            row, column = word.position(match.start(2))
            place = word._replace(row=row, column=column)
        elif sets and value:
            place = value
        else:
            continue
        yield at_place(found, place)


def _file(name: str, word: Word) -> Iterator[Slip]:
    """A file that is nearly one of those that the key tables know."""
    near = nearest(name, CONFS)
    if near and name.endswith(".conf") and not name.startswith("virt"):
        hint = did_you_mean(f"{_FILES}{near}")
        yield at_word(
            "bad-value", f"no table knows the file {clipped(name)}", hint, word
        )


def _written(kind: str, key: str, value: str | None, rest: str) -> str:
    """The setting as augtool writes it: quoted, unless its type is a number."""
    setting = load_table(kind).settings.get(key)
    types = set(setting.types) if setting else {"string"}
    # augtool sets one element of a list; alone it could not be judged.
    if "list" in types and rest:
        return f'{key} = [ "{value or "x"}" ]'
    is_text = bool(types & {"string", "list"})
    if value is None:
        return f'{key} = ""' if is_text else f"{key} = 0"
    is_number = not is_text and value.lstrip("-").isdigit()
    return f"{key} = {value}" if is_number else f'{key} = "{value}"'
