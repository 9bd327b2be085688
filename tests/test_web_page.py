"""What the page calls, in node: texts that a reader pastes, one check after another."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kbcheck.files import Asked, check_text
from kbcheck.report import jsonl
from translated import NO_NODE, NODE, published

GUEST = "<domain type='kvm'>\n  <!-- {} --><memory unit='GiB'>4</memry>\n</domain>\n"
DECLARED = "<?xml version='1.0' encoding='{}'?>\n" + GUEST.format(
    "Gr\u00f6\u00dfe \u65e5"
)
PASTED = {
    **{f"declared as {name}": DECLARED.format(name)
       for name in ("ISO-8859-1", "windows-1252", "UTF-16", "ascii", "utf-8")},
    "a mark before it": "\ufeff" + GUEST.format("a"),
    "a mark before settings": "\ufeffuser = 'root'\n",
    "a digit past U+FFFF": "<domain><\U0001d7d2memory>1</memory></domain>",
}  # fmt: skip
RARE = [GUEST.format("".join(map(chr, range(at, at + 2500))))
        for at in range(0x20000, 0x22711, 2500)]  # fmt: skip
TOO_RARE = GUEST.format("".join(map(chr, range(0x20000, 0x21000))))
_RUN = """
const told = texts.map(([name, text]) => {
  const [file] = kbcheck.check({ files: [{ name, text }] }).files;
  return file.jsonl || file.why;
});
const { $cached, forget, given, taken } = kbcheck.runtime;
const same = $cached((text) => [given(text)]);
const kept = ["\U00020000", "\U00020001"].map((text) => {
  forget();
  return same(taken(text))[0];
});
process.stdout.write(JSON.stringify([...told, kept]));
"""


def name_of(text: str) -> str:
    """The name under which a text is given."""
    return "qemu.conf" if "user" in text else "guest.xml"


@pytest.fixture(scope="module")
def told(html_site: Path) -> dict[str, Any]:
    """What the page says of each text: all in one session."""
    texts = [*PASTED.values(), *RARE, TOO_RARE, GUEST]
    named = json.dumps([(name_of(text), text) for text in texts])
    script = "".join(
        (*published(html_site).values(), f"const texts = {named};\n", _RUN)
    )
    done = subprocess.run(
        [NODE or "", "-"], input=script, text=True, capture_output=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[Any] = json.loads(done.stdout)
    return dict(zip([*texts, "kept"], found, strict=True))


def expected(text: str) -> str:
    """What the core says of a text in Python."""
    checked = check_text(name_of(text), text, Asked())
    return jsonl(checked.path, checked.kind, checked.problems)


@pytest.mark.skipif(NODE is None, reason=NO_NODE)
@pytest.mark.parametrize("name", PASTED)
def test_a_pasted_text_is_judged_as_text(told: dict[str, Any], name: str) -> None:
    assert told[PASTED[name]] == expected(PASTED[name])


@pytest.mark.skipif(NODE is None, reason=NO_NODE)
def test_rare_characters_do_not_count_in_the_next_check(
    told: dict[str, Any],
) -> None:
    for text in (*RARE, GUEST):
        assert told[text] == expected(text)


@pytest.mark.skipif(NODE is None, reason=NO_NODE)
def test_too_many_rare_characters_name_the_command(
    told: dict[str, Any],
) -> None:
    assert "the command kbcheck takes" in told[TOO_RARE]


@pytest.mark.skipif(NODE is None, reason=NO_NODE)
def test_nothing_is_kept_by_a_character_that_stands_in(told: dict[str, Any]) -> None:
    assert told["kept"] == ["\U00020000", "\U00020001"]
