"""An example that could not be judged is wrong, and the others are still judged."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kbcheck import KINDS, Request, Verdict, check
from kbcheck.problem import ModelError, Problem
from kbsphinx.kept import verdicts
from kbsphinx.kept.runs import LiveRun
from kbsphinx.kept.snippet import Snippet
from kbsphinx.kept.verdicts import Judged, Verdicts, judge_snippet
from kbsphinx.show.frame import badge_words
from kbsphinx.show.tally import state
from sites import Site
from test_sybil import ROOT, Pages, failed
from test_unchecked import CONF, NESTINGS, in_nesting

TWO_WRONG = """
.. snippet:: domain

   <vcpu>SPOILT</vcpu>

.. snippet:: domain

   <vcpu>two</vcpu>

.. ledger:: pages
"""
SPOILT_SNIPPET = ".. snippet:: domain\n\n   <vcpu>SPOILT</vcpu>"
SPOILT, WRONG = ("two.rst", 13, "internal"), ("two.rst", 17, "bad-value")
SNIPPET = Snippet("p", "n", True, "domain", "<vcpu>2</vcpu>\n", "p.rst", 3)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = Site("good", tmp_path)
    found.edit("two.rst", "4\n", "4\n" + TWO_WRONG)
    return found


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | Verdict], None]:
    """Have the check of texts with SPOILT raise an exception, or find what is given."""
    real = verdicts.check

    def put(instead: Exception | Verdict) -> None:
        def check(request: Any) -> Verdict:
            if "SPOILT" not in request.text:
                return real(request)
            if isinstance(instead, Exception):
                raise instead
            return instead

        monkeypatch.setattr(verdicts, "check", check)

    return put


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        (ValueError("too\nlarge"), "could not be judged: ValueError: too large"),
        (KeyError("guide"), "could not be judged: KeyError: 'guide'"),
        (RecursionError(), "could not be judged: RecursionError"),
        (Verdict(()), "could not be judged: no level of it was checked"),
    ],
)
def test_what_goes_wrong_with_one_example_is_told_at_it(
    site: Site, spoil: Any, instead: Exception | Verdict, words: str
) -> None:
    """On each build, until it goes right: such a verdict is not kept."""
    spoil(instead)
    for _ in range(2):
        assert site.build() == {SPOILT, WRONG}
        assert words in site.output
        assert site.status == 1
    html = (site.out / "two.html").read_text("utf-8")
    assert html.count("not judged") == 1
    assert "checked: <" not in html
    assert ">failed<" in html
    (entry,) = (e for e in site.manifest() if e["line"] == 13)
    assert (entry["judged"], entry["problems"][0]["check"]) == (False, "internal")
    spoil(Verdict(("syntax",)))
    assert site.build() == {WRONG}


def test_what_was_only_not_checked_is_not_told(
    site: Site, spoil: Callable[[Exception | Verdict], None]
) -> None:
    note = Problem(1, 1, "unknown-command", "it is not known", severity="note")
    spoil(Verdict(("syntax",), (note,)))
    assert site.build() == {WRONG}
    (entry,) = (e for e in site.manifest() if e["line"] == 13)
    assert (entry["judged"], entry["problems"]) == (True, [])


def test_it_is_told_in_every_nesting(site: Site, spoil: Any) -> None:
    spoil(ValueError("no"))
    fence = ":::{snippet} domain\n<vcpu>SPOILT</vcpu>\n:::"
    planted = {
        f"{nesting}.rst": f"T\n=\n\n{in_nesting(SPOILT_SNIPPET, nesting)}\n"
        for nesting in NESTINGS
    } | {
        "fence.md": f"# T\n\n{fence}\n",
        "fence-in-tab.md": f"# T\n\n````{{tabs}}\n```{{tab}} One\n{fence}\n```\n````\n",
    }
    (site.source / "conf.py").write_text(CONF, "utf-8")
    site.edit("two.rst", TWO_WRONG, "")
    for name, text in planted.items():
        (site.source / name).write_text(text, "utf-8")
    assert site.build() == {
        (name, line, "internal")
        for name, text in planted.items()
        for line, words in enumerate(text.split("\n"), 1)
        if "SPOILT" in words
    }, site.output  # why an example that nobody spoilt was not judged


def test_a_fault_of_the_model_is_told_once_with_the_number_of_examples(
    site: Site, spoil: Any
) -> None:
    site.edit("two.rst", "two<", "SPOILT 2<")
    spoil(ModelError("model/domain.rnc", 7, "there is no 'disk'"))
    for _ in range(2):
        assert site.build() == {("model/domain.rnc", 7, "internal")}
        told = "there is no 'disk'; 2 of the examples are not judged because of it"
        assert site.output.count("there is no 'disk'") == site.output.count(told) == 1
        assert site.status == 1
    unjudged = [e for e in site.manifest() if not e["judged"]]
    assert [e["line"] for e in unjudged if e["problems"]] == [13, 17]
    assert all("model/domain.rnc:7" in e["problems"][0]["message"]
               for e in unjudged if e["problems"])  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "option"),
    [("domain", "guide: sve"), ("domain", "libvirt: new"), ("uri", "guide: lockd")],
)
def test_an_example_that_its_directive_refused_is_not_judged(
    site: Site, kind: str, option: str
) -> None:
    """The directive has told; no label says that it was checked."""
    refused = f".. snippet:: {kind}\n   :{option}\n\n   <vcpu>2"
    site.edit("two.rst", ".. snippet:: domain\n\n   <vcpu>SPOILT", refused)
    found = site.build()
    assert {(line, check) for _, line, check in found if line == 11}
    assert "internal" not in {check for _, _, check in found}
    (entry,) = (e for e in site.manifest() if e["line"] == 14)
    assert (entry["judged"], entry["problems"], entry["levels"]) == (False, [], [])
    assert (site.out / "two.html").read_text("utf-8").count("not judged") == 1


def test_one_build_judges_an_example_once_and_the_next_one_not_at_all(
    tmp_path: Path,
) -> None:
    """An edit of the core judges it again: any verdict may differ."""
    file = tmp_path / "verdicts.json"
    first = Verdicts(file)
    judged = [first(SNIPPET) for _ in range(3)]
    assert (first.checked, judged) == (1, [judge_snippet(SNIPPET)] * 3)
    first.save()
    second = Verdicts(file)
    assert (second(SNIPPET), second.checked) == (judged[0], 0)


def test_no_label_says_checked_without_a_level() -> None:
    """Nor names a guide whose rules nobody looked at."""
    for judged in (Judged(), Judged(problems=judge_snippet(SNIPPET).problems)):
        assert badge_words(SNIPPET, judged, []) == ("wrong", "not judged")
        assert state(SNIPPET, judged) == "failed"
    guided = Snippet("p", "n", True, "domain", "<a/>\n", "p.rst", 3, guide=("sev",))
    words = badge_words(guided, Judged(("syntax", "grammar")), [])
    assert words == ("checked", "format")


def test_a_label_tells_a_refusal_only_of_what_libvirt_reads() -> None:
    """The shell, systemd and QEMU refuse what they read on any version of libvirt."""
    runs, judged = [LiveRun("9.0.0", ("refused",), ())], Judged(("syntax",))
    wrong = Snippet("p", "n", True, "domain", "<a>\n", "p.rst", 3, expect=("syntax",))
    told = {
        kind: badge_words(replace(wrong, kind=kind), judged, runs)[1]
        for kind in ("domain", "console", "systemd-unit", "qemu-argv")
    }
    assert told.pop("domain") == "on purpose · refused on 9.0"
    assert set(told.values()) == {"on purpose"}


def test_numbers_of_thousands_of_digits_hide_no_problem(site: Site) -> None:
    text = f".. snippet:: qemu.conf\n\n   usr = 1\n   max_files = {'9' * 5000}\n"
    site.edit("two.rst", "\n.. ledger:: pages\n", f"\n{text}")
    assert {line for _, line, _ in site.build()} & {21, 22}
    assert site.status == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "items"),
    [
        ("commands/virsh.toml", 'meaning = "The command line of', 'meant = "',
         {"plain.rst::console@18"}),
        ("domain/os.rnc", "{", "{ (((",
         {"plain.rst::domain@7", "plain.rst::domain@14"}),
    ],
)  # fmt: skip
def test_damage_to_the_model_fails_what_hangs_on_it(
    tmp_path: Path, file: str, old: str, new: str, items: set[str]
) -> None:
    """One line less in a file of the model: the items of these examples fail."""
    pages = Pages(tmp_path)
    with (pages.pages / "plain.rst").open("a", encoding="utf-8") as page:
        page.write("\n.. snippet:: console\n\n   # virsh list\n")
    (pages.folder / "_ext").unlink()
    leave = shutil.ignore_patterns("*.pyc.*")  # what others are writing
    shutil.copytree(ROOT / "_ext", pages.folder / "_ext", ignore=leave)
    model = pages.folder / "_ext" / "kbcheck" / "model" / file
    text = model.read_text("utf-8")
    assert old in text
    model.write_text(text.replace(old, new, 1), "utf-8")
    status, output = pages.run(folder="kbase/plain.rst")
    assert status == 1
    assert items <= failed(output)
    assert "could not be judged" in output


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["...\n", "\n", "# words\n", "...\n  # words\n...\n"])
def test_an_example_that_leaves_all_out_is_wrong(kind: str, text: str) -> None:
    """Nothing of it is checked, so no label may say that it was."""
    verdict = check(Request(text, kind, example=True, house=True))
    assert not verdict.valid
    assert verdict.levels == ("syntax",) or kind == "console" or KINDS[kind].roots


def test_a_file_that_sets_nothing_is_right() -> None:
    assert check(Request("# user = 1\n# words\n", "qemu.conf")).valid
    assert check(Request("# words\n", "qemu.conf")).valid
    assert check(Request("# virsh list\n", "console", example=True)).valid
    assert check(Request('#user = "root"\n', "qemu.conf", example=True)).valid
