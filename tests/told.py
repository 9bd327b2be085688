"""What is told of each bad case, to the letter and the column: kept in `cases/told`.

`make told` writes it anew.  What changes there is what users will read in other words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kbcheck import Problem

TOLD = Path(__file__).parent / "cases" / "told"
_INDENT = "  "


def in_words(found: Iterable[Problem]) -> list[str]:
    """All that is told of a case, a line for each problem."""
    return [
        str(p._replace(path="")).removeprefix(":")
        + f" {p.severity}"
        + ", silently ignored" * p.silently_ignored
        for p in found
    ]


@cache
def kept(kind: str) -> dict[str, list[str]]:
    """Name of a case -> what is told of it; nothing of a kind that has no file."""
    file = TOLD / f"{kind}.txt"
    found: defaultdict[str, list[str]] = defaultdict(list)
    name = ""
    for line in file.read_text("utf-8").split("\n") if file.exists() else ():
        if line.startswith(_INDENT):
            found[name].append(line.removeprefix(_INDENT))
        else:
            name = line
    return found


def changed(kind: str, name: str, found: Iterable[Problem]) -> str:
    """What is told otherwise than it is kept, and what to do; '' if nothing is."""
    words, before = in_words(found), kept(kind).get(name, [])
    if words == before:
        return ""
    new = "".join(f"\n  + {line}" for line in words if line not in before)
    old = "".join(f"\n  - {line}" for line in before if line not in words)
    return f"told otherwise than tests/cases/told/{kind}.txt keeps it:{old}{new}\n" \
           "  If that is meant, `make told` keeps it."  # fmt: skip


def write() -> None:
    """Keep what is told of all bad cases now, and how the pages of `shown` look."""
    from shown_pages import SHOWN, built
    from test_cases import BAD, kind_of, problems

    SHOWN.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        for file, text in built(Path(folder)).items():
            (SHOWN / file).write_text(text, "utf-8")

    TOLD.mkdir(exist_ok=True)
    for old in TOLD.iterdir():
        old.unlink()
    parts = defaultdict(list)
    for path in BAD:
        lines = [path.name, *(_INDENT + line for line in in_words(problems(path)))]
        parts[kind_of(path)] += lines
    for kind, found in parts.items():
        (TOLD / f"{kind}.txt").write_text("\n".join(found) + "\n", "utf-8")


if __name__ == "__main__":
    write()
