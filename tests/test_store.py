"""What the environment holds of ours: by page, without what belongs to one build."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from kbsphinx.kept.complaint import Complaint
from kbsphinx.kept.disk import CannotBuild, empty, read_json, remove, told, write_json
from kbsphinx.kept.sealed import SealedFolder
from kbsphinx.kept.snippet import Snippet
from kbsphinx.kept.store import Store

ONE = Snippet("b", "one", True, "domain", "<a/>\n", "/s/b.rst", 9)
TWO = Snippet("b", "two", True, "domain", "<a/>\n", "/s/b.rst", 3)
THREE = Snippet("a", "three", True, "domain", "<a/>\n", "/s/a.rst", 30)
FIRST = Complaint("/s/a.rst", 2, "syntax", "m")
LAST = Complaint("/s/a.rst", 10, "syntax", "a")
ALSO = Complaint("/s/a.rst", 10, "syntax", "b")


def test_all_that_the_pages_hold_is_in_order() -> None:
    store = Store()
    store.pages["b"].snippets += [ONE, TWO]
    store.pages["a"].snippets += [THREE]
    store.pages["b"].complaints += [LAST, ALSO, FIRST]
    store.pages["a"].complaints += [FIRST]  # both include the file
    assert store.all_snippets() == [THREE, TWO, ONE]
    assert store.all_complaints() == [FIRST, LAST, ALSO]


def test_a_page_is_forgotten_or_taken_over_as_a_whole() -> None:
    """Of the pages that a worker did not read, it has an old copy."""
    store, worker = Store(), Store()
    store.pages["b"].snippets += [ONE]
    worker.pages["b"].snippets += [TWO]
    worker.pages["a"].snippets += [THREE]
    store.merge(["a"], worker)
    assert store.all_snippets() == [THREE, ONE]
    store.purge("b")
    store.purge("absent")
    assert store.all_snippets() == [THREE]


def test_directives_are_known_by_name() -> None:
    store = Store()
    store.pages["a"].directives += [("ledger", "pages"), ("checklist", "sev", "lockd")]
    assert store.pages["a"].given("checklist") == [["sev", "lockd"]]
    assert store.pages["a"].given("other") == []
    assert [store.shows(name) for name in ("ledger", "other")] == [True, False]


def test_what_belongs_to_a_build_is_not_pickled() -> None:
    store = Store()
    store.pages["a"].snippets += [THREE]
    store.session.site = "old"
    again = pickle.loads(pickle.dumps(store))
    assert again.all_snippets() == [THREE]
    assert not hasattr(again.session, "site")


# --- files ----------------------------------------------------------------------------


def test_json_is_written_whole_and_read_or_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    write_json(file, {"b": 1, "a": [2]})
    assert file.read_bytes() == b'{"a": [2], "b": 1}\n'
    assert read_json(file) == {"a": [2], "b": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    file.write_text("{")
    assert read_json(file) is read_json(tmp_path) is read_json(tmp_path / "b") is None


def test_links_are_removed_and_not_what_they_lead_to(tmp_path: Path) -> None:
    mine, folder = tmp_path / "mine", tmp_path / "folder"
    for path in (mine, folder / "deep"):
        path.mkdir(parents=True)
        (path / "file").touch()
    (folder / "link").symlink_to(mine)
    empty(folder)
    assert list(folder.iterdir()) == []
    assert (mine / "file").exists()
    remove(folder)
    remove(folder)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (OSError(28, "No space left"), "out"),
        (OSError(28, "No space left", "a"), "a"),
        (OSError(28, "No space left", "a", None, "b"), "b"),
    ],
)
def test_a_failure_of_the_disk_names_the_file(error: OSError, place: str) -> None:
    with pytest.raises(CannotBuild) as raised, told(Path("out")):
        raise error
    message = f"{place}: No space left; the next build begins from nothing"
    assert str(raised.value) == message
    assert raised.value.category == f"Cannot build: {message}"


def test_a_failure_without_words_is_told_too() -> None:
    with (
        pytest.raises(CannotBuild, match=r"^out: odd; the next build"),
        told(Path("out")),
    ):
        raise OSError("odd")


# --- the seal -------------------------------------------------------------------------


def opened(folder: Path, made_by: str = "code") -> SealedFolder:
    found = SealedFolder(folder / "kept", folder / "out", made_by)
    found.open()
    return found


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


def test_what_a_whole_build_left_is_kept(tmp_path: Path) -> None:
    first = opened(tmp_path)
    (first.output / "a.html").write_text("a")
    first.published.write_text("[]")
    first.seal()
    first.release()
    assert first.is_whole()
    again = opened(tmp_path)
    assert (again.output / "a.html").read_text() == "a"
    assert not again.is_whole()  # the seal is off until it is done
    again.release()
    opened(tmp_path).release()
    assert names(tmp_path / "kept") == ["doctrees", "lock", "output", "published.json"]


def test_what_other_code_left_is_thrown_away(tmp_path: Path) -> None:
    first = opened(tmp_path)
    (first.doctrees / "a.doctree").write_text("a")
    first.seal()
    first.release()
    opened(tmp_path, "other code").release()
    assert names(tmp_path / "kept") == ["doctrees", "lock", "output"]
