"""XML text -> positioned nodes and holes, with no entities, DTDs or surprises."""

from __future__ import annotations

# As xml.parsers.expat, which loads two packages more on each run of the command.
import pyexpat as expat
import re

from ..problem import Problem, problem, too_large
from .nodes import DOCTYPE, HOLE, KNOWN_NAMESPACES, Document, Hole, Node

MAX_DEPTH = 200

# What a whole document does not need is compiled by the first example that does.
ELISION = r"\[\s*(?:\.\.\.|…)\s*\]|\.\.\.|…"
"""A hole, as it is written."""

_DECLARATION = r"\s*<\?xml\s[^>]*\?>"
_TAG_NAME = rb"""<[^\s<>/!?"'=]+"""
_TAG_PART = (
    rb"""\s+[^\s=<>/"'.]+\s*=\s*(?:"[^"<]*"|'[^'<]*')"""
    rb"""|\s*(\.\.\.|\xe2\x80\xa6)(?=\s*/?>|\s+[^\s=<>/"']+\s*=)"""
)
_PREFIX = rb"[<\s]([A-Za-z_][\w.\-]*):[A-Za-z_][\w.\-]*[\s=/>]"


class XmlError(Exception):
    """The text is not XML that may be read; `problem` says why and where."""

    def __init__(self, found: Problem) -> None:
        super().__init__(str(found))
        self.problem = found


def is_hole(text: str) -> bool:
    """Whether the text is an elision and nothing else."""
    # Few texts hold dots at all, which is seen faster than by the expression.
    if "..." not in text and "…" not in text:
        return False
    return re.fullmatch(ELISION, text.strip()) is not None


def parse(text: str, *, example: bool = False) -> Document:
    """The document of a text.  XmlError where it is malformed, unsafe or too large.

    With `example`, `...` is a hole, there may be several roots, and libvirt's own
    namespace prefixes need no declaration.
    """
    source = _encoded(text)
    if not example:
        return _Builder(text, source, b"", b"", example).document()
    # All is wrapped in one element, so that there may be several roots and prefixes
    # need no declaration. An XML declaration may not stand inside it: blanks take its
    # place, as they do below, so that each offset stays what it was but for `base`.
    match = re.match(_DECLARATION, text)
    if match:
        source = b" " * len(match[0].encode()) + source[len(match[0].encode()) :]
    blanked, tag_holes = _without_tag_holes(source)
    used = {m.decode() for m in re.findall(_PREFIX, blanked)}
    declared = "".join(
        f" xmlns:{prefix}='{uri}'"
        for prefix, uri in KNOWN_NAMESPACES.items()
        if prefix in used and f"xmlns:{prefix}".encode() not in blanked
    )
    before = f"<_{declared}>".encode()
    builder = _Builder(text, blanked, before, b"</_>", example)
    builder.tag_holes = tag_holes
    return builder.document()


def _encoded(text: str) -> bytes:
    try:
        source = text.encode()
    except UnicodeEncodeError as err:
        line = text.count("\n", 0, err.start) + 1
        column = err.start - text.rfind("\n", 0, err.start)
        raise XmlError(
            problem("syntax", line, column, "half of a surrogate pair is no character")
        ) from err
    large = too_large(text)
    if large:
        raise XmlError(large)
    return source


def _without_tag_holes(source: bytes) -> tuple[bytes, set[int]]:
    """The source with each `...` among attributes blanked, and their tags' offsets."""
    if b"..." not in source and b"\xe2\x80\xa6" not in source:
        return source, set()
    found: set[int] = set()
    blanked = bytearray(source)
    at = 0
    name, inside = re.compile(_TAG_NAME), re.compile(_TAG_PART)
    # Dots among attributes are no XML; expat must not see them. Values are stepped
    # over, as dots in them are their own.
    while tag := name.search(source, at):
        at = tag.end()
        while part := inside.match(source, at):
            at = part.end()
            if part[1]:
                found.add(tag.start())
                blanked[part.start(1) : at] = b" " * len(part[1])
    return bytes(blanked), found


