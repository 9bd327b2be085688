"""The tally: what the site holds, how deep it is checked, and what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment

from kbcheck import CHECKS, KINDS
from kbcheck.guides import guides
from kbcheck.inventory import inventory
from kbcheck.problem import ModelError
from kbcheck.rules import RuleSet

from ..kept.runs import runs, versions
from ..kept.snippet import Snippet
from ..kept.store import session, store
from ..kept.verdicts import Judged
from .link import page_of, place_of
from .programs import programs
from .summary import summary
from .unrun import CONSOLE, line_of, why

STATES = (
    "syntax",
    "commands",
    "grammar",
    "driver",
    "guide",
    "run",
    "wrong",
    "against",
    "unchecked",
    "failed",
)
"""What becomes of an example: the deepest level that it passes, or why it has none."""

RUN_STATES = ("several", "one", "python", "excused", "none", "unchecked")
"""On how many libvirts an example ran, whether the site's tests run it, as they do all
of Python, or whether it says why it did not run."""

MESSAGE_STATES = (2, 1, 0)
"""On how many libvirts a message or symptom came; two stand for several."""

PYTHON = "Python"


def state(snippet: Snippet, judged: Judged) -> str:
    """The state of one example."""
    if snippet.unchecked:
        return "unchecked"
    if judged.problems or not judged.done:
        return "failed"
    if snippet.expect:
        return "against" if snippet.not_advised else "wrong"
    deepest = judged.levels[-1]
    # The format of a transcript is that its commands exist: it shows nothing of a deed.
    is_form = snippet.kind == CONSOLE and deepest == "grammar"
    return "commands" if is_form else deepest


def kind_title(name: str) -> str:
    """What a kind is called on pages."""
    return KINDS[name].title if name in KINDS else name


def tally(env: BuildEnvironment) -> dict[str, Any]:
    """All that pages show of it, as plain data; `ledger.py` shows it.

    It is counted once a build, and only if a page shows it.  The pages that need it are
    looked for before they are written, so processes that write have it from the first.
    """
    here = session(env)
    if not here.tally:
        here.tally = _counted(env)
    return here.tally


def _counted(env: BuildEnvironment) -> dict[str, Any]:
    found = _parts(env)
    return {"summary": summary(found), **found}


def _parts(env: BuildEnvironment) -> dict[str, Any]:
    snippets = store(env).all_snippets()
    against = [s for s in snippets if s.not_advised]
    wrong = [s for s in snippets if s.expect and not s.not_advised]
    return {
        "pages": list(_pages(env, snippets)),
        "unchecked": [[*_place(env, s), s.unchecked] for s in snippets if s.unchecked],
        "against": [[*_place(env, s), s.not_advised] for s in against],
        "wrong": [[*_place(env, s), *s.expect] for s in wrong],
        "proof": _proof(env, snippets),
        "programs": programs(env),
        "runs": list(_runs(env, snippets)),
        "unrun": list(_unrun(env, snippets)),
        "claims": _claims(env),
        "messages": list(_messages(env)),
        "guides": [_rules(env, guide) for guide in guides().values()],
        "cases": _cases(Path(env.srcdir) / "tests" / "cases"),
        "model": model_counts()[0],
        "checks": [[name, meaning] for name, (_, meaning) in CHECKS.items()],
    }


# To count is to read every file of the model, and nothing of it changes in a build.
@cache
def model_counts() -> tuple[list[list[Any]], ModelError | None]:
    """The rows that count the model's entries; none, and why, if it cannot be read."""
    try:
        return [list(count) for count in inventory()], None
    except ModelError as err:
        return [], err


def _pages(env: BuildEnvironment, snippets: list[Snippet]) -> Iterator[list[Any]]:
    """Page, title, and for each kind on it: title, and the count of each state."""
    verdicts = session(env).verdicts
    for page in sorted(env.all_docs):
        kinds: dict[str, Counter[str]] = {}
        for snippet in snippets:
            if snippet.page == page:
                counts = kinds.setdefault(snippet.kind, Counter())
                counts[state(snippet, verdicts(snippet))] += 1
        rows = [
            [kind_title(kind), [counts[s] for s in STATES]]
            for kind, counts in sorted(kinds.items())
        ]
        python = store(env).pages[page].python
        if python:
            rows.append([PYTHON, [python if s == "run" else 0 for s in STATES]])
        if rows:
            yield [page, _title(env, page), rows]


