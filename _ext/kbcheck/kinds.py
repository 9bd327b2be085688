"""The table of kinds: what an example can be, and who checks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .devicepaths import check_device_paths
from .problem import Problem, Verdict, in_order, problem, too_large
from .request import Request
from .xmldocument import check_xml

ETC = "/etc/libvirt/"


class Kind(NamedTuple):
    """One kind of example: name, caption, lexer of colours, suffix, checker.

    `roots` are the root elements that tell it, `files` patterns of file names, or of
    the ends of paths.
    """

    name: str
    title: str
    lexer: str
    suffix: str
    check: Callable[[Request], Verdict]
    roots: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def _conf(request: Request) -> Verdict:
    from .settings import check_conf  # a guest's check has no use for it

    return check_conf(request)


def _file(request: Request) -> Verdict:
    from .settings import check_file

    return check_file(request)


def _transcript(request: Request) -> Verdict:
    from .console import check_transcript
    from .sniff import find_kind

    return check_transcript(request, _check_kind, find_kind)


_VARIABLES = tuple(
    f"etc/{folder}/{name}"
    for folder in ("sysconfig", "default")
    for name in ("libvirt*", "virt*", "sanlock", "wdmd")
)
_UNITS = tuple(
    f"*.{unit}{ending}"
    for unit in ("service", "socket", "slice", "mount", "scope", "timer", "path")
    for ending in ("", ".d/*.conf")
)


def _settings(name: str, *aliases: str) -> Kind:
    """A file in libvirt's configuration syntax; its table has the kind's name."""
    return Kind(name, f"{ETC}{name}", "ini", ".conf", _conf, files=(name, *aliases))


def _xml(name: str, title: str, root: str) -> Kind:
    return Kind(name, title, "xml", ".xml", check_xml, roots=(root,))


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _xml("domain", "Domain XML", "domain"),
        _xml("domaincapabilities", "Domain capabilities XML", "domainCapabilities"),
        _xml("pool", "Storage pool XML", "pool"),
        Kind("console", "Console", "transcript", ".txt", _transcript),
        _settings("qemu.conf"),
        _settings("qemu-lockd.conf", "libxl-lockd.conf"),
        _settings("qemu-sanlock.conf", "libxl-sanlock.conf"),
        _settings("virtlockd.conf"),
        _settings("libvirtd.conf", "virtqemud.conf", "virtproxyd.conf"),
        Kind("auth.conf", f"{ETC}auth.conf", "ini", ".conf", _file,
             files=("auth.conf",)),
        Kind("grub-default", "/etc/default/grub", "bash", ".txt", _file,
             files=("etc/default/grub",)),
        Kind("sysconfig", "Variables of a service", "bash", ".txt", _file,
             files=_VARIABLES),
        Kind("modprobe.d", "/etc/modprobe.d", "text", ".conf", _file,
             files=("modprobe.d/*",)),
        Kind("kernel-cmdline", "Kernel command line", "text", ".txt", _file,
             files=("proc/cmdline", "etc/kernel/cmdline")),
        Kind("fstab", "/etc/fstab", "text", ".txt", _file, files=("fstab",)),
        Kind("systemd-unit", "systemd unit", "systemd", ".conf", _file,
             files=_UNITS),
        Kind("uri", "Connection URI", "text", ".txt", _file),
        Kind("qemu-argv", "QEMU command line", "bash", ".args", _file,
             files=("*.args",)),
        Kind("device-list", "Device nodes", "text", ".txt", _file),
    )
}  # fmt: skip


def _check_kind(request: Request) -> Verdict:
    """The verdict by the kind alone; nothing is found in a kind that is not known."""
    kind = KINDS.get(request.kind)
    return kind.check(request) if kind else Verdict(())


def check(request: Request) -> Verdict:
    """The verdict on one text, by its kind and then by the guides that it must meet.

    KeyError if the kind is not in KINDS, ValueError for an unknown guide.
    """
    large = too_large(request.text)
    if large:
        return Verdict(("syntax",), (large,))
    verdict = KINDS[request.kind].check(request)
    if request.example and not verdict.problems and _says_nothing(request):
        nothing = problem("syntax", 1, 1, "there is nothing in this example to check")
        return Verdict(("syntax",), (nothing,))
    if request.level != "syntax":
        devices = check_device_paths(request.text, request.kind)
        ordered = in_order([*verdict.problems, *devices])
        verdict = verdict._replace(problems=ordered)
    if not request.guides:
        return verdict
    from .guides import check_guides, source  # rules need lxml

    document = source(
        "",
        request.text,
        request.kind,
        example=request.example,
        problems=verdict.problems,
    )
    if document is None:
        return verdict
    found = check_guides(request.guides, [document], request.libvirt)
    told = {(p.line, p.column) for p in verdict.problems if p.severity == "error"}
    more = [p for p in found if (p.line, p.column) not in told]
    levels = (*verdict.levels, "guide") if verdict.valid else verdict.levels
    return Verdict(levels, in_order((*verdict.problems, *more)))


def _says_nothing(request: Request) -> bool:
    """Whether all is left out, or remarks: a setting in a remark is an example too.

    Transcripts tell of it themselves, and begin with '#' for another reason.
    """
    lines = (line.strip() for line in request.text.split("\n"))
    return request.kind != "console" and all(
        line.strip("#; ") in ("", "...") or (line[0] in "#;" and "=" not in line)
        for line in lines
    )


def meet_expectation(
    found: tuple[Problem, ...], expected: tuple[str, ...]
) -> tuple[Problem, ...]:
    """What is wrong with a deliberately wrong example; empty if it is wrong as stated.

    `expected` holds check ids, each as often as it must be found.
    """
    if sorted(p.check for p in found) == sorted(expected):
        return ()
    wanted = ", ".join(expected)
    seen = ", ".join(p.check for p in found) or "nothing"
    return (
        problem("expectation", 1, 1, f"expected the problems {wanted}; found {seen}"),
        *found,
    )
