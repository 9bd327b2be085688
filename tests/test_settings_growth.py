"""Work on a text of settings grows with its size, whatever is wrong in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from counted import calls
from kbcheck import Request, check
from kbcheck.settings import guesses
from kbcheck.settings.guesses import MOST_GUESSES
from samples import LARGE

MANY = 120 if LARGE else 60


def many(form: str, count: int) -> str:
    """A form as often as said, each with its number."""
    return "".join(form.format(i) for i in range(count))


HOSTILE: list[tuple[str, str, Callable[[int], str]]] = [
    ("qemu.conf", "unknown keys", lambda n: many("usr{} = 1\n", n)),
    ("qemu.conf", "one key", lambda n: "user = 'a'\n" * n),
    ("qemu.conf", "open quotes", lambda n: 'user = "a\n' * n),
    ("qemu.conf", "open triple quotes", lambda n: 'user = """a\n' * n),
    ("qemu.conf", "open lists", lambda n: "nvram = [ 'a',\n" * n),
    ("qemu.conf", "brackets", lambda n: "nvram = " + "[\n" * n),
    ("qemu.conf", "a list without commas", lambda n: "nvram = [" + "'a'\n" * n + "]"),
    ("qemu.conf", "lists without commas", lambda n: "nvram = [ 'a' 'b'\n" * n),
    ("qemu.conf", "bare words", lambda n: "user = [" + "a b,\n" * n),
    ("qemu.conf", "wrong items", lambda n: f"namespaces = [{many('1,{}', n)}]"),
    ("qemu.conf", "blanks", lambda n: "user" + " " * n + "=" + " " * n + "a"),
    ("auth.conf", "sections", lambda n: many("[auth-libvirt-{}]\n", n)),
    ("auth.conf", "references",
     lambda n: many("[auth-libvirt-{0}]\ncredentials=y{0}\n[credentials-x{0}]\n", n)),
    ("auth.conf", "keys", lambda n: "[credentials-a]\n" + many("k{}=1\n", n)),
    ("boot-entry", "keys", lambda n: many("option{} a\n", n)),
    ("boot-entry", "options", lambda n: "linux /a\n" + many("options iom{}=a\n", n)),
    ("boot-entry", "paths", lambda n: f"linux {many('/a{} ', n)}"),
    ("bridge.conf", "lines", lambda n: many("alow{} br0\n", n)),
    ("bridge.conf", "bridges", lambda n: f"allow {many('br{} ', n)}"),
    ("device-list", "devices", lambda n: many("/dev/nul{}\n", n)),
    ("fstab", "options", lambda n: f"s:/a /b nfs {many('sof{},', n)} 0 0"),
    ("fstab", "types", lambda n: f"/a /b {many('ext{},', n)} ro 0 0"),
    ("fstab", "words", lambda n: "a " * n),
    ("grub-default", "variables", lambda n: many("GRUB_TIMEOU{}=1\n", n)),
    ("grub-default", "parameters", lambda n: f"GRUB_CMDLINE_LINUX='{many('q{} ', n)}'"),
    ("grub-default", "substitutions", lambda n: "A=" + "$(" * n),
    ("grub-default", "open quotes", lambda n: 'A="b\n' * n),
    ("kernel-cmdline", "parameters", lambda n: many("iomm{}=pt ", n)),
    ("kernel-cmdline", "of modules", lambda n: many("kvm.s{}=1 ", n)),
    ("kernel-cmdline", "modules",
     lambda n: f"module_blacklist={many('novea{},', n)}"),
    ("kernel-cmdline", "open quotes", lambda n: '" ' * n),
    ("limits.conf", "limits", lambda n: many("a hard memlck{} 1\n", n)),
    ("limits.conf", "words", lambda n: f"a hard nofile {many('{} ', n)}"),
    ("modules-load.d", "modules", lambda n: many("vfo_pci{}\n", n)),
    ("modules-load.d", "words", lambda n: many("a{} ", n)),
    ("modprobe.d", "dependencies", lambda n: f"softdep a pre: {many('kvn{} ', n)}"),
    ("modprobe.d", "parameters", lambda n: f"options kvm {many('n{}=1 ', n)}"),
    ("modprobe.d", "modules", lambda n: many("options kv{} a=1\n", n)),
    ("modprobe.d", "continued lines", lambda n: "options kvm \\\n" * n),
    ("qemu-argv", "options", lambda n: many("-mem{} 1 ", n)),
    ("qemu-argv", "backslashes", lambda n: "\\\n" * n + "\\"),
    ("libvirtd.conf", "filters", lambda n: f"log_filters = '{many('q{} ', n)}'"),
    ("libvirtd.conf", "outputs", lambda n: f"log_outputs = '{many('1:f{} ', n)}'"),
    ("libvirt.conf", "aliases",
     lambda n: "uri_aliases = [" + many("'a{}=q:b',", n) + "]"),
    ("sanlock.conf", "keys", lambda n: many("io_timeou{} = 1\n", n)),
    ("sanlock.conf", "one key", lambda n: "debug_cmd = x\n" * n),
    ("sanlock.conf", "blanks", lambda n: "uname" + " " * n + "=" + " " * n + "#"),
    ("sysconfig", "variables", lambda n: many("ON_BOOT{}=1\n", n)),
    ("sysconfig", "connections", lambda n: f"URIS='{many('qem{}:///system ', n)}'"),
    ("sysconfig", "options", lambda n: f"LIBVIRTD_ARGS='{many('--x{} ', n)}'"),
    ("systemd-unit", "keys", lambda n: "[Service]\n" + many("Limit{}=1\n", n)),
    ("systemd-unit", "keys outside", lambda n: many("Limit{}=1\n", n)),
    ("systemd-unit", "sections", lambda n: many("[Service{}]\n", n)),
    ("systemd-unit", "continued lines",
     lambda n: "[Service]\nExecStart=/a " + "\\\n# c\n" * n),
    ("systemd-unit", "places", lambda n: "[Mount]\n" + many("Where=/a{}\n", n)),
    ("systemd-unit", "starts", lambda n: "[Service]\n" + "ExecStart=/a\n" * n),
    ("zipl.conf", "keys", lambda n: "[a]\n" + many("imag{}=/a\n", n)),
    ("zipl.conf", "sections", lambda n: many("[a{}]\nimage=/a\n", n)),
    ("zipl.conf", "references",
     lambda n: ":a\ntarget=/b\n" + many("{}=x\n", n) + many("[b{}]\n", n)),
    ("uri", "drivers", lambda n: many("qem{}:///system\n", n)),
    ("uri", "parameters", lambda n: f"qemu+ssh://h/system?{many('keyf{}=/a&', n)}"),
    ("uri", "separators", lambda n: "qemu:///system?" + "&" * n),
]  # fmt: skip


