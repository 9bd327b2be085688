"""How the live suite compares a transcript with what was printed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from live import transcripts
from live.claims import claim
from live.hosts import Done
from live.transcripts import (
    PIDS,
    TALKATIVE,
    Likeness,
    Scenario,
    differences,
    steps,
)
from pages import snippets

LOCKS = "COMMAND PID\nvirtlockd {} WRITE /srv/a.img\n"


def differ(shown: str, printed: str, *like: Likeness) -> bool:
    return bool(list(differences(shown, printed, like)))


@pytest.mark.parametrize(
    ("shown", "printed", "is_other"),
    [
        ("a\nb", "a\nb\n", False),
        ("a\nb", "a\nb  \n\n", False),  # blanks at the end are not seen
        ("a\nb", "a\nc\n", True),
        ("a", "a\nb\n", True),
        ("a\nb", "a\n", True),
        ("a\n\nb", "a\nb\n", True),
        ("  a", "a\n", True),
        ("a\n...\nd", "a\nb\nc\nd\n", False),
        ("a\n...\nd", "a\nd\n", False),
        ("...\nd", "a\nb\n", True),
        ("error: ... no lock", "error: internal error: no lock\n", False),
        ("error: ... no lock", "error: internal\nerror: no lock\n", True),
        ("a.c", "abc\n", True),
    ],
)
def test_only_dots_stand_for_what_is_left_out(
    shown: str, printed: str, is_other: bool
) -> None:
    assert differ(shown, printed) == is_other


def test_only_what_a_likeness_names_may_differ() -> None:
    assert differ(LOCKS.format(12), LOCKS.format(4711))
    assert not differ(LOCKS.format(12), LOCKS.format(4711), PIDS)
    assert differ(LOCKS.format(12), LOCKS.format(4711).replace("WRITE", "READ"), PIDS)
    other = LOCKS.format("none")
    assert differ(LOCKS.format(12), other, PIDS)


def test_a_difference_names_the_line_that_is_not_there() -> None:
    (told,) = differences("a\nb\nc", "a\nx\nc\n")
    assert told == "the page shows 'b'; printed was:\na\nx\nc\n"


def snippet(text: str, line: int = 10, **options: str) -> dict[str, Any]:
    return {"id": f"p/{line}", "page": "p", "path": "p.rst", "line": line,
            "text": text, "options": options}  # fmt: skip


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The transcripts of a page, to be filled."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(transcripts, "transcripts", lambda _: found)
    monkeypatch.setattr(transcripts, "text_of", lambda one: one["text"])
    return found


class Echo:
    """A host and a stage: commands print their words, and fail if these say so."""

    version = "9.0.0"
    without = frozenset(("KVM",))
    beneath = frozenset[str]()

    @property
    def place(self) -> Echo:
        return self

    def run(self, command: str, user: str = "root") -> Done:
        return Done(int("fail" in command), f"{command.split(' ', 1)[1]}\n")


def shown(page: list[dict[str, Any]], *names: str) -> Scenario:
    """What comes of a scenario that shows these transcripts."""
    scenario = Scenario("p", Echo())  # type: ignore[arg-type]
    for name in names:
        scenario.show(name, Echo())  # type: ignore[arg-type]
    return scenario


def test_each_command_is_told_at_its_line(page: list[dict[str, Any]]) -> None:
    page.append(snippet("# echo a\na\n\n# echo b\nc\n# echo fail\n"))
    result = shown(page, "echo a").results["p/10"]
    assert result.without == ("KVM",)
    first, second = result.complaints
    assert first.startswith("p.rst:13: the page shows 'c'")
    assert second.startswith("p.rst:15: status 1 instead of 0")


def test_what_ran_in_silence_before_a_difference_is_told(
    page: list[dict[str, Any]],
) -> None:
    """Its effect may be what another command shows."""
    page.append(snippet("# true \n# true \n# echo b\nc\n# echo b\nc\n"))
    first, second = shown(page, "true").results["p/10"].complaints
    assert first.endswith("\nbefore it, and in silence, ran p.rst:10: p.rst:11: ")
    assert second.startswith("p.rst:14:")
    assert "silence" not in second


def test_a_command_that_is_shown_to_fail_must_fail(page: list[dict[str, Any]]) -> None:
    page.append(snippet("# echo error: fail\nerror: fail\n", 1))
    page.append(snippet("# echo error: x\nerror: x\n", 5))
    results = shown(page, "echo error: f", "echo error: x").results
    assert results["p/1"].complaints == ()
    assert results["p/5"].complaints[0].startswith("p.rst:5: status 0 instead of 1")


def test_a_command_of_which_nothing_is_shown_prints_nothing(
    page: list[dict[str, Any]],
) -> None:
    """Else a flag such as -q could be left out, and nobody would see it."""
    page += [snippet("# echo a\n# true \n", 1), snippet("# apt install a\n", 5)]
    results = shown(page, "echo a", "apt install").results
    (told,) = results["p/1"].complaints
    assert told == "p.rst:1: the page shows nothing; printed was:\na\n"
    assert results["p/5"].complaints == ()


@pytest.mark.parametrize("pattern", TALKATIVE)
def test_a_page_leaves_out_what_a_talkative_command_prints(pattern: str) -> None:
    every = [step for one in snippets("console") for step in steps(one)]
    assert any(re.match(pattern, s.command) for s in every if s.shown is None)


def test_transcripts_run_in_the_order_of_the_page(page: list[dict[str, Any]]) -> None:
    page += [snippet("# echo a\n", 1), snippet("# echo b\n", 5)]
    with pytest.raises(LookupError, match=r"p has no 'echo a' below line 5; .* none"):
        shown(page, "echo b", "echo a")
    page.append(snippet("# echo c\n", 9))
    with pytest.raises(LookupError, match=r"'echo a' .* the next is p\.rst:9: "):
        shown(page, "echo b", "echo a")


def test_a_transcript_that_cannot_run_is_passed_over(
    page: list[dict[str, Any]],
) -> None:
    page += [snippet("# echo a\n", 1, live="hardware: none"), snippet("# echo a\n", 5)]
    assert list(shown(page, "echo a").results) == ["p/5"]


def test_a_transcript_for_other_versions_does_not_run(
    page: list[dict[str, Any]],
) -> None:
    page.append(snippet("# echo a\nb\n", libvirt=">=12.0"))
    assert shown(page, "echo a").results == {}


@pytest.mark.usefixtures("page")
def test_a_transcript_is_its_commands_with_what_they_print() -> None:
    found = steps(snippet("# a \\\n  b\n$ c\nd\ne\n"))
    assert [(s.line, s.prompt, s.shown) for s in found] == [
        (10, "#", None), (12, "$", "d\ne\n")
    ]  # fmt: skip


def test_a_claim_must_say_what_it_claims() -> None:
    def test_it() -> None:
        pass

    with pytest.raises(AssertionError, match="the docstring is the claim"):
        claim("label")(test_it)


# --- messages -------------------------------------------------------------------------


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The wordings of a page's entries, to be filled."""
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr(transcripts, "entries", lambda _: tuple(found))
    return found


