"""RELAX NG compact syntax -> a syntax tree of plain lists.

The tree is made of JSON values, so that a compiled model can be kept in a cache and
read back without trusting it.  A pattern is one of

    ["element" | "attribute", NAMES, PATTERN, NOTES]
    ["group" | "choice" | "interleave", [PATTERN, …]]
    ["optional" | "star" | "plus" | "list" | "mixed", PATTERN]
    ["ref", NAME, LINE]    ["empty"]    ["text"]    ["notAllowed"]
    ["value", DATATYPE, STRING, NOTES]
    ["data", DATATYPE, [[FACET, STRING], …], PATTERN or null, NOTES]

NAMES is a name, ["any", NAMESPACE or null, NAMES or null] or ["or", [NAMES, …]];
NOTES is [DOC, SINCE, SEE, FILE, LINE].  A DATATYPE of the XML Schema library has the
prefix 'xsd:'.  Specification: RELAX NG Compact Syntax (OASIS, 2002).
"""

from __future__ import annotations

from typing import Any

from .file import Define, File, Include
from .grammar import Tree
from .tokens import Cursor, GrammarError

XSD = "http://www.w3.org/2001/XMLSchema-datatypes"
NAMESPACE = "urn:kbcheck:model"
_SINCE, _SEE = f"{{{NAMESPACE}}}since", f"{{{NAMESPACE}}}see"
_QUANTIFIERS = {"?": "optional", "*": "star", "+": "plus"}
_CONNECTORS = {",": "group", "|": "choice", "&": "interleave"}
_COMBINE = {"=": "", "|=": "choice", "&=": "interleave"}


def parse(path: str, source: str) -> File:
    """The syntax tree of one file.  GrammarError at the first fault."""
    return _Parser(path, source).file()


