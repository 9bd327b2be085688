"""A kind has all its parts, and each part has a kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import kbcheck.remarks
import kbcheck.settings.syntaxes
from kbcheck import KINDS, Kind
from kbcheck.modelfile import MODEL, model_text
from kbcheck.remarks import WITH_REMARKS
from kbcheck.settings import SYNTAXES
from newcomer import (
    CONF,
    ROOT,
    XML,
    forgotten,
    kind_place,
    kinds_with_cases,
    line_with,
    model_of,
    nothing_forgotten,
)
from test_settings_faults import places
from test_settings_growth import HOSTILE

README = ROOT / "README.md"
WHOLE_LINES = {"device-list"}
"""What has no settings: each line is one thing, which the cases break."""
_STATED = re.compile(r"(?m)\[ m:since|^(?:since|removed|program) =|^source = .*\d")
_INCLUDED = re.compile(r'(?m)^include "(?!common/)(.+)"')


class Part(NamedTuple):
    """What a kind must have: whether it has it, what to say and to do if not."""

    missing: str
    there: Callable[[str], bool]
    todo: str


def documented() -> set[str]:
    """The kinds in the table of the README."""
    _, _, below = README.read_text("utf-8").partition("\n| kind | ")
    return set(re.findall(r"(?m)^\| `([\w.-]+)` \|", below.partition("\n\n")[0]))


def text_of_model(kind: str) -> str:
    path = model_of(kind)
    return model_text(path) if path.is_file() else ""


def states_versions(kind: str) -> bool:
    """Whether the model of a kind, or a file of its own that it includes, has any."""
    text = text_of_model(kind)
    if kind not in (*XML, *CONF) or not text:
        return True  # its file must name a source, or is told to be missing
    included = _INCLUDED.findall(text)
    texts = [model_text(model_of(kind).parent / name) for name in included]
    return any(map(_STATED.search, [text, *texts]))


ALL_KINDS = (
    Part("has no good case", lambda k: k in kinds_with_cases("good"),
         "write tests/cases/good/{kind}-NAME"),
    Part("has no bad case", lambda k: k in kinds_with_cases("bad"),
         "write tests/cases/bad/{kind}-NAME with a line 'expect: …'; "
         "the fuzzer starts from the cases, too"),
    Part("is not documented", lambda k: k in documented(),
         "add '| `{kind}` | … |' to the table of kinds in README.md"),
)  # fmt: skip
JUDGED_BY_THE_MODEL = (
    Part("has no file of the model", lambda k: model_of(k).is_file(), "write {model}"),
    Part("states no version", states_versions,
         "write in {model} since when things are known, or the version of its source"),
    Part("does not say what is for people only", WITH_REMARKS.__contains__,
         "add {kind} to the table in _ext/kbcheck/remarks.py"),
)  # fmt: skip
IN_LIBVIRTS_SYNTAX = (
    Part(
        "has a syntax that nobody names",
        lambda k: "[keys." in (text_of_model(k) or "[keys."),
        "add it to the syntaxes in _ext/kbcheck/settings/syntaxes.py, or, if its "
        "syntax is libvirt's, write [keys.NAME] in {model}",
    ),
)
IN_ANOTHER_SYNTAX = (
    Part("is not known to grow with its size", {k for k, *_ in HOSTILE}.__contains__,
         "add rows of {kind} to HOSTILE in tests/test_settings_growth.py"),
    Part("has no setting that is broken to see what is told",
         {*WHOLE_LINES, *(kind for kind, *_ in places())}.__contains__,
         "say in place_of in tests/test_settings_faults.py how one stands in a file"),
)  # fmt: skip


def parts(kind: str) -> tuple[Part, ...]:
    judged = () if kind == "console" else JUDGED_BY_THE_MODEL
    if kind in CONF:
        return (*ALL_KINDS, *judged, *IN_LIBVIRTS_SYNTAX)
    return (*ALL_KINDS, *judged, *(IN_ANOTHER_SYNTAX if kind in SYNTAXES else ()))


def lacks(kind: str) -> Iterator[str]:
    """A message for each part that a kind lacks."""
    steps = "Add an XML format" if kind in XML else "Add a settings kind"
    for part in parts(kind):
        if not part.there(kind):
            names = {"kind": kind, "model": model_of(kind).relative_to(ROOT)}
            missing, todo = f"the kind {kind} {part.missing}", part.todo.format(**names)
            yield forgotten(*kind_place(kind), missing, todo, steps)


def test_each_kind_has_all_its_parts() -> None:
    nothing_forgotten(message for kind in KINDS for message in lacks(kind))


def test_a_kind_of_which_only_the_name_is_there_is_told_of_every_part() -> None:
    told = "\n".join(lacks("made-up.conf"))
    assert [part.missing for part in parts("made-up.conf") if part.missing in told] == [
        "has no good case",
        "has no bad case",
        "is not documented",
        "has no file of the model",
        "does not say what is for people only",
    ]
    assert "_ext/kbcheck/kinds.py:1: the kind made-up.conf has no good case" in told
    assert told.count("(see CONTRIBUTING.md, 'Add a settings kind')") == 5


def without_a_kind() -> Iterator[str]:
    """A message for each part whose kind is not there: renamed, misspelt, removed."""
    syntaxes, remarks = kbcheck.settings.syntaxes, kbcheck.remarks
    tables = [(Path(syntaxes.__file__), f'"{n}"', n) for n in syntaxes._OTHERS]
    tables += [(Path(remarks.__file__), f'"{n}"', n) for n in WITH_REMARKS - {"shell"}]
    tables += [(README, f"`{n}`", n) for n in documented()]
    models = {*MODEL.glob("*.rnc"), *MODEL.glob("settings/*.toml")}
    found = [(path, line_with(path, text), name) for path, text, name in tables]
    found += [(p, 1, p.stem) for p in sorted(models) if p.name != "forms.toml"]
    for path, line, name in found:
        if name not in KINDS:
            todo = "add it to KINDS in _ext/kbcheck/kinds.py, or mend its name here"
            missing = f"there is no kind {name}"
            yield forgotten(path, line, missing, todo, "Add a settings kind")


def test_each_part_is_of_a_kind_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_forgotten(without_a_kind())
    monkeypatch.delitem(KINDS, "fstab")
    told = [message.partition(";")[0] for message in without_a_kind()]
    assert len(told) == 4  # syntax, remarks, README, model
    assert all(message.endswith(": there is no kind fstab") for message in told)


def lexed(kind: Kind) -> bool:
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        return bool(find_lexer_class_by_name(kind.lexer))
    except ClassNotFound:
        return kind.lexer == "transcript"  # our own


def test_each_kind_has_a_lexer_that_is_there() -> None:
    nothing_forgotten(
        forgotten(*kind_place(kind.name), f"Pygments has no lexer {kind.lexer!r}",
                  "name one of https://pygments.org/docs/lexers",
                  "Add a settings kind")
        for kind in KINDS.values()
        if not lexed(kind)
    )  # fmt: skip
