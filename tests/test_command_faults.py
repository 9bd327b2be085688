"""What the command says, and how it ends, where it cannot judge a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from damaged_model import copied_model
from kbcheck import files, guides
from kbcheck.command import main
from kbcheck.problem import MAX_BYTES

BAD = "/dev/sda1 /srv nfs defaults 0 0 0 0\n"
GUEST = "<domain type='kvm'>\n  <name>one</name>\n  <x/>\n</domain>\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("fstab").write_text(BAD)
    Path("guest.xml").write_text(GUEST)
    Path("list.txt").write_text("$ virsh list\n")
    return tmp_path


@pytest.fixture
def model(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    with copied_model(tmp_path, monkeypatch) as found:
        monkeypatch.chdir(folder)
        yield found


def raising(error: BaseException, kind: str) -> Callable[[Any], Any]:
    """A `check` that fails on texts of a kind."""
    real = files.check

    def check(request: Any) -> Any:
        if request.kind == kind:
            raise error
        return real(request)

    return check


@pytest.mark.parametrize(
    "error", [TypeError("odd\x1b"), RecursionError(), MemoryError(), KeyError("x")]
)
def test_what_nobody_foresaw_is_one_line_and_the_others_are_judged(
    folder: Path,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(files, "check", raising(error, "domain"))
    assert main(["guest.xml", "fstab"]) == 3
    captured = capsys.readouterr()
    assert captured.err.startswith(
        "kbcheck: guest.xml: internal error, which is a fault of kbcheck, not of your "
        f"file: {type(error).__name__}: "
    )
    assert captured.err.count("\n") == 1
    assert "\x1b" not in captured.err
    assert captured.out.startswith("fstab:1:")


def test_who_mends_kbcheck_can_have_the_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "check", raising(TypeError("odd"), "domain"))
    monkeypatch.setenv("KBCHECK_DEBUG", "1")
    with pytest.raises(TypeError, match="odd"):
        main(["guest.xml"])


def test_files_are_told_by_themselves_where_the_guides_fail(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> NoReturn:
        raise TypeError("odd")

    monkeypatch.setattr(guides, "check_guides", fail)
    assert main(["--guide", "lockd", "guest.xml", "fstab"]) == 3
    captured = capsys.readouterr()
    assert "guest.xml:3:3: error: <x>" in captured.out
    assert "fstab:1:" in captured.out
    assert captured.err.count("internal error") == 1


def test_a_fault_of_the_model_is_one_line_and_the_others_are_judged(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = model / "commands" / "virsh.toml"
    text = table.read_text("utf-8")
    table.write_text(text.replace('meaning = "The command line of libvirt."', "", 1))
    assert main(["--kind", "console", "list.txt"]) == 3
    assert main(["guest.xml", "fstab"]) == 1
    captured = capsys.readouterr()
    assert captured.err == (
        "kbcheck: model/commands/virsh.toml:5: virsh lacks meaning"
        " (so list.txt was not judged)\n"
    )


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("guides/sev.toml", ["--list-guides"]),
        ("guides/sev.toml", ["--guide", "sev", "guest.xml"]),
        ("settings/fstab.toml", ["--kind", "fstab", "mounts"]),
        ("settings/forms.toml", ["--kind", "fstab", "mounts"]),
        ("driver/guest.toml", ["domain.xml"]),
        ("devices/disk.rnc", ["guest.xml"]),
        ("domain.rnc", ["guest.xml"]),
    ],
)
def test_each_file_of_the_model_is_told(
    name: str, arguments: list[str], model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("mounts").write_text("server:/srv /srv nfs timeo=600 0 0\n")
    Path("domain.xml").write_text(
        "<domain type='kvm'><name>a</name><memory>1</memory>"
        "<os><type>hvm</type></os></domain>"
    )
    (model / name).write_text("}\n")
    assert main(arguments) == 3
    assert f"kbcheck: model/{name}:1: " in capsys.readouterr().err


def test_a_guide_that_is_not_asked_for_may_be_wrong(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (model / "guides" / "sev.toml").write_text("}\n")
    assert main(["--guide", "lockd", "guest.xml"]) == 1


def test_a_path_of_a_rule_that_fails_late_names_the_rule(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A function in a predicate is looked for only where there is a node."""
    guide = model / "guides" / "sev.toml"
    text = guide.read_text("utf-8")
    guide.write_text(text.replace('find = "', 'find = "*[odd()]/', 1))
    line = text.partition('find = "')[0].count("\n") + 1
    guest = GUEST.replace("<x/>", "<launchSecurity type='sev'><x/></launchSecurity>")
    Path("guest.xml").write_text(guest)
    assert main(["--guide", "sev", "guest.xml"]) == 3
    told = capsys.readouterr().err.splitlines()[-1]
    place, _, message = told.partition("toml:")
    assert place == "kbcheck: model/guides/sev."
    assert abs(int(message.partition(":")[0]) - line) <= 6
    assert "odd()" in message


@pytest.mark.parametrize("form", ["text", "jsonl", "github"])
def test_a_file_larger_than_any_that_is_judged_is_a_problem(
    folder: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("large.xml").write_bytes(b" " * (MAX_BYTES + 1))
    assert main(["--format", form, "large.xml", "fstab"]) == 1
    first, *others = capsys.readouterr().out.splitlines()
    assert "larger than 4 MiB" in first
    assert others


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no /dev/zero")
def test_a_device_without_end_is_read_up_to_the_limit(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--kind", "fstab", "/dev/zero"]) == 1
    assert capsys.readouterr().out == (
        "/dev/zero:1:1: error: larger than 4 MiB [limit]\n"
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [("x" * 300, "File name too long"), ("gone", "No such")],
)
def test_what_cannot_be_read_is_told(
    folder: Path, name: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "fstab"]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith(f"kbcheck: {name}: {told}")
    assert captured.out.startswith("fstab:1:")


def test_a_file_is_judged_once_however_it_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("link").symlink_to("guest.xml")
    assert main(["guest.xml", "./guest.xml", "link", "--format", "jsonl"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["path"] == "guest.xml"


def test_options_may_follow_files_and_files_a_double_dash(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("--kind").write_text(BAD)
    arguments = ["guest.xml", "--format", "jsonl", "fstab", "--", "--kind"]
    assert main(arguments) == 2
    captured = capsys.readouterr()
    paths = [json.loads(line)["path"] for line in captured.out.splitlines()]
    assert paths == ["guest.xml", "fstab"]
    assert captured.err == (
        "kbcheck: --kind: its kind is not clear; name one with --kind\n"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--form", "jsonl", "x"], "there is no option --form; did you mean --format?"),
        (["--gide=sev", "x"], "there is no option --gide; did you mean --guide?"),
        (["-q", "x"], "there is no option -q"),
        (["--\x1b[2J", "x"], "there is no option --\\x1b[2J"),
    ],
)
def test_an_option_must_be_written_out(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert f"kbcheck: error: {told}" in capsys.readouterr().err
