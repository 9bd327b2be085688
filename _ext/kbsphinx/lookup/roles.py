"""The domain `kb`: roles that lead to entries of the reference, to rules and checks.

    :elem:`disk/driver`  :attr:`disk/driver@cache`  :conf:`qemu.conf/user`
    :cmd:`virsh attach-disk`  :rule:`SEV-003`  :check:`bad-value`

The end of a name does where no other has it.  All are in `objects.inv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from kbcheck import CHECKS
from kbcheck.guides import guides

from ..kept.store import store
from ..show.ledger import check_anchor
from .catalogue import edition
from .known import ROLES, entries, find, missing, told
from .leaves import is_on

logger = logging.getLogger(__name__)

Target = tuple[str, str]
"""A page, and an id on it."""

_ON_PAGES = {"rule": "rule", "check": "check"}
"""Roles that lead into pages of the sources."""


def rules(env: BuildEnvironment) -> dict[str, Target]:
    """Rule -> where a checklist shows it."""
    return {
        rule.id: (page, rule.id)
        for page in sorted(store(env).pages)
        for names in store(env).pages[page].given("checklist")
        for name in names
        for rule in guides()[name].rules
    }


def checks(env: BuildEnvironment) -> dict[str, Target]:
    """Check -> where the list of checks has it."""
    pages = store(env).pages
    listed = [
        page for page in sorted(pages) if ["checks"] in pages[page].given("ledger")
    ]
    return {name: (page, check_anchor(name)) for page in listed for name in CHECKS}


class ModelDomain(Domain):
    """Names of the model, and where the site tells of them."""

    name = "kb"
    label = "libvirt"
    object_types = {  # noqa: RUF012
        name: ObjType(what, name)
        for name, what in {**{r: w for r, (w, _) in ROLES.items()}, **_ON_PAGES}.items()
    }
    roles = {  # noqa: RUF012
        name: XRefRole(warn_dangling=True, innernodeclass=nodes.literal)
        for name in (*ROLES, *_ON_PAGES)
    }

    def merge_domaindata(self, docnames: Any, otherdata: Any) -> None:
        """Nothing is kept of pages."""

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """All that has a place, for `objects.inv`; an option is with its command."""
        if self.env.config.kb_reference:
            for role in ROLES:
                for name, (page, entry) in entries(role).items():
                    if entry.kind == role:
                        yield name, name, role, page, entry.anchor, 1
        for role, places in (("rule", rules(self.env)), ("check", checks(self.env))):
            for name, (page, anchor) in places.items():
                yield name, name, role, page, anchor, 1

    def shared(self) -> Iterator[str]:
        """What `get_objects` hangs on, without a look at thousands of entries."""
        yield edition() if self.env.config.kb_reference else ""
        yield str([rules(self.env), checks(self.env)])

    def place(self, role: str, target: str, builder: Builder) -> Target | None:
        """Where a name leads: None if it is wrong, ('', '') if to no page here."""
        if role not in ROLES:
            places = rules(self.env) if role == "rule" else checks(self.env)
            return places.get(target)
        found = find(role, target)
        if found is None:
            return None
        return (found[0], found[1].anchor) if is_on(builder) else ("", "")

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str,
        target: str, node: pending_xref, contnode: nodes.Element,
    ) -> Any:  # fmt: skip
        """A link, or the plain words where a book has no such page."""
        place = self.place(typ, target, builder)
        if place is None:
            return None
        if not place[0]:
            return contnode
        return make_refnode(builder, fromdocname, *place, contnode)

    def resolve_any_xref(self, *_: Any) -> list[Any]:
        """Nothing: each name has a role."""
        return []


def tell_missing(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Tell a name that leads nowhere, with what may be meant."""
    if not isinstance(domain, ModelDomain):
        return None
    role, target = node["reftype"], node["reftarget"]
    if role in ROLES:
        message = told(role, target)
    else:
        known = rules(app.env) if role == "rule" else checks(app.env)
        message = missing(role, target, known)
    logger.warning(message, location=node, type="ref", subtype=role)
    return True


def setup(app: Sphinx) -> None:
    """Add the domain, and what is told of a wrong name."""
    app.add_domain(ModelDomain)
    app.connect("warn-missing-reference", tell_missing)
