"""Configuration examples: lenses of Augeas and daemons of each libvirt read them."""

from __future__ import annotations

import re
import shlex
from functools import cache
from typing import Any, NamedTuple

import pytest

from kbcheck import Request, check
from live.generation import Place, places
from live.ledger import Proof, Prove, key_of, proof_of
from live.stand_ins import SETTINGS, replaced
from pages import Snippet, is_meant, snippets, text_of, wrong_snippets

ONLY_HERE = "only-here"  # the real software lets it pass
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
    "kernel-cmdline": "Cmdline",
    "sysconfig": "Shellvars",
    "sanlock.conf": "Simplevars",
}
DAEMONS = {"libvirtd.conf": "libvirtd", "virtlockd.conf": "virtlockd"}
PLUGINS = {"qemu-lockd.conf": "lockd", "qemu-sanlock.conf": "sanlock"}
READ = ("qemu.conf", *PLUGINS, *DAEMONS)
FATAL = {"SLK-003"}
"""The rules of guides without which nothing starts; the others are advice."""
NO_LENS = "no lens has read it"
USERS = re.compile(r'(?m)^(?:user|group) = "([a-z]\w*)"')
FOLDERS = re.compile(r'(?m)^\w+_dir = "(/.*)"')


class Example(NamedTuple):
    """An example of settings, for a libvirt."""

    name: str
    kind: str
    text: str
    options: dict[str, Any]
    place: Place
    key: str = ""

    @property
    def id(self) -> str:
        without = replaced(self.text, SETTINGS)[1]
        return " ".join(filter(None, [self.place.version, self.name, without]))

    @property
    def plugin(self) -> str:
        """The plugin that it makes the QEMU driver load."""
        named = re.search(r'(?m)^lock_manager = "(lockd|sanlock)"', self.text)
        return PLUGINS.get(self.kind, named[1] if named else "")

    def proof(self, done: str) -> Proof:
        """That something was done with it."""
        without = replaced(self.text, SETTINGS)[1] if done == "read" else ""
        return proof_of(self.key, self.place.version, done, without)

    @property
    def expect(self) -> list[str]:
        return self.options.get("expect", [])

    def is_fatal(self) -> bool:
        """Whether we say that nothing starts with it, and so does the page."""
        if self.options.get("live", "").startswith(ONLY_HERE):
            return False
        if not FATAL.isdisjoint(self.expect):
            return True
        version = self.place.version
        found = check(
            Request(self.text, self.kind, level="grammar", libvirt=version)
        ).problems
        return any(p.severity == "error" and not p.silently_ignored for p in found)


def examples(found: list[Snippet]) -> list[Example]:
    return [
        Example(s["id"], s["kind"], text_of(s), s["options"], place, key_of(s))
        for place in places()
        for s in found
        if "..." not in text_of(s) and is_meant(s, place.version)
    ]


@cache
def right() -> list[Example]:
    return examples(snippets(*LENSES))


@cache
def wrong() -> list[Example]:
    return examples(wrong_snippets(*LENSES))


STAGE = """
user() { grep -q "^$1:" /etc/passwd || echo "$1:x:$2:$2::/:/bin/false" >>/etc/passwd
         grep -q "^$1:" /etc/group || echo "$1:x:$2:" >>/etc/group; }
stop() { local pid=$(cat $1); kill $pid; tail -s .05 --pid=$pid -f /dev/null; }
of_driver() {
  mkdir -p /tmp/$1 && cp -r $1 /tmp/$1/etc
  ! grep -q lockd $1/qemu.conf || virtlockd -d -p /run/stage.pid
  virsh -c "qemu:///embed?root=/tmp/$1" uri >$1.said 2>&1 && mv $1.said $1.read
  [ ! -s /run/stage.pid ] || stop /run/stage.pid
}
of_daemon() {
  $2 -d -f /job/$1/conf -p /run/$1.pid >$1.said 2>&1 && mv $1.said $1.read
  [ ! -s /run/$1.pid ] || stop /run/$1.pid
}
"""


