"""Random grammars, and random documents of a grammar.

Both take a `random.Random`, so that hypothesis can drive and shrink them.
"""

from __future__ import annotations

from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kbcheck.relaxng.grammar import Grammar
from kbcheck.relaxng.lookup import accepts_text
from kbcheck.relaxng.names import local, namespace

WORDS = ("yes", "no", "on", "off", "0", "1", "7", "250", "0x1f", "a", "b c", "/a/b",
         "KiB", "abc", "virtio", "5f0c7d0a-94b5-4d1c-8a5e-0d3c2f4b6a11", "x86_64",
         "52:54:00:12:34:56", "1.2.3.4", "0-3", "-1", "true", "", "hvm", "1.5",
         "2026-01-31T12:00:00", "http://example.com/", "C:\\x", "ua-disk")  # fmt: skip
ELEMENTS = ("a", "b", "c", "d", "e", "f", "g", "h")
ATTRIBUTES = ("p", "q", "r", "s", "t", "u")
TYPES = ('"x"', '"x" | "y" | "z"', "xsd:unsignedByte", 'xsd:int { maxInclusive = "9" }',
         'xsd:string { pattern = "[ab]{1,3}" }', "list { xsd:byte+ }",
         'string "b c"', "xsd:token - \"x\"")  # fmt: skip


