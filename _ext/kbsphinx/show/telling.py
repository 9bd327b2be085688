"""Tells what is wrong, and sees to it that the build ends as it must.

Sphinx ends in 0 after warnings unless `-W` is given, and `suppress_warnings` hides
them.  An example that is wrong must not pass for want of a flag.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from kbcheck import Problem
from kbcheck.problem import ModelError

from ..kept.complaint import Complaint
from ..kept.noise import lost
from ..kept.place import site_path
from ..kept.store import session, store
from ..kept.verdicts import INTERNAL, on_page
from .tally import model_counts

logger = logging.getLogger(__name__)
_KEPT = re.compile(r"kb(?:check|page)(?:\..*)?|myst(?:\.(?:\*|directive.*))?")


def unsilence(_app: Sphinx, config: Config) -> None:
    """Take our warnings, and MyST's of lost directives, from those to suppress."""
    config.suppress_warnings = [
        name for name in config.suppress_warnings if not _KEPT.fullmatch(name)
    ]


def tell_all(app: Sphinx, _env: BuildEnvironment) -> list[str]:
    """Tell all that is wrong: with examples, with the model, with the pages."""
    root = str(app.srcdir)
    for fault, number in _faults(app).items():
        hangs = f"; {number} of the examples are not judged because of it"
        told = fault.message + (hangs if number else "")
        _warn(told, "kbcheck", INTERNAL, f"{_model_path(fault, root)}:{fault.line}")
    for problem in _problems(app):
        hint = f"; {problem.hint}" if problem.hint else ""
        told = f"{problem.column}: {problem.message}{hint}"
        _warn(told, "kbcheck", problem.check, f"{problem.path}:{problem.line}")
    for found in complaints(app):
        place = f"{site_path(found.path, root)}:{found.line}"
        _warn(found.message, "kbpage", found.check, place)
    return []


def _faults(app: Sphinx) -> dict[ModelError, int]:
    """Each fault of the model once, with the number of examples that hang on it."""
    verdicts = session(app.env).verdicts
    found: dict[str, ModelError] = {}
    hanging: Counter[str] = Counter()
    for snippet in store(app.env).all_snippets():
        if fault := verdicts(snippet).fault:
            hanging[str(fault)] += 1
            found[str(fault)] = fault
    # The ledger counts all of the model, the examples read only what they need of it.
    counted = model_counts()[1] if store(app.env).shows("ledger") else None
    if counted:
        found.setdefault(str(counted), counted)
    return {fault: hanging[told] for told, fault in found.items()}


def _problems(app: Sphinx) -> list[Problem]:
    """The problems of the examples, save of those that the model's faults spoil."""
    verdicts, root = session(app.env).verdicts, str(app.srcdir)
    found = [
        on_page(problem, snippet, root)
        for snippet in store(app.env).all_snippets()
        for judged in (verdicts(snippet),)
        for problem in judged.problems
        if judged.fault is None
    ]
    return list(dict.fromkeys(found))  # two pages may include a file


def _model_path(fault: ModelError, root: str) -> str:
    """Where the fault is; the path may be relative to the folder of the model."""
    return site_path(fault.path, root) if Path(fault.path).is_file() else fault.path


def _warn(message: str, kind: str, check: str, place: str) -> None:
    logger.warning("%s", message, type=kind, subtype=check, location=place)


def complaints(app: Sphinx) -> list[Complaint]:
    """What is wrong with directives, blocks and files."""
    here = session(app.env)
    # Strays belong to no page, and clashes to two: no record of a page holds them.
    return [*store(app.env).all_complaints(), *here.strays, *here.clashes]


def set_status(app: Sphinx) -> None:
    """Have a build with problems end in another status than 0, whatever the flags."""
    verdicts = session(app.env).verdicts
    wrong = any(verdicts(s).problems for s in store(app.env).all_snippets())
    if wrong or _faults(app) or complaints(app) or lost(app.env):
        app.statuscode = app.statuscode or 1  # Sphinx may have set another one


def setup(app: Sphinx) -> None:
    """Tell once all pages are read."""
    app.connect("config-inited", unsilence)
    app.connect("env-updated", tell_all)
