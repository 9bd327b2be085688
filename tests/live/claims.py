"""Claims: statements of the pages that could hurt whoever believes them wrongly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from live.generation import places


def claim(
    section: str, *, libvirt: str = "", without: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], Any]:
    """Make a test, whose docstring is the claim, one that runs on each libvirt.

    `section` is the label of the section that makes the claim, `libvirt` the versions
    that it is made of; `without` names what a stand-in is there for.  The test has a
    `stage` for its hosts.
    """
    meant = [place for place in places() if not libvirt or place.within(libvirt)]

    def marked(test: Callable[..., Any]) -> Any:
        told = " ".join((test.__doc__ or "").split())
        assert told, f"{test.__name__}: the docstring is the claim"
        facts = (("claim", told), ("section", section))
        marks = [
            pytest.mark.claim(test.__name__.removeprefix("test_"), facts, without),
            pytest.mark.parametrize(
                "stage", meant, ids=lambda place: place.version, indirect=True
            ),
        ]
        for mark in marks:
            test = mark(test)
        return test

    return marked
