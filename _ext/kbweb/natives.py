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

VALUES = frozenset("name parent parts stem suffix".split())
"""Values that the runtime's objects have, where a class of ours has such a method."""

METHODS = frozenset(
    # of texts and bytes
    "count decode encode endswith find index isascii isdigit isprintable isspace isupper "
    "join lower lstrip partition removeprefix removesuffix replace rfind rindex "
    "rpartition rstrip split startswith strip translate upper "
    # of lists, dicts and sets
    "__getitem__ add append clear discard extend fromkeys get insert intersection "
    "isdisjoint issuperset items keys pop remove setdefault sort subtract union update "
    "values "
    # of expressions and what they match
    "end findall finditer fullmatch group groupdict groups match search span start sub "
    # of paths, numbers, matchers, records and nodes
    "absolute is_nan joinpath match with_name quick_ratio ratio _asdict _replace "
    "getparent iterancestors iterdescendants itertext "
    "__init__".split()
)
"""Methods of the runtime's objects."""

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
