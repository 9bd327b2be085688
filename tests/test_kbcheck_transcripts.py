"""The transcripts of `kbcheck` on the pages run, as their label says."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from kbcheck.command import main
from live.transcripts import Step, differences, steps
from pages import snippets, text_of

LABEL = "only-here: tests of this site run kbcheck"
COMMAND = "~/kbcheck/bin/kbcheck"
LABELLED = [s for s in snippets("console") if s["options"].get("live") == LABEL]
TEXTS = [text_of(s) for s in LABELLED]
SHOWN = [s for one in LABELLED for s in steps(one) if s.shown is not None]
LINES = [
    line.removeprefix("$ ").removeprefix("sudo ")
    for text in TEXTS
    for line in text.replace("\\\n", " ").splitlines()
    if COMMAND in line
]
FILES = {
    "qemu.conf": 'lock_manager = "lockd"\nsecurity_require_confined = 1\n'
    'migrate_tls_force = 1\nmigration_address = "192.0.2.1"\n'
    'migration_host = "north.example.com"\n',
    "libvirtd.conf": "listen_tcp = 0\n",
    "90-guests.conf": "[Slice]\nMemoryMax=96G\n",
}
GUEST = """<domain type='kvm'>
  <name>web</name>
  <memory>4096</memory>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
</domain>
"""
FAULTY = GUEST.replace("<os>", "<os firmwar='efi'>")


def test_each_transcript_with_the_label_runs_the_command() -> None:
    assert len(TEXTS) >= 6
    assert all(COMMAND in text for text in TEXTS)


@pytest.mark.parametrize("line", LINES)
def test_a_transcript_judges_the_files_that_it_names(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right files end in 0, and in 1 after a fault was put into the guest."""
    (tmp_path / "guests").mkdir()
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line)[1:]
    guests = [word for word in words if word.endswith(".xml")]
    words = [made(word) for word in words]
    assert main(words) == (1 if "web.xml" in guests else 0)
    Path(guests[0].replace("*", "one")).write_text(FAULTY)
    assert main(words) == 1


@pytest.mark.parametrize("step", SHOWN, ids=lambda step: step.line)
def test_a_transcript_shows_what_the_command_prints(
    step: Step,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    main([made(word) for word in shlex.split(step.command)[1:]])
    assert list(differences(step.shown or "", capsys.readouterr().out)) == []


def made(word: str) -> str:
    """The file that a word names, made here; the word itself if it names none."""
    if word.endswith(".xml"):
        path = Path(word.replace("*", "one"))
        path.write_text(FAULTY if word == "web.xml" else GUEST)
    elif word.startswith("/"):
        folder, name = word.replace("*", "90-guests").strip("/").rsplit("/", 1)
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES[name])
    else:
        return word
    return str(path)
