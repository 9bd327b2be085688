"""What a build trusts of what others left, and what it leaves when it fails."""

from __future__ import annotations

import builtins
import fcntl
import io
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sphinx.application import Sphinx

from kbsphinx.kept import origin, verdicts
from kbsphinx.kept.disk import CannotBuild
from rebuilds import contents, differing
from samples import some
from sites import Site

EXT = Path(__file__).parents[1] / "_ext"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site("good", tmp_path)


def kept(site: Site) -> Path:
    return site.out.with_name("doctrees") / ".html.kept"


# --- what the next build may trust ----------------------------------------------------


def into_fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def into_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


DAMAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a cut environment": ("doctrees/environment.pickle", lambda p: os.truncate(p, 99)),
    "a lost page": ("doctrees/one.doctree", Path.unlink),
    "an altered page": ("doctrees/one.doctree", lambda p: p.write_bytes(b"no pickle")),
    "altered verdicts": ("verdicts.json", lambda p: p.write_text("{}")),
    "a broken record": ("rendered.json", lambda p: p.write_text("[")),
    "an altered output": ("output/two.html", lambda p: p.write_text("other")),
    "a lost seal": ("seal.json", Path.unlink),
    "a broken seal": ("seal.json", lambda p: p.write_text("[1")),
    "a pipe": ("verdicts.json", into_fifo),
    "a pipe as the seal": ("seal.json", into_fifo),
    "a link": ("verdicts.json", into_link),
    "a file more": ("output/three.html", lambda p: p.write_text("more")),
}


def test_what_was_altered_is_not_trusted(site: Site) -> None:
    """All is read, checked and written anew, and comes out the same."""

    def built() -> tuple[list[str], int, dict[str, bytes]]:
        site.build()
        return site.read, site.checked, contents(site.out)

    def trusted(name: str, damage: Callable[[Path], object]) -> bool:
        damage(kept(site) / name)
        return built() != first

    first = built()
    assert first[0] == ["index", "one", "two"]
    assert [what for what, how in DAMAGES.items() if trusted(*how)] == []


@pytest.mark.parametrize("name", ["lock", "published.json"])
def test_a_pipe_does_not_stop_a_build(site: Site, name: str) -> None:
    site.build()
    expected = contents(site.out)
    into_fifo(kept(site) / name)
    site.build()
    assert contents(site.out) == expected


@pytest.mark.parametrize("name", ["lock", "seal.json", "published.json", "output"])
def test_what_is_no_longer_what_it_was_is_made_anew(site: Site, name: str) -> None:
    """A folder where a file was, or a file where a folder was."""
    site.build()
    expected = contents(site.out)
    path = kept(site) / name
    if path.is_dir():
        shutil.rmtree(path)
        path.write_text("no folder")
    else:
        path.unlink()
        (path / "within").mkdir(parents=True)
    site.build()
    assert contents(site.out) == expected


def test_a_kept_folder_that_is_a_link_is_refused(site: Site) -> None:
    """To empty it would empty what it leads to."""
    mine = site.out.with_name("mine")
    mine.mkdir()
    (mine / "mine").write_text("mine")
    kept(site).parent.mkdir()
    kept(site).symlink_to(mine)
    with pytest.raises(CannotBuild, match="is a link; remove it"):
        site.build()
    assert contents(mine) == {"mine": b"mine"}


def test_other_code_trusts_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build()
    monkeypatch.setattr("kbsphinx.kept.sealed.origin", lambda app: "other code")
    site.build()
    assert site.read == ["index", "one", "two"]


def test_all_our_code_counts() -> None:
    """Of the core the code, and which files the model has; of the others all."""
    code = {path.relative_to(EXT).as_posix() for path in origin.code()}
    assert code == {
        path.relative_to(EXT).as_posix()
        for package in ("kbcheck/**/*.py", "kbsphinx/**/*.*", "kbweb/**/*.*")
        for path in EXT.glob(package)
        if path.parent.name != "__pycache__"
    }


def test_a_verdict_hangs_on_each_file_of_the_core(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the model too, whose data is no code: what it refuses now is not kept."""
    monkeypatch.setattr(verdicts, "CORE", tmp_path)
    file = tmp_path / "model" / "settings.toml"
    file.parent.mkdir()
    seen = set()
    for content in ("a = 1", "a = 2"):
        file.write_text(content)
        seen.add(verdicts.core_digest.__wrapped__())
    file.rename(file.with_name("other.toml"))
    seen.add(verdicts.core_digest.__wrapped__())
    assert len(seen) == 3


def test_versions_of_all_that_takes_part_count() -> None:
    for name in ("sphinx-", "docutils-", "pygments-", "lxml-", "tree_sitter_bash-"):
        assert any(found.lower().startswith(name) for found in origin.installed())


def test_a_setting_on_the_command_line_counts(site: Site) -> None:
    """It changes what is read or written, though no file is another."""
    site.build()
    site.build(prepare=lambda app: None, overrides={"html_title": "Other"})
    assert "Other" in (site.out / "one.html").read_text()
    site.build()
    assert "Other" not in (site.out / "one.html").read_text()


def test_a_build_waits_for_another_one(site: Site) -> None:
    site.build()
    site.edit("two.rst", "Two\n===", "New\n===")
    with (kept(site) / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = threading.Thread(target=site.build)
        waiting.start()
        waiting.join(1)
        waits, shown = waiting.is_alive(), (site.out / "two.html").read_text()
    waiting.join()  # before anything is asserted: no other test shall build beside it
    assert waits
    assert "<h1>Two" in shown
    assert "<h1>New" in (site.out / "two.html").read_text()


# --- a disk that is full --------------------------------------------------------------


def full(patch: pytest.MonkeyPatch, after: int) -> None:
    """Let no file be written after so many."""
    left = iter(range(after))
    real = builtins.open

    def opened(path: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if set(mode) & set("wx") and next(left, None) is None:
            real(path, mode, *rest, **named).close()  # what is left is an empty file
            raise OSError(28, "No space left on device", str(path))
        return real(path, mode, *rest, **named)

    patch.setattr(builtins, "open", opened)
    patch.setattr(io, "open", opened)  # pathlib's


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a first build of what the test below edits."""
    clean = Site("good", tmp_path_factory.mktemp("clean"))
    clean.edit("two.rst", "Two\n===", "New\n===")
    clean.build()
    return contents(clean.out)


@pytest.mark.parametrize("after", some([0, 1, 3, 5, 8, 13, 20, 30], 2))
def test_a_full_disk_is_told_and_the_next_build_heals(
    site: Site, monkeypatch: pytest.MonkeyPatch, edited: dict[str, bytes], after: int
) -> None:
    site.build()
    site.edit("two.rst", "Two\n===", "New\n===")
    with monkeypatch.context() as patch:
        full(patch, after)
        with pytest.raises(CannotBuild, match="No space left on device"):
            site.build()
    site.build()
    assert site.output == ""
    assert differing(contents(site.out), edited) == []


def test_a_page_that_cannot_be_written_is_told_with_the_reason(site: Site) -> None:
    """Sphinx itself only warns of it, and goes on."""

    def in_the_way(app: Sphinx, name: str, *_: Any) -> None:
        if name == "two":
            (Path(app.builder.outdir) / "two.html").mkdir()

    with pytest.raises(CannotBuild, match=r"two\.html.*Is a directory"):
        site.build(prepare=lambda app: app.connect("html-page-context", in_the_way))
    assert (site.build(), site.output) == (set(), "")
