"""What a page shows beside a message: the versions that have it, and print it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from kbcheck.suggest import clipped

from ..kept.complaint import Complaint
from ..kept.mark import entry_mark
from ..kept.runs import versions
from ..kept.store import session, store
from ..kept.wordings import Wording, has_wording, is_list, version_words
from .stale import PAGE_FACTS


class RenderEntries(SphinxPostTransform):
    """Puts the labels behind each wording of a message."""

    default_priority = 8  # before references are resolved

    def run(self, **_: Any) -> None:
        """Replace the marks of the page that is written."""
        for mark in list(self.document.findall(entry_mark)):
            record = store(self.env).pages[mark["page"]]
            entry = next(e for e in record.entries if e.id == mark["entry"])
            wording = entry.wordings[mark["wording"]]
            mark.replace_self(labels(self.env, entry.page, wording))


def labels(env: BuildEnvironment, page: str, wording: Wording) -> list[nodes.Node]:
    """Which versions have the wording, and on which it was seen."""
    found: list[nodes.Node] = []
    for kind, words in label_words(env, page, wording):
        found += [nodes.Text(" "), nodes.inline("", words, classes=[f"kb-{kind}"])]
    return found


def label_words(
    env: BuildEnvironment, page: str, wording: Wording
) -> list[tuple[str, str]]:
    """The labels of a wording: the kind of each, and its words."""
    seen = session(env).runs.provoked(page, wording.plain)
    found = []
    # Where it was seen on just those that have it, one label says both.
    if wording.versions and not is_list(wording.versions, [r.version for r in seen]):
        found.append(("version", version_words(wording.versions)))
    if seen:
        found.append(("seen", f"seen on libvirt {versions(seen)}"))
    return found


def entry_facts(app: Sphinx, page: str) -> list[Any]:
    """The labels on a page, as plain data."""
    return [
        [entry.id, [label_words(app.env, page, w) for w in entry.wordings]]
        for entry in store(app.env).pages[page].entries
    ]


def note_contradictions(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Complain of wordings that a libvirt has printed, and is said not to have."""
    here = session(env)
    here.clashes += [
        Complaint(entry.path, entry.line, "conflict", _told(wording, run.version))
        for entry in store(env).all_entries()
        for wording in entry.wordings
        for run in here.runs.provoked(entry.page, wording.plain)
        if not has_wording(wording.versions, run.version)
    ]
    return []


def _told(wording: Wording, version: str) -> str:
    told = f"'{clipped(wording.text)}' is said to be that of {wording.versions}"
    return f"{told}, and libvirt {version} has printed it, as the ledger says"


def setup(app: Sphinx) -> None:
    """Fill the marks in the entries."""
    app.add_post_transform(RenderEntries)
    app.connect(PAGE_FACTS, entry_facts)
    # Before telling.py tells them.
    app.connect("env-updated", note_contradictions, priority=400)
