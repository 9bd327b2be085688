"""Versions: what is newer than the stated libvirt is a problem at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck import Request, check
from samples import some

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "dev"

SNP = """<domain type='kvm'>
  <name>one</name>
  <memory>4096</memory>
  <os firmware='efi'>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
  <launchSecurity type='sev-snp'>
    <policy>0x30000</policy>
  </launchSecurity>
</domain>"""


def too_new(libvirt: str) -> list[str]:
    found = check(Request(SNP, "domain", level="grammar", libvirt=libvirt)).problems
    return [f"{p.line}:{p.column} {p.check} {p.message}" for p in found]


def test_a_newer_value_is_told_with_the_version_that_brought_it() -> None:
    found = too_new("9.0.0")
    assert len(found) == 1
    assert found[0].startswith("7:19 too-new type='sev-snp' of <launchSecurity>")
    assert "since libvirt 10.5.0" in found[0]


@pytest.mark.parametrize("libvirt", ["10.5.0", ">=10.5", "12.0.0", ""])
def test_what_the_version_has_is_no_problem(libvirt: str) -> None:
    assert too_new(libvirt) == []


@pytest.mark.parametrize(
    ("libvirt", "end"),
    [
        ("9.0.0", "not in 9.0.0"),
        (">=5.0, <13", "not in all of >=5.0, <13"),
        ("<10.5", "not in <10.5"),
        ("<11", "not in all of <11"),
    ],
)
def test_a_range_must_hold_in_all_of_its_versions(libvirt: str, end: str) -> None:
    assert too_new(libvirt)[-1].endswith(f"since libvirt 10.5.0, {end}")


FRAGMENT = """<launchSecurity type='sev-snp'>
  <policy>0x30000</policy>
</launchSecurity>"""


@pytest.mark.parametrize(
    ("text", "inside"),
    [(FRAGMENT, ""), (FRAGMENT, "domain"), (f"<features/>\n{FRAGMENT}", "")],
    ids=["alone", "inside", "side by side"],
)
def test_fragments_are_judged_too(text: str, inside: str) -> None:
    request = Request(text, "domain", example=True, libvirt="9.0.0", inside=inside)
    assert [p.check for p in check(request).problems] == ["too-new"]
    newer = request._replace(libvirt=">=10.5")
    assert check(newer).problems == ()


@pytest.mark.parametrize(
    ("text", "libvirt", "expected"),
    [
        ("<cpu>\n  <model>z13</model>\n</cpu>", "0.7.0", ["1:1 <cpu>"]),
        (
            "<clock offset='absolute' start='1'/>",
            "8.3.0",
            ["1:8 offset='absolute' of <clock>", "1:26 start='1' of <clock>"],
        ),
        (
            "<hostdev type='pci'>\n  <source>\n    <address bus='1'/>\n  </source>\n"
            "  <teaming type='persistent'/>\n</hostdev>",
            "7.0.0",
            ["5:3 <teaming>"],
        ),
        (
            "<filesystem>\n  <source dir='/srv'/>\n  <target dir='srv'/>\n"
            "  <boot order='1'/>\n</filesystem>",
            "7.0.0",
            ["4:3 <boot>"],
        ),
        ("<nvram type='file'>\n  <source file='/v.fd'/>\n</nvram>", "8.4.0",
         ["1:1 <nvram>"]),
        ("<nvram>/v.fd</nvram>", "8.4.0", []),
    ],
    ids=["definition", "group", "teaming", "boot", "described store", "plain store"],
)  # fmt: skip
def test_a_definition_hands_its_version_down(
    text: str, libvirt: str, expected: list[str]
) -> None:
    """To what it is made of; what stands inside of something newer is not told."""
    request = Request(text, "domain", example=True, libvirt=libvirt)
    assert [
        f"{p.line}:{p.column} {p.message.partition(' is there')[0]}"
        for p in check(request).problems
    ] == expected


def corpus(name: str, kind: str) -> list[str]:
    """The documents of a class and a root, as texts."""
    paths = sorted((CORPUS / name / kind).glob("*.xml"))
    return [path.read_text("utf-8") for path in some(paths, 6)]


@pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus is not beside this checkout"
)
@pytest.mark.parametrize("kind", ["domain", "pool", "domainCapabilities"])
def test_the_corpus_of_two_libvirts(kind: str) -> None:
    """What 9.0.0 takes is old enough; what only 10.7.0 takes is told as too new.

    All but one in twenty: what a newer schema merely allows more often has no version.
    """
    requests = {
        name: [
            Request(text, kind.lower(), level="grammar", libvirt="9.0.0")
            for text in corpus(name, kind)
        ]
        for name in ("valid", "skew_valid")
    }
    assert [p for r in requests["valid"] for p in check(r).problems] == []
    newer = [r for r in requests["skew_valid"] if check(r).problems]
    assert len(newer) >= 0.95 * len(requests["skew_valid"])


def test_a_fragment_gets_the_benefit_of_the_doubt() -> None:
    """<acpi> is old as a feature, and newer as a part of a device."""
    text = "<acpi/>"
    request = Request(text, "domain", example=True, libvirt="1.0.0")
    assert check(request).problems == ()


CAPABILITIES = """<domainCapabilities>
  <domain>qemu</domain>
  <arch>x86_64</arch>
  <cpu>
    <mode name='host-passthrough' supported='no'/>
    <mode name='host-model' supported='no'/>
    <mode name='custom' supported='yes'>
      <model usable='yes'>qemu64</model>
    </mode>
  </cpu>
</domainCapabilities>"""


@pytest.mark.parametrize(
    ("libvirt", "missing"),
    [
        ("7.0.0", []),
        (">=7.0, <9", []),
        ("7.1.0", ["<cpu> lacks <mode name='maximum'> before <mode>"]),
        ("", ["<cpu> lacks <mode name='maximum'> before <mode>",
              "<model> lacks the attribute 'vendor'"]),
    ],
)  # fmt: skip
def test_what_an_older_libvirt_did_not_print_is_not_missing(
    libvirt: str, missing: list[str]
) -> None:
    request = Request(CAPABILITIES, "domaincapabilities", libvirt=libvirt)
    assert [p.message for p in check(request).problems] == missing
