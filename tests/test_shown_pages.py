"""The HTML of a site that uses our directives is what `cases/shown` keeps.

`make told` keeps it anew.  What changes there is what a reader's browser gets.
"""

from __future__ import annotations

from difflib import unified_diff

import pytest

from shown_pages import OUTPUT, PAGES, SHOWN, built


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return built(tmp_path_factory.mktemp("shown"))


@pytest.mark.parametrize("file", [OUTPUT, *(f"{page}.html" for page in PAGES)])
def test_a_page_is_shown_as_it_is_kept(now: dict[str, str], file: str) -> None:
    kept = (SHOWN / file).read_text("utf-8").split("\n")
    changed = unified_diff(kept, now[file].split("\n"), "kept", "now", n=1, lineterm="")
    if told := "\n".join(changed):
        pytest.fail(f"{told}\nIf that is meant, `make told` keeps it.", pytrace=False)
