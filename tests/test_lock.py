"""The lock: it holds all that is asked for, and the environment is what it says."""

from __future__ import annotations

import re
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
SUITES = ("browser", "fuzz", "mutants")
FOLDERS = {"all": ROOT} | {name: ROOT / "tests" / name for name in SUITES}
HASH = re.compile(r" --hash=sha256:[0-9a-f]{64}")
OURS = "libvirt-kbase-checks"

in_our_environment = pytest.mark.skipif(
    Path(sys.prefix).parent != ROOT,
    reason="this Python is not that of the environment that `make` fills",
)


def lines(path: Path) -> list[str]:
    """The lines of a file of requirements, joined, without comments."""
    text = re.sub(r"(?m)(^| +)#.*$", "", path.read_text("utf-8"))
    return [line for line in text.replace("\\\n", "").split("\n") if line.strip()]


def required(folder: Path, name: str) -> list[Requirement]:
    """The requirements of a file, without options and hashes."""
    found = [line.partition(" --hash")[0] for line in lines(folder / name)]
    return [Requirement(line) for line in found if not line.startswith("--")]


def versions(found: list[Requirement]) -> dict[str, str]:
    """The version of each package that this Python needs."""
    return {
        canonicalize_name(r.name): str(r.specifier).removeprefix("==")
        for r in found
        if r.marker is None or r.marker.evaluate()
    }


LOCKED = {n: required(f, "requirements.lock") for n, f in FOLDERS.items()}


@pytest.mark.parametrize("name", FOLDERS)
def test_all_that_is_required_is_locked_at_the_same_version(name: str) -> None:
    asked = versions(required(FOLDERS[name], "requirements.txt"))
    assert asked
    assert asked.items() <= versions(LOCKED[name]).items()


@pytest.mark.parametrize("name", FOLDERS)
def test_each_locked_package_has_a_version_and_hashes(name: str) -> None:
    for line in lines(FOLDERS[name] / "requirements.lock"):
        if line != "--only-binary :all:":
            assert HASH.search(line), line
            assert re.match(r"[a-z0-9-]+==[\w.]+ ", line), line


@pytest.mark.parametrize("name", FOLDERS)
def test_packages_come_as_wheels_from_the_index_that_the_host_uses(name: str) -> None:
    """Nothing is built here, and the lock names no index, page or folder of its own."""
    options = [
        line
        for line in lines(FOLDERS[name] / "requirements.lock")
        if line.startswith("-")
    ]
    assert options == ["--only-binary :all:"]
    assert "://" not in (FOLDERS[name] / "requirements.lock").read_text("utf-8")


@pytest.mark.parametrize("suite", SUITES)
def test_the_locks_agree(suite: str) -> None:
    common = versions(LOCKED["all"]).keys() & versions(LOCKED[suite]).keys()
    assert {n: versions(LOCKED["all"])[n] for n in common} == {
        n: versions(LOCKED[suite])[n] for n in common
    }


@in_our_environment
def test_the_environment_is_what_is_locked() -> None:
    """Every package of the lock, at its version, and no other one but ours."""
    installed = {canonicalize_name(d.name): d.version for d in distributions()}
    del installed[OURS]
    of_suites = {item for name in SUITES for item in versions(LOCKED[name]).items()}
    optional = of_suites - versions(LOCKED["all"]).items()
    assert dict(installed.items() - optional) == versions(LOCKED["all"])
