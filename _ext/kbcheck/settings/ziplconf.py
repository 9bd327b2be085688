"""zipl.conf, of the boot loader of IBM Z: `[section]` or `:menu`, then `key = value`.

After the reader in s390-tools 2.43: it refuses the whole file for one key that it does
not know, and for a section that lacks what it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .conf import BadSyntax
from .elements import add_text
from .findings import Findings
from .lines import has_hole, lines
from .setting import Setting
from .table import load_table
from .ziplsections import DEFAULT, Header, ZiplBlock, ZiplKey, check_whole

_HEADER = re.compile(r"\[(?P<section>\S+?)\]|:(?P<menu>\w+)")
_PAIR = re.compile(r"(?P<key>\w+)(?:[ \t]*=[ \t]*(?P<value>(?:[^ \t].*)?))?")
_ADDRESS = re.compile(r",\s*0?x?[0-9a-fA-F]+$")


def scan(text: str, *, example: bool) -> Iterator[Header | ZiplKey | BadSyntax]:
    """The headers, settings and faults of a text, in order."""
    for line in lines(text, example=example):
        if found := _HEADER.fullmatch(line.text):
            section, menu = found["section"], found["menu"]
            group = "menu" if menu else DEFAULT if section == DEFAULT else "section"
            yield Header(menu or section, group, line.offset)
        elif found := _PAIR.fullmatch(line.text):
            value, at = found["value"], line.offset + max(found.start("value"), 0)
            if value and len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            yield ZiplKey(found["key"], value, line.offset, at)
        else:
            said = clipped(line.text)
            message = f"'{said}' is neither a [section], a :menu, nor KEY = VALUE"
            yield BadSyntax(line.offset, message)


def check_zipl(request: Request, findings: Findings) -> None:
    """Sections and menus, their keys, what they need, and what they name."""
    blocks: list[ZiplBlock] = []
    first: dict[tuple[str, str], Header] = {}
    for item in scan(request.text, example=request.example):
        if isinstance(item, BadSyntax):
            findings.add("syntax", item.offset, item.message, item.hint)
        elif isinstance(item, Header):
            same = first.setdefault((item.name, item.group), item)
            if same is not item:
                findings.twice(f"'{clipped(item.name)}'", item.offset, same.offset)
            blocks.append(ZiplBlock(item, {}))
        elif blocks:
            _pair(item, blocks[-1], findings)
        else:
            message = f"'{clipped(item.key)}' stands before any section"
            findings.add("syntax", item.offset, message, f"write [{DEFAULT}] above it")
    # What an example leaves out may be what it seems to lack.
    if not (request.example and has_hole(request.text)):
        check_whole(blocks, findings)


def _pair(pair: ZiplKey, block: ZiplBlock, findings: Findings) -> None:
    group = block.header.group
    if group == "menu" and pair.key.isdigit():
        block.pairs.setdefault(pair.key, pair)
        return
    setting = load_table("zipl.conf").groups[group].get(pair.key)
    if setting is None:
        _unknown(pair, block.header, findings)
    elif pair.key in block.pairs:
        findings.twice(f"'{pair.key}'", pair.offset, block.pairs[pair.key].offset)
    else:
        block.pairs[pair.key] = pair
        _value(setting, pair, findings)


def _unknown(pair: ZiplKey, header: Header, findings: Findings) -> None:
    groups = load_table("zipl.conf").groups
    known = groups[header.group]
    near = findings.near(pair.key, known)
    hint = did_you_mean(near, f"known: {listing(list(known))}")
    if any(pair.key in keys for keys in groups.values()):
        hint = f"known here: {listing(list(known))}"
    where = f":{header.name}" if header.group == "menu" else f"[{header.name}]"
    message = f"'{clipped(pair.key)}' is not a setting of {clipped(where)}"
    findings.add("unknown-key", pair.offset, f"{message}; zipl refuses the file", hint)


def _value(setting: Setting, pair: ZiplKey, findings: Findings) -> None:
    if "flag" in setting.types:
        if pair.value is not None:
            message = f"'{pair.key}' takes no value"
            findings.add("bad-value", pair.offset, message, f"write {pair.key} alone")
    elif pair.value is None:
        message = f"'{pair.key}' lacks its value"
        findings.add("syntax", pair.offset, message, f"write {pair.key} = VALUE")
    else:
        text = pair.value
        if "path" in setting.types:  # of a kernel, it may end in an address
            text = _ADDRESS.sub("", text)
        findings.value(setting, text, pair.value_offset)


def zipl_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with <section name='…'> or <menu name='…'>, and their keys."""
    block = top
    for item in scan(text, example=example):
        if isinstance(item, Header):
            tag = "menu" if item.group == "menu" else "section"
            block = Node(tag, {"name": item.name}, item.offset)
            top.children.append(block)
        elif isinstance(item, ZiplKey) and block is not top:
            add_text(block, item.key, item.value or "", item.offset)
