"""How the bytes of a page are read, and when a page is to be read or written again."""

from __future__ import annotations

import codecs
import io
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kbsphinx.kept.origin import digest
from kbsphinx.kept.store import session, store
from kbsphinx.read import changes, encoding
from kbsphinx.show import stale


@pytest.fixture
def app(tmp_path: Path) -> Any:
    """An application with the pages `a`, which includes a part, and `b`."""
    for name in ("a.rst", "b.rst", "part.inc"):
        (tmp_path / name).write_text(name, "utf-8")
    env = SimpleNamespace(
        docname="a", srcdir=tmp_path, dependencies={"a": {"part.inc"}}, settings={},
        doc2path=lambda page: str(tmp_path / f"{page}.rst"), reread_always=set(),
        all_docs={"a", "b"}, found_docs={"a", "b"},
    )  # fmt: skip
    return SimpleNamespace(env=env, confdir=tmp_path, builder=SimpleNamespace())


# --- bytes ----------------------------------------------------------------------------


def test_sphinx_reads_with_a_decoder_that_stops_at_nothing(app: Any) -> None:
    """At once or in parts; a mark of the byte order is no text."""
    encoding.use(app)
    name = app.env.settings["input_encoding"]
    assert codecs.lookup(name).name == name == encoding.NAME
    data = b"\xef\xbb\xbfa \xe9 b"
    assert data.decode(name) == "a \ufffd b"
    assert io.TextIOWrapper(io.BytesIO(data), name).read() == "a \ufffd b"
    assert "\u00e9".encode(name).decode("utf-8-sig") == "\u00e9"
    assert encoding._find("utf_8") is None


def test_the_first_wrong_byte_of_a_page_is_told(app: Any) -> None:
    page = Path(app.env.doc2path("a"))
    for data, line, byte in (
        (b"\xc3\xa9\n\na \xe9 \xff\n", 3, "e9"),
        (b"\x09\x80", 1, "80"),
    ):
        page.write_bytes(data)
        encoding.tell(app, "a", [])
        found = store(app.env).pages["a"].complaints.pop()
        assert (found.path, found.line, found.check) == (str(page), line, "syntax")
        assert found.message == f"the byte 0x{byte} is not UTF-8"
    page.write_bytes(b"\xef\xbb\xbfa")
    encoding.tell(app, "a", [])
    assert store(app.env).pages["a"].complaints == []


# --- reading again --------------------------------------------------------------------


def read(app: Any, *pages: str) -> None:
    """Read pages whose files are old enough."""
    for page in pages:
        app.env.docname = page
        changes.begin(app, page, [])
        session(app.env).began += 100
        changes.note_content(app, None)  # type: ignore[arg-type]


def outdated(app: Any, changed: set[str]) -> set[str]:
    return set(changes.outdated(app, app.env, set(), changed, set()))


def test_what_a_page_was_read_from_decides(app: Any, tmp_path: Path) -> None:
    """Not the times of the files, by which Sphinx goes."""
    read(app, "a", "b")
    sphinx = {"a", "b"}
    assert (outdated(app, sphinx), sphinx) == (set(), set())
    (tmp_path / "part.inc").write_text("other", "utf-8")
    sphinx = {"b"}
    assert (outdated(app, sphinx), sphinx) == ({"a"}, set())
    app.env.reread_always, sphinx = {"b"}, {"a", "b"}
    assert (outdated(app, sphinx), sphinx) == ({"a"}, {"a", "b"})


def test_another_page_has_all_read_again(app: Any) -> None:
    read(app, "a", "b")
    for added, removed, again in (({"b"}, set(), {"a"}), (set(), {"c"}, {"a", "b"})):
        assert changes.outdated(app, app.env, added, set(), removed) == again


def test_a_file_that_changes_while_it_is_read_does_not_count_as_known(
    app: Any, tmp_path: Path
) -> None:
    """Also one that is included; one that is not there cannot change."""
    app.env.dependencies["b"] = {"absent"}
    for page in ("a", "b"):
        app.env.docname = page
        changes.begin(app, page, [])
        (tmp_path / "part.inc").touch()
        session(app.env).began -= 100 * (page == "a")
        session(app.env).began += 100 * (page == "b")
        changes.note_content(app, None)  # type: ignore[arg-type]
    assert store(app.env).pages["a"].content == ""
    files = [tmp_path / "b.rst", tmp_path / "absent"]
    assert store(app.env).pages["b"].content == digest(files)


def test_the_time_of_a_file_may_lag_behind_the_clock(app: Any, tmp_path: Path) -> None:
    changes.begin(app, "a", [])
    os.utime(tmp_path / "a.rst")
    assert (tmp_path / "a.rst").stat().st_ctime >= session(app.env).began


# --- writing again --------------------------------------------------------------------


def test_a_build_of_single_pages_is_not_whole(app: Any) -> None:
    """Where all pages are in one file, there is nothing to miss."""
    here = session(app.env)
    for outdated, due, written, whole in (
        (["a"], {"a"}, {"a", "b"}, True),
        (["a"], {"a", "b"}, {"a"}, False),
        ("all documents", {"a", "b"}, set(), True),
    ):
        app.builder.get_outdated_docs = lambda outdated=outdated: outdated
        here.stale, here.written = frozenset(due), written
        assert stale.is_whole(app) is whole


def test_the_files_that_the_settings_name_are_shared_by_all_pages(
    app: Any, tmp_path: Path
) -> None:
    names = ("static/a.css", "static/deep/b.js", "extra/CNAME", "templates/c.html")
    for name in (*names, "other/d.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    app.config = SimpleNamespace(
        html_static_path=["static"], html_extra_path=["extra", "robots.txt"],
        templates_path=["templates"], html_logo="logo.svg", html_favicon=None,
    )  # fmt: skip
    assert sorted(p.relative_to(tmp_path).as_posix() for p in stale._assets(app)) == (
        sorted([*names, "robots.txt", "logo.svg"])
    )
