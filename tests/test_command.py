"""The command `kbcheck`: formats, exit status, kinds, errors."""

from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path

import pytest

from kbcheck import Request, check
from kbcheck.command import main
from kbcheck.report import excerpt
from pages import ROOT, snippets, text_of

GOOD = "<domain type='test'>\n  <name>one</name>\n  <memory>4096</memory>\n</domain>\n"
BAD = GOOD.replace("memory>", "memry>")


@pytest.fixture
def guest(tmp_path: Path) -> Path:
    path = tmp_path / "guest.xml"
    path.write_text(BAD)
    return path


def test_a_valid_file_prints_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "guest.xml"
    path.write_text(GOOD)
    assert main([str(path), "--level", "grammar"]) == 0
    assert capsys.readouterr().out == ""


def test_text_shows_the_line_the_mark_and_the_hint(
    guest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(guest)]) == 1
    first, line, mark, hint, dropped = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{guest}:3:3: error: <memry> is not allowed in <domain>")
    assert first.endswith("[unknown-element]")
    assert line.index("<memry>") == mark.index("^")
    assert hint == "  = did you mean 'memory'?"
    assert dropped == "  = libvirt ignores this and says nothing"


def test_jsonl_is_the_contract(guest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(guest), "--format", "jsonl"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["path"], found["kind"], found["valid"]) == (
        str(guest),
        "domain",
        False,
    )
    assert found["errors"] == [
        {
            "line": 3,
            "column": 3,
            "check": "unknown-element",
            "severity": "error",
            "message": "<memry> is not allowed in <domain>",
            "hint": "did you mean 'memory'?",
            "silently_ignored": True,
        }
    ]


def test_github_escapes_what_would_end_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a,b:c.xml"
    path.write_text(BAD)
    main([str(path), "--format", "github"])
    out = capsys.readouterr().out
    assert out.startswith("::error file=")
    assert "a%2Cb%3Ac.xml,line=3,col=3,title=unknown-element::<memry>" in out


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
    assert main(["-"]) == 1
    assert capsys.readouterr().out.startswith("-:3:3: error")


def test_a_fragment_needs_no_root(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "disk.xml"
    path.write_text("<memballoon modle='virtio'/>\n")
    assert main([str(path)]) == 1
    assert "did you mean 'model'?" in capsys.readouterr().out


def test_an_unreadable_file_is_told_and_the_others_are_checked(
    guest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["/nowhere.xml", str(guest)]) == 2
    captured = capsys.readouterr()
    assert "kbcheck: /nowhere.xml: No such file" in captured.err
    assert "<memry>" in captured.out


def test_a_file_of_no_known_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.txt"
    path.write_text("hello\n")
    assert main([str(path)]) == 2
    assert "name one with --kind" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--kind", "domian", "x"], "did you mean 'domain'?"),
        (["--libvirt", "new", "x"], "'new' is not a version"),
        (["--guide", "sve", "x"], "did you mean 'sev'?"),
        ([], "name a file"),
    ],
)
def test_usage_errors_say_what_is_right(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("--list-kinds", "domain"),
        ("--list-guides", "sev"),
        ("--list-checks", "unknown-element"),
    ],
)
def test_lists(option: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([option]) == 0
    assert any(text.startswith(line) for text in capsys.readouterr().out.splitlines())


def test_the_version_is_that_of_the_package(
    capsys: pytest.CaptureFixture[str],
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"kbcheck {project['version']}\n"


def test_what_is_not_installed_has_no_version(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbcheck.command.PACKAGE", "xq7zzz")
    assert main(["--version"]) == 0
    told = "kbcheck, from a folder that is not installed\n"
    assert capsys.readouterr().out == told


def test_bytes_that_are_no_text_are_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "guest.xml"
    path.write_bytes(b"<domain>\n\xff</domain>")
    assert main([str(path)]) == 1
    assert f"{path}:2:1: error: the byte 0xff is not utf-8" in capsys.readouterr().out


def test_a_guide_is_judged_over_all_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "guest.xml"
    path.write_text(
        "<domain type='kvm'>\n  <name>one</name>\n  <memory>4096</memory>\n"
        "  <os><type arch='x86_64' machine='q35'>hvm</type></os>\n"
        "  <launchSecurity type='sev'><policy>0x3</policy></launchSecurity>\n</domain>"
    )
    assert main(["--guide", "sev", str(path)]) == 1
    assert "[SEV-008]" in capsys.readouterr().out


def test_a_long_line_is_cut_around_the_column() -> None:
    line = "a" * 500 + "!" + "b" * 500
    shown, mark = excerpt(line, 501).splitlines()
    assert shown[mark.index("^")] == "!"
    assert len(shown) < 180


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    shown, mark = excerpt("\ta\x1b[2Jb", 3).splitlines()
    assert shown == "  | \ta\\x1b[2Jb"
    assert mark == "  | \t ^"


def test_an_unknown_root_is_not_dropped_in_silence() -> None:
    found = check(Request("<domian/>", "domain")).problems
    assert [(p.check, p.silently_ignored) for p in found] == [
        ("unknown-element", False)
    ]


def test_the_page_shows_what_it_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (text,) = (text_of(s) for s in snippets("console")
               if s["page"] == "kbase/kbcheck" and "error:" in text_of(s))  # fmt: skip
    line = text.splitlines()[2].removeprefix("  | ")
    end = f"{line}\n    <type>hvm</type>\n  </os>\n</domain>"
    (tmp_path / "web.xml").write_text(GOOD.replace("</domain>", end))
    monkeypatch.chdir(tmp_path)
    assert main(["web.xml"]) == 1
    assert capsys.readouterr().out == text.partition("\n")[2]


def test_a_folder_alone_is_unusable_and_the_help_says_so(
    tmp_path: Path, guest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (main([str(tmp_path)]), main([str(tmp_path), str(guest)])) == (2, 1)
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "unless only folders are named (2)" in capsys.readouterr().out
