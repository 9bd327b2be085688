"""What is counted for the page on what is checked, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes

from kbcheck import CHECKS, guides
from kbcheck.inventory import inventory
from kbcheck.problem import ModelError, problem
from kbcheck.rules import load_rules
from kbsphinx.kept.runs import Runs
from kbsphinx.kept.snippet import Snippet
from kbsphinx.kept.store import store
from kbsphinx.kept.verdicts import Judged
from kbsphinx.read.refusal import LIVE
from kbsphinx.show import tally as module
from kbsphinx.show.tally import model_counts, tally
from kbsphinx.show.unrun import WORDS, line_of, why
from sites import ROOTS

ONE = Snippet("a", "one", True, "domain", "<a/>\n", "/s/a.rst", 3)
WRONG = (problem("bad-value", 1, 1, "m"),)
SNIPPETS = {
    ONE: Judged(("syntax", "grammar")),
    replace(ONE, name="two", line=9): Judged(("syntax", "grammar", "driver")),
    replace(ONE, name="three", kind="console"): Judged(("syntax",), WRONG, WRONG),
    replace(ONE, name="four", kind="new", unchecked="why not"): Judged(),
    replace(ONE, name="five", expect=("bad-value", "syntax")): Judged(
        ("syntax",), WRONG
    ),
    replace(ONE, page="b", name="six"): Judged(),
    replace(ONE, name="seven", expect=("FEN-001",), not_advised="no"): Judged(
        ("syntax", "guide"), WRONG
    ),
}


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An environment of two pages with examples, one with Python, one with neither."""
    pages = {"c", "b", "a", "d"}
    titles = {"a": nodes.title("", "A")}
    found = SimpleNamespace(all_docs=pages, titles=titles, srcdir=tmp_path)
    for snippet in SNIPPETS:
        store(found).pages[snippet.page].snippets.append(snippet)  # type: ignore[arg-type]
    store(found).pages["c"].python = 2  # type: ignore[arg-type]
    session = store(found).session  # type: ignore[arg-type]
    session.runs = Runs(None)
    session.tally, session.verdicts = {}, SNIPPETS.__getitem__  # type: ignore[assignment]
    for guide, page in (("fence", "a"), ("moat", "gone")):
        rules = (ROOTS / "guides" / "rules" / f"{guide}.toml").read_text("utf-8")
        (tmp_path / f"{guide}.toml").write_text(f'page = "{page}"\n{rules}', "utf-8")
    monkeypatch.setattr(guides, "FOLDER", tmp_path)
    for known in (guides.guides, load_rules):
        known.cache_clear()
    yield found
    for known in (guides.guides, load_rules):
        known.cache_clear()


