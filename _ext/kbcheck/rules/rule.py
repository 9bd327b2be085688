"""A rule, and the files that hold rules.

A rule reads like a sentence: for each `subject` (XPath), what it finds there (`find`,
XPath from the subject) must pass a named test.  The files are TOML: a table [[rule]]
for each; `rules.tests` lists the tests and the arguments that each takes.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..cache import kept_json
from ..problem import CHECKS
from ..versions import Version, satisfies

SEVERITIES = {"must": "error", "should": "warning", "info": "warning"}


class RuleError(ValueError):
    """A rule file is wrong."""


class Rule(NamedTuple):
    """One rule.

    `subject`, `find`, `given`: XPath 1.0 over /documents, which holds each document
    under its root or kind ('/documents/domain', '/documents/qemu.conf').  The rule
    holds only where `given` selects something.  `must` names a test, `args` its
    arguments; `text` (XPath, from an item that was found) makes the text to test, if
    that is not the item's own.  `message` says what is wrong, `fix` what to do,
    `reason` why, `see` the label of the section that explains it, `source` where the
    fact is from.  `libvirt` limits the versions.  A rule with a `command` is checked
    on the host by a person, and has no test; `shows` says what to see there.  Nor has
    a rule with `found_by`: the check of that id finds the fault in every document.
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
    given: str = ""
    must: str = ""
    libvirt: str = ""
    command: str = ""
    shows: str = ""
    found_by: str = ""
    silently_ignored: bool = False
    args: dict[str, Any] = {}  # noqa: RUF012 (nobody writes to it)

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


@lru_cache(maxsize=32)
def load_rules(path: Path) -> RuleSet:
    """The rules of a file.  RuleError if one is not well written."""
    data = kept_json(f"rules-{path.stem}", [path], lambda: _read(path))
    rules = tuple(_rule(path, table) for table in data.get("rule", ()))
    doubled = {r.id for r in rules if sum(r.id == other.id for other in rules) > 1}
    if doubled:
        raise RuleError(f"{path}: {', '.join(sorted(doubled))} stands twice")
    return RuleSet(path.stem, data.get("title", ""), data.get("page", ""), rules)


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(path.read_text(encoding="utf-8"))


def _rule(path: Path, table: dict[str, Any]) -> Rule:
    from .tests import TESTS

    name = table.get("id", "a rule without id")
    for key in _REQUIRED:
        if not table.get(key):
            raise RuleError(f"{path}: {name} lacks {key}")
    if table["severity"] not in SEVERITIES:
        raise RuleError(f"{path}: {name}: severity is one of {', '.join(SEVERITIES)}")
    arguments = {k: v for k, v in table.items() if k not in _KNOWN}
    rule = Rule(**{k: v for k, v in table.items() if k in _KNOWN}, args=arguments)
    if rule.found_by and rule.found_by not in CHECKS:
        raise RuleError(f"{path}: {name}: no check {rule.found_by!r}")
    if rule.command or rule.found_by:
        return rule
    if not (rule.subject and rule.message):
        raise RuleError(f"{path}: {name} lacks subject or message")
    if rule.must not in TESTS:
        raise RuleError(f"{path}: {name}: no test {rule.must!r}; {', '.join(TESTS)}")
    wanted = TESTS[rule.must].arguments
    if set(arguments) != set(wanted):
        raise RuleError(f"{path}: {name}: '{rule.must}' takes {', '.join(wanted)}, "
                        f"not {', '.join(arguments) or 'nothing'}")  # fmt: skip
    return rule
