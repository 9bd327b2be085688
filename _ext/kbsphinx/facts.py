"""What pages show beyond their sources, and the record of what was rendered.

The record lies in the output folder and is written last.  So a build of another
builder in between, or a kill during the write, leaves no stale page.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .checklist import checklist_facts
from .ledger import ledger
from .link import has_label
from .render import CHECKS_LABEL, EXPLAINED, rule_sections
from .session import KEPT, session
from .store import store
from .verdicts import write_json


def stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose HTML, if there is any, shows other facts."""
    session(env).ledger = ledger(env) if store(env).ledgers else {}
    before = _rendered_before(app)
    return sorted(p for p, facts in _facts(env).items() if before.get(p) != facts)


def record(app: Sphinx, warned: set[str]) -> None:
    """Note what was rendered; pages that warned are to be rendered again."""
    found = _facts(app.env)
    write_json(_file(app), {page: found[page] for page in found if page not in warned})


def _facts(env: BuildEnvironment) -> dict[str, str]:
    """Page -> a hash of all that its HTML depends on beyond its source."""
    kept = store(env)
    verdicts = session(env).verdicts
    sections = rule_sections()
    linked = [has_label(env, label) for label in (*EXPLAINED.values(), CHECKS_LABEL)]
    found: dict[str, str] = {}
    for page, read in env.all_docs.items():
        judged = [
            [
                s.id,
                s.line,
                list(v.levels),
                [list(p) for p in (*v.found, *v.problems)],
                [sections.get(p.check) for p in v.found],
            ]
            for s in kept.snippets.get(page, ())
            for v in (verdicts(s),)
        ]
        listed = [checklist_facts(names) for names in kept.checklists.get(page, ())]
        counted = [session(env).ledger[part] for part in kept.ledgers.get(page, ())]
        text = json.dumps([read, judged, listed, counted, linked])
        found[page] = hashlib.sha256(text.encode()).hexdigest()
    return found


def _file(app: Sphinx) -> Path:
    return Path(app.outdir) / KEPT / "rendered.json"


def _rendered_before(app: Sphinx) -> dict[str, str]:
    try:
        return dict(json.loads(_file(app).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
