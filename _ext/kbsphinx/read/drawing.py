"""The directive `drawing`: a picture that is part of the page, with its words.

An SVG file stands in the page itself, not beside it: so its text is found, and it takes
the colours of the page, in light, in dark and in print.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from lxml import etree
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator

from kbcheck.suggest import no_such

from ..kept.mark import MarkDirective, for_html

MOST_BYTES = 12_000
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = ("svg", "title", "desc", "defs", "marker", "g", "path", "rect", "circle",
            "ellipse", "line", "polyline", "polygon", "text", "tspan")  # fmt: skip
"""What a drawing may hold: no script, no style, no picture of another file."""
SMALL = ("kb-small",)
"""The class of a picture that never scrolls."""
WIDER = "Wider than the screen: scroll it sideways."
"""Below a drawing where that is so; the style sheet knows, also without scripts."""
COLOURS = ("none", "currentColor")
"""Values of `fill` and `stroke`; colours are those of classes in the style sheet."""


class picture(nodes.General, nodes.Element):
    """A drawing: its SVG `text` for HTML, nothing for all else."""


class DrawingDirective(MarkDirective):
    """A picture with a caption: `.. drawing:: FILE.svg`, its content the caption."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """The picture for HTML, its description for all else, and the caption."""
        found = read_picture(self, self.arguments[0])
        if not found:
            return []
        figure = nodes.figure("", *found)
        figure["classes"].append("kb-drawing")
        figure += nodes.caption("", "", *self.parse_inline(" ".join(self.content))[0])
        plain = addnodes.only(
            "", nodes.paragraph("", found[0]["words"]), expr="not html"
        )
        return [*self.put(figure), plain]


def read_picture(
    directive: MarkDirective, file: str, classes: tuple[str, ...] = ()
) -> list[picture]:
    """The picture of a file that a directive names; none, and a complaint, if wrong."""
    name, path = directive.env.relfn2path(file)
    directive.env.note_dependency(name)
    try:
        source = Path(path).read_bytes()
        root = etree.fromstring(source, etree.XMLParser(resolve_entities=False))
    except (OSError, etree.XMLSyntaxError) as err:
        directive.complain("syntax", f"{name}: {err}")
        return []
    if found := [f"{name}{fault}" for fault in faults(root, len(source))]:
        for fault in found:
            directive.complain("bad-value", fault)
        return []
    words = description(root)
    named(root, Path(name).stem)
    title = root.find(f"{SVG}title").get("id")
    text = etree.tostring(root, encoding="unicode")
    return [picture("", text=text, name=title, words=words, classes=[*classes])]


def faults(root: etree._Element, size: int) -> Iterator[str]:
    """What is wrong with a drawing: ':LINE: message' each."""
    if size > MOST_BYTES:
        yield f": {size} bytes; at most {MOST_BYTES}"
    if root.tag != f"{SVG}svg" or not root.get("viewBox"):
        yield f":{root.sourceline}: it is no <svg> with a viewBox"
        return
    for name in ("title", "desc"):
        if not (root.findtext(f"{SVG}{name}") or "").strip():
            yield f":{root.sourceline}: <{name}> is missing: what the picture says"
    for element in root.iter(etree.Element):
        yield from (f":{element.sourceline}: {told}" for told in _wrong(element))


def _wrong(element: etree._Element) -> Iterator[str]:
    name = str(element.tag).removeprefix(SVG)
    if name not in ELEMENTS:
        yield no_such("element", name, ELEMENTS)
    for attribute, value in element.attrib.items():
        if attribute == "style" or str(attribute).startswith("on"):
            yield f"'{attribute}': give it a class"
        if attribute in ("fill", "stroke") and value not in COLOURS:
            yield no_such(str(attribute), str(value), COLOURS)


def description(root: etree._Element) -> str:
    """What the picture says, for those who do not see it."""
    return " ".join((root.findtext(f"{SVG}desc") or "").split())


def named(root: etree._Element, stem: str) -> None:
    """Make title and description its name for screen readers."""
    ids = [f"drawing-{stem}-{part}" for part in ("title", "desc")]
    for part, name in zip(("title", "desc"), ids, strict=True):
        found = root.find(f"{SVG}{part}")
        assert found is not None
        found.set("id", name)
    root.set("role", "img")
    root.set("aria-labelledby", " ".join(ids))


def _write(translator: SphinxTranslator, node: picture) -> None:
    # On a small screen it scrolls, which must be possible with the keyboard alone.
    box = f'<div tabindex="0" role="group" aria-labelledby="{node["name"]}">'
    told = f'<p class="kb-wider">{WIDER}</p>'
    if SMALL[0] in node["classes"]:
        box, told = f'<div class="{SMALL[0]}">', ""
    html = f"{box}{node['text']}</div>{told}"
    translator.body.append(html)  # type: ignore[attr-defined]
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Add the directive, and what writes its drawings."""
    app.add_node(picture, **for_html(_write))
    app.add_directive("drawing", DrawingDirective)
