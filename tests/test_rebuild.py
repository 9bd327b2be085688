"""After an edit a build publishes what a build from nothing would, byte for byte.

These are the edits that go different ways; tests/rebuild has all, and edits of the code
and kills, which need processes of their own.
"""

from __future__ import annotations

import pytest

from rebuilds import EDITS, Rebuilt, check_edit
from samples import some

QUICK = (
    ("words of a page",),
    ("a page put back with an older time",),
    ("a page more", "a page less"),
    ("a style",),
    ("altered verdicts",),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    made = Rebuilt(tmp_path_factory.mktemp("rebuilt"))
    assert made.build() == set()
    assert made.output == ""
    return made


@pytest.mark.parametrize("names", some(QUICK, 2), ids=", ".join)
def test_a_rebuild_writes_what_a_clean_build_would(
    site: Rebuilt, names: tuple[str, ...]
) -> None:
    """And it leaves each file alone that would stay the same."""
    for name in names:
        check_edit(site, EDITS[name])
