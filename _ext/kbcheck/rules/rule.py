"""A rule, and the files that hold rules.

A rule reads like a sentence: for each `subject` (XPath), what it finds there (`find`,
XPath from the subject) must pass a named test.  The files are TOML: a table [[rule]]
for each; `rules.must` lists the tests and the arguments that each takes.  A table
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

# No `from __future__ import annotations`: NamedTuple would compile the type of each
# field, which takes as long as all else in here.
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ..modelfile import model_text, shown_path
from ..problem import ModelError
from ..versions import Versions, stated

SEVERITIES = {"must": "error", "should": "warning", "info": "warning"}


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
    `found_by` is the check, or the driver rule, that finds the fault instead of a
    test; `file`, the file that the rule is from.  A rule that is about a `whole`
    subject is silent where some of it is left out: its paths hang on what is not there,
    such as an attribute whose absence means something.
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
    whole: bool = False
    args: dict[str, Any] = {}  # noqa: RUF012 (nobody writes to it)
    file: str = ""

    @property
    def denies(self) -> bool:
        """Whether the rule selects by what is absent or not so, or counts."""
        return self.whole or denies(self.subject + self.find + self.given)

    @property
    def is_tested(self) -> bool:
        """Whether a program finds what misses the rule: its test, or another check."""
        return bool(self.must or self.found_by)

    def holds_for(self, versions: Versions) -> bool:
        """Whether the rule applies to any of the versions."""
        return not self.libvirt or stated(self.libvirt).overlaps(versions)

    def fault(self, message: str) -> ModelError:
        """A fault of the rule that shows only when it is applied."""
        if not self.file:
            return ModelError("rule", 1, f"{self.id}: {message}")
        path = Path(self.file)
        head = model_text(path).partition(f'"{self.id}"')[0]
        line = head.count("\n") + 1
        return ModelError(shown_path(path), line, f"{self.id}: {message}")


@cache
def denies(paths: str) -> bool:
    """Whether a path selects by what is absent or not so, or counts."""
    return any(word in paths for word in ("not(", "!=", "count("))


FIELDS = set(Rule._fields) - {"args", "file"}
PATHS = ("subject", "find", "text", "than", "at", "given")
WORD = r"\{([a-z][a-z0-9-]*)\}"


def make_rule(table: dict[str, Any], words: dict[str, str], file: str) -> Rule:
    """The rule of a table [[rule]] that is well written, its words spelt out."""
    known = {k: v for k, v in table.items() if k in FIELDS}
    known |= {k: _spelt_out(known[k], words) for k in PATHS if k in known}
    args = {k: v for k, v in table.items() if k not in known}
    return Rule(**known, args=args, file=file)


def _spelt_out(path: str, words: dict[str, str]) -> str:
    """An XPath with the words that it names; words may hold words."""
    return re.sub(WORD, lambda match: _spelt_out(words[match[1]], words), path)
