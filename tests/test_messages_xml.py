"""What messages say of faults that are common in documents of others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kbcheck import Request, check
from kbcheck.command import main
from kbcheck.sniff import OTHER_ROOTS, find_kind, is_fragment

CASES = Path(__file__).parent / "cases"
HTTPS = "https://libvirt.org/schemas/domain/qemu/1.0"
DOMAIN = "http://libvirt.org/schemas/domain"
QEMU_2 = f"{DOMAIN}/qemu/2.0"
POOL = "https://libvirt.org/schemas/storagepool"


@pytest.mark.parametrize(
    ("kind", "text", "message", "hint"),
    [
        (
            "domain",
            "<disk type='file'><source file='a.raw'/><target dev='vda'/></disk>",
            "expected an absolute path, or [DATASTORE] PATH on VMware",
            "",
        ),
        (
            "pool",
            "<permissions><owner>root</owner></permissions>",
            "expected a number of a user or group, or -1",
            "",
        ),
        ("pool", "<pool type='directory'>...</pool>", "<pool>", "did you mean 'dir'?"),
        (
            "pool",
            "<pool type='netfs'><name>a</name><source><host name='a'/><dir path='/a'/>"
            "<format type='nfs4'/></source><target><path>/a</path></target></pool>",
            "allowed: 'auto', 'nfs', 'cifs' or 'glusterfs'",
            "did you mean 'nfs'?",
        ),
        (
            "domain",
            "<hostdev mode='subsystem' type='usb'><source><vendor id='046d'/>"
            "<product id='0x1'/></source></hostdev>",
            "'046d' is not allowed for id of <vendor>",
            "did you mean '0x046d'?",
        ),
        (
            "domain",
            f"<domain xmlns:qemu='{HTTPS}'>...<qemu:commandline/></domain>",
            "<qemu:commandline> is not allowed in <domain>",
            "must be exactly http://libvirt.org/schemas/domain/qemu/1.0",
        ),
        *(
            (
                kind,
                f"<{kind} xmlns:{prefix}='{uri}'>...<{prefix}:{name}/></{kind}>",
                f"<{prefix}:{name}> is not allowed in <{kind}>",
                f"the namespace of {prefix}: must be exactly http://libvirt.org/"
                f"schemas/{of}/{prefix}/1.0",
            )
            for kind, prefix, name, of, uri in (
                ("domain", "qemu", "override", "domain", QEMU_2),
                ("domain", "lxc", "namespace", "domain", f"{DOMAIN}/lxc/1.0/"),
                ("domain", "xen", "commandline", "domain", f"{DOMAIN}/xen"),
                ("domain", "bhyve", "commandline", "domain", f"{DOMAIN}/bhyve/1"),
                ("pool", "fs", "mount_opts", "storagepool", f"{POOL}/fs/1.0"),
                ("pool", "rbd", "config_opts", "storagepool", f"{POOL}/rbd/1.0"),
            )
        ),
        (
            "domain",
            "<domain xmlns:qemu='urn:other'>...<qemu:commandline/></domain>",
            "<commandline> is not allowed in <domain>",
            "'urn:other' is no namespace of libvirt's",
        ),
        (
            "domain",
            "<domain>...<datacenterpath/></domain>",
            "<datacenterpath> is not allowed in <domain>",
            "it needs its prefix: <vmware:datacenterpath>",
        ),
        (
            "domain",
            "<quoteGenerationService><SocketAddress/></quoteGenerationService>",
            "<SocketAddress> is not allowed",
            "write <quoteGenerationService path='…'/>",
        ),
        (
            "domain",
            "<domain>...<allowReboot value='no'/></domain>",
            "<allowReboot> is not allowed in <domain>",
            "leave it out",
        ),
        (
            "domain",
            f"<domain xmlns:qemu='{HTTPS.replace('s:', ':', 1)}'>...<qemu:comandline/>"
            "</domain>",
            "<qemu:comandline> is not allowed in <domain>",
            "did you mean 'commandline'?",
        ),
        (
            "domain",
            "<domain>...<network><name>a</name></network></domain>",
            "<network> is not allowed in <domain>",
            "a document of its own: virsh net-define",
        ),
        ("domain", "<features>..<acpi/></features>", "the text '..'", "write ..."),
        (
            "domain",
            f"<features><{'a' * 100}1/></features>",
            f"<{'a' * 30}…{'a' * 28}1> is not allowed",
            "",
        ),
    ],
)
def test_the_message_and_the_hint(
    kind: str, text: str, message: str, hint: str
) -> None:
    problems = check(Request(text, kind, example=True, level="grammar")).problems
    told = [p for p in problems if message in p.message and hint in p.hint]
    assert len(told) == 1, [str(p) for p in problems]


@pytest.mark.parametrize(
    ("case", "name", "slip", "home"),
    [
        ("disk-slice-and-bursts", "slice", "slices", "source"),
        ("disk-web-images", "cookie", "cookies", "source"),
        ("hostdev-capabilities", "block", "lock", "binary"),
        ("cpu-numa", "line", "link", "interface"),
    ],
)
def test_a_slip_that_is_another_elements_name_is_one_fault(
    case: str, name: str, slip: str, home: str
) -> None:
    """Not two: a child too many, and one that is missing."""
    text = (CASES / "good" / f"domain-{case}.xml").read_text("utf-8")
    head, tail = re.split(rf"<{name}\b", text, maxsplit=1)
    tail = tail.replace(f"</{name}>", f"</{slip}>", 1)
    found = check(Request(f"{head}<{slip}{tail}", "domain")).problems
    hint = f"did you mean '{name}'? <{slip}> belongs in <{home}>"
    assert [(p.line, p.hint) for p in found] == [(head.count("\n") + 1, hint)]


@pytest.mark.parametrize("hole", ["...", " \u2026\n", "[...]", "<!-- a -->\n...\n..."])
def test_a_fragment_that_begins_with_a_hole_has_its_kind(hole: str) -> None:
    text = f"{hole}\n<disk type='file'>\n  ...\n</disk>\n"
    assert find_kind("", text) == "domain"
    assert is_fragment("domain", text)
    whole = f"{hole}\n<pool type='dir'>\n  ...\n</pool>\n"
    assert find_kind("a.xml", whole) == "pool"
    assert check(Request(whole, "pool", example=is_fragment("pool", whole))).valid


def test_the_command_takes_a_fragment_that_begins_with_a_hole(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xml"
    path.write_text("...\n<rng model='virtio'><backend model='random'/></rng>\n")
    assert main([str(path)]) == 0


def test_the_command_says_which_documents_are_not_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for root in OTHER_ROOTS:
        path = tmp_path / f"{root}.xml"
        path.write_text(f"<{root}><name>a</name></{root}>")
        main([str(path)])
        assert f"<{root}> documents are not checked" in capsys.readouterr().err


def test_a_document_that_is_not_checked_hides_no_other_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other, guest = tmp_path / "net.xml", tmp_path / "guest.xml"
    other.write_text("<network><name>quay</name></network>")
    guest.write_text("<domain type='kvm'><name>quay-2</name></domain>")
    main([str(other), str(guest)])
    out, err = capsys.readouterr()
    assert "<network> documents are not checked" in err
    assert str(guest) in out


@pytest.mark.parametrize("depth", [3, 24, 25, 40, 150])
def test_a_fault_is_told_by_its_name_and_place_at_any_depth(depth: int) -> None:
    chain = "<backingStore type='file'>\n<format type='raw'/><source file='/a'/>\n"
    text = f"<disk><target dev='vda'/>\n{chain * depth}<bogus/>"
    text += "</backingStore>" * depth + "</disk>"
    (found,) = check(Request(text, "domain", example=True)).problems
    assert (found.line, found.check) == (2 + 2 * depth, "unknown-element")
    assert found.message.startswith("<bogus> is not allowed in <backingStore>")
