"""What several tests need."""

from __future__ import annotations

import gc
import logging
import pickle
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import jinja2
import pytest
from sphinx import theming
from sphinx.util import docutils

import shared_site
from joined import pytest_collection_modifyitems as pytest_collection_modifyitems
from kbsybil import site


def pytest_configure(config: pytest.Config) -> None:
    """Have the site built once, and soon where workers will wait for it."""
    site.build_site = shared_site.read
    workers = config.getoption("dist", "no") != "no"
    if workers and not hasattr(config, "workerinput"):
        shared_site.begin()


def pytest_unconfigure() -> None:
    shared_site.end()


def pytest_collection_finish() -> None:
    """Let the collector pass over what lives as long as the session, and come seldom.

    That is an eighth of the CPU, for 120 MB of each worker.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(1_000_000)
    logging.disable(logging.DEBUG)  # Sphinx makes 700 records a build that nobody reads


@pytest.fixture(scope="session", autouse=True)
def found_once() -> Iterator[None]:
    """What is the same in each build of a small site, and took most of its time.

    That is to compile the theme's templates, to look which packages have themes, and to
    ask docutils, for each page, for the values of all settings that nobody gave.
    """
    known: dict[Any, Any] = {}
    real = jinja2.Environment.compile
    ask = docutils._get_settings

    def compiled(self: jinja2.Environment, *given: Any, **named: Any) -> Any:
        key = (tuple(sorted(self.extensions)), given, tuple(sorted(named.items())))
        if key not in known:
            known[key] = real(self, *given, **named)
        return known[key]

    def settings(*components: Any, defaults: Any, **given: Any) -> Any:
        kinds = tuple(c if isinstance(c, type) else type(c) for c in components)
        key = (kinds, tuple(given))
        if key not in known:
            known[key] = pickle.dumps(ask(*components, defaults={}, **given))
        values = pickle.loads(known[key])
        vars(values).update(defaults)
        return values

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(docutils, "_get_settings", settings)
        patch.setattr(jinja2.Environment, "compile", compiled)
        patch.setattr(theming, "entry_points", cache(theming.entry_points))
        yield


@pytest.fixture(scope="session")
def html_site() -> Path:
    """The folder of the site's HTML, built once from the real pages."""
    for builder in shared_site.PARTS:
        found = shared_site.built(builder)
        told = [found.failure, *chain.from_iterable(found.warnings.values())]
        assert "\n".join(told) == ""
    return shared_site.folder() / "out"
