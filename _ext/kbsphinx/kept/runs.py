"""What ran of the examples: the ledger that the live suite has written.

The build reads it.  It is known by the hash of an example what ran, so that nothing is
said of one which has changed since.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .disk import CannotBuild
from .snippet import Snippet
from .wordings import plain

KEY_LENGTH = 16
"""How much of an example's hash names it in the ledger."""

DEEDS = {
    "schema": "valid on",
    "parsed": "parsed on",
    "defined": "defined on",
    "started": "started on",
    "lens": "parsed by Augeas on",
    "read": "loaded on",
    "strict": "refused if validated on",
    "refused": "refused on",
    "ran": "ran on libvirt",
}
"""What can be done with an example, each deeper than what stands above it, in words."""


class LiveRun(NamedTuple):
    """What was done on one version of libvirt, without what that host lacked."""

    version: str
    done: tuple[str, ...]
    without: tuple[str, ...]

    @property
    def deepest(self) -> str:
        """The deed that shows most."""
        return max(self.done, key=list(DEEDS).index)


class Runs:
    """What ran, by example, claim and message; nothing where no ledger is kept."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        found: dict[str, Any] = _read(file) if file and file.is_file() else {}
        self._snippets: dict[str, Any] = found.get("snippets", {})
        self.claims: list[dict[str, Any]] = list(found.get("claims", {}).values())
        self.messages: list[dict[str, Any]] = list(found.get("messages", {}).values())
        self.programs: dict[str, dict[str, str]] = found.get("programs", {})

    def of(self, snippet: Snippet) -> list[LiveRun]:
        """What was done with an example, by version."""
        found = self._snippets.get(snippet.digest[:KEY_LENGTH], {"on": {}})
        return runs(found, snippet.page)

    def provoked(self, page: str, text: str) -> list[LiveRun]:
        """Where the message of a page's entry was printed, to the letter, by version.

        `text` has no markup; a symptom in the ledger may have the marks of a page.
        """
        return [
            run
            for found in self.messages
            if found["page"] == page and plain(found["message"]) == text
            for run in runs(found)
        ]


def runs(entry: Mapping[str, Any], page: str = "") -> list[LiveRun]:
    """What an entry of the ledger holds, by version, of an example on this page."""
    found = [
        LiveRun(version, tuple(seen["done"]), _lacking(seen.get("without", ()), page))
        for version, seen in entry["on"].items()
    ]
    return sorted(found, key=lambda run: [int(n) for n in run.version.split(".")])


def _lacking(without: Any, page: str) -> tuple[str, ...]:
    """What was lacking on the stage of a page; its pages may have had others."""
    if isinstance(without, dict):  # the rest is of no page, or of those that agree
        without = without.get(page, without.get("", ()))
    return tuple(without)


def run_words(found: Iterable[LiveRun]) -> list[str]:
    """What was done, in words: 'defined on 9.0, 11.3 (without KVM)'."""
    groups: dict[str, list[LiveRun]] = {}
    for run in found:
        groups.setdefault(run.deepest, []).append(run)
    return [f"{DEEDS[deed]} {versions(group)}" for deed, group in groups.items()]


def versions(found: Iterable[LiveRun]) -> str:
    """The versions of libvirt, without what was lacking on any of them."""
    group = list(found)
    shown = ", ".join(run.version.rpartition(".")[0] for run in group)
    without = sorted({lack for run in group for lack in run.without})
    return f"{shown} (without {', '.join(without)})" if without else shown


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
        every = [found[part] for part in ("snippets", "claims", "messages")]
        for entry in (entry for part in every for entry in part.values()):
            run_words(runs(entry))
    except (ValueError, LookupError, TypeError, AttributeError) as err:
        told = f"{file} is no ledger of the live suite: {err!r}; write it anew"
        raise CannotBuild(f"{told} with 'make live'") from err
    return found
