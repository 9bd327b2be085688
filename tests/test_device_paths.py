"""Paths of /dev are judged where a program reads them, not where people do."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbcheck import Request, check
from kbcheck.devicepaths import check_device_paths
from kbcheck.remarks import WITH_REMARKS, without_remarks

WRONG = "/dev/disks/by-path"

VALUES = {
    "an attribute": ("domain", "<disk type='block'>\n  <source dev='@/x'/>\n"
                     "  <target dev='vda'/>\n</disk>"),
    "a text": ("pool", "<pool type='dir'>\n  <name>a</name>\n  <target>\n"
               "    <path>@</path>\n  </target>\n</pool>"),
    "a string": ("qemu.conf", "# a comment's quote\n"
                 'cgroup_device_acl = [ "/dev/null", "@/x" ]'),
    "a string with a #": ("libvirtd.conf", 'unix_sock_group = "#@"'),
    "an assignment": ("grub-default", "# it's\nGRUB_DEVICE='@/x' # x"),
    "a parameter": ("grub-default", 'GRUB_CMDLINE_LINUX="resume=@/x quiet"'),
    "a field": ("fstab", "# it's here\n@/x /srv ext4 defaults 0 0"),
    "a command line": ("kernel-cmdline", "root=@/x ro"),
    "a unit": ("systemd-unit", "[Mount]\nDescription=a\nWhat=@/x"),
    "a word": ("console", "# ls -l @ # all of them"),
    "a quoted word": ("console", "# it=1\n# virsh attach-disk a '@/x' vdb"),
    "a redirection": ("console", "# dd bs=1M if=a.img > @/x"),
    "a continued line": ("console", "# ls \\\n    @"),
    "an option of QEMU": ("qemu-argv", "qemu-system-x86_64 -drive file=@/x"),
    "a here-document": ("console", "# cat >> /etc/fstab <<EOF\n"
                        "@/x /srv ext4 defaults 0 0\nEOF"),
    "XML that is shown": ("console", "# virsh pool-dumpxml a\n<pool type='dir'>\n"
                          "  <name>a</name>\n  <target>\n    <path>@</path>\n"
                          "  </target>\n</pool>"),
    "a kernel's command line": ("console", "# grubby --update-kernel ALL "
                                "--args 'root=@/x'"),
    "a text that is echoed": ("console", "# echo '@/x /srv ext4 defaults 0 0' "
                              ">> /etc/fstab"),
}  # fmt: skip
PROSE = {
    "a comment of XML": ("domain", "<vcpu>2</vcpu><!-- not @\n nor @ -->"),
    "a description": ("domain", "<domain>\n  <description>was @\n@</description>\n"
                      "  ...\n</domain>"),
    "a title": ("domain", "<title>no @</title>"),
    "metadata": ("domain", "<metadata>\n  <a:b xmlns:a='urn:x'>@</a:b>\n</metadata>"),
    "a comment of qemu.conf": ("qemu.conf", "# @\nuser = \"root\" # not '@"),
    "a comment of GRUB": ("grub-default", "# don't use @\nGRUB_TIMEOUT=5 # @"),
    "a comment of fstab": ("fstab", "  # @/x /srv ext4 defaults"),
    "a comment of a list": ("device-list", "# @\n/dev/null"),
    "a comment of modprobe": ("modprobe.d", "# @\nblacklist nouveau"),
    "a comment of a unit": ("systemd-unit", "; @\n# @\n[Unit]\n"
                            "Description=mounts \\\n@"),
    "a comment of the shell": ("console", "# ls # not @, don't"),
    "a line of remarks": ("console", "# ls\n# # @"),
    "output": ("console", "# ls\nls: cannot access '@': No such file or directory"),
    "a text of no kind": ("console", "# cat > NOTES <<EOF\nnot @\nEOF"),
}  # fmt: skip


def found(kind: str, text: str) -> list[tuple[int, int, str, str]]:
    """Where device paths are at fault, and how."""
    problems = check(Request(text, kind, example=True)).problems
    return [
        (p.line, p.column, p.severity, p.hint) for p in problems if "/dev/" in p.message
    ]


@pytest.mark.parametrize(("kind", "text"), VALUES.values(), ids=VALUES)
def test_a_wrong_folder_in_a_value_is_told_once_at_its_place(
    kind: str, text: str
) -> None:
    before = text.partition("@")[0]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    hint = "did you mean '/dev/disk/by-path'?"
    assert found(kind, text.replace("@", WRONG)) == [(line, column, "error", hint)]


@pytest.mark.parametrize(("kind", "text"), PROSE.values(), ids=PROSE)
def test_what_is_said_about_paths_is_not_judged(kind: str, text: str) -> None:
    assert found(kind, text.replace("@", WRONG)) == []


@pytest.mark.parametrize(
    ("path", "severity", "hint"),
    [
        ("/dev/disk/by-paths/x", "error", "did you mean 'by-path'?"),
        ("/dev/disk/by-uid/x", "error", "did you mean 'by-uuid'?"),
        ("/dev/disk/uuid/x", "error", "did you mean 'by-uuid'?"),
        ("/dev/disk/by-ID/x", "error", "did you mean 'by-id'?"),
        ("/dev/dsk/by-id/x", "error", "did you mean '/dev/disk/by-id'?"),
        ("/dev/disk/by-vdev/x", "warning", "it makes by-id"),
        ("/dev/disk/by-serial/x", "warning", "it makes by-id"),
        ("/dev/disk/azure/root", "warning", "it makes by-id"),
        ("/dev/block/by-uuid/x", "warning", "did you mean '/dev/disk/by-uuid'?"),
    ],
)
def test_a_near_miss_is_an_error_and_a_folder_of_a_sites_own_a_warning(
    path: str, severity: str, hint: str
) -> None:
    line = f"{path} /srv ext4 defaults 0 0"
    assert [(s, h[: len(hint)]) for *_, s, h in found("fstab", line)] == [
        (severity, hint)
    ]


@pytest.mark.parametrize(
    "path",
    ["/dev/disk/by-id/x", "/dev/disk/by-*", "/dev/disk/by-{id,path}", "/dev/disk/$K/x",
     "/dev/disk/by-$K/x", "/dev/disk/BY/x", "/dev/disk/...", "/dev/disk/by-...",
     "/dev/vg/by-hand", "/dev/dri/by-path/x", "/dev/mapper/a", "/a/dev/disks/by-path"],
)  # fmt: skip
def test_a_folder_that_is_there_or_left_to_the_shell_is_right(path: str) -> None:
    assert found("console", f"# ls {path}") == []


@settings(deadline=None)
@given(
    st.sampled_from(sorted(WITH_REMARKS)),
    st.text(alphabet="#'\"\\ \n;<>!-?/=ab", max_size=60),
)
def test_prose_is_blanked_in_place(kind: str, text: str) -> None:
    """Nothing moves, and nothing changes but to a blank."""
    plain = without_remarks(text, kind)
    assert len(plain) == len(text)
    assert all(a in (b, " ") for a, b in zip(plain, text, strict=True))
    assert plain.count("\n") == text.count("\n")
    list(check_device_paths(text + "/dev/disks/by-path", kind))


@pytest.mark.parametrize(("kind", "part"), [
    ("domain", "<!-- "), ("domain", "<title>"), ("domain", "<title "), ("domain", "<?"),
    ("qemu.conf", '"""'), ("qemu.conf", "'"), ("sysconfig", '"\\'), ("sysconfig", "'a"),
    ("systemd-unit", "Description=\\\n"), ("systemd-unit", "Description= "),
    ("fstab", " \t"), ("domain", "</title <title>"),
])  # fmt: skip
def test_what_is_not_closed_is_read_to_the_end_once(kind: str, part: str) -> None:
    """Four times the size: 4 for one reading, 16 for a new search for each part.

    The bound lies between: large texts get their memory otherwise, which takes time.
    """
    text = part * (6_000 // len(part))
    # On a busy machine one of the two is often interrupted: once is enough.
    pairs = ((cost(kind, text), cost(kind, text * 4)) for _ in range(60))
    assert any(large <= 9 * small for small, large in pairs)


def cost(kind: str, text: str) -> float:
    """The seconds that it takes, the best of several; a process's clock is coarse."""
    times = []
    for _ in range(3):
        start = perf_counter()
        without_remarks(text, kind)
        times.append(perf_counter() - start)
    return min(times)
