"""The nodes that stand for examples, rules and figures when a page is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform

from kbcheck import guides
from kbcheck.problem import Problem
from kbcheck.rules import load_rules
from kbsphinx.kept.mark import snippet_mark
from kbsphinx.kept.runs import Runs
from kbsphinx.kept.snippet import Snippet
from kbsphinx.kept.store import store
from kbsphinx.kept.verdicts import Judged
from kbsphinx.show.checklist import RenderChecklists, checklist_mark
from kbsphinx.show.frame import RenderSnippets, with_lacks
from kbsphinx.show.ledger import RenderLedgers, ledger_mark
from sites import ROOTS


@pytest.fixture
def env() -> Any:
    """An environment as far as these parts look at it, while `deep/here` is written."""
    labels = {"checked-levels": (), "checked-checks": ()}
    builder = SimpleNamespace(
        format="text",
        download_support=True,
        get_target_uri=lambda page: f"{page}.html#top",
        get_relative_uri=lambda page, other: f"from {page} to {other}",
    )
    found = SimpleNamespace(
        docname="deep/here",
        domains=SimpleNamespace(standard_domain=SimpleNamespace(anonlabels=labels)),
    )
    store(found).session.runs = Runs(None)
    store(found).session.builder = builder  # type: ignore[arg-type,assignment]
    return found


@pytest.fixture
def fences(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The guides of a site of the tests instead of ours."""
    monkeypatch.setattr(guides, "FOLDER", ROOTS / "guides" / "rules")
    for known in (guides.guides, load_rules):
        known.cache_clear()
    yield
    for known in (guides.guides, load_rules):
        known.cache_clear()


def shown(transform: type[SphinxPostTransform], env: Any, mark: nodes.Element) -> Any:
    """The nodes that replace a mark; links tell at its place if they are dead."""
    document = new_document("/s/deep/here.rst")
    document.settings.env = env
    mark.source, mark.line = "/s/deep/here.rst", 3
    document += mark
    transform(document).run()
    links = list(document.findall(pending_xref))
    # Frames link to labels that are there, or not at all.
    if transform is not RenderSnippets:
        assert {(f.source, f.line) for f in links} <= {("/s/deep/here.rst", 3)}
    return document.children


def link(kind: str, target: str, words: str) -> str:
    """A link that shows our words, and warns if it leads nowhere."""
    return (
        f'<pending_xref refdoc="deep/here" refdomain="std" refexplicit="1" '
        f'reftarget="{target}" reftype="{kind}" refwarn="1">'
        f"<inline>{words}</inline></pending_xref>"
    )


# --- checklists -----------------------------------------------------------------------


def rule(words: str, name: str, more: str = "", who: str = "kbcheck tests this") -> str:
    return (
        f'<paragraph>{words} <inline classes="kb-rule">{name}</inline> '
        f'<inline classes="kb-who">{who}</inline>{more}'
    )


def severity(title: str) -> str:
    return f'<rubric classes="kb-severity" heading-level="3">{title}</rubric>'


VERSION = ' <inline classes="kb-version">libvirt >=9.1.0</inline></paragraph>'
FENCES = [
    severity("Must"),
    rule(link("ref", "fence-gate", "The gate is <closed>"), "FEN-001", VERSION),
    severity("Should"),
    rule(
        link("ref", "fence-host", "The host has a key"),
        "FEN-002",
        "</paragraph>",
        "look on the host",
    )
    + '<paragraph classes="kb-host"><literal>ls -l /etc/key'
    "</literal> shows a file of <literal>root</literal></paragraph>",
    severity("Good to know"),
    rule("The wood is old", "FEN-003", "</paragraph>"),
    "<paragraph>Check your own files: <literal>kbcheck --guide fence guest.xml "
    "/etc/libvirt/qemu.conf</literal></paragraph>",
]
MOATS = [
    FENCES[0],
    rule(link("ref", "moat-water", "There is water"), "MOA-001", "</paragraph>"),
    "<paragraph>Check your own files: <literal>kbcheck --guide moat guest.xml"
    "</literal></paragraph>",
]


def parts(box: nodes.Element) -> list[str]:
    """What is in a checklist; of a list its items."""
    assert (type(box), box["classes"]) == (nodes.container, ["kb-checklist"])
    found: list[str] = []
    for child in box:
        if isinstance(child, nodes.bullet_list):
            assert child["bullet"] == "-"
            found += ["".join(map(str, item)) for item in child]
        else:
            found.append(str(child))
    return found


