"""Which root folders `make live-roots` makes, and how."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck.versions import version
from live import generation, roots
from upstream import libvirt

ALL = list(roots.generations().values())


def library(root: Path, number: str) -> Path:
    folder = root / "usr/lib/cpu-os"
    folder.mkdir(parents=True)
    (folder / f"libvirt.so.0.{number}").touch()
    return root


@pytest.mark.parametrize(
    ("number", "text"), [("9000.0", "9.0.0"), ("12009.1", "12.9.1"), ("x", "")]
)
def test_a_root_has_the_version_that_its_library_has(
    tmp_path: Path, number: str, text: str
) -> None:
    assert roots.version_of(library(tmp_path, number)) == text


def test_the_table_goes_from_old_to_new() -> None:
    versions = [version(g.libvirt) for g in ALL]
    assert versions == sorted(versions)
    assert len(versions) >= 3


def test_a_root_comes_from_the_mirror_of_the_machine() -> None:
    newest = ALL[-1]
    words = roots.command(newest, Path("/new"), "uri:mirror")
    assert words[-4:] == [
        newest.suite,
        "/new",
        f"deb uri:mirror {newest.suite} main",
        f"deb uri:mirror {newest.also} main",
    ]
    assert f'--aptopt=APT::Default-Release "{newest.also}"' in words


def test_a_root_is_made_anew_when_the_table_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_ROOTS", str(tmp_path))
    one = ALL[-1]._replace(libvirt="0.0.1")
    assert roots.place_of(one) is None
    one.stamp.write_text(one.recipe())
    assert roots.place_of(one) is None
    one.folder.mkdir()
    assert roots.place_of(one) == tmp_path / one.name
    assert roots.place_of(one._replace(packages=())) is None


def test_the_host_does_not_pass_for_a_root_that_is_out_of_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_ROOTS", str(tmp_path / "roots"))
    monkeypatch.setattr(roots, "HOST", library(tmp_path / "host", "12009.0"))
    monkeypatch.setattr(roots, "generations", lambda: {"own": one})
    monkeypatch.setattr(roots, "hindrance", lambda: "")
    one = roots.Generation("own", "12.9.0", "s", ())
    places = generation.places.__wrapped__
    assert places() == (generation.Place("12.9.0", roots.HOST),)
    one.folder.mkdir(parents=True)
    one.stamp.write_text("of another table")
    [place] = places()
    assert place.lack == (
        f"{one.folder} is not what roots.toml describes: run `make live-roots`"
    )
    one.stamp.write_text(one.recipe())
    assert places() == (generation.Place("12.9.0", one.folder),)


def test_a_folder_is_compared_by_its_version(tmp_path: Path) -> None:
    name = str(tmp_path)
    assert libvirt.find(name) == f"no libvirt in {name}"
    found = libvirt.find(str(library(tmp_path, "10005.0")))
    assert found == libvirt.Libvirt(tmp_path, "10.5.0")
    assert not found.has("virsh")


@pytest.mark.parametrize(
    ("why", "told"),
    [("no tool", "no tool"), ("", "`make live-roots` has not been run")],
)
def test_a_root_that_is_not_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str, told: str
) -> None:
    monkeypatch.setenv("KB_ROOTS", str(tmp_path))
    monkeypatch.setattr(roots, "HOST", tmp_path)
    monkeypatch.setattr(roots, "hindrance", lambda: why)
    assert libvirt.find(ALL[-1].name) == f"{ALL[-1].name}: {told}"


@pytest.mark.parametrize(
    ("status", "number", "told"),
    [
        (0, "9000.0", ""),
        (1, "9000.0", "no net"),
        (0, "9001.0", "s has libvirt 9.1.0: "),
    ],
)
def test_a_root_stays_as_it_was_unless_a_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, number: str, told: str
) -> None:
    def made(_: roots.Generation, folder: Path, uri: str) -> list[str]:
        library(folder, number)
        return ["sh", "-c", f"echo no net >&2; exit {status}"]

    monkeypatch.setenv("KB_ROOTS", str(tmp_path))
    monkeypatch.setattr(roots, "command", made)
    one = roots.Generation("own", "9.0.0", "s", ())
    (tmp_path / "own").mkdir()
    (tmp_path / "own/old").touch()
    assert roots.make(one, "uri:mirror").startswith(told)
    assert one.is_made() == (not told)
    assert (tmp_path / "own/old").exists() == bool(told)
    assert not (tmp_path / "own.new").exists()
