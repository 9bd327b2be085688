"""Collects what the tests have proven, for the ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kbsybil import read_site
from live import ledger
from live.generation import Place, places
from live.hosts import Stage
from live.ledger import Proof, Prove
from pages import ROOT

WRITE = "KB_LEDGER"
"""The environment variable with which the ledger is written; `make live` sets it."""
_proofs: list[Proof] = []


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "claim(name, facts, without): see claims.py")


@pytest.fixture
def prove(record_property: Callable[[str, Any], None]) -> Prove:
    """Note what a test proves if it passes; see Proof."""

    def tell(proof: Proof) -> None:
        record_property(ledger.PROPERTY, proof)

    return tell


@pytest.fixture
def stage(request: pytest.FixtureRequest, prove: Prove) -> Iterator[Stage]:
    """Where hosts with the libvirt of the parameter, a Place, are made."""
    place: Place = request.param
    mark = request.node.get_closest_marker("claim")
    if mark is not None:
        name, facts, without = mark.args
        prove(Proof("claims", name, place.version, "ran", without, facts))
    with Stage(place) as made:
        yield made


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        found = [v for name, v in report.user_properties if name == ledger.PROPERTY]
        _proofs.extend(Proof(*fields) for fields in found)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the ledger; the run fails if it held what no page holds any more."""
    if not os.environ.get(WRITE) or hasattr(session.config, "workerinput"):
        return
    old = ledger.read()
    digests = [ledger.key_of(s) for s in read_site(ROOT).snippets]
    gone = ledger.stale(old, digests)
    ran = {place.version: place.programs() for place in places() if not place.lack}
    new = ledger.kept(old, ledger.contents(_proofs, ran), ran)
    for key in gone:
        new["snippets"].pop(key, None)
    text = ledger.written(new)
    told = _verdict(old, new, gone)
    if text != ledger.written(old):
        ledger.PATH.write_text(text, "utf-8")
    if told:
        print(f"\n{ledger.PATH.relative_to(ROOT)}: {told}")
        session.exitstatus = exitstatus or pytest.ExitCode.TESTS_FAILED


def _verdict(old: ledger.Contents, new: ledger.Contents, gone: list[str]) -> str:
    """Why the ledger as it was committed is wrong; '' if it is right."""
    if gone:
        return f"no page holds the examples {', '.join(gone)}: they are struck out"
    parts = ("claims", "messages", "snippets")
    differ = [part for part in parts if old.get(part) != new[part]]
    if differ and os.environ.get("CI"):
        return f"{', '.join(differ)} are not what ran: run 'make live', and commit it"
    return ""