@pytest.mark.usefixtures("fences")
def test_the_rules_of_a_guide(env: Any) -> None:
    (box,) = shown(RenderChecklists, env, checklist_mark("", guides=("fence",)))
    assert parts(box) == FENCES


@pytest.mark.usefixtures("fences")
def test_several_guides_have_their_titles(env: Any) -> None:
    (box,) = shown(RenderChecklists, env, checklist_mark("", guides=("fence", "moat")))
    titles = [f"<rubric>{title}</rubric>" for title in ("Fences", "Moats")]
    assert parts(box) == [titles[0], *FENCES, titles[1], *MOATS]


# --- the ledger -----------------------------------------------------------------------

A, B = link("doc", "/a", "A"), link("doc", "/b", "B")
EXAMPLE = (
    '<reference internal="1" refuri="from deep/here to a#x"><inline>Pool</inline>'
    "</reference>"
)
LINE = EXAMPLE.replace("<inline>Pool</inline>", "<literal><a/></literal>")
TABLES: dict[str, tuple[list[Any], list[list[Any]]]] = {
    "pages": (
        [["a", "A", [["Pool", [0, 0, 1, 0, 0, 0, 2, 0, 0, 0]],
                     ["Python", [0, 0, 0, 0, 0, 3, 0, 0, 0, 0]]]],
         ["b", "B", [["Pool", [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]]]]],
        [["Page", "examples", "format", "run", "wrong on purpose", "failed"],
         [A, 6, 1, 3, 2, 0], [B, 1, 0, 0, 0, 1],
         ["<strong>All pages</strong>", 7, 1, 3, 2, 1]],
    ),
    "unchecked": (
        [["a", "A", "x", "Pool", "", "no reason"]],
        [["Page", "Example", "Why"], [A, EXAMPLE, "no reason"]],
    ),
    "against": (
        [["a", "A", "x", "Pool", "", "no advice"]],
        [["Page", "Example", "Why"], [A, EXAMPLE, "no advice"]],
    ),
    "summary": (
        [["examples", 3], ["wrong on purpose", 1]],
        [["On this site", "Number"], ["examples", 3], ["wrong on purpose", 1]],
    ),
    "programs": (
        ["2026-11-30", {"11.3.0": {"qemu": "10.0.13", "sanlock": "3.9.5"},
                        "9.0.0": {"qemu": "7.2.22"}}],
        [["libvirt", "QEMU", "sanlock"],
         ["9.0.0", "7.2.22", ""], ["11.3.0", "10.0.13", "3.9.5"]],
    ),
    "guides": (
        [["A", "a", 2, 1], ["Moats", "", 1, 0]],
        [["Guide", "rules that kbcheck checks", "rules to check on the host"],
         [A, 2, 1], ["Moats", 1, 0]],
    ),
    "cases": (
        [["Pool", 2, 3], ["URI", 1, 0]],
        [["Kind", "right, and accepted", "wrong, and refused as stated"],
         ["Pool", 2, 3], ["URI", 1, 0]],
    ),
    "model": (
        [["Pool", 4, "elements"], ["Commands", 1, "options"], ["Pool", 2, "values"],
         ["forms", 0, "values"]],
        [["Part", "Entries"], ["Pool", "4 elements, 2 values"],
         ["Commands", "1 option"]],
    ),
}  # fmt: skip
"""Part -> its rows in the tally, and the cells of the last table that shows them."""


def cells(table: nodes.Element) -> list[list[Any]]:
    """The cells of a table: words, or a number."""
    (group,) = table
    heads = [column["stub"] for column in group if column.get("stub")]
    columns = [c["colwidth"] for c in group if isinstance(c, nodes.colspec)]
    assert (heads, columns) == ([1], [1] * group["cols"])
    assert [type(part) for part in group[-2:]] == [nodes.thead, nodes.tbody]
    return [[_cell(entry) for entry in row] for row in group.findall(nodes.row)]


def _cell(entry: nodes.Element) -> Any:
    (paragraph,) = entry
    words = "".join(map(str, paragraph))
    return int(words) if entry["classes"] == ["kb-number"] else words


