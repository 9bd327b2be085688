"""Rows of one test, run as one item: an item costs more than most rows.

The item goes on behind a row that fails, and tells them all.  A row that is asked for
(`pytest FILE::TEST[ROW]`, `-k`) stays an item of its own, as do rows with fixtures.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
FAILURES = (Exception, pytest.fail.Exception, pytest.skip.Exception)
EVERYWHERE = {"found_once", "request"}
"""The fixtures of each item."""

ROWS = 20
"""The most rows of an item: of few large ones, one worker would get too many."""


class RowsError(Exception):
    """The rows that failed, each with its exception."""


class Joined(pytest.Item):
    """Several rows of one test."""

    def __init__(self, rows: list[pytest.Function], **others: Any) -> None:
        super().__init__(**others)
        self.rows = rows

    def runtest(self) -> None:
        failures: list[tuple[pytest.Function, pytest.ExceptionInfo[Any]]] = []
        for row in self.rows:
            try:
                row.obj(**row.callspec.params)
            except FAILURES as err:
                failures.append((row, pytest.ExceptionInfo.from_exception(err)))
        if failures:
            raise RowsError(failures)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """What each row that failed would tell by itself."""
        if not isinstance(excinfo.value, RowsError):
            return super().repr_failure(excinfo, style)
        failures = excinfo.value.args[0]
        told = [f"{len(failures)} of {len(self.rows)} rows fail"]
        told += [f"{row.nodeid}\n{row.repr_failure(info)}" for row, info in failures]
        return "\n\n".join(told)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        path, line, _ = self.rows[0].reportinfo()
        return path, line, self.name


@pytest.hookimpl(trylast=True)  # what is deselected has gone
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Join the rows of tests, where no rows are asked for by their names."""
    named = any("::" in word for word in config.args)
    if not (named or config.option.keyword):
        items[:] = join(items)


def join(items: list[pytest.Item]) -> list[pytest.Item]:
    """The items in their order, where the rows of each test are joined."""
    found: list[pytest.Item] = []
    for test, group in groupby(items, _test):
        members = [*group]
        size = ROWS if test else 1
        for at in range(0, len(members), size):
            rows = members[at : at + size]
            found.append(_joined(rows) if len(rows) > 1 else rows[0])
    return found


def _joined(rows: list[Any]) -> pytest.Item:
    first, last = (row.callspec.id for row in (rows[0], rows[-1]))
    name = f"{rows[0].originalname}[{first} … {last}]"
    joined: Joined = Joined.from_parent(rows[0].parent, name=name, rows=rows)
    return joined


def _test(item: pytest.Item) -> object:
    """The test that an item is a row of; None for one that stays by itself."""
    if item.path.parent != FOLDER or not hasattr(item, "callspec"):
        return None
    # A fixture may be of one row alone, and a mark means the item.
    fixtures = {*item.fixturenames} - {*item.callspec.params} - EVERYWHERE
    marked = any(mark.name != "parametrize" for mark in item.iter_markers())
    return None if fixtures or marked else item.function
