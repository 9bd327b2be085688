"""Links that Sphinx resolves when a page is written."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.environment import BuildEnvironment


def to_label(label: str, words: str, page: str, place: nodes.Node) -> pending_xref:
    """A link to a label; if there is none, that is told at `place`."""
    return _to("ref", label, words, page, place)


def to_page(target: str, words: str, page: str, place: nodes.Node) -> pending_xref:
    """A link to a page; if there is none, that is told at `place`."""
    return _to("doc", f"/{target}", words, page, place)


def _to(
    kind: str, target: str, words: str, page: str, place: nodes.Node
) -> pending_xref:
    link = pending_xref(
        "",
        nodes.inline("", words),
        refdomain="std",
        reftype=kind,
        reftarget=target,
        refexplicit=True,  # our words, not the title that it leads to
        refwarn=True,  # a rule whose section is gone must fail the build
        refdoc=page,
    )
    link.source, link.line = place.source, place.line
    return link


def page_of(env: BuildEnvironment, label: str) -> str:
    """The page that has a label; none has it if ''."""
    page, _ = env.domains.standard_domain.anonlabels.get(label, ("", ""))
    return page


def has_label(env: BuildEnvironment, label: str) -> bool:
    """Whether some page has a label."""
    return label in env.domains.standard_domain.anonlabels
