"""What nobody checks is told at its line, in each form, by the build and by pytest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sites import ROOTS, TOLD, Site
from test_sybil import Pages

RST = {
    "quote-command": "Do this:\n\n   # frob guest  HERE",
    "quote-xml": "Write this:\n\n   <vcpuu>two</vcpuu>  HERE",
    "quote-settings": 'Write this:\n\n   user = "root"  HERE',
    "second-line": "Words:\n\n   Some words,\n   # virsh list  HERE",
    "line-block": "| Words\n| # virsh frobnicate guest  HERE",
    "pull-quote": ".. pull-quote::\n\n   # virsh frobnicate guest  HERE",
    "epigraph": ".. epigraph::\n\n   <domain type='kmv'/>  HERE",
    "highlights": ".. highlights::\n\n   $ virhs list  HERE",
    "definition": "term\n   # virsh frobnicate  HERE",
    "term": "$ virsh frobnicate  HERE\n   Output",
    "field": ":field: # virsh frobnicate  HERE",
    "rubric": ".. rubric:: # virsh frobnicate  HERE",
    "math": ".. math::\n\n   # virsh frobnicate HERE",
    "note": ".. note::\n\n   <vcpuu>2</vcpuu>  HERE",
    "parsed": ".. parsed-literal::\n\n   # virsh frobnicate  HERE",
    "raw": ".. raw:: html\n\n   <pre>virsh frobnicate</pre>  HERE",
    "skip-doctest": ">>> 1 + 1  # doctest: +SKIP HERE\n3",
    "skip-comment": ".. skip: next HERE",
    "unread-doctest": ".. code-block:: python\n\n   >>>1 + 1  # HERE\n   2",
    "quote-setting": "Write this:\n\n   user = root  HERE",
    "quote-mount": "Add this:\n\n   /dev/sda1 / ext4 defualts 0 1  HERE",
    "quote-program": "Run this:\n\n   modprobe kvm nestd=1  HERE",
    "quote-two": "Run this:\n\n   virsh defin guest.xml  HERE\n   virsh start guest",
    "two-commands": "virsh defin guest.xml  HERE\nvirsh start guest",
    "centered": ".. centered:: virsh frobnicate guest  HERE",
    "object": ".. object:: virsh defin --config guest  HERE",
    "one-colon": ".. code-block: xml HERE\n\n   <vcpuu/>",
    "no-blank": ".. snippet:domain: HERE\n\n   <vcpuu/>",
    "python-comment": ".. code-block:: python\n\n   # virsh frobnicate  HERE",
    "python-text": ".. code-block:: python\n\n   'virsh frobnicate'  # HERE",
    "code": ".. code-block:: xml\n\n   <vcpuu/>  HERE",
}
NESTINGS = {
    "page": ("", ""),
    "list": ("- item\n\n", "  "),
    "tab": (".. tabs::\n\n   .. tab:: One\n\n", "      "),
    "cell": (".. list-table::\n\n   * - Words\n     - Words\n\n", "       "),
    "note": (".. note::\n\n   Words.\n\n", "   "),
}
MYST = {
    "html": "<pre> HERE\nvirsh frobnicate\n</pre>",
    "inline-html": "Words <b>bold</b> HERE.",
    "doctest": ">>> 1 + 1 HERE\n3",
    "quote": "> $ virsh frobnicate HERE",
    "settings": 'user = "root" HERE',
    "skip": "% skip: next HERE",
    "html-skip": "<!--- skip: next HERE -->",
    "heading": "## virsh list --all HERE",
    "tab": "````{tabs}\n```{tab} One\n\n$ virsh frobnicate HERE\n```\n````",
    "plain-fence": "```\nvirsh list HERE\n```",
    "list": "- item\n\n  $ virsh frobnicate HERE",
    "prompt": "$virsh frobnicate guest HERE",
    "cell": "| a | b |\n|---|---|\n| c | $ virsh frobnicate HERE |",
}


def in_nesting(text: str, nesting: str) -> str:
    head, indent = NESTINGS[nesting]
    return head + re.sub(r"^(?=.)", indent, text, flags=re.MULTILINE)


def pages() -> dict[str, str]:
    """The name of each page, and its text: one planted example."""
    found = {
        f"{name}-{nesting}.rst": f"T\n=\n\n{in_nesting(text, nesting)}\n"
        for name, text in RST.items()
        for nesting in NESTINGS
    }
    return found | {f"{name}.md": f"# T\n\n{text}\n" for name, text in MYST.items()}


PLANTED = pages()
CONF = (ROOTS / "faults" / "conf.py").read_text("utf-8")


def plant(folder: Path) -> None:
    for name, text in PLANTED.items():
        (folder / name).write_text(text.replace("HERE", ""), "utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[int, str]]]:
    """File -> line and check of each problem that one build of all pages tells."""
    site = Site("good", tmp_path_factory.mktemp("planted"))
    (site.source / "conf.py").write_text(CONF, "utf-8")
    plant(site.source)
    site.build("dummy")
    found: dict[str, set[tuple[int, str]]] = {}
    for match in TOLD.finditer(site.output):
        found.setdefault(match["file"], set()).add((int(match["line"]), match["check"]))
    return found


@pytest.mark.parametrize("name", PLANTED)
def test_the_build_tells_it_at_its_line(
    told: dict[str, set[tuple[int, str]]], name: str
) -> None:
    lines = PLANTED[name].split("\n")
    (line,) = (n for n, text in enumerate(lines, 1) if "HERE" in text)
    # Of a fenced or raw block the first line is told, of a cell of Markdown its row.
    assert told.get(name) == {(line, "unchecked-block")}


def test_pytest_fails_the_item_of_each_such_page(tmp_path: Path) -> None:
    site = Pages(tmp_path, "good")
    (site.folder / "conf.py").write_text(CONF, "utf-8")
    plant(site.pages)
    _, output = site.run("-k", "source")
    failed = set(re.findall(r"^FAILED kbase/(\S+)::source", output, re.MULTILINE))
    assert failed == set(PLANTED)


def test_words_and_literals_are_not_told(tmp_path: Path) -> None:
    site = Site("good", tmp_path)
    words = "``<vcpu>2</vcpu>`` and ``# virsh list`` are words.\n\n"
    words += '   ``user = "root"`` is quoted.\n\n.. a comment\n\n'
    site.edit("two.rst", ">>> 2 * 2", words + ">>> 2 * 2")
    assert site.build("dummy") == set()


def test_python_is_not_counted_as_run_where_no_sybil_reads_the_pages(
    tmp_path: Path,
) -> None:
    site = Site("good", tmp_path)
    site.edit("conf.py", "kb_runs_python = True\n", "")
    site.edit("two.rst", "4\n", "4\n\n.. ledger:: pages\n")
    assert site.build() == {("two.rst", 8, "unchecked-block")}
    assert "no test reads this page" in site.output
    assert "Python" not in (site.out / "two.html").read_text("utf-8")