@pytest.mark.parametrize("part", TABLES)
def test_a_part_of_the_ledger(env: Any, part: str) -> None:
    rows, expected = TABLES[part]
    store(env).session.tally = {part: rows}
    made = shown(RenderLedgers, env, ledger_mark("", part=part))
    *_, table = (table for node in made for table in node.findall(nodes.table))
    assert cells(table) == expected


LISTS: dict[str, tuple[list[Any], dict[str, list[str]]]] = {
    "wrong": (
        [["a", "A", "x", "Pool", "<a/>", "bad-value", "syntax"]],
        {"bad-value, syntax": [LINE]},
    ),
    "unrun": (
        [["a", "A", "x", "Pool", "", "hardware"],
         ["a", "A", "x", "Pool", "", "no test"],
         ["a", "A", "x", "Pool", "<a/>", "hardware"]],
        {"hardware": [EXAMPLE, LINE], "no test": [EXAMPLE]},
    ),
    "claims": (
        [["a", "A", "One `x`.", "gate", "9.0"], ["a", "A", "Two.", "gate", "9.0"],
         ["a", "A", "Three.", "gate", "11.3"], ["a", "A", "Four.", "gone", "9.0"]],
        {"Seen on libvirt 9.0": [
            '<reference internal="1" refuri="from deep/here to a#gate-1"><inline>Gate'
            "</inline></reference>: One <literal>x</literal>.; Two.",
            f"{link('ref', 'gone', 'gone')}: Four.",
         ],
         "Seen on libvirt 11.3": [
            '<reference internal="1" refuri="from deep/here to a#gate-1"><inline>Gate'
            "</inline></reference>: Three.",
         ]},
    ),
}  # fmt: skip
"""Part -> its rows in the tally; what is told -> of what, claims behind a section."""


@pytest.mark.parametrize("part", LISTS)
def test_what_is_told_of_many_stands_once_above_them(env: Any, part: str) -> None:
    rows, expected = LISTS[part]
    store(env).session.tally = {part: rows}
    domain = env.domains.standard_domain
    domain.labels = {"gate": ("a", "gate-1", "Gate")}
    domain.anonlabels = {"gate": ("a", "gate-1")}
    (fold,) = shown(RenderLedgers, env, ledger_mark("", part=part))
    assert fold["summary"] == f"A ({len(rows)})"
    (found,) = fold
    assert {term.astext(): _items(of) for (term, of) in found} == expected


def _items(definition: nodes.Element) -> list[str]:
    (found,) = definition
    return [": ".join(_words(part) for part in item) for item in found]


def _words(part: nodes.Element) -> str:
    if isinstance(part, nodes.paragraph):
        return "".join(map(str, part))
    return "; ".join(_words(paragraph) for (paragraph,) in part)


def test_the_day_of_the_record_is_told_where_it_is_known(env: Any) -> None:
    for day, told in (("2026-11-30", ["The record is of 2026-11-30."]), ("", [])):
        store(env).session.tally = {"programs": [day, {"9.0.0": {"qemu": "7.2.22"}}]}
        _, *said = shown(RenderLedgers, env, ledger_mark("", part="programs"))
        assert [paragraph.astext() for paragraph in said] == told


def test_parts_of_the_ledger_that_are_no_tables(env: Any) -> None:
    store(env).session.tally = {"wrong": [], "checks": [["syntax", "It is cut."]]}
    (none,) = shown(RenderLedgers, env, ledger_mark("", part="wrong"))
    assert str(none) == "<paragraph>There is none.</paragraph>"
    (checks,) = shown(RenderLedgers, env, ledger_mark("", part="checks"))
    assert str(checks) == (
        '<definition_list><definition_list_item><term ids="check-syntax"><literal>'
        "syntax</literal></term><definition><paragraph>It is cut.</paragraph>"
        "</definition></definition_list_item></definition_list>"
    )


# --- examples -------------------------------------------------------------------------

PLAIN = Snippet("deep/here", "one", True, "domain", "<a/>\n", "/s/deep/here.rst", 3)
FOUND = (
    Problem(1, 2, "bad-value", "no", "a hint", silently_ignored=True),
    Problem(2, 1, "FEN-001", "open"),
    Problem(3, 1, "MINE-1", "what"),
)


def around(env: Any, part: str, judged: Judged, **options: Any) -> list[str]:
    """What stands at one of the marks of an example."""
    snippet = replace(PLAIN, **options)
    store(env).pages[snippet.page].snippets = [snippet]
    store(env).session.verdicts = lambda asked: judged if asked == snippet else None  # type: ignore[assignment]
    mark = snippet_mark("", snippet=snippet.id, part=part)
    return [str(node) for node in shown(RenderSnippets, env, mark)]


