"""Why a text is not well-formed XML, said as a person would.

An XML parser stops where it cannot go on, often far below the fault.  This scan walks
the tags once more and names the tag that is open, with its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..problem import Problem, problem
from ..suggest import clipped, nearest

_NAME = re.compile(r"[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?")
_ATTRIBUTE_NAME = re.compile(r"""[^\s=<>/"'&]+""")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)")
_ENTITY = re.compile(r"&[\w.\-]+;")
_END_TAG = re.compile(r"</([^\s<>/]*)\s*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPACE = " \t\r\n"
_SIMILAR = 0.6


@dataclass(slots=True)
class _Tag:
    """An open element: its name, offset, and the namespace prefixes in its scope."""

    name: str
    offset: int
    prefixes: frozenset[str]


class _Fault(Exception):
    """A fault at an offset of the text."""

    def __init__(
        self, offset: int, message: str, hint: str = "", related: int = 0
    ) -> None:
        super().__init__(message)
        self.offset, self.message, self.hint = offset, message, hint
        self.related = related


def diagnose(text: str, *, fragment: bool = False) -> Problem | None:
    """The first thing that makes the text malformed; None if the scan finds nothing.

    `fragment` allows several roots, and text beside them.
    """
    try:
        _Scan(text, fragment).run()
    except _Fault as fault:
        line = text.count("\n", 0, fault.offset) + 1
        column = fault.offset - text.rfind("\n", 0, fault.offset)
        return problem(
            "syntax", line, column, fault.message, fault.hint, related=fault.related
        )
    return None


class _Scan:
    def __init__(self, text: str, fragment: bool) -> None:
        self.text = text
        self.fragment = fragment
        self.open: list[_Tag] = []
        self.roots = 0
        self.at = 0

    def run(self) -> None:
        while (start := self.text.find("<", self.at)) >= 0:
            self.characters(self.at, start)
            self.at = start
            self.markup()
        self.characters(self.at, len(self.text))
        if self.open:
            tag = self.open[-1]
            raise _Fault(tag.offset, f"<{tag.name}> is not closed",
                         f"add </{tag.name}>")  # fmt: skip
        if not self.roots and not self.fragment:
            raise _Fault(0, "there is no element")

    def line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def where(self) -> str:
        return f"in the text of <{self.open[-1].name}>" if self.open else "in the text"

    def characters(self, start: int, end: int) -> None:
        chunk = self.text[start:end]
        match = _CONTROL.search(chunk)
        if match:
            code = f"U+{ord(match[0]):04X}"
            raise _Fault(start + match.start(), f"the character {code} {self.where()}")
        self.ampersand(start, end, self.where())
        if not self.open and not self.fragment and chunk.strip(_SPACE + "\ufeff"):
            offset = start + len(chunk) - len(chunk.lstrip())
            place = "after" if self.roots else "before"
            said = clipped(chunk.strip(), 30)
            raise _Fault(offset, f"text '{said}' {place} the root element")

    def ampersand(self, start: int, end: int, where: str) -> None:
        match = _AMPERSAND.search(self.text, start, end)
        if match is None:
            return
        entity = _ENTITY.match(self.text, match.start(), end)
        if entity:
            raise _Fault(match.start(), f"the entity {entity[0]} {where} is unknown",
                         "XML has only &amp; &lt; &gt; &quot; &apos;")  # fmt: skip
        raise _Fault(match.start(), f"a bare '&' {where}", "write &amp;")

    def markup(self) -> None:
        text, at = self.text, self.at
        for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")):
            if text.startswith(opening, at):
                self.section(opening, closing)
                return
        if text.startswith("</", at):
            self.end_tag()
        else:
            self.start_tag()

    def section(self, opening: str, closing: str) -> None:
        end = self.text.find(closing, self.at + len(opening))
        if end < 0:
            raise _Fault(self.at, f"'{opening}' without its '{closing}'")
        if opening == "<!--":
            dashes = self.text.find("--", self.at + 4, end + 2)
            if 0 <= dashes < end:
                raise _Fault(dashes, "'--' inside a comment", "write it in another way")
        if (
            opening == "<?"
            and self.text.startswith("<?xml ", self.at)
            and (self.text[: self.at].strip("\ufeff"))
        ):
            raise _Fault(self.at, "the XML declaration must be the very first thing")
        self.at = end + len(closing)

    # --- end tags ---------------------------------------------------------------

    def end_tag(self) -> None:
        match = _END_TAG.match(self.text, self.at)
        if match is None:
            name = _NAME.match(self.text, self.at + 2)
            said = name[0] if name else ""
            raise _Fault(self.at, f"the end tag </{said} lacks its '>'")
        name_found = match[1]
        if not self.open:
            raise _Fault(self.at, f"the end tag </{name_found}> has no start tag")
        if self.open[-1].name != name_found:
            self.mismatch(name_found)
        self.open.pop()
        self.at = match.end()

    def mismatch(self, name: str) -> None:
        top = self.open[-1]
        line = self.line(self.at)
        if any(tag.name == name for tag in self.open):
            raise _Fault(
                top.offset,
                f"<{top.name}> is not closed: </{name}> comes first, on line {line}",
                f"add </{top.name}>",
                line,
            )
        opened = self.line(top.offset)
        if self.is_stray(name):
            message = f"the end tag </{name}> has no start tag; "
            message += f"<{top.name}> of line {opened} is open"
            raise _Fault(self.at, message, "delete it", opened)
        message = f"the end tag </{name}> does not match <{top.name}> of line {opened}"
        raise _Fault(self.at, message, f"write </{top.name}>", opened)

    def is_stray(self, name: str) -> bool:
        """Whether the open element is closed right after, by its own end tag."""
        top = self.open[-1].name
        if SequenceMatcher(None, name, top).ratio() >= _SIMILAR:
            return False
        depth = 0
        for match in re.finditer(
            r"<(/?)([^\s<>/!?]+)[^<>]*?(/?)>", self.text[self.at + 2 :]
        ):
            if match[2] == top and not match[3]:
                depth += -1 if match[1] else 1
            if depth < 0:
                return True
        return False

    # --- start tags -------------------------------------------------------------

    def start_tag(self) -> None:
        match = _NAME.match(self.text, self.at + 1)
        if match is None:
            raise _Fault(self.at, f"a bare '<' {self.where()}", "write &lt;")
        if not self.open:
            self.roots += 1
            if self.roots > 1 and not self.fragment:
                raise _Fault(self.at, f"<{match[0]}> is a second root element")
        name, at, seen = match[0], match.end(), dict[str, int]()
        while True:
            blank = at
            while at < len(self.text) and self.text[at] in _SPACE:
                at += 1
            rest = self.text[at : at + 2]
            if rest[:1] == ">" or rest == "/>":
                break
            if rest[:1] in ("", "<"):
                self.unfinished(name)
            if at == blank:
                raise _Fault(at, f"a blank is missing in the tag <{name}>")
            at = self.attribute(name, at, seen)
        self.push(name, frozenset(seen))
        if rest == "/>":
            self.open.pop()
        self.at = at + len(rest if rest == "/>" else ">")

    def unfinished(self, name: str) -> None:
        """A tag without '>': `<name text</name>` or `<nametext</name>`."""
        match = re.compile(r"[^<>]*</([^\s<>/]+)").match(self.text, self.at + 1)
        said = match[1] if match and name.startswith(match[1]) else name
        raise _Fault(self.at, f"the tag <{said}> lacks its '>'")

    def attribute(self, tag: str, at: int, seen: dict[str, int]) -> int:
        """Check one attribute at `at`; the offset after it."""
        match = _ATTRIBUTE_NAME.match(self.text, at)
        if match is None:
            raise _Fault(at, f"unexpected {self.text[at]!r} in the tag <{tag}>")
        name = match[0]
        equals = re.compile(r"\s*=\s*").match(self.text, match.end())
        if equals is None:
            rest = self.text[match.end() :].lstrip()
            if rest.startswith("<"):
                self.unfinished(tag)
            raise _Fault(at, f"'{name}' in the tag <{tag}> has no value",
                         f"write {name}='…'")  # fmt: skip
        if name in seen:
            raise _Fault(at, f"the attribute '{name}' stands twice in <{tag}>",
                         "keep one of them")  # fmt: skip
        seen[name] = at
        return self.value(tag, name, equals.end())

    def value(self, tag: str, name: str, at: int) -> int:
        quote = self.text[at : at + 1]
        if quote not in ("'", '"') or not quote:
            raise _Fault(at, f"the value of '{name}' in <{tag}> is not in quotes",
                         f"write {name}='…'")  # fmt: skip
        end = self.text.find(quote, at + 1)
        less = self.text.find("<", at + 1)
        if end < 0 or (0 <= less < end and "\n" in self.text[at:less]):
            raise _Fault(at, f"the value of '{name}' in <{tag}> has no closing {quote}")
        if 0 <= less < end:
            if re.search(r"[>=]", self.text[at:less]):
                raise _Fault(
                    at, f"the value of '{name}' in <{tag}> has no closing {quote}"
                )
            raise _Fault(less, f"a bare '<' in the value of '{name}' in <{tag}>",
                         "write &lt;")  # fmt: skip
        self.ampersand(at, end, f"in the value of '{name}' in <{tag}>")
        return end + 1

    def push(self, name: str, attributes: frozenset[str]) -> None:
        scope = self.open[-1].prefixes if self.open else frozenset(("xml", "xmlns"))
        declared = {a[6:] for a in attributes if a.startswith("xmlns:")}
        self.open.append(_Tag(name, self.at, scope | declared))
        for used in (name, *sorted(attributes)):
            prefix, colon, _ = used.rpartition(":")
            if colon and prefix not in self.open[-1].prefixes:
                self.undeclared(prefix, used)

    def undeclared(self, prefix: str, used: str) -> None:
        from .parser import KNOWN_NAMESPACES

        if self.fragment and prefix in KNOWN_NAMESPACES:
            return
        near = nearest(prefix, KNOWN_NAMESPACES)
        hint = ""
        if near:
            uri = KNOWN_NAMESPACES[near]
            hint = f"add xmlns:{near}='{uri}' to <{self.open[0].name}>"
            if near != prefix:
                hint = f"did you mean '{near}'?"
        what = f"<{used}>" if used == self.open[-1].name else f"'{used}'"
        raise _Fault(self.at, f"the prefix '{prefix}' of {what} is not declared", hint)
