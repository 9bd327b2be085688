"""Links that Sphinx resolves when a page is written."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.environment import BuildEnvironment

from ..kept.store import session, store


class Links:
    """Links from the page that shows the ledger."""

    def __init__(self, env: BuildEnvironment, mark: nodes.Node) -> None:
        self.env = env
        self.mark = mark

    def page(self, page: str, title: str) -> nodes.Node:
        """A link to a page."""
        return to_page(page, title, self.env.docname, self.mark)

    def label(self, label: str, words: nodes.inline) -> nodes.Node:
        """A link to a section; its label must be there."""
        page, anchor = _place(self.env, label)
        if page:  # what Sphinx resolves loses the marks of literals
            return self.place(page, anchor, words)
        return to_label(label, words.astext(), self.env.docname, self.mark)

    def place(self, page: str, anchor: str, words: nodes.Node) -> nodes.Node:
        """A link to an id of a page, such as that of an example."""
        uri = session(self.env).builder.get_relative_uri(self.env.docname, page)
        return nodes.reference("", "", words, internal=True, refuri=f"{uri}#{anchor}")


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
    return _place(env, label)[0]


def title_of(env: BuildEnvironment, label: str) -> str:
    """The title of the section that has a label; the label if it has none."""
    titled = env.domains.standard_domain.labels.get(label)
    return titled[2] if titled else label


def place_of(env: BuildEnvironment, label: str) -> int:
    """The number of the section on its page that has a label; 0 if there is none."""
    page, anchor = _place(env, label)
    ids = [found.anchor for found in store(env).pages[page].findable] if page else []
    return ids.index(anchor) if anchor in ids else 0


def _place(env: BuildEnvironment, label: str) -> tuple[str, str]:
    """The page that has a label, and the id there."""
    return env.domains.standard_domain.anonlabels.get(label, ("", ""))


def has_label(env: BuildEnvironment, label: str) -> bool:
    """Whether some page has a label."""
    return label in env.domains.standard_domain.anonlabels
