"""Fuzzing by coverage: `make fuzz`, or fuzz.py SURFACE [OPTIONS OF LIBFUZZER].

Without a surface: all of them, one after the other, `RUNS` inputs each.  libFuzzer
keeps what reaches new code below `_build/fuzz`.  An input that breaks a property is
kept there as `finding-…`, one for each place that breaks, and the run goes on: make it
a case, then mend its kind.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import pkgutil
import re
import subprocess
import sys
import traceback
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUT = ROOT / "_build" / "fuzz"
WORDS = 500  # of a dictionary; libFuzzer takes no more that matter
_WORD = re.compile(r"[\w.:/=<>'-]{2,40}", re.ASCII)
LARGEST = 4096  # bytes of an input; growth with size has tests of its own


def main(arguments: list[str]) -> int:
    """Run one surface in this process, or each in a process of its own."""
    if find_spec("atheris") is None:
        print("skipped: atheris is not installed, and not to be had for this Python")
        return 0
    if arguments and not arguments[0].startswith("-"):
        return _run(arguments[0], arguments[1:])
    from surfaces import SURFACES, seeds

    known = {surface.name: surface for surface in SURFACES}
    status = 0
    for name, surface in known.items():
        folder = OUT / name
        folder.mkdir(parents=True, exist_ok=True)
        texts = list(seeds(surface))
        for number, text in enumerate(texts):
            (folder / f"seed-{number}").write_text(text, encoding="utf-8")
        (OUT / f"{name}.dict").write_text(dictionary(texts), encoding="utf-8")
        status |= _start(name, folder, arguments)
    return status


def dictionary(texts: list[str]) -> str:
    """The words of the texts, which mutations put in, in libFuzzer's form."""
    found = Counter(word for text in texts for word in _WORD.findall(text))
    return "".join(f'"{word}"\n' for word, _ in found.most_common(WORDS))


def _start(name: str, folder: Path, options: list[str]) -> int:
    """A process for one surface; what it says at the end, and what it found."""
    for old in OUT.glob(f"finding-{name}-*"):
        old.unlink()  # told by the run that found it
    runs = os.environ.get("RUNS", "2000")
    command = [sys.executable, __file__, name, f"-runs={runs}", *options, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = sorted(OUT.glob(f"finding-{name}-*"))
    last = done.stderr.strip().split("\n")[-1] if not done.returncode else done.stderr
    print(f"{name}: {last}; {len(found)} findings", *found, sep="\n  ", flush=True)
    return int(done.returncode != 0 or bool(found))


def _run(name: str, options: list[str]) -> int:
    """Fuzz one surface; never returns, since libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["kbcheck"]):
        import kbcheck

        for module in pkgutil.walk_packages(kbcheck.__path__, "kbcheck."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    from surfaces import SURFACES, prove

    (surface,) = (s for s in SURFACES if s.name == name)
    places: set[str] = set()

    def one(data: bytes) -> None:
        try:
            prove(surface, data.decode("utf-8", "surrogateescape"))
        except Exception as err:  # noqa: BLE001 (any is a finding; the run goes on)
            place = _place(err)
            if place not in places:
                places.add(place)
                digest = hashlib.sha256(place.encode()).hexdigest()[:12]
                (OUT / f"finding-{name}-{digest}").write_bytes(data)
                print(f"{name}: {place}: {str(err)[:200]}", file=sys.stderr)

    words = OUT / f"{name}.dict"
    found = [f"-max_len={LARGEST}", f"-artifact_prefix={OUT / name}-", *options]
    if words.is_file():
        found.append(f"-dict={words}")
    atheris.Setup([sys.argv[0], *found], one)
    atheris.Fuzz()
    return 0


def _place(err: Exception) -> str:
    """What tells one finding from another: the exception, and where it was raised."""
    frame = traceback.extract_tb(err.__traceback__)[-1]
    return f"{type(err).__name__} at {Path(frame.filename).name}:{frame.lineno}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
