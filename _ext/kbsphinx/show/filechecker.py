"""The directive `file-checker`: checks a reader's own files, in the page.

The form is a template beside this module, and scripts of `_static/check` fill it.  Who
has no script sees the content of the directive instead.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import Environment, StrictUndefined, Template
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxTranslator

from kbcheck import KINDS
from kbcheck.guides import guides
from kbcheck.rules import RuleSet
from kbcheck.suggest import no_such

from ..kept.mark import MarkDirective
from ..kept.store import session, store
from ..kept.verdicts import core_digest
from .handover import CHECKER, checker_page
from .ledger import check_anchor
from .stale import PAGE_FACTS

SCRIPTS = (
    "engine",
    "editor",
    "intake",
    "decoding",
    "ownfile",
    "kept",
    "reference",
    "findings",
    "beside",
    "against",
    "checker",
)
"""Files of `_static/check`, in the order in which they need one another."""
_TEMPLATE = Path(__file__).with_name("filechecker.html")
_GROUPS = {"xml": "XML", "settings": "Settings and other files"}


class checker_form(nodes.General, nodes.Element):
    """Where the form stands; `about` says of each guide, in a line, what it is for."""


class FileCheckerDirective(MarkDirective):
    """Checks files: `.. file-checker::`; a field for each guide, then other content."""

    required_arguments = 0
    has_content = True

    def run(self) -> list[nodes.Node]:
        """A mark with what is shown instead."""
        content = self.parse_content_to_nodes()
        about = {
            field[0].astext(): field[1].astext()
            for part in content
            if isinstance(part, nodes.field_list)
            for field in part.findall(nodes.field)
        }
        for name in about.keys() - guides().keys():
            self.complain("unknown-option", no_such("guide", name, guides()))
        for name in guides().keys() - about.keys():
            self.complain("missing-key", f"say in a field what the guide {name} is for")
        self.note(CHECKER)
        return self.put(checker_form("", *content, about=about))

    def place(self) -> tuple[str, int]:
        """The file and the line of the directive."""
        return self.get_source_info()


@cache
def template() -> Template:
    """The form; what is put into it is escaped."""
    found = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return found.from_string(_TEMPLATE.read_text(encoding="utf-8"))


def form(builder: Builder, page: str, about: dict[str, str]) -> str:
    """The form as HTML, for a page."""
    env = builder.env

    def to(other: str) -> str:
        return builder.get_relative_uri(page, other)

    listed = [name for name in sorted(store(env).pages)
              if ["checks"] in store(env).pages[name].given("ledger")]  # fmt: skip
    return template().render(
        guides=[(g, about.get(g.name, ""), to(g.page), _title(env, g.page))
                for g in in_order_of_pages(env)],
        groups=[(words, [k for k in KINDS.values() if k.form == name])
                for name, words in _GROUPS.items()],
        edition=core_digest()[:8],
        checks=f"{to(listed[0])}#{check_anchor('')}" if listed else "",
    )  # fmt: skip


def in_order_of_pages(env: BuildEnvironment) -> list[RuleSet]:
    """The guides in the order in which the first page lists their pages."""
    pages = env.toctree_includes.get(env.config.root_doc, [])
    place = {page: number for number, page in enumerate(pages)}
    return sorted(guides().values(), key=lambda g: place.get(g.page, len(pages)))


def _title(env: BuildEnvironment, page: str) -> str:
    title: nodes.title | None = env.titles.get(page)
    return title.astext() if title is not None else page


def _open(translator: SphinxTranslator, node: checker_form) -> None:
    builder = translator.builder
    page = builder.current_docname  # type: ignore[attr-defined]
    words = '<div class="kb-own-instead">'
    if page == checker_page(builder.env):
        words = form(builder, page, node["about"]) + words
    translator.body.append(words)  # type: ignore[attr-defined]


def _close(translator: SphinxTranslator, _: checker_form) -> None:
    translator.body.append("</div>")  # type: ignore[attr-defined]


def _pass(_: SphinxTranslator, _node: checker_form) -> None:
    """Show the content as if nothing were around it."""


def add_scripts(app: Sphinx, page: str, *_: Any) -> None:
    """Have the scripts and the style loaded on the page that needs them."""
    if page == checker_page(app.env):
        app.add_css_file("check.css")
        for name in SCRIPTS:
            app.add_js_file(f"check/{name}.js")


def checker_facts(app: Sphinx, page: str) -> list[Any]:
    """What the form of a page shows of the core, as plain data."""
    if page != checker_page(app.env):
        return []
    return [form(session(app.env).builder, page, {})]


def setup(app: Sphinx) -> None:
    """Add the directive, and what writes its mark."""
    flat = (_pass, _pass)
    app.add_node(
        checker_form,
        html=(_open, _close),
        text=flat,
        latex=flat,
        man=flat,
        texinfo=flat,
    )
    app.add_directive(CHECKER, FileCheckerDirective)
    app.connect("html-page-context", add_scripts)
    app.connect(PAGE_FACTS, checker_facts)
