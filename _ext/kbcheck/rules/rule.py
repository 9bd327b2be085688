"""A rule, and the files that hold rules.

A rule reads like a sentence: for each `subject` (XPath), what it finds there (`find`,
XPath from the subject) must pass a named test.  The files are TOML: a table [[rule]]
for each; `rules.tests` lists the tests and the arguments that each takes.  A table
[words] gives names to parts of XPath that rules share: a rule writes {name} for them.

| severity | in the checklist | a document that fails it gets |
|---|---|---|
| `must` | yes | an error: it does not work, or does not protect |
| `should` | yes | a warning: it works, and there is a better way |
| `info` | yes | a warning, and only for what stands in the document |

So an `info` rule is never about an absence: a document that leaves out what only some
need is right.  Where nobody can tell from documents (the version of QEMU, what a kernel
offers), a rule has a `command` and no test, and a person checks it on the host.  Where
another check finds the fault in every document, it has `found_by` and no test: one
fault, one problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from ..cache import kept_json
from ..problem import CHECKS, ModelError
from ..versions import Version, satisfies
from .paths import selects
from .tests import ABSENCE, TESTS

SEVERITIES = {"must": "error", "should": "warning", "info": "warning"}


class RuleError(ModelError):
    """A rule is wrong; it says in which file and line."""


class _Fault(Exception):
    """What is wrong with a rule, before its place is known."""


class Rule(NamedTuple):
    """One rule.

    `subject`, `find`, `given`: XPath 1.0 over /documents, which holds each document
    under its root or kind ('/documents/domain', '/documents/qemu.conf').  The rule
    holds only where `given` selects something.  `must` names a test, `args` its
    arguments.  `text` (XPath, from an item that was found, or from the element that
    has it as its attribute) makes the text to test, if that is not the item's own.
    `than` (XPath, from the subject) finds what the test compares with.  `at` (XPath,
    from the subject) is where to tell that something is missing, if not at the
    subject.  `message` says what is wrong ({text} and {than} stand for what was
    found), `fix` what to do, `reason` why, `see` the label of the section that
    explains it, `source` where the fact is from.  `libvirt` limits the versions.
    `command` is what a person runs on the host, and `shows` what to see there.
    `found_by` is the check that finds the fault instead of a test.
    """

    id: str
    severity: str
    title: str
    message: str = ""
    fix: str = ""
    reason: str = ""
    see: str = ""
    source: str = ""
    subject: str = ""
    find: str = "."
    text: str = ""
    than: str = ""
    at: str = ""
    given: str = ""
    must: str = ""
    libvirt: str = ""
    command: str = ""
    shows: str = ""
    found_by: str = ""
    silently_ignored: bool = False
    args: dict[str, Any] = {}  # noqa: RUF012 (nobody writes to it)

    @property
    def denies(self) -> bool:
        """Whether the rule selects by what is absent or not so, or counts."""
        paths = self.subject + self.find + self.given
        return any(word in paths for word in ("not(", "!=", "count("))

    def holds_for(self, versions: tuple[Version, ...]) -> bool:
        """Whether the rule applies to any of the versions."""
        return not self.libvirt or any(satisfies(v, self.libvirt) for v in versions)


class RuleSet(NamedTuple):
    """The rules of one file: a guide's, or the driver level's."""

    name: str
    title: str
    page: str
    rules: tuple[Rule, ...]


_KNOWN = set(Rule._fields) - {"args"}
_REQUIRED = ("id", "severity", "title")
_PATHS = ("subject", "find", "text", "than", "at", "given")
_HEAD = re.compile(r"\s*\[\[\s*rule\s*\]\]")
_WORD = re.compile(r"\{([a-z][a-z-]*)\}")


@lru_cache(maxsize=32)
def load_rules(path: Path) -> RuleSet:
    """The rules of a file.  RuleError if one is not well written."""
    data = kept_json(f"rules-{path.stem}", [path], lambda: _read(path))
    title, page = data.get("title", ""), data.get("page", "")
    return RuleSet(path.stem, title, page, tuple(_rules(path, data)))


def _read(path: Path) -> dict[str, Any]:
    """The tables of a file.  XPath is tried here: what is kept needs no second try."""
    import tomllib

    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for number, rule in enumerate(_rules(path, data)):
        try:
            _check_paths(rule)
        except _Fault as err:
            place = str(path), _line(path, number)
            raise RuleError(*place, f"{rule.id}{err}") from None
    return data


def _rules(path: Path, data: dict[str, Any]) -> Iterator[Rule]:
    words = data.get("words", {})
    seen: set[str] = set()
    for number, table in enumerate(data.get("rule", ())):
        rule = _rule(path, number, table, words)
        if rule.id in seen:
            raise RuleError(str(path), _line(path, number), f"{rule.id} stands twice")
        seen.add(rule.id)
        yield rule


def _line(path: Path, number: int) -> int:
    """The line of a rule's table; the file is read again, for a fault alone."""
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = [at for at, line in enumerate(lines, 1) if _HEAD.match(line)]
    return heads[number] if number < len(heads) else 1


def _rule(
    path: Path, number: int, table: dict[str, Any], words: dict[str, str]
) -> Rule:
    name = table.get("id", "a rule without id")
    try:
        _check_head(table)
        known = {k: v for k, v in table.items() if k in _KNOWN}
        known |= {k: _spelt_out(known[k], words) for k in _PATHS if k in known}
        rule = Rule(**known, args={k: v for k, v in table.items() if k not in known})
        if rule.must or not (rule.command or rule.found_by):
            _check_test(rule)
    except _Fault as err:
        raise RuleError(str(path), _line(path, number), f"{name}{err}") from None
    return rule


def _spelt_out(path: str, words: dict[str, str]) -> str:
    """An XPath with the words that it names; words may hold words."""

    def meaning(match: re.Match[str]) -> str:
        if match[1] not in words:
            raise _Fault(f": no word {match[0]}; {', '.join(words)}")
        return _spelt_out(words[match[1]], words)

    return _WORD.sub(meaning, path)


def _check_head(table: dict[str, Any]) -> None:
    for key in _REQUIRED:
        if not table.get(key):
            raise _Fault(f" lacks {key}")
    if table["severity"] not in SEVERITIES:
        raise _Fault(f": severity is one of {', '.join(SEVERITIES)}")
    if table.get("found_by", "syntax") not in CHECKS:
        raise _Fault(f": no check {table['found_by']!r}")


def _check_test(rule: Rule) -> None:
    if not (rule.subject and rule.message):
        raise _Fault(" lacks subject or message")
    if rule.must not in TESTS:
        raise _Fault(f": no test {rule.must!r}; {', '.join(TESTS)}")
    if rule.severity == "info" and rule.must in ABSENCE:
        raise _Fault(f": an info rule cannot ask for something to {rule.must!r}")
    wanted, given = set(TESTS[rule.must].arguments), set(rule.args)
    if rule.than:
        given.add("than")
    if given != wanted:
        raise _Fault(f": '{rule.must}' takes {', '.join(sorted(wanted))}, "
                        f"not {', '.join(sorted(given)) or 'nothing'}")  # fmt: skip


def _check_paths(rule: Rule) -> None:
    """Refuse what is no XPath, and what finds a number where a place is told."""
    for field in _PATHS:
        path = getattr(rule, field)
        try:
            found = selects(path)
        except etree.XPathError as err:
            raise _Fault(f": {field} is no XPath: {err}") from None
        if field in ("subject", "find", "at") and not found:
            raise _Fault(f": {field} finds a text or a number, not nodes: {path}")
