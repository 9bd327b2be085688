"""All that can happen to pages, styles, settings and caches between two builds."""

from __future__ import annotations

import pytest

from rebuilds import EDITS, Rebuilt, check_edit


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    made = Rebuilt(tmp_path_factory.mktemp("rebuilt"))
    made.build()
    return made


@pytest.mark.parametrize("name", EDITS)
def test_a_rebuild_writes_what_a_clean_build_would(site: Rebuilt, name: str) -> None:
    """And it leaves each file alone that would stay the same."""
    check_edit(site, EDITS[name])
