"""Whether the live suite notices small changes of what it runs: `make live-mutants`.

In a copy below `_build/live-mutants` it changes a word that a page shows as printed,
takes a flag from a command of a page, or turns a setting in the test of a claim.  The
suite must then fail at that line.  SAMPLE= changes are drawn, with SEED=, a third of
each kind; they run on the newest libvirt.  The exit status is 1 if one survives.
"""

from __future__ import annotations

import ast
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
sys.path[:0] = [str(TESTS), str(ROOT / "_ext")]

from kbcheck.console.transcript import Output, split  # noqa: E402
from live.generation import places  # noqa: E402
from live.test_transcripts import MODULES, meant  # noqa: E402
from live.transcripts import steps  # noqa: E402
from pages import Snippet, text_of  # noqa: E402

COPY = ROOT / "_build" / "live-mutants"
OURS = (".git", ".venv", "_build", ".*_cache", ".hypothesis", "__pycache__")
WORD = re.compile(r"(?<![\w<.'/])[A-Za-z]{4,}(?![\w>.'/])")
FLAG = re.compile(r"(?<=\s)--?[a-z][\w-]*(?=\s|$)")
SETTING = re.compile(r"(?<=[a-z] = )(?:[01](?!\d)|\"\w+\"|\[\])|(?<=[a-z]=)[01](?!\d)")
ELEMENT = re.compile(r"<(?:shareable|readonly)/>")
SAME = {
    "augtool -s": "augtool saves what a command on its own command line has set anyway",
    "virsh domcapabilities --virttype": "virsh takes its first word for that",
}
"""Flags, behind their commands, that change nothing where a page has them, and why."""
# It stands in a text of Python.
TURNED = {"0": "1", "1": "0", "[]": r"[\"mount\"]"}


class Mutant(NamedTuple):
    """A change of one line, the tests that must notice it, and what they must say."""

    kind: str
    path: str
    line: int
    old: str
    new: str
    column: int
    tests: tuple[str, ...]
    told: str = ""

    def apply(self) -> None:
        path = COPY / self.path
        lines = path.read_text("utf-8").split("\n")
        line, end = lines[self.line - 1], self.column + len(self.old)
        assert line[self.column : end] == self.old, self
        lines[self.line - 1] = line[: self.column] + self.new + line[end:]
        path.write_text("\n".join(lines), "utf-8")

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.kind} {self.old!r} -> {self.new!r}"


def lines_of(path: str) -> list[str]:
    return (ROOT / path).read_text("utf-8").split("\n")


def of_pages(version: str) -> Iterator[Mutant]:
    """Words of what is shown, and flags of commands."""
    place = next(p for p in places() if p.version == version)
    for page in MODULES:
        tests = ("tests/live/test_transcripts.py", "-k", f"{page}/ and {version}")
        for snippet in meant(page, place):
            yield from words(snippet, tests)
            yield from flags(snippet, tests)


def words(snippet: Snippet, tests: tuple[str, ...]) -> Iterator[Mutant]:
    lines, command = lines_of(snippet["path"]), 0
    for passage in split(text_of(snippet)):
        if not isinstance(passage, Output):
            command = getattr(passage, "first_line", command)
            continue
        told = f"{snippet['path']}:{snippet['line'] + command - 1}:"
        for number in range(len(passage.text.rstrip("\n").split("\n"))):
            at = snippet["line"] + passage.number - 1 + number
            for found in WORD.finditer(lines[at - 1]):
                yield Mutant("word", snippet["path"], at, found[0], f"{found[0]}x",
                             found.start(), tests, told)  # fmt: skip


def flags(snippet: Snippet, tests: tuple[str, ...]) -> Iterator[Mutant]:
    lines = lines_of(snippet["path"])
    for step in steps(snippet):
        for number in range(step.command.count("\n") + 1):
            at = step.line + number
            for found in FLAG.finditer(lines[at - 1]):
                if lines[at - 1][: found.end()].endswith(tuple(SAME)):
                    continue
                yield Mutant("flag", snippet["path"], at, found[0], "", found.start(),
                             tests, f"{snippet['path']}:{step.line}:")  # fmt: skip