def scenario() -> Scenario:
    return Scenario("kbase/locking", Echo())  # type: ignore[arg-type]


def test_a_part_of_a_message_asks_for_the_whole_of_it(
    entries: list[tuple[str, ...]],
) -> None:
    entries += [("no lock on '…': gone", "no lock at all"), ("more",)]
    here = scenario()
    here.message("no lock", "error: no lock on 'a': gone", ["KVM"])
    assert here.provoked == {"no lock on '…': gone": ("KVM",)}
    with pytest.raises(AssertionError, match="is not in"):
        here.message("no lock", "error: no lock on 'a'")


def test_each_wording_that_was_printed_is_noted(entries: list[tuple[str, ...]]) -> None:
    entries += [("no lock", "no lock at all"), ("no locks",)]
    here = scenario()
    here.message("no lock", "error: no lock at all")
    assert set(here.provoked) == {"no lock", "no lock at all"}


def test_a_symptom_is_noted_as_a_whole(entries: list[tuple[str, ...]]) -> None:
    entries.append(("A guest shows ``no`` lock", "A guest shows"))
    here = scenario()
    here.symptom("``no`` lock")
    here.symptom("A guest shows")
    assert set(here.provoked) == {"A guest shows ``no`` lock", "A guest shows"}


def test_a_message_names_the_stand_ins_beneath_the_daemons(
    entries: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No message, and no symptom, is without them because a scenario forgot to say."""
    entries += [("no lease",), ("A guest is off",)]
    monkeypatch.setattr(Echo, "beneath", frozenset(("watchdog",)))
    here = scenario()
    here.message("no lease", "error: no lease", ["LVM"])
    here.symptom("A guest is off")
    assert here.provoked == {
        "no lease": ("LVM", "watchdog"), "A guest is off": ("watchdog",)
    }  # fmt: skip
