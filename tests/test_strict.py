"""`kbcheck --strict`: warnings end in status 1, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck.command import main

WARNED = ["--guide", "passthrough", "qemu.conf"]  # QPT-014, which is a warning


@pytest.fixture(autouse=True)
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "qemu.conf": 'stdio_handler = "logd"\n',
        "right.conf": "listen_tcp = 0\n",
        "wrong.conf": "listen_tpc = 1\n",
        "noted.txt": "$ openssl genrsa -aes-256-ctr 2048\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)


def test_warnings_end_in_0() -> None:
    assert main(WARNED) == 0


@pytest.mark.parametrize("form", ["text", "jsonl", "github"])
def test_with_strict_they_end_in_1_and_what_is_printed_is_the_same(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--format", form, *WARNED])
    usual = capsys.readouterr()
    assert main(["--strict", "--format", form, *WARNED]) == 1
    assert capsys.readouterr() == usual


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--kind", "libvirtd.conf", "right.conf"], 0),
        (["--kind", "libvirtd.conf", "wrong.conf"], 1),
        (["--kind", "console", "noted.txt"], 0),  # a note is no warning
        (["absent.conf"], 2),
    ],
)
def test_without_warnings_the_status_is_the_same(
    arguments: list[str], status: int
) -> None:
    assert main(arguments) == main(["--strict", *arguments]) == status
