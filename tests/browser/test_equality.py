"""The core in the browser says what `kbcheck` says: the same lines of JSON.

`KB_DAMAGED` is how many damaged files are tried, `KB_CORPUS` a folder of documents.
What differs and is to stay so is in differences.toml, with its reason.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kbweb.bundle import scripts
from webtasks import (
    Given,
    Task,
    case_tasks,
    corpus_tasks,
    damaged_tasks,
    expected,
    snippet_tasks,
)

DAMAGED = int(os.environ.get("KB_DAMAGED", "300"))
CORPUS = os.environ.get("KB_CORPUS", "")
SEED = 20
AT_ONCE = 200  # tasks of one call of the browser
POLICY = "default-src 'none'; script-src 'self'"
KNOWN: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("differences.toml").read_text(encoding="utf-8")
)
RUN = """
(tasks) => tasks.map(({ files, libvirt, guides }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const given = files.map(([name, data, kind]) => ({ name, kind, bytes: bytes(data) }));
  const told = kbcheck.check({ files: given, libvirt, guides, level: "driver" });
  return told.error ? [told.error] : told.files.map((file) => file.jsonl || file.why);
})
"""


@pytest.fixture(scope="module")
def checker(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page with the core in it, from a folder, under the policy of the site."""
    folder = tmp_path_factory.mktemp("checker")
    tags = "".join(f"<script src={name}></script>" for name in scripts())
    for name, text in scripts().items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "page.html").write_text(
        f'<!doctype html><meta charset=utf-8><meta http-equiv="Content-Security-Policy"'
        f' content="{POLICY}"><title>core</title>{tags}'
    )
    page = chromium.new_page()
    page.set_default_timeout(120_000)
    page.goto((folder / "page.html").as_uri())
    yield page
    page.close()


def differences(checker: Any, tasks: Iterable[Task]) -> dict[str, tuple[str, str]]:
    """Task and file -> what the command says, and what the browser does."""
    found: dict[str, tuple[str, str]] = {}
    every = iter(tasks)
    while some := list(islice(every, AT_ONCE)):
        told = checker.evaluate(RUN, [task.plain() for task in some])
        for task, lines in zip(some, told, strict=True):
            for file, wanted, said in zip(
                task.files, expected(task), lines, strict=True
            ):
                if wanted != said:
                    found[f"{task.name}: {file.name}"] = wanted, said
    return found


def assert_equal(checker: Any, tasks: Iterable[Task]) -> None:
    found = differences(checker, tasks)
    new = {name: pair for name, pair in found.items() if name not in KNOWN}
    told = [f"{n}\n  kbcheck: {a}\n  browser: {b}" for n, (a, b) in new.items()]
    assert not new, "\n".join(told[:10])


def test_each_case_gets_the_same_words(checker: Any) -> None:
    assert_equal(checker, case_tasks())


def test_each_example_of_the_pages_gets_the_same_words(checker: Any) -> None:
    assert_equal(checker, snippet_tasks())


def test_damaged_files_get_the_same_words(checker: Any) -> None:
    assert_equal(checker, damaged_tasks(DAMAGED, SEED))


@pytest.mark.skipif(not CORPUS, reason="KB_CORPUS names no folder of documents")
def test_a_corpus_gets_the_same_words(checker: Any) -> None:
    assert_equal(checker, corpus_tasks(Path(CORPUS)))


def test_what_is_known_to_differ_has_a_reason() -> None:
    assert all(len(reason.split()) > 3 for reason in KNOWN.values())


def test_a_difference_is_seen(checker: Any) -> None:
    """The comparison is no use if it cannot fail."""
    wrong = b"<domain type='kvm'><name>a</name></domain>"
    task = Task("one", (Given("/guest.xml", wrong),))
    checker.evaluate("kbcheck.kept = kbcheck.check")
    checker.evaluate(
        "kbcheck.check = (r) => JSON.parse("
        "JSON.stringify(kbcheck.kept(r)).replace('error', 'eror'))"
    )
    assert differences(checker, [task])
    checker.evaluate("kbcheck.check = kbcheck.kept")
    assert not differences(checker, [task])
