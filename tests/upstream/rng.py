"""Reads RELAX NG in XML syntax, as libvirt ships it, into trees as our own reader does.

Nothing of what is read is kept: schemas are read where they are installed, each time.
The trees are those of `kbcheck/relaxng/syntax.py`.  Specification: RELAX NG (OASIS,
2001), of which `externalRef` and `parentRef` are left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

RNG = "{http://relaxng.org/ns/structure/1.0}"
XSD = "http://www.w3.org/2001/XMLSchema-datatypes"
SEVERAL = {"group", "choice", "interleave"}
ONE = {"optional": "optional", "zeroOrMore": "star", "oneOrMore": "plus",
       "list": "list", "mixed": "mixed"}  # fmt: skip
Tree = list[Any]


def definitions(path: Path) -> dict[str, tuple[str, list[Tree], Tree]]:
    """Name -> (how its parts are combined, its parts, notes)."""
    return {
        name: (max(how for how, _ in parts), [t for _, t in parts], _notes(path.name))
        for name, parts in _read(path).items()
    }


def _notes(file: str, line: int = 0) -> Tree:
    return ["", "", "", file, line]


def _read(path: Path) -> dict[str, list[tuple[str, Tree]]]:
    root = etree.parse(path).getroot()
    return _content(root, path)


def _content(parent: Any, path: Path) -> dict[str, list[tuple[str, Tree]]]:
    found: dict[str, list[tuple[str, Tree]]] = {}
    for node in _children(parent):
        tag = _tag(node)
        if tag in ("define", "start"):
            name = "start" if tag == "start" else node.get("name").strip()
            part = (node.get("combine", ""), _group(node, path))
            found.setdefault(name, []).append(part)
            continue
        inner = _included(node, path) if tag == "include" else _content(node, path)
        for name, parts in inner.items():
            known = found.setdefault(name, [])
            # A file that is included twice, by two ways, says all things twice.
            known += [part for part in parts if part not in known]
    return found


def _included(node: Any, path: Path) -> dict[str, list[tuple[str, Tree]]]:
    """What a file says that is included, with what the including one overrides."""
    inner = _read(path.parent / node.get("href"))
    return inner | _content(node, path)


def _children(node: Any) -> list[Any]:
    return [c for c in node if isinstance(c.tag, str) and c.tag.startswith(RNG)]


def _tag(node: Any) -> str:
    return str(node.tag).removeprefix(RNG)


def _group(node: Any, path: Path, skipped: int = 0) -> Tree:
    trees = [_pattern(c, path) for c in _children(node)[skipped:]]
    return trees[0] if len(trees) == 1 else ["group", trees]


def _pattern(node: Any, path: Path) -> Tree:
    tag = _tag(node)
    if tag in SEVERAL:
        trees = [_pattern(c, path) for c in _children(node)]
        return trees[0] if len(trees) == 1 else [tag, trees]
    if tag in ONE:
        return [ONE[tag], _group(node, path)]
    if tag in ("element", "attribute"):
        return _named(node, tag, path)
    if tag == "ref":
        return ["ref", node.get("name").strip(), node.sourceline]
    if tag == "value":
        return ["value", _datatype(node), node.text or "", _notes(path.name)]
    if tag == "data":
        return _data(node, path)
    if tag in ("empty", "text", "notAllowed"):
        return [tag]
    raise ValueError(f"{path}:{node.sourceline}: <{tag}> is not covered")


def _named(node: Any, tag: str, path: Path) -> Tree:
    default = _inherited(node, "ns") if tag == "element" else node.get("ns", "")
    names = node.get("name")
    if names is None:
        first, skipped = _children(node)[0], 1
        name = _name_class(first, default)
    else:
        name, skipped = _qualified(node, names.strip(), default), 0
    empty = tag == "attribute" and len(_children(node)) == skipped
    body = ["text"] if empty else _group(node, path, skipped)
    return [tag, name, body, _notes(path.name, node.sourceline)]


def _inherited(node: Any, name: str) -> str:
    found = (n.get(name) for n in (node, *node.iterancestors()))
    return next((text for text in found if text is not None), "")


def _qualified(node: Any, name: str, default: str) -> str:
    prefix, colon, local = name.rpartition(":")
    if prefix == "xml":
        return f"{{http://www.w3.org/XML/1998/namespace}}{local}"
    uri = node.nsmap[prefix] if colon else default
    return f"{{{uri}}}{local}" if uri else local


def _name_class(node: Any, default: str) -> Any:
    tag = _tag(node)
    if tag == "name":
        return _qualified(node, node.text.strip(), node.get("ns", default))
    if tag == "choice":
        return ["or", [_name_class(c, default) for c in _children(node)]]
    excepted = [_name_class(c, default) for e in _children(node) for c in _children(e)]
    rest = ["or", excepted] if excepted[1:] else next(iter(excepted), None)
    return ["any", None if tag == "anyName" else node.get("ns", default), rest]


def _datatype(node: Any) -> str:
    if node.get("type") is None:
        return "token"
    xsd = _inherited(node, "datatypeLibrary") == XSD
    return f"xsd:{node.get('type')}" if xsd else str(node.get("type"))


def _data(node: Any, path: Path) -> Tree:
    children = _children(node)
    facets = [[c.get("name"), c.text or ""] for c in children if _tag(c) == "param"]
    excepts = [c for c in children if _tag(c) == "except"]
    excepted = [_pattern(c, path) for e in excepts for c in _children(e)]
    rest = ["choice", excepted] if excepted[1:] else next(iter(excepted), None)
    return ["data", _datatype(node), facets, rest, _notes(path.name)]
