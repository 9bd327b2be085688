"""Settings that `augtool` writes: /files/etc/libvirt/FILE/KEY VALUE."""

from __future__ import annotations

from collections.abc import Iterator

from ..request import Request
from ..settings import check_conf, load_table
from .shell import Fault, Simple

_FILES = "/files/etc/libvirt/"
KINDS = ("qemu.conf", "qemu-lockd.conf", "qemu-sanlock.conf", "virtlockd.conf",
         "libvirtd.conf")  # fmt: skip


def check_augtool(simple: Simple, libvirt: str) -> Iterator[Fault]:
    """What is wrong with the settings that an `augtool … set PATH VALUE` makes."""
    words = simple.words
    names = [w.text for w in words]
    if not names or names[0] != "augtool" or "set" not in names:
        return
    at = names.index("set") + 1
    if len(words) <= at or not names[at].startswith(_FILES):
        return
    kind, _, key = names[at].removeprefix(_FILES).partition("/")
    if kind not in KINDS:
        return
    value = names[at + 1] if len(words) > at + 1 else ""
    if value.isupper():  # a placeholder
        value = ""
    request = Request(_written(kind, key, value), kind, libvirt=libvirt)
    for found in check_conf(request).problems:
        if found.check == "bad-value" and not value:
            continue
        word = words[at] if found.column <= len(key) else words[at + 1]
        hint = found.hint
        yield Fault(found.check, found.message, hint, word.row, word.column)


def _written(kind: str, key: str, value: str) -> str:
    """The setting as augtool writes it: quoted, unless its type is a number."""
    setting = load_table(kind).settings.get(key)
    is_number = setting is not None and not {"string", "list"} & set(setting.types)
    return f"{key} = {value or 0}" if is_number else f'{key} = "{value}"'
