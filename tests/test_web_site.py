"""A site that asks for the core in JavaScript has it beside its pages."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kbsphinx.show import checker
from kbweb.bundle import HERE
from pages import ROOT
from sites import Site
from translated import NO_NODE, NODE, published

MOST_BYTES = 260_000
"""Of all scripts, compressed: what a reader of the page loads."""
ON = {"kb_checker": True}


def test_they_are_small(html_site: Path) -> None:
    texts = published(html_site).values()
    assert sum(len(gzip.compress(text.encode(), 9)) for text in texts) < MOST_BYTES


def test_the_page_states_the_limit_of_a_text() -> None:
    limit = re.search(
        r"const MAX = (\d+) \* 1024;", (HERE / "js/page.js").read_text("utf-8")
    )
    page = (ROOT / "kbase/check.rst").read_text("utf-8")
    assert limit
    assert f"A text longer than {limit[1]} KiB needs the command" in page


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A small site, and scripts that cost nothing: each time others."""
    made: list[int] = []

    def small() -> dict[str, str]:
        made.append(1)
        return {"core.js": f"// made {len(made)} times\n"}

    monkeypatch.setattr(checker, "_scripts", small)
    return Site("good", tmp_path)


def core(site: Site) -> str:
    return published(site.out).get("core.js", "")


def test_they_are_made_once_for_a_core(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build(overrides=ON)
    assert core(site) == "// made 1 times\n"
    site.build(overrides=ON)
    assert core(site) == "// made 1 times\n"
    monkeypatch.setattr(checker, "core_digest", lambda: "another model")
    site.build(overrides=ON)
    assert core(site) == "// made 2 times\n"


def test_they_are_there_after_a_change_of_a_setting_from_outside(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It empties the folder of the output, as each page may look different."""
    with (site.source / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write("\nimport os\nhtml_title = os.environ['KB_TITLE']\n")
    for number, title in enumerate(("First", "Second"), 1):
        monkeypatch.setenv("KB_TITLE", title)
        site.build(overrides=ON)
        assert core(site) == f"// made {number} times\n"


@pytest.mark.parametrize(("builder", "asks"), [("html", {}), ("dummy", ON)])
def test_others_have_none(site: Site, builder: str, asks: dict[str, Any]) -> None:
    site.build(builder, overrides=asks)
    assert core(site) == ""


@pytest.mark.skipif(NODE is None, reason=NO_NODE)
def test_the_scripts_are_javascript(html_site: Path) -> None:
    assert NODE
    for path in (html_site / checker.FOLDER).iterdir():
        subprocess.run([NODE, "--check", path], check=True)


def test_the_runtime_is_written_as_python_is() -> None:
    """Short lines, small files, a word at the head of each."""
    for path in sorted((HERE / "js").iterdir()):
        lines = path.read_text("utf-8").split("\n")
        assert lines[0].startswith("// "), path
        assert len(lines) <= 250, path
        assert [line for line in lines if len(line) > 88] == [], path
