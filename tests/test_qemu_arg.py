"""Words that a guest adds to QEMU's command line, held to QEMU's table."""

from __future__ import annotations

import pytest

from kbcheck import Request, check


def found(*lines: str, level: str = "driver") -> list[str]:
    text = "\n".join(("<qemu:commandline>", *lines, "</qemu:commandline>"))
    request = Request(text, "domain", example=True, level=level)
    return [f"{p.line}:{p.column} {p.message}" for p in check(request).problems]


def arg(value: str) -> str:
    return f"  <qemu:arg value='{value}'/>"


def test_an_unknown_option_is_told_where_its_value_begins() -> None:
    assert found(arg("-devic"), arg("edu")) == ["2:20 QEMU has no option -devic"]


def test_an_option_that_is_gone_is_told_with_qemus_version() -> None:
    assert found(arg("-runas"), arg("me")) == ["2:20 -runas is gone since QEMU 10.0"]


def test_the_last_option_lacks_its_value() -> None:
    assert found(arg("-s"), arg("-device")) == ["3:20 '-device' lacks its value"]


@pytest.mark.parametrize(
    "lines",
    [
        (arg("-device"), "  ..."),
        ("  ...", arg("edu,id=heron"), "  ...", arg("edu")),
        (arg("-device"), "  ...", arg("edu")),
        (arg("-device"), arg("...")),
        (arg("..."), arg("...")),
        ("  <qemu:arg ...>", "  </qemu:arg>"),
    ],
)
def test_a_hole_may_be_an_option_or_its_value(lines: tuple[str, ...]) -> None:
    assert found(*lines) == []


def test_a_word_that_is_misspelt_as_an_element_is_told_alone() -> None:
    told = found(arg("-device"), "  <qemu:agr value='edu'/>", arg("-s"))
    assert [t.partition(" ")[0] for t in told] == ["3:3"]


def test_libvirt_itself_takes_any_words() -> None:
    """Only QEMU refuses them, so the grammar says nothing."""
    assert found(arg("-devic"), arg("edu"), level="grammar") == []


def test_two_words_in_one_are_left_to_the_rule_of_the_guide() -> None:
    assert found(arg("-device edu")) == []
