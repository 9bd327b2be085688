"""Hostile documents are judged in bounded time: faults do not multiply work."""

from __future__ import annotations

import pytest

from kbcheck import KINDS, Request, check
from kbcheck.guides import check_guides, guides, source
from samples import some

MANY = 3000
HOSTILE = {
    "unknown elements": "<domain type='kvm'><name>a</name>"
    + "<x/>" * MANY
    + "</domain>",
    "the same element": "<domain type='kvm'>" + "<name>a</name>" * MANY + "</domain>",
    "unknown attributes": "<domain "
    + " ".join(f"a{i}='1'" for i in range(MANY))
    + "><name>a</name></domain>",
    "elements of another variant": "<domain type='kvm'><name>a</name><os>"
    "<type>exe</type>" + "<loader/>" * MANY + "</os></domain>",
    "deep": "<devices>" * 150 + "</devices>" * 150,
    "holes": "<domain>" + "...<x/>" * MANY + "</domain>",
    "roots": "<memory>1</memory>" * MANY,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("example", [False, True])
def test_many_faults_are_cut_and_do_not_raise(text: str, example: bool) -> None:
    problems = check(Request(text, "domain", example=example, level="grammar")).problems
    assert 1 <= len(problems) <= 100
    assert all(len(p.message) <= 240 for p in problems)


GUEST = (
    "<domain type='kvm'><name>a</name><memory>{0}</memory><memtune><hard_limit>{0}"
    "</hard_limit></memtune><launchSecurity type='{1}'><policy>{0}</policy><hostData>"
    "{0}</hostData></launchSecurity></domain>"
)
ODD = ["9" * 5000, "\xe9", "\x9f", "\u2028", "\U0010ffff", "-1", "0x", "...", " "]
CONTROL = ["\x00", "\x01", "\x0b", "\x1f", "\x7f", "\ufffe", "\uffff", "\ud800"]


def guided(text: str, kind: str) -> None:
    """Judge a text by all guides, as the command does, faulty or not."""
    found = source("a", text, kind, example=False)
    problems = check_guides(guides(), [found]) if found else []
    assert all(len(p.message) <= 240 for p in problems)


@pytest.mark.parametrize("text", ODD, ids=ascii)
@pytest.mark.parametrize("technology", ["sev", "sev-snp"])
def test_guides_take_odd_values(text: str, technology: str) -> None:
    guided(GUEST.format(text, technology), "domain")


@pytest.mark.parametrize("uri", ["urn: bad uri", "\xe9", "http://[", "%"])
def test_guides_take_odd_namespaces(uri: str) -> None:
    guided(f"<domain type='kvm' xmlns:x='{uri}' x:y='1'><x:b/></domain>", "domain")


@pytest.mark.parametrize(
    "kind", some((k.name for k in KINDS.values() if not k.roots), 4)
)
def test_guides_take_settings_with_control_characters(kind: str) -> None:
    """XML has no such characters, and rules read settings as if they were XML."""
    lines = (
        'user = "a{0}b"',
        "[credentials-x{0}]",
        "username=a{0}b",
        "x{0} /y nfs {0}",
        "GRUB_CMDLINE_LINUX='sev={0} a{0}=1'",
        "options kvm_amd sev={0}",
    )
    for text in (line.format(character) for line in lines for character in CONTROL):
        guided(text, kind)
