"""What a build brings into the published folder, what it takes away, what it leaves.

tests/rebuild looks at whole builds; here are files alone.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sphinx.search import js_index

from kbsphinx.kept.sealed import SealedFolder
from kbsphinx.show.outputs import drop_lost_words, publish
from rebuilds import contents

PAGES = {"index.html": b"index", "deep/er/page.html": b"page"}


@pytest.fixture
def sealed(tmp_path: Path) -> SealedFolder:
    found = SealedFolder(tmp_path / ".html.kept", tmp_path / "html", "code")
    put(found.output, PAGES)
    return found


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def listed(sealed: SealedFolder) -> list[str]:
    out, names = json.loads(sealed.published.read_text())
    assert out == str(sealed.out)
    return list(names)


def test_what_was_written_is_published_and_listed(sealed: SealedFolder) -> None:
    private = {".buildinfo": b"", "deep/.buildinfo.bak": b"", "deep/.hidden": b"seen"}
    put(sealed.output, private)
    publish(sealed, {"snippets.json": b"[]"}, whole=True)
    expected = PAGES | {"snippets.json": b"[]", "deep/.hidden": b"seen"}
    assert contents(sealed.out) == expected
    assert listed(sealed) == sorted(expected)


def test_what_is_no_longer_written_goes_with_the_folders_that_it_leaves_empty(
    sealed: SealedFolder,
) -> None:
    """Files of others stay, and so do the folders that hold them."""
    publish(sealed, {"deep/note": b"", "mixed/er/more": b"", "folder": b""}, whole=True)
    put(sealed.out, {"mine.txt": b"mine", "mixed/mine.txt": b"mine"})
    (sealed.out / "folder").unlink()
    (sealed.out / "folder").mkdir()
    (sealed.output / "deep/er/page.html").unlink()
    publish(sealed, {}, whole=True)
    assert sorted(p.relative_to(sealed.out).as_posix() for p in sealed.out.rglob("*")) \
        == ["folder", "index.html", "mine.txt", "mixed", "mixed/mine.txt"]  # fmt: skip
    assert listed(sealed) == ["index.html"]


def test_a_build_of_single_pages_takes_nothing_away(sealed: SealedFolder) -> None:
    publish(sealed, {}, whole=True)
    (sealed.output / "deep/er/page.html").unlink()
    publish(sealed, {"more": b"more"}, whole=False)
    assert contents(sealed.out) == PAGES | {"more": b"more"}
    assert listed(sealed) == ["deep/er/page.html", "index.html", "more"]


def test_a_file_that_stays_the_same_is_not_written(sealed: SealedFolder) -> None:
    """Another one is replaced as a whole: who reads it has the old one, or the new."""
    publish(sealed, {"same": b"1", "other": b"1"}, whole=True)
    before = {name: (sealed.out / name).stat().st_ino for name in ("same", "other")}
    with (sealed.out / "other").open("rb") as reader:
        publish(sealed, {"same": b"1", "other": b"2"}, whole=True)
        assert reader.read() == b"1"
        assert (sealed.out / "other").stat().st_ino != before["other"]
    assert (sealed.out / "same").stat().st_ino == before["same"]
    assert contents(sealed.out) == PAGES | {"same": b"1", "other": b"2"}


def test_links_are_replaced_and_not_followed(sealed: SealedFolder) -> None:
    """Of a file, also one with the same content, and of folders, in and above it."""
    elsewhere = sealed.out.parent / "elsewhere"
    put(elsewhere, {"index.html": b"index", "gone/page.html": b"mine"})
    sealed.out.mkdir()
    (sealed.out / "index.html").symlink_to(elsewhere / "index.html")
    for name in ("deep", "gone"):
        (sealed.out / name).symlink_to(elsewhere)
    names = ["gone/gone/page.html"]
    sealed.published.write_text(json.dumps([str(sealed.out), names]))
    before = contents(elsewhere)
    publish(sealed, {}, whole=True)
    assert contents(elsewhere) == before
    assert not (sealed.out / "index.html").is_symlink()
    assert not (sealed.out / "deep").is_symlink()
    assert {n: (sealed.out / n).read_bytes() for n in PAGES} == PAGES


def test_a_folder_above_that_is_a_file_gives_way(sealed: SealedFolder) -> None:
    put(sealed.out, {"deep": b"file", ".part": b"left by a kill"})
    publish(sealed, {}, whole=True)
    assert contents(sealed.out) == PAGES


@pytest.mark.parametrize("name", ["../mine", "deep/../../mine", "{out}/../mine"])
def test_a_list_that_reaches_out_takes_nothing_there(
    sealed: SealedFolder, name: str
) -> None:
    mine = sealed.out.parent / "mine"
    mine.write_text("mine")
    (sealed.out / "deep").mkdir(parents=True)
    names = ["gone", name.format(out=sealed.out)]
    put(sealed.out, {"gone": b""})
    sealed.published.write_text(json.dumps([str(sealed.out), names]))
    publish(sealed, {}, whole=True)
    assert mine.read_text() == "mine"
    assert contents(sealed.out) == PAGES


LEFT = {".doctrees/index.doctree", ".kbcheck/a", "snippets/a/b.xml", "old/page.html",
        "_static/a.css", "_images/a.png", "_sources/a.txt", "_downloads/a/b",
        ".buildinfo", ".buildinfo.bak"}  # fmt: skip


@pytest.mark.parametrize("sign", ["objects.inv", ".buildinfo", ""])
@pytest.mark.parametrize("listed", [None, ["/another/folder", ["mine.txt"]], [], ["x"]])
def test_without_a_list_only_what_sphinx_leaves_goes(
    sealed: SealedFolder, sign: str, listed: object
) -> None:
    """And only from a folder that is one of Sphinx's."""
    old = dict.fromkeys(LEFT if sign == ".buildinfo" else LEFT - {".buildinfo"}, b"")
    mine = {"mine.txt": b"mine", "deep/mine.css": b"mine"}
    mine |= {sign: b""} if sign else {}
    put(sealed.out, old | mine)
    if listed is not None:
        sealed.published.write_text(json.dumps(listed))
    publish(sealed, {}, whole=True)
    kept = mine | PAGES if sign else old | mine | PAGES
    assert contents(sealed.out) == {n: c for n, c in kept.items() if n != ".buildinfo"}


def test_words_that_no_page_holds_leave_the_index(tmp_path: Path) -> None:
    index = {"docnames": ["a"], "terms": {"lost": [], "kept": 0, "two": [0, 1]},
             "titleterms": {"lost": [], "kept": 0}, "titles": []}  # fmt: skip
    file = tmp_path / "searchindex.js"
    file.write_text(js_index.dumps(index), encoding="utf-8")
    drop_lost_words(tmp_path)
    assert js_index.loads(file.read_text(encoding="utf-8")) == index | {
        "terms": {"kept": 0, "two": [0, 1]}, "titleterms": {"kept": 0}
    }  # fmt: skip
    file.unlink()
    drop_lost_words(tmp_path)
    assert not file.exists()
