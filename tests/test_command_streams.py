"""The command as a process: what it writes when, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BAD = "usr = 'é'\n"
COMMAND = [sys.executable, "-m", "kbcheck"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams of POSIX")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("qemu.conf").write_text(BAD, "utf-8")


def run(shell: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell; $K is the command."""
    env = {**os.environ, "K": " ".join(COMMAND), **environment}
    return subprocess.run(["bash", "-c", shell], env=env, capture_output=True,
                          text=True, check=False, timeout=60)  # fmt: skip


def start(*arguments: str) -> subprocess.Popen[Any]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*COMMAND, *arguments], stdin=pipe, stdout=pipe, stderr=pipe
    )


def test_a_file_is_told_before_the_next_is_read() -> None:
    """And a FIFO is a file as any other: it is read to its end."""
    os.mkfifo("pipe.conf")
    with start("--kind", "qemu.conf", "qemu.conf", "pipe.conf") as process:
        assert process.stdout
        assert process.stdout.readline().startswith(b"qemu.conf:1:1")
        Path("pipe.conf").write_text("x = 1\n")
        rest = process.communicate()[0]
    assert b"pipe.conf:1:1" in rest
    assert process.returncode == 1


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl-C, and so do its children."""
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, old)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_it_in_silence_and_as_a_signal() -> None:
    """So a loop of the shell ends too."""
    with start("qemu.conf", "-") as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.communicate()[1] == b""
    assert process.returncode == -signal.SIGINT


def test_a_reader_that_has_gone_ends_it_in_silence() -> None:
    with start("--kind", "qemu.conf", "-") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(BAD.encode())
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == -signal.SIGPIPE


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("$K qemu.conf >&-", "kbcheck: standard output: it is closed\n"),
        ("$K qemu.conf >/dev/full", "kbcheck: standard output: No space left"),
        ("$K --help >/dev/full", "kbcheck: standard output: No space left"),
        ("$K --list-checks >/dev/full", "kbcheck: standard output: No space left"),
        ("$K - <&-", "kbcheck: -: standard input is closed\n"),
    ],
)
def test_a_stream_that_cannot_be_used_is_told(line: str, told: str) -> None:
    done = run(line)
    assert done.stderr.startswith(told)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    "line", ["$K gone qemu.conf 2>&-", "$K gone qemu.conf 2>/dev/full"]
)
def test_what_is_meant_for_standard_error_goes_nowhere_else(line: str) -> None:
    done = run(line)
    assert done.stdout.startswith("qemu.conf:1:1")
    assert "gone" not in done.stdout
    assert done.returncode == 2


def test_usage_goes_nowhere_without_standard_error() -> None:
    done = run("$K --odd 2>&-")
    assert (done.returncode, done.stdout) == (2, "")


def test_a_valid_file_needs_no_standard_output() -> None:
    Path("qemu.conf").write_text("user = 'root'\n")
    assert run("$K qemu.conf >&-").returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "ascii:strict", "latin-1"])
def test_what_the_encoding_lacks_is_an_escape(encoding: str) -> None:
    Path("qemu.conf").write_text("usr = '日'\n", "utf-8")
    done = run("$K qemu.conf", PYTHONIOENCODING=encoding)
    assert done.returncode == 1
    assert "usr = '\\u65e5'" in done.stdout


def test_a_name_that_is_no_text_is_told() -> None:
    Path(os.fsdecode(b"\xff.conf")).write_text(BAD, "utf-8")
    done = run("$K --kind qemu.conf $'\\xff.conf'")
    assert done.returncode == 1
    assert done.stdout.startswith("\\udcff.conf:1:1: error")


@pytest.mark.parametrize("home", ["", "HOME=/dev/null", "HOME=/proc/nowhere"])
def test_it_needs_no_home(home: str) -> None:
    done = run(f"env -i PATH=$PATH {home} $K qemu.conf")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("qemu.conf:1:1")


def test_a_working_folder_that_is_gone_is_no_hindrance(tmp_path: Path) -> None:
    file = tmp_path / "qemu.conf"
    done = run(f"mkdir d && cd d && rmdir ../d && $K {file} qemu.conf")
    assert done.stdout.startswith(f"{file}:1:1")
    assert "kbcheck: qemu.conf: No such file or directory" in done.stderr
    assert done.returncode == 2


def test_process_substitution_is_a_file() -> None:
    done = run("$K --kind qemu.conf <(cat qemu.conf)")
    assert done.returncode == 1
    assert ":1:1: error: 'usr' is not a setting" in done.stdout
