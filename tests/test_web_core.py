"""The core in JavaScript: it is translated, the same each time, and all of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

from kbcheck import KINDS
from kbcheck.guides import guide_names
from kbweb.bundle import ENTRIES, LEFT_OUT, program
from kbweb.reach import Reach
from test_architecture import modules, ours
from translated import published

READS_THE_MODEL = {
    "kbcheck.modelfields", "kbcheck.relaxng.file", "kbcheck.relaxng.load",
    "kbcheck.relaxng.syntax", "kbcheck.relaxng.tokens", "kbcheck.relaxng.wellmade",
    "kbcheck.rules.filing", "kbcheck.rules.reading",
}  # fmt: skip
"""Modules that only reading the model needs, which the build does."""


def reached() -> set[str]:
    """The modules that a check can come to, in Python."""
    found: set[str] = set()
    todo = ["kbcheck.files", "kbcheck.report"]
    while todo:
        module = todo.pop()
        if module not in found and not module.startswith(LEFT_OUT):
            found.add(module)
            todo += [m for m in ours(module) if m.startswith("kbcheck")]
    # A package only hands on names: what they stand for comes from its modules.
    return {m for m in found if modules()[m].name != "__init__.py"}


def test_each_module_that_a_check_reaches_is_translated() -> None:
    there = set(Reach(program(), ENTRIES).names)
    assert reached() - there == READS_THE_MODEL
    assert there - reached() == {
        "kbweb.expat", "kbweb.xmldeclaration", "kbweb.xmlnames", "kbweb.xmlreader",
    }  # fmt: skip


def test_the_scripts_are_the_same_each_time(html_site: Path) -> None:
    """In a process in which sets have another order than in that of the site."""
    work = "from kbweb.bundle import scripts; print(ascii(scripts()), end='')"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", work], env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert literal_eval(done.stdout) == published(html_site)


def test_no_script_makes_code_of_text(html_site: Path) -> None:
    """The policy of the site forbids it."""
    for name, text in published(html_site).items():
        for word in ("eval(", "new Function", "Function(", "import("):
            assert word not in text.replace("$import(", ""), name


def test_the_model_has_all_that_a_check_asks_for(html_site: Path) -> None:
    model = published(html_site)["model.js"]
    data = json.loads(json.loads(model[model.index("(") + 1 : model.rindex(")")]))
    tables = {k.name for k in KINDS.values() if k.form == "settings"}
    assert {f"settings/{name}" for name in tables} <= data.keys()
    assert {k.name for k in KINDS.values() if k.form == "xml"} <= data.keys()
    assert {f"rules-{name}" for name in [*guide_names(), "driver"]} <= data.keys()
