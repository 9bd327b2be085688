"""A snippet: its names, what it asks the core, and what of its options is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kbcheck import Request
from kbcheck.problem import problem
from kbsphinx.kept.snippet import Snippet
from kbsphinx.kept.verdicts import on_page
from kbsphinx.read.refusal import wrong_options, wrong_request

PLAIN = Snippet("kbase/a", "one", True, "domain", "<vcpu>2</vcpu>\n", "/s/a.rst", 7)
FULL = replace(
    PLAIN, guide=("sev",), expect=("bad-value",), libvirt=">=9", file="f.xml",
    inside="devices", live="hardware", unchecked="no one knows",
    not_advised="it ends badly",
)  # fmt: skip


def test_its_names() -> None:
    assert (PLAIN.id, PLAIN.anchor) == ("kbase/a/one", "snippet-one")
    assert PLAIN.download == "snippets/kbase/a/one.xml"
    assert replace(PLAIN, kind="new").download == "snippets/kbase/a/one.txt"
    assert replace(PLAIN, kind="qemu.conf").download == "snippets/kbase/a/one.conf"
    assert replace(PLAIN, named=False).download == ""
    assert replace(PLAIN, name="One").download == ""
    assert FULL.download == ""


def test_its_title_is_what_says_most() -> None:
    titles = [
        replace(PLAIN, caption="Words", file="f.xml").title,
        replace(PLAIN, file="f.xml").title,
        PLAIN.title,
        replace(PLAIN, kind="new").title,
    ]
    assert titles == ["Words", "f.xml", "Domain XML", "new"]


def test_what_it_asks_for() -> None:
    assert PLAIN.request == Request(PLAIN.text, "domain", example=True)
    assert FULL.request == Request(
        FULL.text, "domain", example=True, libvirt=">=9", guides=("sev",),
        inside="devices", file="f.xml",
    )  # fmt: skip
    assert PLAIN.options == {}
    assert FULL.options == {
        "guide": ("sev",), "expect": ("bad-value",), "libvirt": ">=9", "file": "f.xml",
        "inside": "devices", "live": "hardware", "unchecked": "no one knows",
        "not-advised": "it ends badly",
    }  # fmt: skip


def test_a_verdict_hangs_on_all_that_is_judged_and_not_on_the_page() -> None:
    others = [replace(PLAIN, kind="pool"), replace(PLAIN, text="<vcpu>3</vcpu>\n")]
    others += [
        replace(PLAIN, **{name.replace("-", "_"): value})
        for name, value in FULL.options.items()
    ]
    assert len({PLAIN.digest, *(other.digest for other in others)}) == 1 + len(others)
    moved = replace(PLAIN, page="b", name="two", path="/s/b.rst", line=9, caption="Two")
    assert moved.digest == PLAIN.digest


def shortened(
    found: list[tuple[str, str]], told: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The checks and messages, each cut where the one that is expected ends."""
    sizes = [len(message) for _, message in told] + [None] * len(found)
    return [(c, m[:size]) for (c, m), size in zip(found, sizes, strict=False)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, []),
        ({"kind": "domian"},
         [("unknown-option", "no kind 'domian'; did you mean 'domain'?")]),
        ({"kind": "domian", "unchecked": "nobody knows it"}, []),
        ({"guide": ("sev", "lockd", "lcokd")},
         [("unknown-option", "no guide 'lcokd'; did you mean 'lockd'?")]),
        ({"kind": "uri", "guide": ("lockd",)},
         [("bad-value", "the guide 'lockd' has no rule that reads uri")]),
        ({"libvirt": "new"}, [("bad-value", "libvirt: 'new' is not a version")]),
        ({"kind": "uir", "guide": ("lockd",)},
         [("unknown-option", "no kind 'uir'; did you mean 'uri'?")]),
    ],
)  # fmt: skip
def test_what_leaves_nothing_to_judge_by(
    change: dict[str, object], told: list[tuple[str, str]]
) -> None:
    found = wrong_request(replace(PLAIN, **change))  # type: ignore[arg-type]
    assert shortened(found, told) == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"expect": ("bad-value", "LKD-001", "AB-123")}, []),
        ({"expect": ("bad-valeu", "lkd-001", "LKD-0011")}, [
            ("unknown-option", "no check 'bad-valeu'; did you mean 'bad-value'?"),
            ("unknown-option", "no check 'lkd-001'"),
            ("unknown-option", "no check 'LKD-0011'"),
        ]),
        ({"live": "only-here: two words"}, []),
        ({"live": "hardware : two words"}, []),
        ({"live": "hardwre: two words"},
         [("unknown-option", "no 'live' reason 'hardwre: two words'")]),
        ({"not_advised": "it ends badly", "expect": ("SEV-001",), "guide": ("sev",)},
         []),
        ({"not_advised": "it ends badly"}, [("bad-value", "not-advised: 'expect' ")]),
        ({"not_advised": "it ends badly", "expect": ("SEV-001",)},
         [("bad-value", "not-advised: 'expect' names the rules of its 'guide' ")]),
        ({"not_advised": "it ends badly", "expect": ("bad-value", "SEV-001"),
          "guide": ("sev",)}, [("bad-value", "not-advised: 'expect' ")]),
        ({"name": "two"}, []),
        ({"name": "known"}, [("duplicate-key", "the name 'known' stands twice here")]),
        ({"name": "a_b", "file": "\u200bf"}, [
            ("bad-value", "file: the character U+200B cannot be seen"),
            ("bad-value", "the name 'a_b' is not lower-case letters, digits and '-'"),
        ]),
    ],
)  # fmt: skip
def test_what_else_is_refused(
    change: dict[str, object], told: list[tuple[str, str]]
) -> None:
    found = wrong_options(replace(PLAIN, **change), ["known"])  # type: ignore[arg-type]
    assert shortened(found, told) == told


def test_a_problem_is_told_at_its_place_on_the_page(tmp_path: Path) -> None:
    page = tmp_path / "kbase" / "a.rst"
    page.parent.mkdir()
    page.write_text("T\n=\n\n   <a>\n     <b>x</b>\n   </a>\n", "utf-8")
    snippet = replace(PLAIN, text="<a>\n  <b>x</b>\n</a>\n", path=str(page), line=4)
    for line, places in ((2, (5, 9)), (5, (8, 6)), (0, (3, 6))):
        found = on_page(problem("bad-value", line, 6, "m"), snippet, str(tmp_path))
        assert (found.path, found.line, found.column) == ("kbase/a.rst", *places)
