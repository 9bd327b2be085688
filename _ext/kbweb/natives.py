"""What the runtime has of Python's library: all else is refused."""

from __future__ import annotations

UNDERSTOOD = frozenset((
    "__future__", "collections.abc", "enum", "functools", "typing", "dataclasses",
))  # fmt: skip
"""Modules of types and decorators, which the translator itself knows."""

MODULES: dict[str, frozenset[str]] = {
    name: frozenset(names.split())
    for name, names in {
        "base64": "b64decode",
        "bisect": "bisect_right",
        "codecs": "BOM_UTF8 BOM_UTF16_LE BOM_UTF16_BE",
        "collections": "Counter",
        "dataclasses": "replace",
        "datetime": "datetime",
        "decimal": "Decimal InvalidOperation",
        "difflib": "SequenceMatcher get_close_matches",
        "itertools": "accumulate compress count",
        "json": "dumps loads",
        "lxml.etree": "Element QName SubElement XMLParser XMLSyntaxError XPath "
        "XPathError _Element fromstring",
        "pathlib": "Path PurePath",
        "re": "ASCII DOTALL IGNORECASE compile findall finditer fullmatch match search "
        "split sub",
        # It needs a parser of shell, and says so instead.
        "kbcheck.console": "check_transcript",
        # Three modules of ours read files of the model, which the bundle holds.
        "kbcheck.cache": "kept_json",
        "kbcheck.modelfile": "model_files model_path model_text shown_path",
        "kbcheck.settings.tablefile": "missing_part read_forms read_table",
    }.items()
}
"""Module -> the names of it that the runtime has."""

VALUES = frozenset((
    "_fields", "args", "lastgroup", "localname", "name", "parent", "parents", "parts",
    "start", "stem", "suffix", "text",
))  # fmt: skip
"""Values that the runtime's objects have."""

_MOST_ARGUMENTS: dict[int, tuple[str, ...]] = {
    0: (
        "_asdict", "absolute", "clear", "getparent", "groupdict", "groups", "is_nan",
        "isascii", "isdigit", "isprintable", "isspace", "isupper", "items",
        "iterancestors", "iterdescendants", "itertext", "keys", "lower", "ratio",
        "upper", "values",
    ),
    1: (
        "__getitem__", "add", "append", "discard", "end", "extend", "findall",
        "fullmatch", "index", "intersection", "isdisjoint", "issuperset", "join",
        "lstrip", "partition", "remove", "removeprefix", "removesuffix", "rindex",
        "rpartition", "rstrip", "span", "start", "strip", "subtract", "with_name",
    ),
    2: (
        "decode", "encode", "finditer", "fromkeys", "get", "insert", "pop", "replace",
        "setdefault", "sort", "split", "startswith", "sub", "translate",
    ),
    3: (
        "count", "endswith", "find", "match", "rfind", "search",
    ),
    9: (
        "__init__", "_replace", "group", "union", "update",
    ),
}  # fmt: skip
METHODS = {name: most for most, names in _MOST_ARGUMENTS.items() for name in names}
"""Methods of the runtime's objects -> how many arguments each takes at most."""

KEYWORDS: dict[str, list[str]] = {
    name: parameters.split()
    for name, parameters in {
        "enumerate": "iterable start",
        "max": "iterable key default",
        "min": "iterable key default",
        "sorted": "iterable key reverse",
        "base64.b64decode": "s altchars validate",
        "itertools.accumulate": "iterable function initial",
        "lxml.etree.XMLParser": "encoding remove_blank_text remove_comments remove_pis "
        "resolve_entities no_network",
        "lxml.etree.XPath": "path namespaces regexp",
        "re.split": "pattern string maxsplit flags",
        "re.sub": "pattern repl string count flags",
        ".sort": "key reverse",
        ".split": "sep maxsplit",
    }.items()
}
"""Function, or '.' and a method -> the names of its parameters, in order.

`min` and `max` of several values take no arguments by name.
"""
