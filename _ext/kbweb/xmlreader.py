"""What stands in an XML text beside its tags: text, references, comments, declarations.

`expat` builds on it.  A fault is told with expat's code, at the byte where expat does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from .xmldeclaration import declaration_fault
from .xmlnames import LATER, LETTERS

NAME = re.compile(rf"[{LETTERS}][{LETTERS}{LATER}]*")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#([0-9]+)|#x([0-9a-fA-F]+)|([^;\s&<]+));")
_DOCTYPE = re.compile(
    rf"""<!DOCTYPE\s+([{LETTERS}][{LETTERS}{LATER}]*)"""
    r"""(?:\s+(?:SYSTEM|PUBLIC\s+(?:"[-\w '()+,./:=?;!*#@$%\r\n]*"|"""
    r"""'[-\w ()+,./:=?;!*#@$%\r\n]*'))\s+(?:"[^"]*"|'[^']*'))?"""
    r"""\s*(?=[>\[])""",
    re.ASCII,
)
_SPACE = re.compile(r"[ \t\r\n]*")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

SYNTAX, NO_ELEMENTS, INVALID_TOKEN, UNCLOSED_TOKEN = 2, 3, 4, 5
MISMATCH, DUPLICATE, JUNK, UNDEFINED, BAD_CHARACTER = 7, 8, 9, 11, 14
MISPLACED, UNCLOSED_CDATA, UNBOUND, UNDECLARING, DECLARATION = 17, 20, 27, 28, 30
RESERVED_XML, RESERVED_XMLNS, RESERVED_URI = 38, 39, 40
SAID = {
    SYNTAX: "syntax error",
    NO_ELEMENTS: "no element found",
    INVALID_TOKEN: "not well-formed (invalid token)",
    UNCLOSED_TOKEN: "unclosed token",
    MISMATCH: "mismatched tag",
    DUPLICATE: "duplicate attribute",
    JUNK: "junk after document element",
    UNDEFINED: "undefined entity",
    BAD_CHARACTER: "reference to invalid character number",
    MISPLACED: "XML or text declaration not at start of entity",
    UNCLOSED_CDATA: "unclosed CDATA section",
    UNBOUND: "unbound prefix",
    UNDECLARING: "must not undeclare prefix",
    DECLARATION: "XML declaration not well-formed",
    RESERVED_XML: "reserved prefix (xml) must not be undeclared or bound to another "
    "namespace name",
    RESERVED_XMLNS: "reserved prefix (xmlns) must not be declared or undeclared",
    RESERVED_URI: "prefix must not be bound to one of the reserved namespace names",
}


class ExpatError(Exception):
    """The text is not well-formed; `code` says in which way."""

    def __init__(self, code: int) -> None:
        super().__init__(SAID[code])
        self.code = code


class Open(NamedTuple):
    """An open element: as it is written, as handlers name it, and its namespaces."""

    written: str
    name: str
    scope: dict[str, str]