def work(text: str, kind: str) -> int:
    """The work of a check, in calls of functions."""
    return calls(lambda: check(Request(text, kind)))


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, text) for kind, _, text in HOSTILE],
    ids=[f"{kind}: {what}" for kind, what, _ in HOSTILE],
)
def test_twice_the_size_is_twice_the_work(
    kind: str, text: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "MOST_GUESSES", MANY // 6)  # they are slow to count
    work(text(1), kind)  # loads the tables
    assert work(text(2 * MANY), kind) <= 2.3 * work(text(MANY), kind)


def test_an_unknown_word_is_compared_with_those_that_are_known_only_so_often() -> None:
    text = many("usr{} = 1\n", MOST_GUESSES + 1)
    found = check(Request(text, "qemu.conf")).problems
    assert [p.hint for p in found] == [
        *["did you mean 'user'?"] * MOST_GUESSES,
        "",
    ]


def test_words_that_are_not_judged_any_more_are_told() -> None:
    """A parameter is wrong only if it is near one that is known."""
    text = many("own{} ", MOST_GUESSES) + "iomu=pt"
    found = check(Request(text, "kernel-cmdline")).problems
    assert [p.check for p in found] == ["limit"]
    assert "more than 200 unknown words" in found[0].message


def test_a_word_that_comes_often_is_looked_for_once() -> None:
    text = "own " * MOST_GUESSES * 3 + "iomu=pt"
    found = check(Request(text, "kernel-cmdline")).problems
    assert [p.hint for p in found] == ["did you mean 'iommu'?"]
