"""A plugin of pytest: records which tests execute which lines, or runs the chosen ones.

With KB_RECORD, a file, it writes there how many seconds each test took that passes.
With KB_CHOSEN, a file, it runs the tests that the file lists, in that order, each with
a bound of its time; and before them those that nobody has recorded yet.  With neither
it bounds the memory alone.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from collections import defaultdict
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

MEMORY = 4 << 30  # bytes; a change may well fill all there is
SLACK = 10
"""How many times as long a test may take as it did, and seconds that any may take."""

bounds: dict[str, float] = {}
took: dict[str, float] = {}
failed: set[str] = set()
needs: dict[str, float] = defaultdict(float)
"""File of tests -> seconds for what any of them needs: its imports, a built site."""

_record = os.environ.get("KB_RECORD")
_chosen = os.environ.get("KB_CHOSEN")


def pytest_configure() -> None:
    if not _record:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if _chosen:
        bounds.update(_read(_chosen))
        _bound(30)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _chosen:
        known = set(_read(os.environ["KB_KNOWN"])["known"])
        order = {name: number for number, name in enumerate(bounds)}
        items[:] = [i for i in items if i.nodeid in order or i.nodeid not in known]
        items.sort(key=lambda item: order.get(item.nodeid, -1))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    start = time.perf_counter()
    report = yield
    needs[collector.nodeid] = time.perf_counter() - start
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if _chosen:
        _bound(SLACK + SLACK * bounds.get(item.nodeid, 0))
    if _record:
        import coverage

        coverage.Coverage.current().switch_context(item.nodeid)
    yield


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    file = report.nodeid.partition("::")[0]
    if not report.passed:
        failed.add(report.nodeid)
    if report.when == "setup":  # which of them does it first depends on the order
        needs[file] = max(needs[file], report.duration)
    elif report.when == "call":
        took[report.nodeid] = report.duration


def pytest_sessionfinish() -> None:
    if _record:
        good = {name: took[name] for name in took if name not in failed}
        found = {"tests": good, "known": [*good, *failed], "files": needs}
        Path(_record).write_text(json.dumps(found), "utf-8")


def _read(file: str) -> Any:
    return json.loads(Path(file).read_text("utf-8"))


def _bound(limit: float) -> None:
    """End the process by SIGPROF after so many seconds of its own time."""
    signal.setitimer(signal.ITIMER_PROF, limit)