class _TooDeep(Exception):
    pass


class _Unsafe(Exception):
    pass


class _Builder:
    """Builds nodes from expat's events."""

    def __init__(
        self, text: str, source: bytes, before: bytes, after: bytes, example: bool
    ) -> None:
        self.text = text
        self.source = source
        self.wrapped = before + source + after
        self.base = len(before)
        self.example = example
        self.tag_holes: set[int] = set()
        self.root = Node("", {}, 0)
        self.stack = [self.root]
        # expat, since it tells the byte of each event, and lxml no more than the line.
        # With its separator a name reads 'URI}local'.
        self.parser = expat.ParserCreate("utf-8", "}")
        self.parser.buffer_text = True
        # One text is one piece, whatever its length: a full buffer is handed on.
        self.parser.buffer_size = max(len(self.wrapped), 1)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        # No DTD, so no entities either: nothing is read from elsewhere, and nothing
        # grows.
        self.parser.StartDoctypeDeclHandler = self.doctype

    def document(self) -> Document:
        try:
            self.parser.Parse(self.wrapped, True)
        except expat.ExpatError as err:
            raise XmlError(self.malformed(err)) from err
        except _TooDeep:
            message = f"elements nested deeper than {MAX_DEPTH}"
            raise XmlError(self.here("limit", message)) from None
        except _Unsafe:
            raise XmlError(self.here("unsafe", *DOCTYPE)) from None
        root = self.root.elements[0] if self.base else self.root
        if self.base:
            root.name = ""
        whole = not self.example
        return Document(self.source, self.base, root, self.example, as_written=whole)

    def here(self, check: str, message: str, hint: str = "") -> Problem:
        at = self.parser.CurrentByteIndex - self.base
        before = self.source[: max(at, 0)]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        return problem(check, line, column, message, hint)

    def malformed(self, err: expat.ExpatError) -> Problem:
        from .wellformed import diagnose  # only a fault needs it

        found = diagnose(self.text, fragment=self.example)
        if found is None:
            return self.here(
                "syntax", f"not well-formed: {expat.ErrorString(err.code)}"
            )
        return found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if "}" in name:
            name = "{" + name
        # Most tags have no prefix: the copy is made for those that have one.
        for key in attributes:
            if "}" in key:
                attributes = {
                    "{" + k if "}" in k else k: v for k, v in attributes.items()
                }
                break
        node = Node(name, attributes, self.parser.CurrentByteIndex)
        stack = self.stack
        stack[-1].children.append(node)
        stack.append(node)
        if len(stack) > MAX_DEPTH:
            raise _TooDeep
        if self.tag_holes and node.offset - self.base in self.tag_holes:
            node.attribute_hole = True

    def end(self, _name: str) -> None:
        node = self.stack.pop()
        node.end = self.parser.CurrentByteIndex
        children = node.children
        if self.example:
            _find_holes(node)
        # Blanks between elements are layout. A text alone stays as it is: its type says
        # what blanks mean in it.
        elif len(children) > 1:
            node.children = [c for c in children if not isinstance(c, str) or c.strip()]

    def characters(self, text: str) -> None:
        self.stack[-1].children.append(text)

    def doctype(self, *_: object) -> None:
        raise _Unsafe


def _find_holes(node: Node) -> None:
    """Replace the elisions among a node's children, and drop blanks between them."""
    children = node.children
    if len(children) == 1 and isinstance(children[0], str):
        # A text alone is a value: dots beside words are part of it ('/srv/...').
        words = children[0].split()
        if words and all(is_hole(word) for word in words):
            node.children = [HOLE]
            node.hole = True
        return
    found: list[Node | str | Hole] = []
    for child in children:
        if not isinstance(child, str):
            found.append(child)
            continue
        # Between elements no words may stand, so dots are elisions wherever they are.
        for i, part in enumerate(re.split(ELISION, child)):
            if i:
                found.append(HOLE)
                node.hole = True
            if part.strip():
                found.append(part)
    node.children = found
