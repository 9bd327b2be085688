"""A build with problems ends in another status than 0, whatever the flags."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from sphinx.cmd.build import build_main

from samples import some
from sites import Site

WRONG = {
    "a wrong example": ("two.rst", "<memory unit='GiB'>4", "<memory unti='GiB'>4"),
    "a warning": ("two.rst", "4\n", "4\n\n.. snippet:: console\n\n   $ modprobe kvm\n"),
    "an unchecked block": ("two.rst", "4\n", "4\n\n.. code-block:: xml\n\n   <a/>\n"),
    "a wrong option": ("two.rst", ":: domain\n", ":: domain\n   :unchecked: .\n"),
    "a misspelt directive": ("two.rst", ".. snippet::", ".. snipet::"),
    "a misspelt option": ("two.rst", ":: domain\n", ":: domain\n   :nmae: x\n"),
    "a misspelt fence": ("fence.md", "{snippet}", "{snipet}"),
    "a misspelt option of a fence": ("fence.md", "domain\n", "domain\n:nmae: x\n"),
}
FLAGS = {
    "none": [],
    "quiet": ["-q"],
    "silent": ["-Q"],
    "parallel": ["-j", "2"],
    "fresh": ["-E"],
    "suppressed": ["-D", "suppress_warnings=kbcheck.*,kbpage,kbcheck"],
    "not nitpicky": ["-D", "nitpicky=0"],
    "warnings are errors": ["-W", "--keep-going"],
    "dummy": ["-b", "dummy"],
    "text": ["-b", "text"],
    "linkcheck": ["-b", "linkcheck"],
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = Site("good", tmp_path)
    found.edit("conf.py", "[", '["myst_parser", ')
    fence = "# Fence\n\n```{snippet} domain\n<vcpu>2</vcpu>\n```\n"
    (found.source / "fence.md").write_text(fence, "utf-8")
    found.edit("index.rst", "   two\n", "   two\n   fence\n")
    return found


def run(site: Site, *flags: str) -> int:
    """The status of sphinx-build, in this process."""
    with warnings.catch_warnings(action="ignore"):
        return build_main([*flags, str(site.source), str(site.out)])


@pytest.mark.parametrize("flags", some(FLAGS.values(), 3), ids=some(FLAGS, 3))
def test_no_flag_turns_a_wrong_example_green(
    site: Site, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor one that was built before, when nothing is read or written again."""
    assert run(site, *flags) == 0
    site.edit(*WRONG["a wrong example"])
    for _ in range(2):
        capsys.readouterr()
        assert run(site, *flags) == 1
        told = "two.rst:6: WARNING" in capsys.readouterr().err
        assert told == ("-Q" not in flags)


@pytest.mark.parametrize("edit", WRONG.values(), ids=WRONG.keys())
def test_each_kind_of_problem_ends_in_1_until_it_is_mended(
    site: Site, edit: tuple[str, str, str]
) -> None:
    file, old, new = edit
    site.edit(file, old, new)
    assert [run(site, "-b", "dummy") for _ in range(2)] == [1, 1]
    site.edit(file, new, old)
    assert run(site, "-b", "dummy") == 0


def test_an_example_that_is_lost_is_told_whatever_is_suppressed(site: Site) -> None:
    site.edit(*WRONG["a misspelt fence"])
    for names in ("myst", "myst.directive_unknown", "myst.*,docutils"):
        assert run(site, "-b", "dummy", "-D", f"suppress_warnings={names}") == 1


def test_the_command_ends_in_1(site: Site) -> None:
    site.edit(*WRONG["a wrong example"])
    command = [sys.executable, "-m", "sphinx", ".", "_build"]
    done = subprocess.run(
        command, cwd=site.source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "build finished with problems, 1 warning." in done.stdout
    assert (site.source / "_build" / "two.html").is_file()