class Reader:
    """A place in a text, and the handlers that are told its events."""

    def __init__(self, separator: str) -> None:
        self.buffer_text = True
        self.buffer_size = 1
        self.StartElementHandler: Callable[[str, dict[str, str]], object]
        self.EndElementHandler: Callable[[str], object]
        self.CharacterDataHandler: Callable[[str], object]
        self.StartDoctypeDeclHandler: Callable[..., object]
        self.separator = separator
        self.text = ""
        self.at = 0
        self.event = 0
        self.ascii = True
        self.counted = (0, 0)
        self.open: list[Open] = []
        self.pending: list[str] = []
        self.rooted = False

    @property
    def CurrentByteIndex(self) -> int:
        """The byte at which the event, or the fault, begins."""
        if self.ascii:
            return self.event
        at, size = self.counted if self.counted[0] <= self.event else (0, 0)
        self.counted = self.event, size + len(self.text[at : self.event].encode())
        return self.counted[1]

    def fail(self, code: int, at: int) -> NoReturn:
        """Stop at a fault."""
        self.event = at
        raise ExpatError(code)

    # --- text -------------------------------------------------------------------

    def flush(self) -> None:
        """Tell the text that came before a tag, in one piece."""
        said = "".join(self.pending)
        self.pending = []
        if said:
            self.CharacterDataHandler(said)

    def check_characters(self, start: int, end: int) -> None:
        """Refuse characters that XML does not have."""
        found = _NO_CHARACTER.search(self.text, start, end)
        if found:
            self.fail(INVALID_TOKEN, found.start())

    def characters(self, start: int, end: int) -> None:
        """Read what stands between tags."""
        chunk = self.text[start:end]
        if not self.open:
            blank = len(chunk) - len(chunk.lstrip(" \t\r\n"))
            if chunk[blank : blank + 1] == "\ufeff":  # a mark, and no letter of a word
                self.fail(INVALID_TOKEN, start + blank)
            if blank < len(chunk):
                self.fail(JUNK if self.rooted else SYNTAX, start + blank)
            return
        self.check_characters(start, end)
        closing = chunk.find("]]>")
        if closing >= 0:
            self.fail(INVALID_TOKEN, start + closing + 2)
        self.pending.append(self.expanded(_with_plain_ends(chunk), start))

    def expanded(self, chunk: str, start: int) -> str:
        """A text with characters for its references."""
        out: list[str] = []
        at = 0
        while (begin := chunk.find("&", at)) >= 0:
            found = _REFERENCE.match(chunk, begin)
            if found is None:
                self.fail(INVALID_TOKEN, start + begin)
            out += (chunk[at:begin], self.referred(found, start + begin))
            at = found.end()
        return "".join((*out, chunk[at:]))

    def referred(self, found: re.Match[str], at: int) -> str:
        """The character that a reference stands for."""
        decimal, hexadecimal, name = found[1], found[2], found[3]
        if name is not None:
            if not NAME.fullmatch(name):
                self.fail(INVALID_TOKEN, at)
            if name not in _ENTITIES:
                self.fail(UNDEFINED, at)
            return _ENTITIES[name]
        digits = (decimal or hexadecimal).lstrip("0")
        # Eight digits are past Unicode in either base: int() need not read more.
        code = int(digits[:8] or "0", 10 if decimal else 16)
        surrogate = 0xD800 <= code <= 0xDFFF
        if code > 0x10FFFF or surrogate or _NO_CHARACTER.match(chr(code)):
            self.fail(BAD_CHARACTER, at)
        return chr(code)

    def cdata(self, at: int) -> None:
        """Read a CDATA section."""
        if not self.open:
            self.fail(JUNK if self.rooted else SYNTAX, at)
        end = self.text.find("]]>", at)
        if end < 0:
            self.fail(UNCLOSED_CDATA, at)
        self.check_characters(at, end)
        self.pending.append(_with_plain_ends(self.text[at + 9 : end]))
        self.at = end + 3

    # --- what is no element -----------------------------------------------------

    def comment(self, at: int) -> None:
        """Go past a comment."""
        end = self.text.find("--", at + 4)
        if end < 0:
            self.fail(UNCLOSED_TOKEN, at)
        if self.text[end : end + 3] != "-->":
            self.fail(INVALID_TOKEN, end)
        self.check_characters(at, end)
        self.at = end + 3

    def instruction(self, at: int, begin: int) -> None:
        """Go past a processing instruction, or the XML declaration."""
        name = NAME.match(self.text, at + 2)
        if name is None:
            self.fail(INVALID_TOKEN, at + 2)
        colon = name[0].find(":")
        if colon >= 0:  # no namespace has instructions
            self.fail(INVALID_TOKEN, at + 2 + colon)
        end = self.text.find("?>", at)
        after = self.text[name.end() : name.end() + 2]
        if after and after[0] not in " \t\r\n?":
            self.fail(INVALID_TOKEN, name.end())
        if after[:1] == "?" and after not in ("?", "?>"):
            self.fail(INVALID_TOKEN, name.end() + 1)
        if end < 0:
            self.fail(UNCLOSED_TOKEN, at)
        self.check_characters(at, end)
        if name[0].lower() == "xml":
            self.declaration(name, at, begin, end)
        self.at = end + 2

    def declaration(self, name: re.Match[str], at: int, begin: int, end: int) -> None:
        """Check an XML declaration, or what has its name."""
        if name[0] != "xml":
            self.fail(INVALID_TOKEN, name.end())
        if at != begin:
            after = self.rooted and not self.open
            self.fail(JUNK if after else MISPLACED, at)
        wrong = declaration_fault(self.text[:end], name.end())
        if wrong >= 0:
            self.fail(DECLARATION, wrong)

    def doctype(self, at: int) -> None:
        """Tell that a DTD begins: whoever reads on must not read it."""
        if not self.open and not self.rooted:
            found = _DOCTYPE.match(self.text, at)
            if found and colon_fault(found[1]) < 0:
                self.event = found.end()
                self.StartDoctypeDeclHandler(found[1], None, None, 0)
        outside = JUNK if self.rooted else SYNTAX
        self.fail(INVALID_TOKEN if self.open else outside, at)

    def blanks(self, at: int) -> int:
        """The place behind the blanks that begin at a place."""
        found = _SPACE.match(self.text, at)
        return found.end() if found else at


def colon_fault(name: str) -> int:
    """Where a colon makes a name unfit to have a namespace; -1 if none does."""
    prefix, colon, local = name.partition(":")
    if not colon:
        return -1
    if not prefix:
        return 0
    begins = NAME.match(local) and local[0] != ":"
    return name.find(":", len(prefix) + 1) if begins else len(prefix) + 1


def _with_plain_ends(text: str) -> str:
    """A text with '\n' alone at the ends of its lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
