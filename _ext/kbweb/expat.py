"""Reads XML as expat does: the part of `pyexpat` that the core uses.

A browser has a parser of XML, which does not tell where an element begins.  This one
is translated with the core.  It stops at the same faults as expat; a DTD, which expat
would read, the core refuses.
"""

from __future__ import annotations

import re
from typing import NoReturn

from .xmlreader import (
    DUPLICATE,
    INVALID_TOKEN,
    JUNK,
    MISMATCH,
    NAME,
    NO_ELEMENTS,
    RESERVED_URI,
    RESERVED_XML,
    RESERVED_XMLNS,
    SAID,
    UNBOUND,
    UNCLOSED_TOKEN,
    UNDECLARING,
    ExpatError,
    Open,
    Reader,
    colon_fault,
)

__all__ = ["ErrorString", "ExpatError", "Parser", "ParserCreate"]

_XML = "http://www.w3.org/XML/1998/namespace"
_XMLNS = "http://www.w3.org/2000/xmlns/"


def ParserCreate(_encoding: str, separator: str) -> Parser:
    """A parser of UTF-8; a name reads 'URI', the separator, 'local'."""
    return Parser(separator)


def ErrorString(code: int) -> str:
    """What expat says of an error."""
    return SAID[code]


class Parser(Reader):
    """Reads one text, and tells its tags to handlers, too."""

    def Parse(self, data: bytes, _final: bool) -> None:
        """Read a whole text.  ExpatError at the first fault."""
        self.text = text = data.decode()
        self.ascii = len(text) == len(data)
        self.at = 1 if text.startswith("\ufeff") else 0
        begin = self.at
        while self.at < len(text):
            less = text.find("<", self.at)
            end = len(text) if less < 0 else less
            self.characters(self.at, end)
            self.at = end
            if end < len(text):
                self.markup(begin)
        if self.open or not self.rooted:
            self.fail(NO_ELEMENTS, len(text))

    def markup(self, begin: int) -> None:
        """Read what begins with '<', and go past it."""
        text, at = self.text, self.at
        if text.startswith("<!--", at):
            self.comment(at)
        elif text.startswith("<![CDATA[", at):
            self.cdata(at)
        elif text.startswith("<?", at):
            self.instruction(at, begin)
        elif text.startswith("<!", at):
            self.doctype(at)
        elif text.startswith("</", at):
            self.end_tag(at)
        else:
            self.start_tag(at)

    # --- tags -------------------------------------------------------------------

    def end_tag(self, at: int) -> None:
        """Read an end tag."""
        text = self.text
        name = self.named(at + 2, at)
        end = self.blanks(name.end())
        if text[end : end + 1] != ">":
            self.stop(end, at)
        if not self.open:
            self.fail(INVALID_TOKEN, at + 1)
        if self.open[-1].written != name[0]:
            self.fail(MISMATCH, at + 2)
        self.flush()
        self.event = at
        self.EndElementHandler(self.open.pop().name)
        self.at = end + 1

    def start_tag(self, at: int) -> None:
        """Read a start tag, or that of an empty element."""
        text = self.text
        name = self.qualified(at + 1, at)
        if self.rooted and not self.open:
            self.fail(JUNK, at)
        written: dict[str, str] = {}
        end = self.attributes(name.end(), written, at)
        empty = text[end] == "/"
        if empty and text[end + 1 : end + 2] != ">":
            self.stop(end + 1, at)
        self.rooted = True
        self.flush()
        self.event = at
        self.at = end + (2 if empty else 1)
        self.begin(name[0], written)
        if empty:
            self.event = self.at
            self.EndElementHandler(self.open.pop().name)

    def attributes(self, at: int, found: dict[str, str], tag: int) -> int:
        """Read the attributes of a tag; the place of what ends them."""
        text = self.text
        while True:
            after = self.blanks(at)
            if after == len(text):
                self.fail(UNCLOSED_TOKEN, tag)
            if text[after] in ">/":
                return after
            if after == at:  # no blank before it
                self.fail(INVALID_TOKEN, after)
            name = self.qualified(after, tag)
            equals = self.blanks(name.end())
            self.expect("=", equals, tag)
            quote = self.blanks(equals + 1)
            self.expect("'\"", quote, tag)
            if name[0] in found:
                self.fail(DUPLICATE, after)
            end = text.find(text[quote], quote + 1)
            found[name[0]] = self.value(quote, end, tag)
            at = end + 1

    def named(self, at: int, tag: int) -> re.Match[str]:
        """The name that begins at a place; there must be one."""
        found = NAME.match(self.text, at)
        if found is None:
            self.stop(at, tag)
        return found

    def qualified(self, at: int, tag: int) -> re.Match[str]:
        """As `named`, of what may have a namespace: with one colon inside at most."""
        found = self.named(at, tag)
        wrong = colon_fault(found[0])
        if wrong >= 0:
            self.stop(at + wrong, tag)
        return found

    def stop(self, at: int, tag: int) -> NoReturn:
        """Refuse what stands at a place of a tag, or that the text ends there."""
        if at == len(self.text):
            self.fail(UNCLOSED_TOKEN, tag)
        self.fail(INVALID_TOKEN, at)

    def expect(self, signs: str, at: int, tag: int) -> None:
        """Refuse a tag that has none of these signs at a place."""
        if self.text[at : at + 1] not in signs or at == len(self.text):
            self.stop(at, tag)

    def value(self, quote: int, end: int, tag: int) -> str:
        """The value between two quotes; there is no second one if `end` is -1."""
        less = self.text.find("<", quote + 1, len(self.text) if end < 0 else end)
        if less >= 0:
            self.fail(INVALID_TOKEN, less)
        if end < 0:
            self.fail(UNCLOSED_TOKEN, tag)
        self.check_characters(quote, end)
        said = self.text[quote + 1 : end].replace("\r\n", " ")
        for blank in "\t\n\r":
            said = said.replace(blank, " ")
        return self.expanded(said, quote + 1)

    # --- namespaces -------------------------------------------------------------

    def begin(self, tag: str, written: dict[str, str]) -> None:
        """Tell a start tag, whose names have their namespaces now."""
        scope = self.open[-1].scope if self.open else {"xml": _XML}
        declared = {
            name.partition(":")[2]: value
            for name, value in written.items()
            if name.partition(":")[0] == "xmlns"
        }
        if declared:
            for prefix, uri in declared.items():
                self.check_declared(prefix, uri)
            scope = {**scope, **declared}
        name = self.resolved(tag, scope, scope.get("", ""))
        attributes: dict[str, str] = {}
        for key, value in written.items():
            if key.partition(":")[0] == "xmlns":
                continue
            full = self.resolved(key, scope, "")
            if full in attributes:
                self.fail(DUPLICATE, self.event)
            attributes[full] = value
        try:
            self.StartElementHandler(name, attributes)
        finally:
            self.event = self.at  # where expat is if the handler has raised
        self.open.append(Open(tag, name, scope))

    def check_declared(self, prefix: str, uri: str) -> None:
        """Refuse a namespace that a prefix may not stand for; '' is the default one."""
        if prefix == "xmlns":
            self.fail(RESERVED_XMLNS, self.event)
        if prefix == "xml" and uri != _XML:
            self.fail(RESERVED_XML, self.event)
        if prefix != "xml" and uri in (_XML, _XMLNS):
            self.fail(RESERVED_URI, self.event)
        if prefix and not uri:
            self.fail(UNDECLARING, self.event)

    def resolved(self, name: str, scope: dict[str, str], default: str) -> str:
        """A name with its namespace before it, if it has one."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return f"{default}{self.separator}{name}" if default else name
        if prefix not in scope:
            self.fail(UNBOUND, self.event)
        return f"{scope[prefix]}{self.separator}{local}"
