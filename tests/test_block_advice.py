"""What is said of a block that nobody checks: each row of `LOOKED_FOR`, by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes

from kbsphinx.read.blocks import PageFile, unchecked
from kbsphinx.read.pythonblocks import ADVICE, NO_SYBIL, NOTHING

WAYS = {"page.rst": ".. snippet:: {}", "page.md": "```{{snippet}} {}"}
BLOCK = (
    "this block is not checked; write '{}'{}, with ':unchecked: reason' if it cannot be"
)
TEXT = "this looks like {}, and text is not checked; write '{}', or mark words in a "
COMMENT = "this is a comment, which nobody sees; write '.. {}::'"
SKIPS = "this comment skips an example, so nobody checks it; remove one of both"
RAW = (
    "nobody checks what is in raw {}, and it reaches readers as it is; write it as "
    "text, and examples as snippets"
)
FILE = (
    "nobody checks the file '{}' that this link gives; a snippet with a name brings a "
    "link of its own"
)


def told(node: nodes.Node, file: str = "page.rst", runs: bool = True) -> str:
    """What is told of a page that holds one node, with its line if it is not 1."""
    page = new_document(file)
    page += node.deepcopy()
    found = list(unchecked(page, PageFile(Path(file), runs)))
    assert {(c.path, c.check) for c in found} <= {(file, "unchecked-block")}
    assert len(found) < 2
    return "".join(f"{c.line}: "[3 * (c.line == 1) :] + c.message for c in found)


def literal(text: str, **more: str) -> nodes.literal_block:
    return nodes.literal_block("", text, **more)


def words(*inner: nodes.Node | str) -> nodes.paragraph:
    found = nodes.paragraph()
    found += [nodes.Text(i) if isinstance(i, str) else i for i in inner]
    return found


@pytest.mark.parametrize("file", WAYS)
def test_what_to_write_for_a_block(file: str) -> None:
    def block(kind: str, why: str = "") -> str:
        return BLOCK.format(WAYS[file].format(kind), why)

    assert told(literal("words"), file) == block("KIND")
    assert told(literal("#words"), file) == block("KIND")
    for text in ("# virsh list", "$ id"):
        assert told(literal(text), file) == block("console", " (it looks like console)")
    assert told(literal("<vcpu>2</vcpu>"), file) == block(
        "domain", " (it looks like domain)"
    )
    assert told(literal("x", kb_snippet="p/n"), file) == ""
    assert told(nodes.system_message("", literal("x")), file) == ""


@pytest.mark.parametrize("file", WAYS)
def test_what_to_write_for_text(file: str) -> None:
    def text(what: str, kind: str = "KIND") -> str:
        return TEXT.format(what, WAYS[file].format(kind)) + "sentence as a literal"

    quote = nodes.block_quote
    assert told(words("<domain/>"), file) == text("XML")
    command = text("a command", "console")
    assert told(words("Words.\n# virsh list"), file) == f"2: {command}"
    assert told(nodes.title("", "$ virsh list"), file) == command
    assert told(words(">>> 1"), file) == ADVICE
    assert told(words(nodes.literal("", "<domain/>"), " is XML"), file) == ""
    assert told(words(nodes.strong("", "<domain/>")), file) == text("XML")
    quoted = "this is indented, so it is a quotation, which is not checked; write "
    quoted += f"'{WAYS[file].format('KIND')}', or end it as a sentence ends"
    assert told(quote("", words("user = root")), file) == quoted
    assert told(quote("", words("Words end.")), file) == ""
    assert told(quote("", words(nodes.literal("", "x"))), file) == ""
    assert told(words("user = root"), file) == ""


@pytest.mark.parametrize("file", WAYS)
def test_what_begins_like_a_snippet_is_none(file: str) -> None:
    misspelt = "this is no snippet, so it is not checked; write "
    misspelt += f"'{WAYS[file].format('KIND')}'"
    for node in (nodes.comment("", "snippet: a"), words("..SNIPPET:: a"),
                 words("`{snippet} a"), words(":::{snippet} a"),
                 nodes.comment("snippet:: a", "a")):  # fmt: skip
        assert told(node, file) == misspelt
    for text in ("A snippet: a", "snippets: a", "snippet a", "snippet:a"):
        assert told(words(text), file) == ""


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (nodes.comment("", "code-block: xml"), COMMENT.format("code-block")),
        (nodes.comment("", "tabs : a"), COMMENT.format("tabs")),
        (nodes.comment("", "tabs:: a"), ""),
        (nodes.comment("", "the tabs: a"), ""),
        (nodes.comment("", "skip: next"), SKIPS),
        (nodes.comment("", "% SKIP : next"), SKIPS),
        (nodes.comment("", "We skip: this"), ""),
        (nodes.raw("", "<pre>x</pre>", format="html"), RAW.format("html")),
        (nodes.raw("", "x"), RAW.format("text")),
        (nodes.raw("", "<!-- a\n--> <!-- b -->", format="html"), ""),
        (nodes.raw("", "<!-- skip: next -->", format="html"), SKIPS),
        (addnodes.download_reference("", "", reftarget="a.xml"), FILE.format("a.xml")),
        (addnodes.download_reference("", ""), FILE.format("")),
        (literal("x", language="py"), ADVICE),
        (literal("x = 1", language="python"), ""),
        (literal("# words", language="python"), NOTHING),
    ],
)
def test_what_is_told_of_other_nodes(node: nodes.Node, message: str) -> None:
    assert told(node) == message


def test_python_that_no_test_reads_is_told() -> None:
    assert told(literal("x = 1", language="python"), runs=False) == NO_SYBIL


def test_the_places_of_what_is_told(tmp_path: Path) -> None:
    """Typographic quotes hide the text of a paragraph, its source does not."""
    page = tmp_path / "page.rst"
    page.write_text("T\n=\n\nWords.\n# virsh 'a'\n\n   x\n", "utf-8")
    part = tmp_path / "part.inc"
    part.write_text("\n# virsh 'a'\n", "utf-8")
    document = new_document(str(page))
    for path, raw, line in ((page, "Words.\n# virsh 'a'", 3), (part, "# virsh 'a'", 1)):
        node = nodes.paragraph(raw, raw.replace("'", "\u2019"))
        node.source, node.line = str(path), line
        document += node
    document += literal("x")
    document[-1].line = 6
    found = unchecked(document, PageFile(page, True))
    assert [(c.path, c.line) for c in found] == [
        (str(page), 5), (str(part), 2), (str(page), 7)
    ]  # fmt: skip


def test_a_quotation_three_deep_is_python_in_markdown_alone() -> None:
    """There '>>>' makes one; its middle tells, and fewer deep are quotations."""
    page, quote = new_document("page"), nodes.block_quote
    words = nodes.paragraph("", "Words.")
    page += [quote("", quote("", quote("", words))), quote("", quote("", words))]
    page += quote()
    found = {
        name: [c.message for c in unchecked(page, PageFile(Path(name), True))]
        for name in ("page.md", "page.rst")
    }
    assert found == {"page.md": [ADVICE], "page.rst": []}
