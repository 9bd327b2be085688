"""Whatever the model dates is judged alike, in the same words, on every surface."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from kbcheck import Request, check


class Dated(NamedTuple):
    """A text whose one fault is that it came with a libvirt, or went with one."""

    kind: str
    text: str
    what: str
    version: str
    inside: str = ""


CAME = {
    "element": Dated("domain", "<async-teardown enabled='yes'/>", "<async-teardown>",
                     "9.6.0", "features"),
    "setting": Dated("qemu.conf", 'sched_core = "full"\n', "'sched_core'", "8.9.0"),
    "command": Dated("console", "# virsh await ledger\n", "'virsh await'", "11.5.0"),
    "option": Dated("console", "# virsh attach-disk a b c --alias ua-x\n",
                    "--alias of 'virsh attach-disk'", "4.6.0"),
    "parameter": Dated("uri", "qemu+ssh://h/system?mode=auto\n", "'mode'", "5.7.0"),
    "URI of a command": Dated("console", "# virsh -c 'qemu+ssh://h/system?mode=auto'\n",
                              "'mode'", "5.7.0"),
}  # fmt: skip
WENT = {
    "setting": Dated("qemu.conf", "allow_disk_format_probing = 1\n",
                     "'allow_disk_format_probing'", "4.5.0"),
    "command": Dated("console", "# virsh qemu-attach 4711\n", "'virsh qemu-attach'",
                     "5.5.0"),
    "word": Dated("console", "# virsh domxml-from-native qemu-argv a.args\n",
                  "'qemu-argv' of 'virsh domxml-from-native'", "5.5.0"),
    "driver": Dated("uri", "xenapi://host/\n", "'xenapi'", "5.8.0"),
    "URI of a command": Dated("console", "# virsh -c xenapi://host/ list\n", "'xenapi'",
                              "5.8.0"),
}  # fmt: skip


def found(dated: Dated, libvirt: str) -> list[tuple[str, str]]:
    request = Request(
        dated.text, dated.kind, example=True, inside=dated.inside, libvirt=libvirt
    )
    return [(p.check, p.message) for p in check(request).problems]


def neighbours(version: str) -> tuple[str, str]:
    """A release before this one, and one after it."""
    major, minor, _ = map(int, version.split("."))
    before = f"{major}.{minor - 1}.0" if minor else f"{major - 1}.9.0"
    return before, f"{major}.{minor + 1}.0"


@pytest.mark.parametrize("dated", CAME.values(), ids=CAME)
def test_what_came_must_be_in_all_of_the_versions(dated: Dated) -> None:
    before, after = neighbours(dated.version)
    since = f"{dated.what} is there since libvirt {dated.version}, not in "
    for libvirt in ("", dated.version, after, f">={dated.version}"):
        assert found(dated, libvirt) == [], libvirt
    for libvirt in (before, f"<{dated.version}", f"<={before}"):
        assert found(dated, libvirt) == [("too-new", since + libvirt)]
    for libvirt in (f">={before}", f">={before}, <{after}", f"<{after}"):
        assert found(dated, libvirt) == [("too-new", f"{since}all of {libvirt}")]


@pytest.mark.parametrize("dated", WENT.values(), ids=WENT)
def test_what_went_must_be_in_all_of_the_versions(dated: Dated) -> None:
    before, after = neighbours(dated.version)
    gone = [("removed", f"{dated.what} is gone since libvirt {dated.version}")]
    for libvirt in (before, f"<{dated.version}", f">={before}, <{dated.version}"):
        assert found(dated, libvirt) == [], libvirt
    for libvirt in (
        "", dated.version, after, f">={before}", f">={before}, <{after}",
        f"<={dated.version}", ">=0.1",
    ):  # fmt: skip
        assert found(dated, libvirt) == gone, libvirt


ACL = Request('cgroup_device_acl = [ "/dev/null" ]\n', "qemu.conf",
              guides=("passthrough",))  # fmt: skip


@pytest.mark.parametrize(
    "libvirt", ["", "10.1.0", ">=10.1", ">=5.0.0", ">=9, <10.2", "<=10.1.0", "12"]
)
def test_a_rule_holds_where_one_of_the_versions_is_among_its_own(libvirt: str) -> None:
    problems = check(ACL._replace(libvirt=libvirt)).problems
    assert "since libvirt 10.1" in " ".join(p.message for p in problems)


@pytest.mark.parametrize("libvirt", ["10.0.0", "<10.1", ">=5, <10.1.0", "9"])
def test_a_rule_for_later_versions_says_nothing(libvirt: str) -> None:
    problems = check(ACL._replace(libvirt=libvirt)).problems
    assert "since libvirt 10.1" not in " ".join(p.message for p in problems)