def test_the_examples_of_each_page_by_kind_and_state(env: Any) -> None:
    """In the order of STATES; kinds and pages by name, Python last."""
    assert tally(env)["pages"] == [
        ["a", "A", [["Console", [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
                    ["Domain XML", [0, 0, 1, 1, 0, 0, 1, 1, 0, 0]],
                    ["new", [0, 0, 0, 0, 0, 0, 0, 0, 1, 0]]]],
        ["b", "b", [["Domain XML", [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]]]],
        ["c", "c", [["Python", [0, 0, 0, 0, 0, 2, 0, 0, 0, 0]]]],
    ]  # fmt: skip


def test_the_examples_that_are_wrong_unchecked_or_not_advised(env: Any) -> None:
    found = tally(env)
    assert found["unchecked"] == [["a", "A", "snippet-four", "new", "", "why not"]]
    assert found["against"] == [["a", "A", "snippet-seven", "Domain XML", "<a/>", "no"]]
    assert found["wrong"] == [
        ["a", "A", "snippet-five", "Domain XML", "<a/>", "bad-value", "syntax"]
    ]


def test_the_rules_the_model_and_the_checks(env: Any) -> None:
    """A guide without its page has no link."""
    found = tally(env)
    assert found["guides"] == [["Fences", "a", 2, 1], ["Moats", "", 1, 0]]
    assert found["model"] == [list(count) for count in inventory()]
    assert found["checks"] == [[n, meaning] for n, (_, meaning) in CHECKS.items()]


def test_a_rule_that_both_look_at_counts_for_both(env: Any, tmp_path: Path) -> None:
    """A file has a part of what it asks for, the host the rest."""
    with (tmp_path / "fence.toml").open("a", encoding="utf-8") as rules:
        rules.write('command = "ls /etc/lock"\nshows = "a lock"\n')
    assert tally(env)["guides"][0] == ["Fences", "a", 2, 2]


def test_the_cases_by_their_kind(env: Any, tmp_path: Path) -> None:
    """The longest that fits: a kind may begin as another one does."""
    for name in ("good/domain-a.xml", "good/domain-b.xml", "bad/qemu-lockd.conf-a",
                 "bad/domain-a.xml", "bad/other-a.xml", "bad/domain.xml"):  # fmt: skip
        path = tmp_path / "tests" / "cases" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "tests/cases/good/domain-folder").mkdir()
    assert tally(env)["cases"] == [
        ["Domain XML", 2, 1], ["/etc/libvirt/qemu-lockd.conf", 0, 1]
    ]  # fmt: skip


def test_the_first_figure_is_the_sum_of_those_below_it(env: Any) -> None:
    """With Python; what ran on several libvirts is counted with what ran."""
    whole, ran, several, *parts = (n for _, n in tally(env)["summary"][:7])
    assert whole == ran + sum(parts) == len(SNIPPETS) + 2
    assert several == ran == 0
    assert tally(env)["summary"][-1][1] == "0 of 0"


LINES = {  # what an example is -> the line that tells it from others
    ("console", "# # Why.\n# virsh list \\\n> --all\n"): "virsh list",
    ("console", "$ virsh uri\n"): "virsh uri",
    ("console", "Nothing is typed.\n"): "",
    ("console", f"# echo {'x' * 99}\n"): f"echo {'x' * 54}…",
    ("domain", "<a/>\n"): "",
}


@pytest.mark.parametrize("told", LINES)
def test_a_transcript_is_told_by_its_first_command(told: tuple[str, str]) -> None:
    kind, text = told
    assert line_of(replace(ONE, kind=kind, text=text), Judged()) == LINES[told]


def test_a_wrong_example_is_told_by_its_faulty_line() -> None:
    """The end of the text is told at its last line; a prompt is no part of it."""
    wrong = replace(ONE, text="<a>\n  <b/>\n", expect=("syntax",))
    for line, shown in ((2, "<b/>"), (3, "<b/>")):
        found = Judged(("syntax",), (problem("syntax", line, 1, "m"),))
        assert line_of(wrong, found) == shown
    console = replace(wrong, kind="console", text="# virsh lst")
    found = Judged(("syntax",), (problem("syntax", 1, 1, "m"),))
    assert line_of(console, found) == "virsh lst"


@pytest.mark.parametrize(
    ("live", "told"),
    [
        ("", "no test runs it yet"),
        ("hardware", "not on a test host"),
        ("hardware: an NFS server", "not on a test host: an NFS server"),
        ("distribution: no grubby", "depends on the distribution: no grubby"),
        ("destructive", "would destroy something"),
        ("only-here: kbcheck", "not libvirt's: kbcheck"),
    ],
)
def test_why_an_example_did_not_run_is_told_in_words(live: str, told: str) -> None:
    assert why(live) == told
    assert not live or live.split(":")[0] in LIVE


def test_each_reason_has_words() -> None:
    assert set(LIVE) == set(WORDS)


def test_it_is_counted_once_a_build(env: Any) -> None:
    assert tally(env) is tally(env)


def test_a_model_that_cannot_be_read_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fault = ModelError("model/domain.rnc", 7, "there is no 'disk'")

    def damaged() -> None:
        raise fault

    monkeypatch.setattr(module, "inventory", damaged)
    assert model_counts.__wrapped__() == ([], fault)
