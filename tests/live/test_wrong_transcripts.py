"""Commands that are wrong on purpose fail when somebody types them, and for that."""

from __future__ import annotations

import re
from functools import cache

import pytest

from live.generation import Place, places
from live.hosts import Done, Stage
from live.ledger import Prove, key_of, proof_of
from live.services import ready
from live.transcripts import USER, Step, differences, steps
from pages import Snippet, is_meant, text_of, wrong_snippets

SAID = {
    "placeholder": "No such file or directory|syntax error",
    "prompt": "authentication required|Access denied",
    "unknown-command": "command not found",
    "unknown-option": "unrecognized arguments",
    "bad-value": "No such file or directory",
    "removed": "not supported|unknown command",
}
"""By check: what a program says of that fault."""


@cache
def transcripts() -> list[Snippet]:
    """Those that are wrong, whatever a guide may think of them."""
    found = wrong_snippets("console")
    return [s for s in found if "live" not in s["options"]]


@cache
def typed(place: Place) -> dict[str, list[tuple[Step, Done]]]:
    """What each command of a transcript has printed."""
    with Stage(place) as stage:
        host = stage.host("alpha")
        ready(host)
        host.must(f"useradd -m -s /bin/bash {USER}")
        found: dict[str, list[tuple[Step, Done]]] = {}
        for snippet in transcripts():
            if is_meant(snippet, place.version):
                for name in re.findall(r"\w+\.args", text_of(snippet)):
                    host.must(f"touch /root/{name} /home/{USER}/{name}")
                users = {"#": "root", "$": USER}
                found[snippet["id"]] = [
                    (step, host.run(step.command, user=users[step.prompt]))
                    for step in steps(snippet)
                ]
        return found


@pytest.mark.parametrize("place", places(), ids=lambda place: place.version)
@pytest.mark.parametrize("snippet", transcripts(), ids=lambda s: s["id"])
def test_it_fails(snippet: Snippet, place: Place, prove: Prove) -> None:
    """With the message that the page shows, if it shows one."""
    if not is_meant(snippet, place.version):
        pytest.skip(f"it is not for {place.version}")
    pattern = "|".join(SAID[check] for check in snippet["options"]["expect"])
    for step, done in typed(place)[snippet["id"]]:
        assert done.status != 0
        assert re.search(pattern, done.output), done.output
        assert step.shown is None or [*differences(step.shown, done.output)] == []
    prove(proof_of(key_of(snippet), place.version, "refused"))
