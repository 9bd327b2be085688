"""What a page shows around an example, and what to write where there is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from sites import Site, outline

EXAMPLES = """
.. snippet:: domain
   :name: small
   :caption: A small guest
   :libvirt: >=9.0
   :guide: sev
   :live: hardware
   :class: wide
   :emphasize-lines: 2

   <os>
     <type>hvm</type>
   </os>

.. snippet:: domain
   :expect: bad-value unknown-attribute

   <memory unti='GiB'>x</memory>

.. snippet:: notes
   :unchecked: nobody knows the kind

   <name>a</name>

.. snippet:: console

   # id -u
   0
"""
SHOWN = """\
div.kb-snippet.kb-kind-domain
 div.kb-caption
  p {kb-title A small guest} {kb-version libvirt >=9.0} \
{kb-badge kb-badge-checked format · guide sev} {kb-download Download} \
{kb-anchor {kb-hash #}}
 div.highlight-xml
  div.highlight
   pre <os> <type>hvm</type> </os>
div.kb-snippet.kb-kind-domain
 div.kb-caption
  p {kb-wrong Wrong} {kb-title Domain XML} {kb-badge kb-badge-wrong on purpose} \
{kb-anchor {kb-hash #}}
 div.highlight-xml
  div.highlight
   pre {kb-faulty <memory unti='GiB'>x</memory> }{kb-told \
{kb-problem {kb-message <memory> has no attribute 'unti'; \
allowed: dumpCore or unit} {kb-check [unknown-attribute]} \
{kb-hint did you mean 'unit'?} {kb-hint libvirt ignores this and says nothing}}\
{kb-problem {kb-message 'x' is not allowed for <memory>; \
expected a whole number from 0} {kb-check [bad-value]}}}
div.kb-snippet.kb-kind-notes
 div.kb-caption
  p {kb-title notes} {kb-badge kb-badge-unchecked not checked: nobody knows the kind} \
{kb-anchor {kb-hash #}}
 div.highlight-text
  div.highlight
   pre <name>a</name>
div.kb-snippet.kb-kind-console
 div.kb-caption
  p {kb-title Console} {kb-badge kb-badge-form commands exist} {kb-anchor {kb-hash #}}
 div.highlight-transcript
  div.highlight
   pre # id -u 0
"""


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> html.HtmlElement:
    """A page with an example of each way to look."""
    site = Site("good", tmp_path_factory.mktemp("frames"))
    with (site.source / "two.rst").open("a", encoding="utf-8") as page:
        page.write(EXAMPLES)
    assert (site.build(), site.output) == (set(), "")
    assert [entry["options"] for entry in site.manifest()[-4:]] == [
        {"guide": ["sev"], "libvirt": ">=9.0", "live": "hardware"},
        {"expect": ["bad-value", "unknown-attribute"]},
        {"unchecked": "nobody knows the kind"},
        {},
    ]
    return html.parse(site.out / "two.html").getroot()


def test_what_stands_around_each_example(examples: html.HtmlElement) -> None:
    _, *boxes = examples.find_class("kb-snippet")
    assert [line for box in boxes for line in outline(box)] == SHOWN.splitlines()
    assert boxes[0].get("id") == "snippet-small"
    # The ids of the others say what they hold; older links lead to their places.
    assert all(re.fullmatch(r"example-[0-9a-f]{8}", b.get("id")) for b in boxes[1:])
    assert [box[0].get("id") for box in boxes[1:]] == [
        "snippet-domain-3", "snippet-notes-1", "snippet-console-1"
    ]  # fmt: skip
    assert ["wide" in box.get("class").split() for box in boxes] == [True, *[False] * 3]


def test_lines_that_are_to_be_seen_are_marked(examples: html.HtmlElement) -> None:
    marked = [mark.text_content().strip() for mark in examples.find_class("hll")]
    assert marked == ["<type>hvm</type>"]


def test_a_named_example_has_a_link_to_its_file(examples: html.HtmlElement) -> None:
    links = examples.find_class("kb-download")
    assert [a.get("href") for a in links] == ["snippets/two/small.xml"]


def test_what_to_write_instead_is_told(tmp_path: Path) -> None:
    good = Site("good", tmp_path)
    page = good.source / "two.rst"
    more = (
        "\n# virsh list --all\n\n.. snippet:: domain\n   :live: hardwre\n\n"
        "   <vcpu>2</vcpu>\n"
    )
    page.write_text(page.read_text("utf-8") + more, "utf-8")
    assert good.build() == {("two.rst", 11, "unchecked-block"),
                            ("two.rst", 13, "unknown-option")}  # fmt: skip
    assert "this looks like a command, and text is not checked; write " \
           "'.. snippet:: console', or mark words" in good.output  # fmt: skip
    assert "no 'live' reason 'hardwre'; did you mean 'hardware'?" in good.output