def caption(
    title: str, badge: str, more: str = "", *, wrong: bool = False
) -> list[str]:
    first = '<inline classes="kb-wrong">Wrong</inline> ' if wrong else ""
    return [
        f'<container classes="kb-caption"><paragraph>{first}'
        f'<inline classes="kb-title">{title}'
        f"</inline> {badge}{more}</paragraph></container>"
    ]


def badge(state: str, words: str) -> str:
    return f'<inline classes="kb-badge kb-badge-{state}">{words}</inline>'


def test_the_caption_of_an_example(env: Any) -> None:
    """With a link to what its badge means, if a page explains that."""
    right = Judged(("syntax", "grammar", "driver", "guide"))
    words = "format · driver rules · guide sev, lockd"
    shows = around(env, "head", right, guide=("sev", "lockd"), libvirt=">=9")
    version = '<inline classes="kb-version">libvirt >=9</inline> '
    uri = "../snippets/deep/here/one.xml"
    download = f' <reference classes="kb-download" internal="1" refuri="{uri}">'
    download += "Download</reference>"
    told = version + badge("checked", words)
    assert shows == caption("Domain XML", told, download)
    shows = around(env, "head", right, named=False, caption="Words")
    words = "format · driver rules · guide"
    told = badge("checked", words)
    assert shows == caption("Words", told)


def test_a_list_of_what_was_lacking_can_be_folded_away() -> None:
    """One thing stands there as it is, and so does all in parentheses but that list."""
    for words, shown in (
        ("ran on 9.0 (without KVM)", ["ran on 9.0 (without KVM)"]),
        ("a (b, c)", ["a (b, c)"]),
        (
            "on 9.0 (without KVM, SEV) · on 12.9 (without A, B)",
            ["on 9.0 (without ", "KVM, SEV", ") · on 12.9 (without ", "A, B", ")"],
        ),
    ):
        parts = list(with_lacks(words))
        assert [part.astext() for part in parts] == shown
        assert all("kb-lacks" in part["classes"] for part in parts[1::2])


def test_the_caption_of_an_example_without_a_verdict(env: Any) -> None:
    store(env).session.builder.download_support = False
    for judged, options, state, words in (
        (Judged(), {"unchecked": "why"}, "unchecked", "not checked: why"),
        (Judged(("guide",), FOUND), {"expect": ("FEN-001",), "not_advised": "why"},
         "against", "not advised: why"),
        (Judged(("guide",), (), FOUND), {"expect": ("FEN-001",), "not_advised": "why"},
         "wrong", "wrong"),
        (Judged(), {}, "wrong", "not judged"),
        (Judged(("syntax",), FOUND, FOUND), {"expect": ("a",)}, "wrong", "wrong"),
        (Judged(("syntax",), FOUND), {"expect": ("a",)}, "wrong", "on purpose"),
    ):  # fmt: skip
        shows = around(env, "head", judged, **options)
        wrong = "expect" in options
        assert shows == caption("Domain XML", badge(state, words), wrong=wrong)


@pytest.mark.usefixtures("fences")
def test_the_messages_below_an_example(env: Any) -> None:
    """Only below one that is wrong on purpose, with links to what explains them."""
    env.domains.standard_domain.anonlabels["fence-gate"] = ()
    judged = Judged(("syntax",), FOUND)
    assert around(env, "foot", judged) == []

    def line(words: str, check: str, *hints: str) -> str:
        told = [("message", words), ("check", f"[{check}]")]
        told += [("hint", hint) for hint in hints]
        parts = (f'<inline classes="kb-{kind}">{t}</inline>' for kind, t in told)
        return f'<paragraph classes="kb-problem">{" ".join(parts)}</paragraph>'

    check = link("ref", "checked-checks", "bad-value")
    dropped = "libvirt ignores this and says nothing"
    lines = [
        line("line 1: no", check, "a hint", dropped),
        line("line 2: open", link("ref", "fence-gate", "FEN-001")),
        line("line 3: what", "MINE-1"),
    ]
    assert around(env, "foot", judged, expect=("bad-value",)) == [
        f'<container classes="kb-expected">{"".join(lines)}</container>'
    ]
