"""Nothing that a text or its name holds can forge what is printed, in any format."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kbcheck import KINDS, Request, check
from kbcheck.command import main
from kbcheck.guides import check_guides, guides, source
from kbcheck.options import FORMATS
from kbcheck.problem import Problem, problem, shown
from kbcheck.report import excerpt, github, jsonl, text

HIDDEN = {
    "escape": "\x1b[2J\x1b]0;title\x07", "C1": "\x9b2J", "NUL": "\x00", "DEL": "\x7f",
    "newline": "\n", "return": "\r", "line separator": "\u2028", "next line": "\x85",
    "override": "\u202e", "isolate": "\u2066", "mark": "\u200f", "arabic": "\u061c",
    "zero width": "\u200b", "byte order": "\ufeff", "tag": "\U000e0041",
    "filler": "\u3164", "surrogate": "\udc80", "no-break": "\xa0",
}  # fmt: skip
COMMANDS = ("::add-mask::x", "##[add-mask]x", "##vso[task.complete]",
            "##teamcity[buildStop]", "  ::error::x")  # fmt: skip
EXT = Path(__file__).parents[1] / "_ext"
OBEYED = re.compile(r"^\s*::(?!error |warning )|##\[|##\w+\[", re.MULTILINE)


def printed(form: str, path: str, found: Problem, source: str) -> str:
    found = found._replace(path=path)
    if form == "text":
        return text([found], source)
    return github([found]) if form == "github" else jsonl(path, "domain", [found])


def forged(out: str, lines: int) -> list[str]:
    """What a terminal or a build server would take from an output of some lines."""
    bad = [c for c in out if not (c.isprintable() or c in "\n\t") or c == "\u3164"]
    more = out.rstrip("\n").count("\n") + 1 - lines
    return [*map(ascii, bad), *OBEYED.findall(out), *["a line"] * more]


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("form", FORMATS)
def test_messages_hints_paths_and_lines_forge_nothing(form: str, hidden: str) -> None:
    found = problem("syntax", 1, 1, f"a{hidden}b", f"c{hidden}d")
    line = hidden.replace("\n", "")
    out = printed(form, f"e{hidden}f", found, f"g{line}h")
    assert forged(out, 4 if form == "text" else 1) == []


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_a_command_to_a_build_server(form: str, command: str) -> None:
    found = problem("syntax", 1, 1, command, command)
    out = printed(form, command, found, command)
    assert forged(out, 4 if form == "text" else 1) == []


def test_the_path_of_jsonl_is_exact() -> None:
    """A program opens the file by it."""
    path = "##[a]\x1b\u202e\udc80\n.xml"
    assert json.loads(jsonl(path, "domain", []))["path"] == path


def test_what_is_hidden_is_shown_as_an_escape() -> None:
    assert shown("a\x1b\u202e\t\u3164") == r"a\x1b\u202e\t\u3164"
    assert shown("## a [b] # é 日本") == "## a [b] # é 日本"
    assert shown(shown("##[a]\x07")) == shown("##[a]\x07") == r"\x23#[a]\x07"


def test_the_mark_stands_under_the_column_behind_escapes() -> None:
    line, mark = excerpt("a\x1b\u202e = 1", 7).splitlines()
    assert line[mark.index("^")] == "1"


XML = "<domain type='kvm'><name>{0}</name><x{0}/><os {0}='{0}'>{0}</os>{0}</domain>"
LINES = (
    'security_driver = "{0}"\n{0} = "{0}"\n[{0}]\n{0}={0}\n$ virsh {0} --{0}\n'
    "/dev/{0} {0} nfs {0} 0 0\n[Service]\nType={0}\nqemu:///{0}?{0}={0}\n"
    "options kvm_amd sev={0}\n/dev/disk/by-{0}/x\n-machine {0}\n"
)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_passes_on_what_nobody_sees(kind: str) -> None:
    for name in ("escape", "newline", "override", "filler", "surrogate"):
        assert_shown(kind, f"a{HIDDEN[name]}b")


def assert_shown(kind: str, hidden: str) -> None:
    """No message of the kind holds the text as it is."""
    template = XML if KINDS[kind].roots else LINES
    whole = template.replace("{0}", hidden)
    lines = template.splitlines()
    texts = [whole, *(line.replace("{0}", hidden) for line in lines)]
    found = [p for t in texts for p in check(Request(t, kind)).problems]
    documents = [source("a", t, kind, example=False) for t in texts]
    found += check_guides(guides(), [d for d in documents if d])
    assert found
    assert [p for p in found if forged(p.message + p.hint, 1)] == []
    assert [p for p in found if len(p.message) > 240] == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_forges_nothing(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Names of files come from a pull request; so do their lines."""
    monkeypatch.chdir(tmp_path)
    name = "::add-mask::\x1b[2J\n##[x]"
    Path(name).write_text('::stop-commands::x = 1\nuser = "\x1b[2J\u202e"\n')
    assert main(["--kind", "qemu.conf", "--format", form, name, "a\n::b::c"]) == 2
    captured = capsys.readouterr()
    lines = captured.out.count("\n")
    assert forged(captured.out, lines) == []
    assert forged(captured.err, 1) == []


def test_problems_are_made_in_one_place() -> None:
    """`problem()` makes their words safe; what is kept is made of those again."""
    made = {
        f"{path.relative_to(EXT)}: {line.strip()}"
        for path in EXT.rglob("*.py")
        for line in path.read_text("utf-8").split("\n")
        if re.search(r"\bProblem\((?!\*p\))", line) and "class " not in line
    }
    assert made == {"kbcheck/problem.py: return Problem("}


def test_a_broken_character_in_a_command_is_shown_as_an_escape() -> None:
    told = check(Request("# virsh li\udc9est\n", "console")).problems
    assert told
    assert all("\udc9e" not in p.message + p.hint for p in told)
