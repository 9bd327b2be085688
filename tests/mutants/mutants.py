"""Whether the tests notice small changes of the code: `make mutants`.

mutants.py [MODULE], a file or folder below _ext.  Each change is made in a copy below
`_build/mutants`, and the tests that execute its line run there, the quickest first;
then all tests, as no record knows what a line does that runs when a module is imported.
A change that all of them pass survives: either it makes no difference that anybody
could see, or a test is missing.  SAMPLE= changes are drawn, 0 for all, with SEED=.
The exit status is 1 if fewer than LEAST= percent are noticed, 2 if it cannot work.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from changes import Change, changes, makes_a_difference
from record import Record

ROOT = Path(__file__).parents[2]
OUT = ROOT / "_build" / "mutants"
COPY = OUT / "tree"
CACHE = OUT / "cache"
LIMIT = 20  # seconds of tests for one change
OURS = (".git", ".venv", "_build", ".*_cache", ".hypothesis")
SLOW = ("bench", "browser", "drift", "fuzz", "live", "mutants", "rebuild", "upstream")
LONGEST = 300  # seconds until a process of tests that only waits is killed
EVERY = ["pytest", "-x", "--numprocesses", "auto", "--dist", "worksteal",
         *(f"--ignore=tests/{name}" for name in SLOW), "tests", "kbase"]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Draw the changes, try each, and say which of them survived."""
    sample, seed, least = (int(os.environ.get(n) or d) for n, d in OPTIONS.items())
    module = Path("_ext", *arguments[:1])
    _copy()
    if not (COPY / module).exists():
        print(f"no such module: {module}")
        return 2
    drawn = _drawn(module, sample, seed)
    record = _record()
    if not drawn or record is None or _start(EVERY, {}, LONGEST):
        print(f"cannot judge {len(drawn)} changes: {OUT / 'last.log'} may say why")
        return 2
    start = time.monotonic()
    found = Counter(_tried(change, record) for change in drawn)
    print(f"{module}: {len(drawn)} changes,", end=" ")
    print(*(f"{found[n]} {n}" for n in VERDICTS), sep=", ", end="")
    print(f"; {time.monotonic() - start:.0f} s")
    return int(found["survived"] * 100 > (100 - least) * len(drawn))


OPTIONS = {"SAMPLE": "40", "SEED": "0", "LEAST": "0"}
VERDICTS = ("killed", "survived", "timeout")


def _copy() -> None:
    """A tree like ours, for the changes; our bytecode fits what is not changed."""
    if COPY.exists():
        shutil.rmtree(COPY)
    shutil.copytree(ROOT, COPY, symlinks=True, ignore=shutil.ignore_patterns(*OURS))


def _drawn(module: Path, sample: int, seed: int) -> list[Change]:
    """The sample, in the order of the files."""
    os.chdir(COPY)
    files = [module] if module.is_file() else sorted(module.rglob("*.py"))
    found = [change for file in files for change in changes(file)]
    random.Random(seed).shuffle(found)
    kept = (change for change in found if makes_a_difference(change))
    drawn = islice(kept, sample or None)
    return sorted(drawn, key=lambda change: (change.file, change.first))


def _record() -> Record | None:
    """Which tests execute which lines, of this state of the code; made once."""
    digest = blake2b(digest_size=8)
    for file in sorted(Path("_ext").rglob("*.py")):
        digest.update(f"{file}\0".encode() + file.read_bytes())
    folder = OUT / "record" / digest.hexdigest()
    data, took = folder / "lines", folder / "tests.json"
    if not took.exists():
        print("recording which tests execute which lines", flush=True)
        shutil.rmtree(folder.parent, ignore_errors=True)
        folder.mkdir(parents=True)
        run = ["coverage", "run", "--source=_ext", f"--data-file={data}"]
        files = map(str, sorted(Path("tests").glob("test_*.py")))
        _start([*run, "-m", "pytest", *files], {"KB_RECORD": str(took)}, LONGEST * 10)
    return Record(data, took) if took.exists() else None


def _tried(change: Change, record: Record) -> str:
    """What becomes of the change; one that survives is printed."""
    file = change.file
    old, state = file.read_bytes(), file.stat()
    file.write_text(change.text(), "utf-8")
    try:
        status = _run(record, record.tests(file, change.first, change.last, LIMIT))
        status = status or _start(EVERY, {}, LONGEST)
    finally:
        file.write_bytes(old)
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))  # its bytecode fits
    verdict = "survived" if not status else "timeout" if status < 0 else "killed"
    if verdict != "killed":
        print(f"{verdict}: {change}", flush=True)
    return verdict


def _run(record: Record, tests: dict[str, float]) -> int:
    """The status of the chosen tests: negative if they take too long."""
    if not tests:
        return 0
    shutil.rmtree(CACHE, ignore_errors=True)
    chosen = OUT / "chosen.json"
    chosen.write_text(json.dumps(tests), "utf-8")
    files = sorted({name.partition("::")[0] for name in tests} | record.changed())
    surroundings = {"KB_CHOSEN": str(chosen), "KB_KNOWN": str(record.took)}
    return _start(["pytest", "-x", *files], surroundings, LONGEST)


def _start(arguments: list[str], surroundings: dict[str, str], limit: float) -> int:
    plain = {"PYTHONDONTWRITEBYTECODE": "1", "CI": "1"}  # CI: hypothesis draws the same
    path = os.pathsep.join(str(COPY / part) for part in ("_ext", "tests/mutants"))
    known = {"PYTHONPATH": path, "XDG_CACHE_HOME": str(CACHE)}
    plugins = ["-p", "chosen", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", *arguments, *plugins]
    with (OUT / "last.log").open("w") as log, subprocess.Popen(
        command, env=os.environ | plain | known | surroundings,
        stdout=log, stderr=log, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            return process.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            return -9


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
