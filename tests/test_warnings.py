"""What of the warnings of a build is remembered, and where."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes

from kbsphinx.kept import noise
from kbsphinx.kept.store import store


@pytest.fixture
def env() -> Any:
    """An environment with two pages, and a listener."""
    pages = {"a", "deep/b"}
    known = {f"/s/{page}.rst": page for page in pages}
    found = SimpleNamespace(path2doc=known.get, all_docs=pages, found_docs=pages)
    store(found).session.listener = noise._Listener()  # type: ignore[arg-type]
    return found


def warn(
    env: Any, message: str = "words", level: int = logging.WARNING, **more: Any
) -> None:
    record = logging.LogRecord("sphinx", level, "", 1, message, (), None)
    vars(record).update(more)
    listener = store(env).session.listener
    if level >= listener.level:
        listener.emit(record)


def element(source: str) -> nodes.Element:
    found = nodes.paragraph()
    found.source, found.line = source, 3
    return found


@pytest.mark.parametrize(
    "location",
    ["/s/a.rst:3", "/s/a.rst", "a:3", ("a", 3), element("/s/a.rst")],
    ids=["line", "file", "page", "pair", "node"],
)
def test_a_page_that_warned_is_read_again(env: Any, location: Any) -> None:
    """However the place is told; what is told later is of the writing."""
    warn(env, location=location)
    assert noise.remember(None, env) == []  # type: ignore[arg-type]
    assert list(noise.noisy_pages(None, env, set(), set(), set())) == ["a"]  # type: ignore[arg-type]
    warn(env, location="/s/deep/b.rst:1")
    assert noise.stop(env) == {"deep/b"}
    assert noise.unplaced(env) == []


def test_what_is_no_warning_of_a_page_is_of_none(env: Any) -> None:
    """Ours are told anyhow; a file that is no page cannot be read again."""
    warn(env, type="kbcheck", location="/s/a.rst:3")
    warn(env, type="kbpage")
    warn(env, location="/s/part.inc:3")
    assert noise.stop(env) == set()
    assert noise.unplaced(env) == []
    assert not noise.lost(env)


@pytest.mark.parametrize(
    ("message", "of_the_disk"),
    [
        ("[Errno 28] No space", True),
        ("PermissionError(13, 'x')", True),
        ("an Error (of ours)", False),
        ("[Errno x]", False),
    ],
)
def test_a_warning_that_names_no_page_is_kept_in_words(
    env: Any, message: str, of_the_disk: bool
) -> None:
    warn(env, message)
    assert noise.unplaced(env) == [message]
    assert noise.unwritten(env) == [message] * of_the_disk


@pytest.mark.parametrize(
    ("told", "lost"),
    [
        ({"level": logging.ERROR}, True),
        ({"level": logging.CRITICAL}, True),
        ({"type": "myst", "subtype": "directive_unknown"}, True),
        ({"type": "myst", "subtype": "xref_missing"}, False),
        ({"type": "ref", "subtype": "directive"}, False),
        ({}, False),
    ],
)
def test_a_directive_that_was_not_read_lost_its_text(
    env: Any, told: dict[str, Any], lost: bool
) -> None:
    warn(env, location="a", **told)
    warn(env, location="a")  # does not bring it back
    assert noise.lost(env) is lost
