"""Configuration examples: the lenses of Augeas read them as we do."""

from __future__ import annotations

from pathlib import Path

import pytest

from live.conftest import needs, run
from pages import Snippet, snippets, text_of, wrong_snippets

LENSES = {
    "qemu.conf": "Libvirtd_qemu",
    "qemu-lockd.conf": "Libvirt_lockd",
    "qemu-sanlock.conf": "Libvirt_sanlock",
    "virtlockd.conf": "Virtlockd",
    "libvirtd.conf": "Libvirtd",
    "modprobe.d": "Modprobe",
    "fstab": "Fstab",
    "grub-default": "Shellvars",
    "systemd-unit": "Systemd",
}
FOLDER = Path("/usr/share/augeas/lenses")


def identity(snippet: Snippet) -> str:
    return str(snippet["id"])


def misread(snippet: Snippet, root: Path) -> str:
    """What Augeas says of the example; '' if it reads all of it."""
    needs("augtool", "augeas-tools")
    lens = LENSES[snippet["kind"]]
    if not list(FOLDER.rglob(f"{lens.lower()}.aug")):
        pytest.skip(f"no lens {lens} here")
    file = root / "etc" / "example"
    file.parent.mkdir()
    file.write_text(text_of(snippet), encoding="utf-8")
    done = run("augtool", "--noautoload", "--root", str(root),
               "--transform", f"{lens} incl /etc/example",
               "print", "/augeas/files/etc/example/error")  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "snippet",
    [s for s in snippets(*LENSES) if "..." not in text_of(s)],
    ids=identity,
)
def test_the_lens_reads_it(snippet: Snippet, tmp_path: Path) -> None:
    assert misread(snippet, tmp_path) == ""


@pytest.mark.parametrize(
    "snippet",
    [s for s in wrong_snippets(*LENSES) if "syntax" in s["options"]["expect"]],
    ids=identity,
)
def test_the_lens_refuses_wrong_syntax(snippet: Snippet, tmp_path: Path) -> None:
    assert misread(snippet, tmp_path)
