"""Versions: what is newer than the stated libvirt is a problem at its place."""

from __future__ import annotations

import pytest

from kbcheck import Request, check
from kbcheck.versions import NEWEST, ends, oldest, satisfies, version

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


def test_a_range_must_hold_in_its_oldest_version() -> None:
    assert len(too_new(">=5.0, <13")) >= 1


def test_parsing() -> None:
    assert version("9.0") == (9, 0, 0)
    assert oldest(">=8.0, <10") == (8, 0, 0)
    assert oldest("<10") is None
    assert ends("") == (NEWEST,)
    assert ends("9.0.0") == ((9, 0, 0),)
    assert ends(">=9.0") == ((9, 0, 0), NEWEST)
    assert ends(">=4.5, <7.6.0") == ((4, 5, 0), (7, 5, 999))
    assert ends("<7.6.2") == ((7, 6, 1),)
    assert ends("<7.0.0") == ((6, 999, 999),)
    assert ends("<=7.6.0") == ((7, 6, 0),)
    assert satisfies((6, 9, 0), ">=6.9, <7")


@pytest.mark.parametrize("text", ["", "new", "1.2.3.4", "1.x", "=>3", "\uff11"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a version"):
        version(text) if "=" not in text else oldest(text)


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


def test_a_fragment_gets_the_benefit_of_the_doubt() -> None:
    """<acpi> is old as a feature, and newer as a part of a device."""
    text = "<acpi/>"
    request = Request(text, "domain", example=True, libvirt="1.0.0")
    assert check(request).problems == ()