class Writer:
    """Writes a random grammar in compact syntax, within RELAX NG's restrictions."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.left = 14

    def grammar(self) -> str:
        body = self.element(list(ELEMENTS), 0)
        named = self.element(list(ELEMENTS), 2)
        return f"start = {body}\nnamed = {named}\n"

    def element(self, names: list[str], depth: int) -> str:
        self.left -= 1
        name = self.random.choice(names)
        if self.random.random() < 0.08:
            name = f"({name} | {self.random.choice(names)}x)"
        return f"element {name} {{ {self.content(depth + 1)} }}"

    def content(self, depth: int) -> str:
        attributes = self.attributes(list(ATTRIBUTES))
        roll = self.random.random()
        if depth > 3 or self.left <= 0 or roll < 0.25:
            body = self.random.choice(["empty", "text", "type"])
            if body == "type":
                body = f"({self.random.choice(TYPES)})"
        else:
            body = self.particle(list(ELEMENTS), depth)
            if roll > 0.93:
                body = f"mixed {{ {body} }}"
            elif roll > 0.78 and attributes:  # an attribute that decides the content
                other = self.particle(list(ELEMENTS), depth)
                return (
                    f"({attributes[0]}, {body}) | "
                    f"({', '.join(attributes[1:] or ['empty'])}, {other})"
                )
        return ", ".join([*attributes, body])

    def attributes(self, names: list[str]) -> list[str]:
        self.random.shuffle(names)
        found = []
        for name in names[: self.random.randint(0, 3)]:
            value = self.random.choice([*TYPES, "text"])
            mark = self.random.choice(["", "?"])
            found.append(f"attribute {name} {{ {value} }}{mark}")
        return found

    def particle(self, names: list[str], depth: int) -> str:
        if len(names) < 2 or self.left <= 0 or self.random.random() < 0.35:
            return self.repeated(self.leaf(names, depth))
        how = self.random.choice([",", "|", "&"])
        if how == "&":  # the operands of an interleave share no name
            self.random.shuffle(names)
            cut = self.random.randint(1, len(names) - 1)
            parts = [names[:cut], names[cut:]]
        else:
            parts = [names] * self.random.randint(2, 3)
        inner = f" {how} ".join(self.particle(list(p), depth) for p in parts)
        return self.repeated(f"({inner})")

    def leaf(self, names: list[str], depth: int) -> str:
        return self.element(names, depth) if self.random.random() > 0.1 else "empty"

    def repeated(self, inner: str) -> str:
        return inner + self.random.choice(["", "", "?", "*", "+"])


class Sampler:
    """Writes random documents of a grammar, mostly valid ones."""

    def __init__(self, grammar: Grammar, random: Random) -> None:
        self.grammar = grammar
        self.random = random
        self.depth = 0

    def document(self) -> str:
        self.depth = 0
        _, children = self.parts(["ref", "start", 0])
        return "".join(children)

    def parts(self, tree: list[Any]) -> tuple[dict[str, str], list[str]]:
        """The attributes and the children of a random instance."""
        op = tree[0]
        if op == "ref":
            combine, trees, _ = self.grammar.definitions[tree[1]]
            return self.parts(["choice" if combine == "choice" else "group", trees])
        if op == "choice":
            return self.parts(self.random.choice(tree[1]))
        if op in ("group", "interleave"):
            return self.several(op, tree[1])
        if op in ("optional", "star", "plus"):
            return self.repeated(op, tree[1])
        if op == "mixed":
            attributes, children = self.parts(tree[1])
            return attributes, ["words", *children]
        return self.atom(op, tree)

    def several(self, op: str, trees: list[Any]) -> tuple[dict[str, str], list[str]]:
        attributes: dict[str, str] = {}
        found = []
        for tree in trees:
            more, children = self.parts(tree)
            attributes.update(more)
            found.append(children)
        if op == "group":
            return attributes, [c for children in found for c in children]
        mixed = []
        while any(found):
            mixed.append(self.random.choice([c for c in found if c]).pop(0))
        return attributes, mixed

    def repeated(self, op: str, tree: list[Any]) -> tuple[dict[str, str], list[str]]:
        most = {"optional": 1, "star": 2, "plus": 2}[op]
        least = 1 if op == "plus" else 0
        if self.depth > 12:
            most = least
        times = self.random.randint(least, most)
        return self.several("group", [tree] * times)

    def atom(self, op: str, tree: list[Any]) -> tuple[dict[str, str], list[str]]:
        if op == "element":
            return {}, [self.element(tree)]
        if op == "attribute":
            name = self.name(tree[1])
            return {name: self.text(tree[2])}, []
        if op in ("value", "data", "list", "text"):
            return {}, [escape(self.text(tree))]
        return {}, []

    def element(self, tree: list[Any]) -> str:
        self.depth += 1
        name = self.name(tree[1])
        attributes, children = self.parts(tree[2])
        self.depth -= 1
        uri = namespace(name)
        declared = f" xmlns='{uri}'"
        items = list(attributes.items())
        self.random.shuffle(items)
        written = "".join(f" {local(n)}={quoteattr(v)}" for n, v in items)
        return f"<{local(name)}{declared}{written}>{''.join(children)}</{local(name)}>"

    def name(self, tree: Any) -> str:
        if isinstance(tree, str):
            return tree
        if tree[0] == "or":
            return self.name(self.random.choice(tree[1]))
        return f"{{{tree[1]}}}any" if tree[1] else "any"

    def text(self, tree: list[Any]) -> str:
        """A string that the pattern takes; any string if none of the known fits."""
        pattern = self.grammar.compile(tree)
        known = [*(a.value for a in pattern.atoms if getattr(a, "value", None)), *WORDS]
        words = sorted(w for w in known if isinstance(w, str))
        self.random.shuffle(words)
        return next((w for w in words if accepts_text(pattern, w)), "x")


def mutate(document: str, random: Random) -> str:
    """The document with one tag, attribute or text changed; it stays well-formed."""
    import re

    found = re.finditer(r"<(/?)([a-z]\w*)|(\w+)='|\"|>([^<]+)<", document)
    spots = [m for m in found if m[2] or m[4]]
    spot = random.choice(spots)
    start, end = spot.span()
    if spot[4]:
        return document[: start + 1] + random.choice(WORDS[:6]) + document[end - 1 :]
    name = random.choice(ELEMENTS)
    how = random.random()
    if how < 0.4:
        return re.sub(rf"(</?){spot[2]}\b", rf"\1{name}", document)
    if how < 0.7:
        return document.replace(f"<{spot[2]}", f"<{spot[2]} {name}='x'", 1)
    return document.replace(f"</{spot[2]}>", f"<{name}/></{spot[2]}>", 1)