def _proof(env: BuildEnvironment, snippets: list[Snippet]) -> list[Any]:
    """Examples checked, of Python, run on libvirt; messages that came; where."""
    here = session(env)
    ran = [found for s in snippets if (found := here.runs.of(s))]
    came = [found for m in here.runs.messages if (found := runs(m))]
    seen = {run.version: run._replace(without=()) for all_ in ran for run in all_}
    order = sorted(seen, key=lambda version: [int(n) for n in version.split(".")])
    checked = sum(here.verdicts(snippet).done for snippet in snippets)
    python = sum(store(env).pages[page].python for page in env.all_docs)
    return [checked, python, len(ran), len(came), versions(seen[v] for v in order)]


def _runs(env: BuildEnvironment, snippets: list[Snippet]) -> Iterator[list[Any]]:
    """Page, title, and how many of its examples ran, by RUN_STATES."""
    of = session(env).runs.of
    for page in sorted(env.all_docs):
        mine = [s for s in snippets if s.page == page]
        counts = Counter(
            "unchecked" if s.unchecked else run_state(s, len(of(s))) for s in mine
        )
        counts["python"] = store(env).pages[page].python
        if counts.total():
            yield [page, _title(env, page), [counts[state] for state in RUN_STATES]]


def run_state(snippet: Snippet, ran_on: int) -> str:
    """Whether an example ran, by the number of libvirts that it ran on."""
    if ran_on:
        return "several" if ran_on > 1 else "one"
    return "excused" if snippet.live else "none"


def _unrun(env: BuildEnvironment, snippets: list[Snippet]) -> Iterator[list[Any]]:
    """Each example that did not run, and why."""
    for snippet in snippets:
        if not snippet.unchecked and not session(env).runs.of(snippet):
            yield [*_place(env, snippet), why(snippet.live)]


def _rules(env: BuildEnvironment, guide: RuleSet) -> list[Any]:
    """Title, page if it is here, the rules that a program, that a person checks.

    A rule with a test and a command counts for both.
    """
    page = guide.page if guide.page in env.all_docs else ""
    on_host = sum(bool(rule.command) for rule in guide.rules)
    alone = sum(not rule.is_tested for rule in guide.rules)
    return [guide.title, page, len(guide.rules) - alone, on_host]


def _claims(env: BuildEnvironment) -> list[list[Any]]:
    """Page, its title, the claim, the label of its section, and where it was tried.

    In the order of the sections, which say what a claim is about.
    """
    found = [
        [
            page,
            _title(env, page),
            claim["claim"],
            claim["section"],
            versions(runs(claim)),
        ]
        for claim in session(env).runs.claims
        for page in [page_of(env, claim["section"])]
    ]
    return sorted(found, key=lambda row: (row[0], place_of(env, row[3]), row[2]))


def _messages(env: BuildEnvironment) -> Iterator[list[Any]]:
    """Page, title, and how many wordings of its entries came, by MESSAGE_STATES."""
    provoked = session(env).runs.provoked
    for page in sorted(env.all_docs):
        wordings = [w for e in store(env).pages[page].entries for w in e.wordings]
        counts = Counter(min(len(provoked(page, w.plain)), 2) for w in wordings)
        if wordings:
            yield [page, _title(env, page), [counts[n] for n in MESSAGE_STATES]]


def _title(env: BuildEnvironment, page: str) -> str:
    title: nodes.title | None = env.titles.get(page)
    return title.astext() if title is not None else page


def _place(env: BuildEnvironment, snippet: Snippet) -> list[str]:
    """Page, its title, the example's id on it, what the example is, and a line."""
    line = line_of(snippet, session(env).verdicts(snippet))
    page = snippet.page
    return [page, _title(env, page), snippet.anchor, snippet.title, line]


def _cases(folder: Path) -> list[list[Any]]:
    """Kind, good and bad ones of the tests' cases; none where they are absent."""
    found: dict[str, Counter[str]] = {}
    for path in sorted(folder.glob("*/*")):
        fitting = [kind for kind in KINDS if path.name.startswith(f"{kind}-")]
        if fitting and path.is_file():
            kind = max(fitting, key=len)  # 'a.conf-b' begins with the kind 'a', too
            found.setdefault(kind, Counter())[path.parent.name] += 1
    return [
        [kind_title(kind), counts["good"], counts["bad"]]
        for kind, counts in sorted(found.items())
    ]
