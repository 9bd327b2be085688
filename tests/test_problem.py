"""The order of problems, and what goes when there are too many of them."""

from __future__ import annotations

from kbcheck import Request, check
from kbcheck.problem import LONGEST, MOST_PROBLEMS, in_order, problem


def test_problems_stand_from_top_to_bottom() -> None:
    found = [problem("syntax", 2, 1, "b"), problem("syntax", 1, 9, "a")]
    assert [p.message for p in in_order(found)] == ["a", "b"]


def test_errors_never_fall_off_the_end_behind_warnings() -> None:
    warnings = [problem("obsolete", line, 1, "old") for line in range(1, 11)]
    found = in_order([*warnings, problem("syntax", 99, 1, "wrong")], 3)
    assert [p.check for p in found] == ["obsolete", "obsolete", "syntax"]


def test_an_error_behind_a_thousand_warnings_is_told() -> None:
    warned = "/dev/sda1 /srv/a nfs defaults 0 0\n"
    text = warned * (MOST_PROBLEMS + 1) + "one two\n"
    assert not check(Request(text, "fstab")).valid


def test_no_message_is_longer_than_a_person_reads() -> None:
    found = problem("syntax", 1, 1, "a" * 300, "b" * 240)
    assert (len(found.message), found.message[-2:]) == (LONGEST, "a…")
    assert found.hint == "b" * LONGEST


def test_a_problem_that_moves_takes_its_other_line_along() -> None:
    found = problem("syntax", 3, 1, "line 1 has it, not line 12", related=1)
    moved = found.moved("a", 9)
    assert (moved.line, moved.related) == (12, 10)
    assert moved.message == "line 10 has it, not line 12"


def test_a_message_is_not_longer_after_a_move() -> None:
    found = problem("syntax", 1, 1, "line 1 " + "x" * 300, related=1)
    assert len(found.moved("a", 1000).message) == len(found.message) == LONGEST
