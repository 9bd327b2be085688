"""Edits of our own code and model, kills, and two builds at once.

The site has a copy of _ext; each build is a process of its own.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rebuilds import Rebuilt, contents, differing

EXT = Path(__file__).parents[2] / "_ext"

EDITS = {
    # Code
    "the title of a kind": ("kbcheck/kinds.py", '"Domain XML"', '"Guest XML"'),
    "the lexer of a kind": ("kbcheck/kinds.py", '"ini", ".conf"', '"text", ".conf"'),
    "the words of a badge": ("kbsphinx/show/frame.py", '"driver rules"', '"drivers"'),
    "a checklist": ("kbsphinx/show/checklist.py", "Check your own", "Check yours"),
    "a table": ("kbsphinx/show/grid.py", "kb-number", "kb-figure"),
    "the words of the ledger": ("kbsphinx/show/ledger.py", "All pages", "Together"),
    "a stricter directive": ("kbsphinx/kept/snippet.py", "[a-z0-9-]{{", "[a-f]{{"),
    "a stricter look at blocks": (
        "kbsphinx/read/pythonblocks.py", 'suffix == ".md"', 'suffix == ".rst"',
    ),
    "what can be copied": ("kbsphinx/read/copying.py", "-line", "-row"),
    "the words of a problem": (
        "kbcheck/relaxng/explain/attributes.py", "has no attribute", "knows no",
    ),
    "the meaning of a check": ("kbcheck/problem.py", "where only", "though only"),
    "a lexer": ("kbsphinx/show/lexer.py", "Generic.Output", "Generic.Traceback"),
    "the ids of examples": ("kbsphinx/kept/snippet.py", "snippet-{", "example-{"),
    # Model
    "the title of a rule": (
        "kbcheck/model/guides/lockd.toml", "qemu.conf chooses", "qemu.conf names",
    ),
    "the severity of a rule": (
        "kbcheck/model/guides/lockd.toml", 'severity = "must"', 'severity = "should"',
    ),
    "the message of a rule": (
        "kbcheck/model/guides/lockd.toml", "lockd locks no disk", "no disk is locked",
    ),
    "what a setting may be": (
        "kbcheck/model/settings/qemu.conf.toml", "an absolute path", "a whole path",
    ),
    "an attribute more": (
        "kbcheck/model/domain/memory.rnc", "{ type.onOff }?,",
        "{ type.onOff }?, attribute more { text }?,",
    ),
    "another guide": (
        "kbcheck/model/guides/lockd.toml", "kbase/locking-lockd", "index",
    ),
}  # fmt: skip


class Tree(Rebuilt):
    """The site and a copy of our code."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.kept = folder / ".html.kept"
        skipped = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(EXT, folder / "_ext", ignore=skipped)

    def start(self, out: Path) -> subprocess.Popen[str]:
        """Begin a build in a process of its own."""
        command = [sys.executable, "-m", "sphinx", "-q", "-j", "2",
                   str(self.source), str(out)]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(self.folder / "_ext")}
        return subprocess.Popen(command, env=environment, text=True,
                                start_new_session=True, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE)  # fmt: skip

    def make(self, out: Path) -> str:
        """Build; the lines that it told."""
        return told(self.start(out))

    def compare(self) -> None:
        """Build, beside a build from nothing, and compare."""
        clean = self.folder / "clean" / "html"
        builds = self.start(self.out), self.start(clean)
        told_again, told_clean = map(told, builds)
        assert differing(contents(self.out), contents(clean)) == []
        assert told_again == told_clean
        shutil.rmtree(clean.parent)


def told(build: subprocess.Popen[str]) -> str:
    """What a build told: stricter code may find the site wrong, and then says so."""
    _, errors = build.communicate()
    assert build.returncode in (0, 1), errors
    ending = [f"ended in {build.returncode}"] if build.returncode else []
    return "\n".join([*sorted(errors.splitlines()), *ending])


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    made = Tree(tmp_path_factory.mktemp("tree"))
    assert made.make(made.out) == ""
    return made


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_ours_rewrites_what_a_clean_build_would(
    tree: Tree, name: str
) -> None:
    """Each edit changes something that is published, and nothing else is touched."""
    file, old, new = EDITS[name]
    before, stamps = tree.published(), tree.stamps()
    tree.edit(f"../_ext/{file}", old, new)
    tree.compare()
    after, now = tree.published(), tree.stamps()
    assert differing(before, after) != []
    written = {name for name in stamps if now.get(name) != stamps[name]}
    assert written == stamps.keys() & set(differing(before, after))


@pytest.mark.parametrize("part", [0.15, 0.3, 0.45, 0.6, 0.75, 0.9])
@pytest.mark.parametrize("undone", [False, True], ids=["edited", "undone"])
def test_after_a_kill_all_is_right(tree: Tree, part: float, undone: bool) -> None:
    """Whether the edit that was being built stays, or is taken back."""
    began = time.monotonic()
    tree.make(tree.out)
    lasted = time.monotonic() - began
    edited = [tree.source / "guest.rst", tree.folder / "_ext/kbsphinx/show/ledger.py"]
    whole = [file.read_text() for file in edited]
    tree.edit("guest.rst", "A whole", "One whole")
    edited[1].write_text(f"{whole[1]}\nHEADS = HEADS[::-1]\n")
    build = tree.start(tree.out)
    time.sleep(lasted * part)
    os.killpg(build.pid, signal.SIGKILL)
    build.communicate()
    if undone:
        for file, text in zip(edited, whole, strict=True):
            file.write_text(text)
    tree.compare()
    for file, text in zip(edited, whole, strict=True):
        file.write_text(text)


def test_two_builds_at_once_are_both_right(tree: Tree) -> None:
    tree.edit("guest.rst", "A whole", "The whole")
    builds = tree.start(tree.out), tree.start(tree.out)
    assert {told(build) for build in builds} == {told(tree.start(tree.out))}
    tree.compare()