class _Parser(Cursor):
    def __init__(self, path: str, source: str) -> None:
        super().__init__(path, source)
        self.namespaces = {"xml": "http://www.w3.org/XML/1998/namespace"}
        self.default_namespace = ""
        self.datatypes = {"xsd": XSD}

    def qualified(self, name: str, *, default: str = "") -> str:
        prefix, colon, local = name.rpartition(":")
        if colon and prefix not in self.namespaces:
            self.fail(f"a declared prefix for {name}")
        uri = self.namespaces[prefix] if colon else default
        return f"{{{uri}}}{local}" if uri else local

    # --- annotations ------------------------------------------------------------

    def notes(self) -> Tree:
        """`## …` documentation and `[ … ]` annotations before a construct."""
        doc: list[str] = []
        found: dict[str, str] = {}
        while self.token.kind == "doc" or self.sees("["):
            if self.token.kind == "doc":
                doc.append(self.token.text.lstrip("#").strip())
                self.at += 1
            else:
                self.annotation(found)
        since, see = found.pop(_SINCE, ""), found.pop(_SEE, "")
        if any(name.startswith(f"{{{NAMESPACE}}}") for name in found):
            self.fail(f"since or see, not {', '.join(found)}, before this")
        return [" ".join(doc), since, see, self.path, self.token.line]

    def annotation(self, found: dict[str, str]) -> None:
        self.need("[")
        while not self.take("]"):
            if self.token.kind == "literal":
                self.string()
                continue
            name = self.qualified(self.name())
            if self.take("="):
                found[name] = self.string()
            else:
                self.annotation({})

    # --- grammar ----------------------------------------------------------------

    def file(self) -> File:
        file = File(self.path)
        self.declarations()
        if self.starts_definition():
            self.content(file)
        else:
            start = Define("", self.pattern(), self.notes())
            file.definitions["start"] = [start]
        if self.token.kind != "end":
            self.fail("a definition")
        return file

    def declarations(self) -> None:
        while self.sees("namespace", "default", "datatypes"):
            if self.take("datatypes"):
                prefix = self.name()
                self.need("=")
                self.datatypes[prefix] = self.string()
                continue
            default = self.take("default")
            self.need("namespace")
            prefix = "" if self.sees("=") else self.name()
            self.need("=")
            uri = "" if self.take("inherit") else self.string()
            if prefix:
                self.namespaces[prefix] = uri
            if default:
                self.default_namespace = uri

    def starts_definition(self) -> bool:
        mark = self.at
        self.notes()
        next_text = self.tokens[min(self.at + 1, len(self.tokens) - 1)].text
        found = self.sees("include", "div") or next_text in _COMBINE
        self.at = mark
        return found

    def content(self, file: File) -> None:
        while not self.sees("}") and self.token.kind != "end":
            notes = self.notes()
            if self.take("div"):
                self.need("{")
                self.content(file)
                self.need("}")
            elif self.sees("include"):
                file.includes.append(self.include())
            else:
                self.definition(file.definitions, notes)

    def include(self) -> Include:
        line = self.token.line
        self.need("include")
        href = self.string()
        inner = File(self.path)
        if self.take("{"):
            self.content(inner)
            self.need("}")
        return Include(href, line, inner.definitions)

    def definition(self, found: dict[str, list[Define]], notes: Tree) -> None:
        name = self.name()
        sign = self.take(*_COMBINE)
        if not sign:
            self.fail("'='")
        found.setdefault(name, []).append(Define(_COMBINE[sign], self.pattern(), notes))

    # --- patterns ---------------------------------------------------------------

    def pattern(self) -> Tree:
        first = self.particle()
        sign = self.take(*_CONNECTORS)
        if not sign:
            return first
        items = [first, self.particle()]
        while self.take(sign):
            items.append(self.particle())
        if self.sees(*_CONNECTORS):
            self.fail(f"parentheses: {sign} and {self.token.text} do not mix")
        return [_CONNECTORS[sign], items]

    def particle(self) -> Tree:
        notes = self.notes()
        found = self.primary(notes)
        quantifier = self.take(*_QUANTIFIERS)
        if quantifier:
            found = [_QUANTIFIERS[quantifier], found]
        while self.take(">>"):
            self.name()
            self.annotation({})
        return found

    def primary(self, notes: Tree) -> Tree:
        if self.token.kind == "literal":
            return ["value", "token", self.string(), notes]
        if self.take("("):
            found = self.pattern()
            self.need(")")
            return found
        escaped = self.token.text.startswith("\\")
        line = self.token.line
        word = self.name()
        if escaped:
            return ["ref", word, line]
        if word in ("element", "attribute"):
            return self.named(word, notes)
        if word in ("list", "mixed"):
            self.need("{")
            found = [word, self.pattern()]
            self.need("}")
            return found
        if word in ("empty", "text", "notAllowed"):
            return [word]
        if word in ("parent", "external", "grammar"):
            raise GrammarError(self.path, line, f"'{word}' is not covered here")
        if ":" in word or word in ("string", "token"):
            return self.data(word, notes)
        return ["ref", word, line]

    def named(self, word: str, notes: Tree) -> Tree:
        default = self.default_namespace if word == "element" else ""
        names = self.name_class(default)
        self.need("{")
        body = self.pattern()
        self.need("}")
        return [word, names, body, notes]

    def data(self, word: str, notes: Tree) -> Tree:
        prefix, _, local = word.rpartition(":")
        if prefix and self.datatypes.get(prefix) != XSD:
            self.fail(f"a declared datatypes prefix for {word}")
        datatype = f"xsd:{local}" if prefix else local
        if self.token.kind == "literal":
            return ["value", datatype, self.string(), notes]
        facets: list[list[str]] = []
        if self.take("{"):
            while not self.take("}"):
                self.notes()
                facet = self.name()
                self.need("=")
                facets.append([facet, self.string()])
        excepted = self.primary(self.notes()) if self.take("-") else None
        return ["data", datatype, facets, excepted, notes]

    def name_class(self, default: str) -> Any:
        found = [self.one_name(default)]
        while self.take("|"):
            found.append(self.one_name(default))
        return found[0] if len(found) == 1 else ["or", found]

    def one_name(self, default: str) -> Any:
        self.notes()
        if self.take("("):
            found = self.name_class(default)
            self.need(")")
            return found
        if self.take("*"):
            return ["any", None, self.excepted(default)]
        name = self.name()
        if name.endswith(":*"):
            prefix = name[:-2]
            if prefix not in self.namespaces:
                self.fail(f"a declared prefix for {name}")
            return ["any", self.namespaces[prefix], self.excepted(default)]
        return self.qualified(name, default=default)

    def excepted(self, default: str) -> Any:
        return self.one_name(default) if self.take("-") else None
