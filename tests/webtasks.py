"""Files to check, as the command would and as the page does, for tests that compare.

A task is what a reader may give the page: one file or several, a version, guides.
"""

from __future__ import annotations

import random
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kbcheck.files import Asked, Checked, UsageError, check_bytes, check_together
from kbcheck.guides import guide_names
from kbcheck.report import jsonl
from pages import snippets, text_of, wrong_snippets
from test_cases import CASES, OPTION, kind_of

VERSIONS = ("", "", "", "9.0.0", ">=8.6.0", "<10", ">=9.0, <11.4")
BITS = (
    "<", ">", "&", "'", '"', "/", "=", "x", " ", "\n", "<!--", "-->", "]]>", "<a>",
    "</a>", "<b/>", "&amp;", "&#65;", "&bad;", "é", "…", "...", "0", "-1", "9" * 20,
    "<![CDATA[x]]>", "xmlns='u'", "q:", "\x01", "#", "[", "]", ",", ";", "\t", "yes",
    "no", "\\", "$", "ZZ", "1.5", "\ufeff", "\r\n", "\x85", "\xa0", "\u017f", "\u202e",
    "\U0001f600", "\U0001d400", "\ue000", "<!DOCTYPE a>",
)  # fmt: skip
"""What damage puts in: signs of each syntax, and characters that few expect."""
_WORD = re.compile(r"[A-Za-z_0-9][\w.:-]*")


class Given(NamedTuple):
    """A file of a task; '' for a kind that is to be found."""

    name: str
    data: bytes
    kind: str = ""


class Task(NamedTuple):
    """What is asked; `name` tells it from others in a message."""

    name: str
    files: tuple[Given, ...]
    libvirt: str = ""
    guides: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The task as the page's test gets it."""
        files = [[f.name, b64encode(f.data).decode(), f.kind] for f in self.files]
        return {"files": files, "libvirt": self.libvirt, "guides": [*self.guides]}


def expected(task: Task) -> list[str]:
    """The line of each file that the command prints, or why it prints none."""
    asked = Asked("", "", "driver", task.libvirt, task.guides)
    found: list[Checked | str] = []
    for name, data, kind in task.files:
        try:
            found.append(check_bytes(name, data, asked._replace(kind=kind)))
        except UsageError as err:
            found.append(str(err))
    checked = [one for one in found if not isinstance(one, str)]
    if task.guides and checked:
        checked = check_together(checked, asked)
    told = iter(jsonl(one.path, one.kind, one.problems) for one in checked)
    return [one if isinstance(one, str) else next(told) for one in found]


# --- what is checked ----------------------------------------------------------------


def case_tasks() -> Iterator[Task]:
    """Every case, save transcripts; a folder of them is one task."""
    for path in sorted((*CASES.glob("good/*"), *CASES.glob("bad/*"))):
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        told = dict(pair for f in files if f.is_file() for pair in _options(f))
        kind = kind_of(path) if path.is_file() else ""
        if kind == "console":
            continue
        yield Task(
            f"{path.parent.name}/{path.name}",
            tuple(
                Given(f"/{f.relative_to(path.parent)}", f.read_bytes(), kind)
                for f in files
                if f.is_file()
            ),
            told.get("libvirt", ""),
            tuple(told.get("guide", "").split()),
        )


def _options(path: Path) -> list[tuple[str, str]]:
    return OPTION.findall(path.read_text(encoding="utf-8", errors="replace"))


def snippet_tasks() -> Iterator[Task]:
    """Every example of the pages, right or wrong, save transcripts."""
    tasks = [task for task in case_tasks() if len(task.files) == 1]
    kinds = {task.files[0].kind for task in tasks}
    for found in (*snippets(*kinds), *wrong_snippets(*kinds)):
        options = found["options"]
        file = Given("/example", text_of(found).encode(), found["kind"])
        name = f"{found['path']}:{found['line']}"
        guides = tuple(options.get("guide", ()))
        yield Task(name, (file,), options.get("libvirt", ""), guides)


def corpus_tasks(folder: Path) -> Iterator[Task]:
    """The documents of a folder of them, each by itself."""
    for path in sorted(folder.rglob("*.xml")):
        place = path.relative_to(folder).as_posix()
        yield Task(place, (Given(f"/{path.name}", path.read_bytes()),))


# --- damage -------------------------------------------------------------------------


def damaged_tasks(count: int, seed: int) -> Iterator[Task]:
    """Cases with some of their text changed, with guides and versions at random."""
    chance = random.Random(seed)
    whole = [task for task in case_tasks() if len(task.files) == 1]
    words = sorted({w for task in whole for w in _WORD.findall(_text(task))})
    for number in range(count):
        task = chance.choice(whole)
        text = _text(task)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            text = _damaged(text, words, chance)
        data = bytearray(text.encode("utf-8", "replace"))
        if data and chance.random() < 0.03:  # in its encoding
            data[chance.randrange(len(data))] = chance.randrange(256)
        kind = task.files[0].kind if chance.random() < 0.8 else ""
        guide = (chance.choice(guide_names()),) if chance.random() < 0.3 else ()
        file = Given(task.files[0].name, bytes(data), kind)
        name = f"{task.name} of seed {seed}, number {number}"
        yield Task(name, (file,), chance.choice(VERSIONS), guide)


def _text(task: Task) -> str:
    return task.files[0].data.decode("utf-8", "replace")


def _damaged(text: str, words: list[str], chance: random.Random) -> str:
    spots = [match.span() for match in _WORD.finditer(text)]
    if spots and chance.random() < 0.5:
        begin, end = chance.choice(spots)
        word = text[begin:end]
        others = (chance.choice(words), word[:-1], f"{word}x", word.upper(),
                  f"{word[1:2]}{word[:1]}{word[2:]}")  # fmt: skip
        return f"{text[:begin]}{chance.choice(others)}{text[end:]}"
    if chance.random() < 0.15:
        lines = text.split("\n")
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
        return "\n".join(lines)
    begin = chance.randrange(len(text) + 1)
    end = begin + chance.choice((0, 0, 1, 1, 2, 5, 20))
    return f"{text[:begin]}{chance.choice(BITS)}{text[end:]}"
