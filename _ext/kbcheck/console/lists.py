"""Values that are lists of names, as virt-install has them: `path=/a,size=9,bus=scsi`.

A file of the model's folder `lists` describes those of one program:

    source = "…"
    [part.NAME]               names that several options have
    names = [ … ]
    [option.NAME]             of `--NAME`
    names = [ "size", "bus|target.bus", "host#.{name,port}", "cpus...", "raw:YESNO" ]
    parts = [ "NAME" ]
    first = [ "path" ]        what the first words are that have no '='
    words = [ "hd", "+*" ]    what else may stand without one

`#` may be a number; `{a,b}` are two names; a value with '...' may hold commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ..cache import kept_json
from ..modelfields import TABLE, TEXT, TEXTS, check_entry, unknown
from ..modelfile import ModelTable, model_path
from ..suggest import clipped, did_you_mean, listing, nearest
from .entry import Option, Usage
from .words import Slip, Word, at_word, expand_braces

_HEAD = {"source": TEXT, "part": TABLE, "option": TABLE}
_FIELDS = dict.fromkeys(("names", "parts", "first", "words"), TEXTS)
_ITEM = re.compile(
    r"""(?:[^,'"\\]++|\\.?|'[^']*+'?|"(?:[^"\\]++|\\.)*+"?)*+""", re.DOTALL
)
_NAME = re.compile(r"[A-Za-z][\w.-]*")
_NUMBER = re.compile(r"\d+(?=\.|$)")
_FORMS = ("", "YESNO")
_WHOLE = ("", "?", "help", "none", "all")
_YESNO = ("yes", "no", "on", "off", "true", "false", "y", "n", "t", "f", "1", "0")


class List(NamedTuple):
    """What a value may hold: names with what is known of them, and bare words."""

    names: dict[str, str]
    numbered: dict[str, str]
    first: tuple[str, ...]
    words: tuple[str, ...]

    def find(self, name: str) -> str | None:
        """What is known of a name: '', 'YESNO' or '...'; None for one it has not."""
        found = self.names.get(name)
        return self.numbered.get(_NUMBER.sub("", name)) if found is None else found


class Item(NamedTuple):
    """A part of a value between commas."""

    at: int
    name: str
    value: str | None


def check_list(word: Word, option: Option, said: str, usage: Usage) -> Iterator[Slip]:
    """What is wrong with the value of an option, if the program's lists have it."""
    known = lists(usage.lists)
    found = next((known[n[2:]] for n in option.names if n[2:] in known), None)
    text = word.text
    if found is None or text in _WHOLE or text.isdigit() or text.isupper():
        return
    open_value = False
    for item in _after_first(text, found):
        form = found.find(item.name)
        if form is not None and not _is_word(item, found):
            open_value = form == "..."
            yield from _value(item, form, said, word)
        elif not (open_value or _is_word(item, found) or _is_open(item)):
            yield _unknown(item, found, said, word)


def _after_first(text: str, known: List) -> Iterator[Item]:
    """The items of a value, without those whose name is left out."""
    items = list(_items(text))
    bare = next(
        (i for i, item in enumerate(items) if item.value is not None), len(items)
    )
    skipped = min(bare, len(known.first))
    if skipped and known.find(known.first[skipped - 1]) == "...":
        skipped = bare
    yield from items[skipped:]


def _items(text: str) -> Iterator[Item]:
    at = 0
    while at <= len(text):
        item = _ITEM.match(text, at)
        said = item[0] if item else ""
        name, equals, value = said.partition("=")
        yield Item(at, name, value if equals else None)
        at += len(said) + 1


def _is_word(item: Item, known: List) -> bool:
    """Whether an item may stand without a value."""
    return item.value is None and any(fnmatchcase(item.name, w) for w in known.words)


def _is_open(item: Item) -> bool:
    """Whether an item is no name, or one that the reader fills in."""
    return item.name.isupper() or not _NAME.fullmatch(item.name)


def _unknown(item: Item, known: List, said: str, word: Word) -> Slip:
    names = [*known.names, *known.numbered, *known.words]
    near = nearest(item.name, names)
    hint = did_you_mean(near, f"it knows {listing(names)}")
    message = f"{said} does not know '{clipped(item.name)}'"
    return at_word("unknown-option", message, hint, word.after(item.at))


def _value(item: Item, form: str, said: str, word: Word) -> Iterator[Slip]:
    place = word.after(item.at)
    if item.value is None:
        message = f"'{clipped(item.name)}' of {said} needs a value"
        yield at_word("syntax", message, f"write {clipped(item.name)}=…", place)
    elif form == "YESNO" and not _is_yesno(item.value):
        message = f"'{clipped(item.name)}' of {said} is yes or no, not "
        message += f"'{clipped(item.value)}'"
        yield at_word("bad-value", message, "write yes or no", place)


def _is_yesno(text: str) -> bool:
    """Whether a value says yes or no, or leaves it open."""
    is_word = text.isalnum() and not text.isupper()
    return not is_word or text.lower() in _YESNO


@cache
def lists(name: str) -> dict[str, List]:
    """The lists of a program, by the name of the option.  ModelError if one is off."""
    path = model_path("lists", f"{name}.toml")
    here = Path(__file__)
    code = here, here.with_name("words.py"), *here.parents[1].glob("*.py")
    kept = kept_json(f"lists-{name}", [path, *code], lambda: _read(ModelTable(path)))
    return {
        option: List(fields[0], fields[1], tuple(fields[2]), tuple(fields[3]))
        for option, fields in kept.items()
    }


def _read(table: ModelTable) -> dict[str, list[Any]]:
    """Option -> names, numbered names, first, words.  ModelError if a field is off."""
    check_entry(table, table.data, _HEAD, needs=("source", "option"))
    parts = {
        name: _names(table, entry, "part", name)
        for name, entry in table.data.get("part", {}).items()
    }
    found = {}
    for name, entry in table.data["option"].items():
        forms = _names(table, entry, "option", name)
        for part in entry.get("parts", ()):
            if part not in parts:
                told = f"{name}: {unknown(part, parts, 'part')}"
                raise table.fault(told, "option", name, "parts")
            forms |= parts[part]
        plain = {n: f for n, f in forms.items() if "#" not in n}
        numbered = {n.replace("#", ""): f for n, f in forms.items() if "#" in n}
        found[name] = [plain, numbered, entry.get("first", []), entry.get("words", [])]
    return found


def _names(table: ModelTable, entry: Any, *keys: str) -> dict[str, str]:
    """Each name of an entry with what is known of it."""
    fields = _FIELDS if keys[0] == "option" else {"names": TEXTS}
    check_entry(table, entry, fields, *keys)
    found: dict[str, str] = {}
    for text in entry.get("names", ()):
        said, _, form = text.partition(":")
        if form not in _FORMS:
            told = f"{keys[-1]}: {unknown(form, _FORMS, 'form')}"
            raise table.fault(told, *keys, "names")
        form = "..." if said.endswith("...") else form
        for name in said.removesuffix("...").split("|"):
            found |= dict.fromkeys(expand_braces(name), form)
    return found
