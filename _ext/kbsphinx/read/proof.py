"""The directive `proof`: arithmetic that the tests run, folded away from readers."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from ..kept.mark import MarkDirective, fold
from ..kept.place import locate
from .pythonblocks import is_run

SUMMARY = "How this is computed, and tested"
"""What stands on the fold, if the directive does not say it."""


class ProofDirective(MarkDirective):
    """Doctests that stay out of the way: `.. proof:: SUMMARY`, its content below."""

    required_arguments = 0
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def place(self) -> tuple[str, int]:
        """The file, and the line of the directive's first line of content."""
        path, line = self.get_source_info()
        return path, locate(path, list(self.content), line) if self.content else line

    def run(self) -> list[nodes.Node]:
        """The content, in a fold; for all but HTML below its summary."""
        summary = " ".join(" ".join(self.arguments).split()) or SUMMARY
        content = self.parse_content_to_nodes()
        page = Path(self.env.doc2path(self.env.docname))
        kinds = (nodes.literal_block, nodes.doctest_block)
        blocks = [b for node in content for kind in kinds for b in node.findall(kind)]
        if not any(is_run(block, page) for block in blocks):
            told = "the proof holds no Python that is run; write '>>> …' on the page"
            self.complain("unchecked-block", told)
            return content
        title = nodes.paragraph("", "", nodes.strong("", summary))
        plain = addnodes.only("", title, expr="not html")
        return self.put(
            fold("", plain, *content, summary=summary, classes=["kb-proof"])
        )


def setup(app: Sphinx) -> None:
    """Add the directive; `show/fold.py` writes the fold."""
    app.add_directive("proof", ProofDirective)
