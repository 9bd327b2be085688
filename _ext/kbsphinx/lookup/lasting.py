"""What lists all entries is not written again where nothing that it says has changed.

Sphinx writes the index and the inventory in each build; to do so, it reads all entries.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..kept.store import session
from .leaves import is_on


def keep(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Keep the index and the inventory of the build before, if they are right."""
    here, builder = session(env), app.builder
    # What pages put into the index themselves is not among what all pages share.
    indexed = any(env.domains.index_domain.entries.values())
    if here.same and is_on(builder) and not indexed:
        index = Path(builder.get_outfilename("genindex"))  # type: ignore[attr-defined]
        if index.is_file():
            builder.write_genindex = _nothing  # type: ignore[attr-defined]
        if (here.sealed.output / "objects.inv").is_file():
            builder.dump_inventory = _nothing  # type: ignore[attr-defined]
    return []


def _nothing() -> None:
    """Write nothing."""


def setup(app: Sphinx) -> None:
    """Look when it is known what has changed."""
    app.connect("env-updated", keep, priority=600)
