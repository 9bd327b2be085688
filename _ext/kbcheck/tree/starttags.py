"""The scan of start tags: names, attributes, quotes, namespace prefixes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..suggest import did_you_mean, nearest, shortened
from .nodes import KNOWN_NAMESPACES

NAME = re.compile(r"[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?")
_ATTRIBUTE_NAME = re.compile(r"""[^\s=<>/"'&]+""")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)")
_ENTITY = re.compile(r"&[\w.\-]+;")
SPACE = " \t\r\n"


@dataclass(slots=True)
class OpenTag:
    """An open element: its name, offset, and the prefixes that it declares."""

    name: str
    offset: int
    prefixes: frozenset[str]


def _of(name: str, tag: str) -> str:
    return f"of '{shortened(name)}' in <{shortened(tag)}>"


def _in_value(tag: str, name: str) -> str:
    return f"in the value {_of(name, tag)}"


class BadXml(Exception):
    """A fault at an offset of the text."""

    def __init__(
        self,
        offset: int,
        message: str,
        hint: str = "",
        related: int = 0,
        check: str = "syntax",
    ) -> None:
        super().__init__(message)
        self.offset, self.message, self.hint = offset, message, hint
        self.related, self.check = related, check


class StartTags:
    """A place in a text, the elements that are open there, and the scan of one tag."""

    def __init__(self, text: str, fragment: bool) -> None:
        self.text = text
        self.fragment = fragment
        self.open: list[OpenTag] = []
        # A count and not a set: an inner element may declare what an outer one has, and
        # its end must not undo that.
        self.prefixes = Counter(("xml", "xmlns"))  # how often each is declared
        self.roots = 0
        self.at = 0

    def where(self) -> str:
        """The place in words.  Only a fault needs it: names may be long."""
        if not self.open:
            return "in the text"
        return f"in the text of <{shortened(self.open[-1].name)}>"

    def ampersand(self, start: int, end: int, tag: str = "", name: str = "") -> None:
        """Refuse a bare '&' or an unknown entity between two offsets.

        They are in the value of an attribute of a tag, or in the text.
        """
        match = _AMPERSAND.search(self.text, start, end)
        if match is None:
            return
        where = _in_value(tag, name) if tag else self.where()
        entity = _ENTITY.match(self.text, match.start(), end)
        if entity:
            raise BadXml(
                match.start(),
                f"the entity {entity[0]} {where} is unknown",
                "XML has only &amp; &lt; &gt; &quot; &apos;",
            )
        raise BadXml(match.start(), f"a bare '&' {where}", "write &amp;")

    def start_tag(self) -> None:
        """Check the tag at the place, and go past it."""
        match = NAME.match(self.text, self.at + 1)
        if match is None:
            raise BadXml(self.at, f"a bare '<' {self.where()}", "write &lt;")
        if not self.open:
            self.roots += 1
            if self.roots > 1 and not self.fragment:
                raise BadXml(self.at, f"<{match[0]}> is a second root element")
        name, at, seen = match[0], match.end(), dict[str, int]()
        while True:
            blank = at
            while at < len(self.text) and self.text[at] in SPACE:
                at += 1
            rest = self.text[at : at + 2]
            if rest[:1] == ">" or rest == "/>":
                break
            if rest[:1] in ("", "<"):
                self.unfinished(name)
            if at == blank:
                raise BadXml(at, f"a blank is missing in the tag <{name}>")
            at = self.attribute(name, at, seen)
        self.push(name, seen)
        if rest == "/>":
            self.pop()
        self.at = at + len(rest if rest == "/>" else ">")

    def unfinished(self, name: str) -> None:
        """A tag without '>': `<name text</name>` or `<nametext</name>`."""
        match = re.compile(r"[^<>]*</([^\s<>/]+)").match(self.text, self.at + 1)
        # Its own end tag tells where the name ended and the text began.
        said = match[1] if match and name.startswith(match[1]) else name
        raise BadXml(self.at, f"the tag <{said}> lacks its '>'")

    def attribute(self, tag: str, at: int, seen: dict[str, int]) -> int:
        """Check one attribute at `at`; the offset after it."""
        match = _ATTRIBUTE_NAME.match(self.text, at)
        if match is None:
            raise BadXml(at, f"unexpected {self.text[at]!r} in the tag <{tag}>")
        name = match[0]
        equals = re.compile(r"\s*=\s*").match(self.text, match.end())
        if equals is None:
            rest = self.text[match.end() :].lstrip()
            if rest.startswith("<"):
                self.unfinished(tag)
            raise BadXml(
                at, f"'{name}' in the tag <{tag}> has no value", f"write {name}='…'"
            )
        if name in seen:
            raise BadXml(
                at,
                f"the attribute '{name}' stands twice in <{tag}>",
                "keep one of them",
            )
        seen[name] = at
        return self.value(tag, name, equals.end())

    def value(self, tag: str, name: str, at: int) -> int:
        """Check the value at `at`; the offset after it."""
        quote = self.text[at : at + 1]
        if quote not in ("'", '"') or not quote:
            raise BadXml(
                at,
                f"the value {_of(name, tag)} is not in quotes",
                f"write {name}='…'",
            )
        end = self.text.find(quote, at + 1)
        less = self.text.find("<", at + 1, end if end >= 0 else len(self.text))
        # The quote that was found may be that of another value, far below. So it is if
        # a '<' comes before it, behind the end of a line or what only follows a value.
        said = self.text[at:less] if less >= 0 else ""
        if end < 0 or "\n" in said or re.search(r"[>=]", said):
            raise BadXml(at, f"the value {_of(name, tag)} has no closing {quote}")
        if less >= 0:
            raise BadXml(less, f"a bare '<' {_in_value(tag, name)}", "write &lt;")
        self.ampersand(at, end, tag, name)
        return end + 1

    def push(self, name: str, attributes: Iterable[str]) -> None:
        """Open an element, with the prefixes that it declares."""
        declared = frozenset(a[6:] for a in attributes if a.startswith("xmlns:"))
        self.open.append(OpenTag(name, self.at, declared))
        self.prefixes.update(declared)
        for used in (name, *sorted(attributes)):
            prefix, colon, _ = used.rpartition(":")
            if colon and not self.prefixes[prefix]:
                self.undeclared(prefix, used)

    def pop(self) -> None:
        """Close the innermost element: its prefixes are no longer declared."""
        self.prefixes.subtract(self.open.pop().prefixes)

    def undeclared(self, prefix: str, used: str) -> None:
        """Refuse a prefix that nothing declares."""
        # Examples leave the declaration to the root, which they do not show.
        if self.fragment and prefix in KNOWN_NAMESPACES:
            return
        near = nearest(prefix, KNOWN_NAMESPACES)
        hint = ""
        if near:
            uri = KNOWN_NAMESPACES[near]
            hint = f"add xmlns:{near}='{uri}' to <{self.open[0].name}>"
            if near != prefix:
                hint = did_you_mean(near)
        what = f"<{used}>" if used == self.open[-1].name else f"'{used}'"
        raise BadXml(self.at, f"the prefix '{prefix}' of {what} is not declared", hint)
