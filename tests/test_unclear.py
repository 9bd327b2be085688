"""What the command says of files that no kind stands for, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck.command import main
from kbcheck.sniff import OTHER_ROOTS
from kbcheck.unclear import unchecked, why_unclear

RIGHT = "vnc_tls = 1\n"
WRONG = "vnc_tls = 2\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(path: str, text: str) -> str:
    """The path of a file that holds a text."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")
    return path


UNCHECKED = [
    ("qemu/networks/own.xml", "<network><name>own</name></network>",
     "<network> documents are not checked"),
    ("nwfilter/own.xml", "<!-- x -->\n<filter name='own'/>",
     "<filter> documents are not checked"),
    ("hooks/qemu", "#!/bin/sh\n", "hooks are not checked, they are programs"),
    ("hooks/qemu.d/own", "import sys\n", "hooks are not checked, they are programs"),
    ("sasl2/qemu.conf", "mech_list: gssapi\n", "settings of SASL are not checked"),
    ("libvirt/qemu.conf.rpmnew", WRONG, "a copy is not checked; --kind qemu.conf does"),
    ("libvirt/virtqemud.conf~", WRONG,
     "a copy is not checked; --kind libvirtd.conf does"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "told"), UNCHECKED)
def test_what_nobody_checks_is_told_and_is_no_fault(
    folder: Path, path: str, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([written(path, text)]) == 0
    assert capsys.readouterr() == ("", f"kbcheck: {path}: {told}\n")


def test_a_data_base_is_not_read_as_a_text(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written("libvirt/passwd.db", "")
    Path(path).write_bytes(b"\xff\x00\x06")
    assert main([path]) == 0
    told = f"kbcheck: {path}: passwords of SASL are not checked\n"
    assert capsys.readouterr() == ("", told)
    assert main(["--kind", "qemu.conf", path]) == 1


def test_it_hides_no_fault_of_another_file(folder: Path) -> None:
    network = written("own.xml", UNCHECKED[0][1])
    assert main([network, written("qemu.conf", RIGHT)]) == 0
    assert main([network, written("qemu.conf", WRONG)]) == 1
    assert main([network, written("own.conf", "x\n")]) == 2


def test_folders_are_passed_over_beside_files_but_not_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written("libvirt/hooks/qemu", "")
    assert main(["libvirt/hooks"]) == 2
    assert main(["libvirt/hooks", written("libvirt/qemu.conf", RIGHT)]) == 0
    told = "kbcheck: libvirt/hooks: is a folder; name the files in it\n"
    assert capsys.readouterr().err == 2 * told


@pytest.mark.parametrize("root", sorted(OTHER_ROOTS))
def test_each_other_document_of_libvirt_is_unchecked(root: str) -> None:
    text = f"<?xml version='1.0'?>\n<{root}/>"
    assert unchecked("own.xml", text) == f"<{root}> documents are not checked"


UNCLEAR = {
    "quemu.conf": ("", "did you mean --kind qemu.conf?"),
    "virtquemud.conf": ("", "did you mean --kind virtqemud.conf?"),
    "own.conf": ('#vnc_listen = "::"\nvnc_tls = 1\n', "did you mean --kind qemu.conf?"),
    "host.cfg": (
        "max_backups = 3\nmax_size = 1\n",
        "did you mean --kind virtlogd.conf?",
    ),
    "own.d/qemu.conf": ("@kvm - memlock 1\n", "name one with --kind"),
    "arch.conf": ("title Own\nlinux /own\n", "name one with --kind"),
    "own.txt": ("own = 1\n", "name one with --kind"),
    "own": ("", "name one with --kind"),
}


@pytest.mark.parametrize(
    ("path", "text", "told"), [(p, *t) for p, t in UNCLEAR.items()]
)
def test_a_kind_that_may_be_meant_is_named(
    folder: Path, path: str, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([written(path, text)]) == 2
    told = f"kbcheck: {path}: its kind is not clear; {told}\n"
    assert capsys.readouterr() == ("", told)


def test_a_document_of_another_program_is_named_by_its_root() -> None:
    told = "no kind of documents begins with <own>; name one with --kind"
    assert why_unclear("own.xml", "<own/>") == told


def test_a_kind_that_is_stated_counts_more_than_the_folder(folder: Path) -> None:
    path = written("sasl2/qemu.conf", WRONG)
    assert main([path]) == 0
    assert main(["--kind", "qemu.conf", path]) == 1


def test_a_kind_may_be_called_by_one_of_its_files(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written("own", "listen_tcp = 1\n")
    assert main(["--kind", "virtproxyd.conf", path]) == 0
    assert main(["--kind", "libvirtd.conf", path]) == 0
    assert main(["--kind", "virtstoraged.conf", path]) == 1
    told = capsys.readouterr().out
    assert "'listen_tcp' is not a setting of virtstoraged.conf" in told
    assert "it belongs in libvirtd.conf or virtproxyd.conf" in told


def test_the_list_of_kinds_names_their_files(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--list-kinds"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("virtqemud.conf, virtproxyd.conf" in line for line in lines)
    assert not any("*" in line for line in lines)