@cache
def said(place: Place) -> dict[str, tuple[str, str]]:
    """What a lens and what the reader say against each example; '' if they read it."""
    found = [e for e in [*right(), *wrong()] if e.place == place]
    lines, files, lenses = [STAGE], {}, []
    for number, one in enumerate(found):
        files[f"lens/{number}"] = one.text
        lenses.append(f"--transform '{LENSES[one.kind]} incl /lens/{number}'")
        if one.kind in READ:
            lines += staged(one, number)
            files |= placed(one, number)
    matches = (f"print /augeas/files/lens/{n}" for n in range(len(found)))
    files["asked"] = "".join(f"{line}\n" for line in matches)
    lines.append(f"augtool --noautoload --root /job {' '.join(lenses)} "
                 "<asked >lenses 2>&1\nexit 0\n")  # fmt: skip
    out = place.run("\n".join(lines), files)
    return {
        one.name: (refusal(out["lenses"], number), complaint(out, one, number))
        for number, one in enumerate(found)
    }


def refusal(lenses: str, number: int) -> str:
    """What Augeas has printed below the error of a file; NO_LENS if none read it."""
    at = f"/augeas/files/lens/{number}"
    if f"\n{at}/lens = " not in lenses:
        return NO_LENS
    return "\n".join(re.findall(rf"^{at}/error.*", lenses, re.MULTILINE))


def complaint(out: dict[str, str], one: Example, number: int) -> str:
    """What a daemon or the driver said; KeyError if none was asked."""
    if one.kind not in READ or f"{number}.read" in out:
        return ""
    return out[f"{number}.said"] or "it failed in silence"


def staged(one: Example, number: int) -> list[str]:
    """Commands that make what the example names, and have it read."""
    text = replaced(one.text, SETTINGS)[0]
    lines = [f"user {name} {900 + n}" for n, name in enumerate(USERS.findall(text))]
    lines += [f"mkdir -p {shlex.quote(path)}" for path in FOLDERS.findall(text)]
    if daemon := DAEMONS.get(one.kind):
        return [*lines, f"of_daemon {number} {daemon}"]
    return [*lines, f"of_driver {number}"]


def placed(one: Example, number: int) -> dict[str, str]:
    """The files of the driver's folder, or the one of the daemon."""
    text = replaced(one.text, SETTINGS)[0]
    if one.kind in DAEMONS:
        return {f"{number}/conf": text}
    if one.kind in PLUGINS:
        manager = f'lock_manager = "{PLUGINS[one.kind]}"\n'
        return {f"{number}/qemu.conf": manager, f"{number}/{one.kind}": text}
    return {f"{number}/{one.kind}": text}


def each(found: list[Example]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("example", found, ids=lambda one: one.id)


@each(right())
def test_the_lens_reads_it(example: Example, prove: Prove) -> None:
    example.place.needs("augtool")
    assert said(example.place)[example.name][0] == ""
    prove(example.proof("lens"))


@each([one for one in wrong() if "syntax" in one.expect])
def test_the_lens_refuses_wrong_syntax(example: Example, prove: Prove) -> None:
    example.place.needs("augtool")
    assert said(example.place)[example.name][0] not in ("", NO_LENS)
    prove(example.proof("refused"))


@each([one for one in wrong() if one.kind not in READ])
def test_the_lens_refuses_it_if_and_only_if_we_call_it_fatal(
    example: Example, prove: Prove
) -> None:
    """What only a guide finds, or is of no effect, can be read."""
    example.place.needs("augtool")
    told = said(example.place)[example.name][0]
    assert bool(told) == example.is_fatal(), told
    prove(example.proof("refused" if told else "lens"))


@each([one for one in [*right(), *wrong()] if one.kind in READ])
def test_what_reads_it_starts_unless_we_call_it_fatal(
    example: Example, prove: Prove
) -> None:
    """So what we say is silently ignored is, and what we call fatal stops it."""
    example.place.needs("virsh", "virtlockd", "libvirtd")
    if example.plugin:
        example.place.needs(f"lock-driver/{example.plugin}.so")
    told = said(example.place)[example.name][1]
    assert bool(told) == example.is_fatal(), told
    prove(example.proof("refused" if told else "read"))
