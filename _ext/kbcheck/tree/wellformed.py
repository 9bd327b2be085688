"""Why a text is not well-formed XML, said as a person would.

An XML parser stops where it cannot go on, often far below the fault.  This scan walks
the tags once more and names the tag that is open, with its line.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from ..problem import LONGEST, Problem, problem
from ..suggest import LONGEST_WORD, clipped, shortened
from .nodes import DOCTYPE
from .starttags import NAME, SPACE, BadXml, StartTags

_END_TAG = re.compile(r"</([^\s<>/]*)\s*>")
# Possessive: a name that no '>' follows is gone over once, not once for each letter.
_ANY_TAG = re.compile(r"<(/?)([^\s<>/!?]++)[^<>]*+>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SIMILAR = 0.6


def diagnose(text: str, *, fragment: bool = False) -> Problem | None:
    """The first thing that makes the text malformed; None if the scan finds nothing.

    `fragment` allows several roots, and text beside them.
    """
    try:
        _Scan(text, fragment).run()
    except BadXml as fault:
        line = text.count("\n", 0, fault.offset) + 1
        column = fault.offset - text.rfind("\n", 0, fault.offset)
        message = shortened(fault.message, LONGEST)
        hint = shortened(fault.hint, LONGEST)
        return problem(fault.check, line, column, message, hint, related=fault.related)
    return None


class _Scan(StartTags):
    def run(self) -> None:
        while (start := self.text.find("<", self.at)) >= 0:
            self.characters(self.at, start)
            self.at = start
            self.markup()
        self.characters(self.at, len(self.text))
        if self.open:
            tag = self.open[-1]
            raise BadXml(
                tag.offset, f"<{tag.name}> is not closed", f"add </{tag.name}>"
            )
        if not self.roots and not self.fragment:
            raise BadXml(0, "there is no element")

    def line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def characters(self, start: int, end: int) -> None:
        chunk = self.text[start:end]
        match = _CONTROL.search(chunk)
        if match:
            code = f"U+{ord(match[0]):04X}"
            raise BadXml(start + match.start(), f"the character {code} {self.where()}")
        self.ampersand(start, end)
        if not self.open and not self.fragment and chunk.strip(SPACE + "\ufeff"):
            offset = start + len(chunk) - len(chunk.lstrip())
            place = "after" if self.roots else "before"
            said = clipped(chunk.strip(), 30)
            raise BadXml(offset, f"text '{said}' {place} the root element")

    def markup(self) -> None:
        text, at = self.text, self.at
        for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")):
            if text.startswith(opening, at):
                self.section(opening, closing)
                return
        if text.startswith("<!DOCTYPE", at):
            raise BadXml(at, *DOCTYPE, check="unsafe")
        if text.startswith("</", at):
            self.end_tag()
        else:
            self.start_tag()

    def section(self, opening: str, closing: str) -> None:
        end = self.text.find(closing, self.at + len(opening))
        if end < 0:
            raise BadXml(self.at, f"'{opening}' without its '{closing}'")
        if opening == "<!--":
            dashes = self.text.find("--", self.at + 4, end + 2)
            if 0 <= dashes < end:
                raise BadXml(dashes, "'--' inside a comment", "write it in another way")
        if (
            opening == "<?"
            and self.text.startswith("<?xml ", self.at)
            and (self.text[: self.at].strip("\ufeff"))
        ):
            raise BadXml(self.at, "the XML declaration must be the very first thing")
        self.at = end + len(closing)

    # --- end tags ---------------------------------------------------------------

    def end_tag(self) -> None:
        match = _END_TAG.match(self.text, self.at)
        if match is None:
            name = NAME.match(self.text, self.at + 2)
            said = name[0] if name else ""
            raise BadXml(self.at, f"the end tag </{said} lacks its '>'")
        name_found = match[1]
        if not self.open:
            raise BadXml(self.at, f"the end tag </{name_found}> has no start tag")
        if self.open[-1].name != name_found:
            self.mismatch(name_found)
        self.pop()
        self.at = match.end()

    def mismatch(self, name: str) -> None:
        top = self.open[-1]
        line = self.line(self.at)
        # An end tag closes something. If it is open further out, what is inside lacks
        # its own end; if nothing is open by that name, it is too many, or misspelt.
        if any(tag.name == name for tag in self.open):
            raise BadXml(
                top.offset,
                f"<{top.name}> is not closed: </{name}> comes first, on line {line}",
                f"add </{top.name}>",
                line,
            )
        opened = self.line(top.offset)
        if self.is_stray(name):
            message = f"the end tag </{name}> has no start tag; "
            message += f"<{top.name}> of line {opened} is open"
            raise BadXml(self.at, message, "delete it", opened)
        message = f"the end tag </{name}> does not match <{top.name}> of line {opened}"
        raise BadXml(self.at, message, f"write </{top.name}>", opened)

    def is_stray(self, name: str) -> bool:
        """Whether the open element is closed right after, by its own end tag."""
        top = self.open[-1].name
        # Two names that resemble each other are one name, misspelt once.
        comparable = max(len(name), len(top)) <= LONGEST_WORD
        if comparable and SequenceMatcher(None, name, top).ratio() >= _SIMILAR:
            return False
        depth = 0
        for match in _ANY_TAG.finditer(self.text, self.at + 2):
            if match[2] == top and not match[0].endswith("/>"):
                depth += -1 if match[1] else 1
            if depth < 0:
                return True
        return False
