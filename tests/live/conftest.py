"""Collects what the tests have proven, for the ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from live import ledger, schedule, shared
from live.generation import Place, places
from live.hosts import Stage
from live.ledger import Proof, Prove

WRITE = "KB_LEDGER"
"""The environment variable with which the ledger is written; `make live` sets it.

With `add` a run of a part adds what it has shown.  With `again` it repeats what failed
in the last one that was not, and both count as one.
"""
KEPT = "live/proofs"
"""What pytest's cache holds of the last run."""
_proofs: list[Proof] = []
_refuted: set[tuple[str, ...]] = set()
"""Part, key and version of claims of which one test failed: another shows nothing."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "claim(name, facts, without): see claims.py")
    if not hasattr(config, "workerinput"):
        shared.begin()


@pytest.fixture
def prove(record_property: Callable[[str, Any], None]) -> Prove:
    """Note what a test proves if it passes; see Proof."""

    def tell(proof: Proof) -> None:
        record_property(ledger.PROPERTY, tuple(proof))

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
    found = [Proof(*v) for n, v in report.user_properties if n == ledger.PROPERTY]
    if report.failed:
        _refuted.update(proof[:3] for proof in found)
    elif report.when == "call" and report.passed:
        _proofs.extend(found)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the ledger; the run fails if it held what no page holds any more."""
    if not os.environ.get(WRITE) or hasattr(session.config, "workerinput"):
        return
    from pages import ROOT, read_site  # late, as in ledger.py

    cache = session.config.cache
    if os.environ[WRITE] == "again":
        _proofs.extend(map(Proof.read, cache.get(KEPT, [])))
    else:
        cache.set(KEPT, _proofs)
    old = ledger.read()
    ran = {place.version: place.programs() for place in places() if not place.lack}
    keys = [ledger.key_of(s) for s in read_site(ROOT).snippets]
    # A run of a part takes nothing back of what others have shown.
    whole = () if os.environ[WRITE] == "add" else ran
    proven = [proof for proof in _proofs if proof[:3] not in _refuted]
    new, gone = ledger.settled(old, ledger.contents(proven, ran), whole, keys)
    strict = "CI" in os.environ
    # The build server changes nothing: it says whether what was committed is true.
    if not strict and (text := ledger.written(new)) != ledger.written(old):
        ledger.PATH.write_text(text, "utf-8")
    if told := ledger.fault(old, new, gone, strict=strict):
        print(f"\n{ledger.PATH.relative_to(ROOT)}: {told}")
        session.exitstatus = exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run together what asks one job of a libvirt, or one scenario, in a worker."""
    schedule.arrange(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Callable[..., None]
) -> schedule.Scheduling:
    """Whatever `--dist` says."""
    return schedule.Scheduling(config, log)