def of_claims(version: str) -> Iterator[Mutant]:
    """Settings, and elements that change what is locked, in the tests of claims."""
    for path in sorted((TESTS / "live").glob("test_claims_*.py")):
        text = path.read_text("utf-8")
        for test in ast.parse(text).body:
            if isinstance(test, ast.FunctionDef) and test.decorator_list:
                name = path.relative_to(ROOT).as_posix()
                yield from settings(name, text, test, f"{test.name} and {version}")


def settings(
    path: str, text: str, test: ast.FunctionDef, only: str
) -> Iterator[Mutant]:
    for at in range(test.body[1].lineno, (test.end_lineno or 0) + 1):
        line = text.split("\n")[at - 1]
        if line.lstrip().startswith("assert "):
            continue
        for found in [*SETTING.finditer(line), *ELEMENT.finditer(line)]:
            other = '"other"' if found[0].startswith('"') else ""
            new = TURNED.get(found[0], other)
            yield Mutant("setting", path, at, found[0], new, found.start(),
                         (path, "-k", only))  # fmt: skip


def drawn(version: str, sample: int, seed: int) -> list[Mutant]:
    """At most one change of a line, and of each kind as many."""
    chance = random.Random(seed)
    found: dict[tuple[str, str, int], list[Mutant]] = {}
    for one in [*of_pages(version), *of_claims(version)]:
        found.setdefault((one.kind, one.path, one.line), []).append(one)
    kinds: dict[str, list[Mutant]] = {}
    for key in sorted(found):
        kinds.setdefault(key[0], []).append(chance.choice(found[key]))
    part = max(1, sample // len(kinds))
    return [one for k in sorted(kinds)
            for one in chance.sample(kinds[k], min(part, len(kinds[k])))]  # fmt: skip


def restore() -> None:
    """Have the copy as the files are here."""
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT, COPY, ignore=shutil.ignore_patterns(*OURS), symlinks=True)


def ran(tests: tuple[str, ...]) -> tuple[int, str]:
    """The status and the output of tests in the copy."""
    path = f"{COPY / '_ext'}:{COPY / 'tests'}"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-vv", "-p", "no:cacheprovider",
         "-p", "no:xdist", *tests],
        cwd=COPY, env={**os.environ, "PYTHONPATH": path}, check=False,
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    return done.returncode, done.stdout


def batches(mutants: list[Mutant]) -> Iterator[list[Mutant]]:
    """Words of a page change nothing of what runs: they are tried together."""
    together: dict[tuple[str, ...], list[Mutant]] = {}
    for one in mutants:
        if one.kind == "word":
            together.setdefault(one.tests, []).append(one)
        else:
            yield [one]
    yield from together.values()


def verdicts(batch: list[Mutant]) -> Iterator[tuple[Mutant, str]]:
    restore()
    for one in batch:
        one.apply()
    status, output = ran(batch[0].tests)
    for one in batch:
        if status == 5:
            yield one, "no test here"
        elif status == 1 and one.told in output:
            yield one, "killed"
        else:
            others = {0: "survived", 1: "fails elsewhere"}
            yield one, others.get(status, f"cannot run: {status}")


def main() -> int:
    sample, seed = (int(os.environ.get(n) or d) for n, d in OPTIONS.items())
    version = places()[-1].version
    survivors = 0
    for batch in batches(drawn(version, sample, seed)):
        for one, verdict in verdicts(batch):
            survivors += verdict not in ("killed", "no test here")
            print(f"{verdict}: {one}", flush=True)
    print(f"{survivors} survived on libvirt {version}")
    return int(survivors > 0)


OPTIONS = {"SAMPLE": "36", "SEED": "0"}

if __name__ == "__main__":
    sys.exit(main())
