"""Running text: what looks like an example, and what is prose."""

from __future__ import annotations

import pytest

from kbcheck.prose import LITERAL, likeness

EXAMPLES = {
    "# virsh list": "a command",
    "$ virhs lst": "a command",
    "# ./start.sh": "a command",
    "virsh # list --all": "a command",
    "root@host:~# virsh list": "a command",
    "[root@host ~]# virsh list": "a command",
    "virsh list \u2013all": "a command",
    "sudo virsh net-list --all": "a command",
    "virsh frobnicate guest": "a command",
    "systemctl restart libvirtd": "a command",
    "<domain type=\u2019kvm\u2019>": "XML",
    "<vcpuu>two</vcpuu>": "XML",
    "Write <vcpu>2</vcpu> there.": "XML",
    "Write <acpi/> there.": "XML",
    "Write <disk type='file'> there.": "XML",
    "</domain>": "XML",
    "<!-- a guest -->": "XML",
    "user = \u201croot\u201d": "settings",
    "security_drver = 1": "settings",
    'cgroup_controllers = [ "cpu" ]': "settings",
    "ON_BOOT=ignore": "settings",
    "[Service]": "settings",
    ">>> 1 + 1": "Python",
}
PROSE = (
    "",
    "virsh prints the list of all guests.",
    "virsh reads it, and tells what it finds",
    "virsh prints the list of all guests\nthat are known to the host",
    "The prompt # stands for root.",
    f"{LITERAL} sets how many processors a guest has.",
    f"{LITERAL} = 1 turns it off.",
    "Sockets = cores times threads of the guest",
    "less than < more, and more > less.",
    "If a < b and b > c, all is well.",
    "See [1] and [RFC 2119].",
    "find out which guests run \u2013 and which do not",
    "A guest \u2013 if there is one \u2013 starts.",
    "mail@example.org is for questions.",
    "100 % of all guests",
    "Costs $ 5, or # 3 of the list.",
)


@pytest.mark.parametrize(("text", "what"), EXAMPLES.items())
def test_an_example_is_known_wherever_its_line_stands(text: str, what: str) -> None:
    first = likeness(text)
    assert first
    assert (first.what, first.line) == (what, 0)
    if text.startswith(("#", "$", "<", "user", "ON", ">>>")):
        later = likeness(f"Some words,\nand more.\n  {text}")
        assert later
        assert (later.what, later.line) == (what, 2)


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_none(text: str) -> None:
    assert likeness(text) is None
    assert likeness(f"Words before it\n{text}") is None
