"""What a page is published without."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from lxml import html

from kbsphinx.show.finished import mark_gaps, slim


@pytest.mark.parametrize(("written", "published"), [
    ('<code class="docutils literal notranslate"><span class="pre">virsh</span> '
     '<span class="pre">start</span></code>',
     '<code class="literal notranslate">virsh start</code>'),
    ('<a href="#a"><span class="std std-ref">Who <em>a</em> &lt;b&gt;</span></a>',
     '<a href="#a">Who <em>a</em> &lt;b&gt;</a>'),
    ('<pre><span></span><span class="gp"># </span>ls<span class="w"> </span>/</pre>',
     '<pre><span class="gp"># </span>ls /</pre>'),
    ('<tr class="row-odd"><td>1</td></tr>', "<tr><td>1</td></tr>"),
    ('<a class="kb-anchor reference internal" href="#a">',
     '<a class="kb-anchor" href="#a">'),
    ("<p>\n\n  a</p>\n  <pre>\n  <b>a</b>\n\n  b</pre>\n  <p>",
     "<p>\na</p>\n<pre>\n  <b>a</b>\n\n  b</pre>\n<p>"),
    ('<article><a class="reference internal" href="#a">a</a></article>',
     '<article><a href="#a">a</a></article>'),
])  # fmt: skip
def test_marks_that_nothing_uses_are_left_out(written: str, published: str) -> None:
    assert slim(written) == published


@pytest.mark.parametrize("written", [
    '<span class="std std-ref"><span class="gp">a</span></span>',  # whose end is whose?
    '<tr class="row-odd kb-total"><td>1</td></tr>',
    '<span class="pre">a <a href="#b">b</a></span>',
    "<pre><span>a</span></pre>",
    '<ul><li><a class="reference internal" href="#a">a</a></li></ul>',
])  # fmt: skip
def test_what_is_used_or_not_plain_stays(written: str) -> None:
    assert slim(written) == written


def test_a_blank_line_above_a_prompt_belongs_to_no_command() -> None:
    """One in a here-document does, and one below output is known by that."""
    line = '<span id="a-line-{}">{}\n</span>'
    prompt = '<span class="gp"># </span>ls'
    lines = [
        line.format(n, text) for n, text in enumerate((prompt, "", prompt, "", "b"))
    ]
    written = "".join(lines)
    assert mark_gaps(written) == written.replace(
        '<span id="a-line-1">', '<span id="a-line-1" class="go">'
    )


def test_no_style_or_script_looks_at_what_is_left_out(html_site: Path) -> None:
    # Sphinx puts basic.css there, too, and the theme's pages do not load it.
    loaded = ("*.js", "kb.css", "check.css", "styles/*.css")
    files = chain.from_iterable(html_site.glob(f"_static/{name}") for name in loaded)
    texts = {file.name: file.read_text("utf-8") for file in files}
    assert {"kb.css", "kb.js", "furo.css"} <= {*texts}
    for name, text in texts.items():
        for mark in (".pre ", ".pre{", ".std-ref", ".row-odd", ".row-even",
                     ".internal"):  # fmt: skip
            assert mark not in text, name
        if name.startswith("kb."):
            assert ".reference" not in text


def test_the_pages_of_the_site_have_none(html_site: Path) -> None:
    page = html.parse(html_site / "kbase" / "locking-lockd.html")
    classes = {name for e in page.iter("span", "tr", "code")
               for name in (e.get("class") or "").split()}  # fmt: skip
    assert "gp" in classes
    assert not classes & {"pre", "w", "std-ref", "row-odd", "row-even", "docutils"}
