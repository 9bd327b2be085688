"""What the transcripts of the pages show is what the real software prints."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import pytest

from live import scenarios
from live.generation import Place, places
from live.hosts import Stage
from live.ledger import Proof, Prove, key_of, proof_of
from live.shared import once
from live.transcripts import Outcome, Result, Scenario, transcripts, troubles
from pages import Snippet, is_meant

MODULES = {
    module.PAGE: module
    for info in pkgutil.iter_modules(scenarios.__path__)
    for module in [importlib.import_module(f"live.scenarios.{info.name}")]
}
"""By page; `play` of each takes a Scenario."""


@cache
def played(page: str, place: Place) -> Outcome:
    """How the scenario of a page goes, which is played once in a run."""
    return once(f"{page} {place.version}", lambda: play(page, place))


def play(page: str, place: Place) -> Outcome:
    """Play a scenario.

    What it did not reach before it failed has this as its complaint.
    """
    failed = ""
    with Stage(place) as stage:
        scenario = Scenario(page, stage)
        try:
            MODULES[page].play(scenario)
        except (AssertionError, LookupError, OSError) as error:
            failed = f"not reached: {type(error).__name__}: {error}"
            # What is asked behind a transcript is its effect.
            failed += f"\nthe last that ran is {scenario.last}"
            for snippet in meant(page, place):
                scenario.results.setdefault(snippet["id"], Result((failed,)))
    return Outcome(scenario.results, scenario.provoked, failed)


def meant(page: str, place: Place) -> list[Snippet]:
    """The transcripts that can run on a libvirt."""
    return [
        s
        for s in transcripts(page)
        if "live" not in s["options"] and is_meant(s, place.version)
    ]


EACH = [
    pytest.param(page, place, snippet, id=f"{place.version} {snippet['id']}")
    for place in places()
    for page in MODULES
    for snippet in meant(page, place)
]


@pytest.mark.parametrize(("page", "place", "snippet"), EACH)
def test_it_prints_what_the_page_shows(
    page: str, place: Place, snippet: Snippet, prove: Prove
) -> None:
    results = played(page, place).results
    assert snippet["id"] in results, "the scenario of the page leaves it out"
    result = results[snippet["id"]]
    assert result.complaints == ()
    without = ", ".join(result.without)
    prove(proof_of(key_of(snippet), place.version, "ran", without, page))


@pytest.mark.parametrize("page", MODULES)
@pytest.mark.parametrize("place", places(), ids=lambda place: place.version)
def test_the_scenario_comes_to_its_end(page: str, place: Place, prove: Prove) -> None:
    """What cannot run is not played, and what the page explains is provoked."""
    scenario = played(page, place)
    assert scenario.failed == ""
    assert set(scenario.results) == {s["id"] for s in meant(page, place)}
    for text, without in scenario.provoked.items():
        facts = (("page", page), ("message", text))
        prove(
            Proof("messages", f"{page}: {text}", place.version, "ran", without, facts)
        )


@pytest.mark.parametrize("page", MODULES)
def test_each_message_is_provoked_somewhere(page: str) -> None:
    """Save what the scenario excuses: UNPROVOKED, a part of the entry to a reason."""
    excused = MODULES[page].UNPROVOKED
    ran = [played(page, place) for place in places() if not place.lack]
    if not ran:
        pytest.skip(places()[-1].lack)
    provoked = {text for scenario in ran for text in scenario.provoked}
    for term in troubles(page):
        found = [text for text in provoked if text in term]
        reasons = [reason for text, reason in excused.items() if text in term]
        assert bool(found) != bool(reasons), term
    assert all(any(t in term for term in troubles(page)) for t in excused)
