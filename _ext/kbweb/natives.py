"""What the runtime has of Python's library: all else is refused."""

from __future__ import annotations

UNDERSTOOD = frozenset(
    "__future__ collections.abc enum functools typing dataclasses".split()
)
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
        "lxml.etree": "Element QName SubElement XMLParser XMLSyntaxError XPath XPathError "
        "_Element fromstring",
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

VALUES = frozenset(
    "_fields args lastgroup localname name parent parents parts start stem suffix "
    "text".split()
)
"""Values that the runtime's objects have."""

METHODS = {
    name: int(most)
    for name, _, most in (
        words.partition(":")
        for words in (
            # of texts and bytes
            "count:3 decode:2 encode:2 endswith:3 find:3 index:1 isascii:0 isdigit:0 "
            "isprintable:0 isspace:0 isupper:0 join:1 lower:0 lstrip:1 partition:1 "
            "removeprefix:1 removesuffix:1 replace:2 rfind:3 rindex:1 rpartition:1 "
            "rstrip:1 split:2 startswith:2 strip:1 translate:2 upper:0 "
            # of lists, dicts and sets
            "__getitem__:1 add:1 append:1 clear:0 discard:1 extend:1 fromkeys:2 get:2 "
            "insert:2 intersection:1 isdisjoint:1 issuperset:1 items:0 keys:0 pop:2 "
            "remove:1 setdefault:2 sort:2 subtract:1 union:9 update:9 values:0 "
            # of expressions and what they match
            "end:1 findall:1 finditer:2 fullmatch:1 group:9 groupdict:0 groups:0 match:3 "
            "search:3 span:1 start:1 sub:2 "
            # of paths, numbers, matchers, records and nodes
            "absolute:0 is_nan:0 with_name:1 ratio:0 _asdict:0 _replace:9 getparent:0 "
            "iterancestors:0 iterdescendants:0 itertext:0 __init__:9"
        ).split()
    )
}
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
