"""Configuration files that are not in libvirt's own syntax: what is told of them."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbcheck import Problem, Request, check
from kbcheck.command import main
from kbcheck.guides import source
from kbcheck.rules.view import Source, View
from kbcheck.settings import SYNTAXES, settings_document
from kbcheck.settings.split import QuoteError, shell_words
from kbcheck.settings.unitrules import escaped
from kbcheck.sniff import find_kind


def found(kind: str, text: str, **options: object) -> list[Problem]:
    return list(check(Request(text, kind, **options)).problems)  # type: ignore[arg-type]


def told(kind: str, text: str, **options: object) -> list[str]:
    return [f"{p.line}:{p.column} {p.check}" for p in found(kind, text, **options)]


GOOD = [
    # Near to names that the table only lists; the kernel may know others like them.
    ("kernel-cmdline", "autorelabl=1 acpi_slep=x biosdevnam=0\n"),
    ("auth.conf", "[auth-libvirt-default]\ncredentials = a\n\n[credentials-a]\n"
     "# why\nauthname=x\npassword=p = q\n"),
    ("sysconfig", "LIBVIRTD_ARGS='--timeout 60'\nexport ON_BOOT=ignore\nSYNC_TIME=\n"),
    ("sysconfig", "URIS='default xen:///system'\nSHUTDOWN_TIMEOUT=\"$MINE\"\n"),
    ("grub-default", 'GRUB_DISTRIBUTOR=`lsb_release -i 2> /dev/null || echo x`\n'
     'GRUB_CMDLINE_LINUX="a=1"\nGRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX quiet"\n'),
    ("grub-default", "if test -f /etc/x; then\n. /etc/x\nfi\nGRUB_MINE=1 # so\n"),
    ("modprobe.d", "options kvm-intel nested=Y \\\n  ept\nsoftdep a pre: b post: c\n"),
    ("modprobe.d", "install nouveau /bin/false\nalias eth0 e100\noptions my_own a=1\n"),
    ("kernel-cmdline", 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro acpi_osi="!Windows 8"\n'),
    ("kernel-cmdline", "kvm-amd.sev=1 intel-iommu=on my.own=1 -- prot_virtt=1\n"),
    ("kernel-cmdline", "hugepagesz=1G hugepages=4 hugepagesz=2M hugepages=0:8,1:8\n"),
    ("fstab", "LABEL=x  none\tswap sw 0 0\n\n# c\nproc /proc proc defaults\n"),
    ("fstab", "[2001:db8::1]:/x /y nfs4 vers=4.2,x-systemd.automount,_netdev 0 0\n"),
    ("systemd-unit", "[Unit]\nAfter=a.service \\\n; c\n  b.socket\n[Service]\n"
     "ExecStart=\nExecStart=-/usr/bin/x --y %i\nLimitMEMLOCK=64M\n[X-Own]\na=b\n"),
    ("uri", "qemu:///system\nxen:///\ntest:///srv/x\nqemu+SSH://a@[::1]:22/session\n"),
    ("uri", "vpx://vc.example.com/dc/cluster/host?no_verify=1\n"),
    ("qemu-argv", "LC_ALL=C qemu-system-s390x --m 4G -drive 'file=a b' disk.img"),
    ("qemu-argv", "-S -device virtio-rng-ccw \\\n  -append 'a=1 -no-acpi'\n"),
    ("device-list", "/dev/null\n/dev/vfio/42\n/dev/disk/by-id/wwn-0x5\n"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_what_is_right(kind: str, text: str) -> None:
    assert told(kind, text) == []


BAD = [
    ("auth.conf", "a=1\n", "1:1 syntax"),
    ("auth.conf", "; c\n", "1:1 syntax"),
    ("auth.conf", "[auth-x-h]\ncredentials=a\n[credentials-a]\n", "1:1 bad-value"),
    ("auth.conf", "[ credentials-a ]\n", "1:1 unknown-key"),
    ("auth.conf", '[credentials-a]\nauthname="x"\n', "2:10 bad-value"),
    ("sysconfig", "sanlock_opts=-w 0\n", "1:17 syntax"),
    ("sysconfig", "ON_BOOT = start\n", "1:1 syntax"),
    ("sysconfig", "BYPASS_CACHE=1 # why\n", "1:16 syntax"),
    ("sysconfig", "URIS='a\nON_BOOT=start\n", "1:6 syntax"),
    ("sysconfig", "BYPASS_CACHE=2\n", "1:14 bad-value"),
    ("sysconfig", 'LIBVIRTD_ARGS="--lisen"\n', "1:16 unknown-option"),
    ("sysconfig", "mount_cgroups=yes\n", "1:1 obsolete"),
    ("grub-default", "GRUB_CMDLINE_LINUX='prot_virt=2'\n", "1:31 bad-value"),
    ("grub-default", 'GRUB_CMDLINE_LINUX="quiet\n', "1:20 syntax"),
    ("grub-default", "GRUB_CMDLINE_LINUX_DEFUALT=quiet\n", "1:1 unknown-key"),
    ("modprobe.d", "option kvm_amd sev=1\n", "1:1 unknown-command"),
    ("modprobe.d", "options kvm_amd sve=1\n", "1:17 unknown-key"),
    ("modprobe.d", "options kvm_adm sev=1\n", "1:9 unknown-key"),
    ("modprobe.d", "options kvm_amd sev=2\n", "1:21 bad-value"),
    ("modprobe.d", "options sev=1 x=2\n", "1:9 syntax"),
    ("modprobe.d", "blacklist a b\n", "1:13 syntax"),
    ("kernel-cmdline", "ro swiotlb=1G\n", "1:12 bad-value"),
    ("kernel-cmdline", "mem_encrpyt=on\n", "1:1 unknown-key"),
    ("kernel-cmdline", "kvm_amd.svv=1 kvm_amd.sev_en=1\n", "1:15 unknown-key"),
    ("kernel-cmdline", "mem_encrypt\n", "1:1 bad-value"),
    ("kernel-cmdline", "intel_iommu=on intel-iommu=off\n", "1:16 duplicate-key"),
    ("kernel-cmdline", "prot_virt=1 prot-virt=0\n", "1:13 unknown-key"),
    ("kernel-cmdline", "mem-encrypt=on\n", "1:1 unknown-key"),
    ("kernel-cmdline", 'a="b c\n', "1:3 syntax"),
    ("fstab", "/dev/sda1 /srv\n", "1:1 syntax"),
    ("fstab", "/dev/sda1 srv ext4 defaults 0 0\n", "1:11 bad-value"),
    ("fstab", "/dev/sda1 /srv ext44 defaults 0 0\n", "1:16 bad-value"),
    ("fstab", "/dev/sda1 /srv ext4 defaults 0 33\n", "1:32 bad-value"),
    ("fstab", "srv /srv nfs hard 0 0\n", "1:1 bad-value"),
    ("fstab", "srv:/a /b nfs hrad 0 0\n", "1:15 unknown-option"),
    ("fstab", "srv:/a /b nfs hard,intr 0 0\n", "1:20 obsolete"),
    ("fstab", "/dev/sda1 /srv ext4 nolock 0 0\n", "1:21 unknown-option"),
    ("systemd-unit", "MemoryMax=1G\n", "1:1 syntax"),
    ("systemd-unit", "[Slice]\nMemoryMax=1GB\n", "2:11 bad-value"),
    ("systemd-unit", "[Slice]\nMemoryMaximum=1G\n", "2:1 unknown-key"),
    ("systemd-unit", "[Slice]\nLimitNOFILE=1\n", "2:1 unknown-key"),
    ("systemd-unit", "[Slize]\nMemoryMax=1G\n", "1:1 unknown-key"),
    ("systemd-unit", "[Slice\nMemoryMax=1G\n", "1:1 syntax"),
    ("systemd-unit", "[Slice]\nCPUWeight=0\n", "2:11 bad-value"),
    ("uri", "kvm:///system\n", "1:1 bad-value"),
    ("uri", "qemu:///sytem\n", "1:8 bad-value"),
    ("uri", "qemu:system\n", "1:6 syntax"),
    ("uri", "qemu+sssh://h/system\n", "1:6 bad-value"),
    ("uri", "qemu+unix://h/system\n", "1:13 conflict"),
    ("uri", "qemu:///embed\n", "1:1 missing-key"),
    ("uri", "qemu:///embed?root=x\n", "1:20 bad-value"),
    ("uri", "qemu+ssh://h/system?keyfil=/x\n", "1:21 unknown-option"),
    ("uri", "qemu://h/system?keyfile=/x\n", "1:17 unknown-option"),
    ("uri", "qemu+unix:///system?mode=x&mode=y\n", "1:26 bad-value 1:28 duplicate-key"),
    ("qemu-argv", "qemu-system-x86_64 -no-kqemu\n", "1:20 removed"),
    ("qemu-argv", "qemu-system-x86_64 -nam x\n", "1:20 unknown-option"),
    ("qemu-argv", "-name\n", "1:1 bad-value"),
    ("qemu-argv", "-S a.img b.img\n", "1:10 syntax"),
    ("qemu-argv", "-append 'a\n", "1:9 syntax"),
    ("device-list", "/dev/kqemu\n", "1:1 obsolete"),
    ("device-list", '"/dev/null",\n', "1:1 syntax"),
    ("device-list", "/dev/nulll\n", "1:1 bad-value"),
]


@pytest.mark.parametrize(("kind", "text", "expected"), BAD)
def test_what_is_told(kind: str, text: str, expected: str) -> None:
    assert " ".join(told(kind, text)) == expected


def test_the_folder_says_whose_variables_they_are() -> None:
    """Debian's sanlock reads sanlock_opts, that of RPM hosts no file of variables."""
    debian, rpm = "/etc/default/sanlock", "/etc/sysconfig/sanlock"
    (problem,) = found("sysconfig", 'SANLOCKOPTS="-w 0"\n', file=debian)
    assert not problem.silently_ignored  # libvirt does not read it
    # Nobody shall move it to where the message says that it is known.
    assert problem.message.endswith("'SANLOCKOPTS': no current sanlock reads it")
    assert told("sysconfig", 'SANLOCKOPTS="-w 0"\n', file=rpm) == ["1:1 obsolete"]
    assert told("sysconfig", "WDMDOPTS=-D\n", file=rpm) == ["1:1 unknown-key"]
    assert told("sysconfig", "sanlock_opts=\n", file=debian) == []
    assert told("sysconfig", "sanlock_opts=\n", file=rpm) == ["1:1 unknown-key"]
    assert told("sysconfig", "ON_BOOT=start\n", file=rpm) == ["1:1 unknown-key"]


def test_a_file_that_the_shell_reads_has_the_line_ends_of_unix() -> None:
    """The shell keeps the CR as the end of a value; systemd and libvirt drop it."""
    text, guests = "ON_BOOT=ignore\r\nSTART_DELAY=5\r\n", "/etc/default/libvirt-guests"
    assert told("sysconfig", text, file=guests) == ["1:15 syntax"]
    assert told("grub-default", "GRUB_TIMEOUT=5\nA=1\r\n") == ["2:4 syntax"]
    assert told("modprobe.d", "blacklist nouveau\r\n") == ["1:18 syntax"]
    daemon = 'LIBVIRTD_ARGS="--verbose"\r\n'
    assert told("sysconfig", daemon, file="/etc/sysconfig/libvirtd") == []
    assert told("systemd-unit", "[Slice]\r\nMemoryMax=8G\r\n") == []
    assert told("qemu.conf", 'user = "qemu"\r\n') == []


@pytest.mark.parametrize("name", ["prot_virt²", "a\u0e33", "é"])
def test_rules_see_no_setting_whose_name_no_element_can_have(name: str) -> None:
    """An element has fewer names than Python's \\w would take."""
    document = settings_document(f"{name}=1", "kernel-cmdline")
    assert View([Source("f", document)]).select("/documents/kernel-cmdline/*") == []


@pytest.mark.parametrize(("example", "elides"), [(True, True), (False, False)])
def test_a_hole_elides_beside_characters_that_lxml_refuses(
    example: bool, elides: bool
) -> None:
    text = 'user = "a\0b"\n...\n'
    view = View([Source("f", settings_document(text, "qemu.conf", example=example))])
    (user,) = view.select("/documents/qemu.conf/user")
    assert (user.text, len(view.root)) == ("a?b", 1)
    assert view.elides("group", view.root) is elides


def test_the_command_tells_the_checker_which_file_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "etc" / "default" / "sanlock"
    path.parent.mkdir(parents=True)
    path.write_text('SANLOCKOPTS="-w 0"\n')
    assert main([str(path)]) == 1
    assert "sanlock_opts" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("etc/modprobe.d/guests.conf", "options nbd max_part=8\n", 1),
        ("etc/fstab", "LABEL=a /srv ext4 ro 0 2\n", 1),
        ("etc/default/grub.d/guests.cfg", "GRUB_TIMEOUT=3\n", 1),
        ("etc/systemd/system/machine.slice.d/a.conf", "[Slice]\nTasksMax=9\n", 0),
    ],
)
def test_only_systemd_drops_a_byte_order_mark(
    name: str,
    text: str,
    expected: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As seen of bash, modprobe and findmnt, and of systemd-analyze."""
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8-sig")
    assert main([str(path)]) == expected
    assert ("byte order mark" in capsys.readouterr().out) == bool(expected)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("boot/loader/entries/a.conf", "linux /l\noptions hugepages=9G\n"),
        ("etc/default/grub.d/a.cfg", 'GRUB_CMDLINE_LINUX="hugepages=9G"\n'),
        ("etc/cmdline.d/a.conf", "# c\nhugepages=9G\n"),
        ("usr/lib/kernel/cmdline", "hugepages=9G\n"),
        ("boot/firmware/cmdline.txt", "hugepages=9G\n"),
    ],
)
def test_a_kernel_command_line_is_checked_wherever_it_stands(
    name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert main([str(path)]) == 1
    assert "'9G' is not allowed for 'hugepages'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/srv/guest-images", "srv-guest\\x2dimages"),
        ("/srv//a.b_c/", "srv-a.b_c"),
        ("/.hidden/.x", "\\x2ehidden-.x"),
        ("/srv/µ", "srv-\\xc2\\xb5"),
        ("/", "-"),
        ("/srv/../x", ""),
        ("srv", ""),
    ],
)
def test_a_mount_unit_is_named_as_systemd_escapes_its_path(
    path: str, name: str
) -> None:
    assert escaped(path) == name


def test_a_transcript_tells_which_file_it_shows() -> None:
    shown = '$ cat /etc/default/sanlock\nSANLOCKOPTS="-w 0"\n'
    assert told("console", shown) == ["2:1 unknown-key"]
    written = (
        "# cat >/etc/systemd/system/machine.slice.d/a.conf <<END\nMemoryMax=8G\nEND\n"
    )
    (problem,) = found("console", written)
    assert (problem.line, problem.hint) == (2, "write [Slice] above it")


def test_only_one_daemon_listens_for_all() -> None:
    text = "listen_tcp = 1\n"
    (problem,) = found("libvirtd.conf", text, file="/etc/libvirt/virtqemud.conf")
    assert problem.hint == "it belongs in libvirtd.conf or virtproxyd.conf"
    for file in ("", "/etc/libvirt/libvirtd.conf", "virtproxyd.conf", "my.conf"):
        assert told("libvirtd.conf", text, file=file) == []


def test_the_name_says_which_section_a_unit_has() -> None:
    drop_in = "/etc/systemd/system/machine.slice.d/90-memory.conf"
    (problem,) = found("systemd-unit", "MemoryMax=8G\n", file=drop_in)
    assert not problem.silently_ignored  # libvirt does not read it
    assert problem.hint == "write [Slice] above it"
    assert told("systemd-unit", "[Service]\n", file=drop_in) == ["1:1 unknown-key"]
    assert told("systemd-unit", "[Slice]\nMemoryMax=8G\n", file=drop_in) == []


def test_modprobe_reads_files_that_end_in_conf() -> None:
    text = "options kvm_amd sev=1\n"
    assert told("modprobe.d", text, file="/etc/modprobe.d/sev") == ["1:1 bad-value"]
    assert told("modprobe.d", text, file="/etc/modprobe.d/sev.conf") == []


HOLES = [
    ("auth.conf", "[auth-libvirt-h]\n...\n[auth-ssh-h]\ncredentials=...\n"),
    ("sysconfig", "...\nON_BOOT=...\n"),
    ("grub-default", '…\nGRUB_CMDLINE_LINUX="... mem_encrypt=on prot_virt=..."\n'),
    ("modprobe.d", "...\noptions kvm_amd ... sev=1\nblacklist ...\n"),
    ("kernel-cmdline", "... swiotlb=... ro\n"),
    ("fstab", "...\n... /srv nfs hard,... 0 0\n"),
    ("systemd-unit", "...\n[Slice]\n...\nMemoryMax=...\n"),
    ("uri", "...\nqemu+ssh://.../system?keyfile=...\nqemu:///...\n"),
    ("qemu-argv", "qemu-system-x86_64 ... -name ... -S ...\n"),
    ("device-list", "/dev/null\n...\n"),
    ("sanlock.conf", "...\nuse_watchdog = ...\nuname = ...\n"),
    ("zipl.conf", "[defaultboot]\n...\n[a]\nimage = ...\n...\n"),
]


@pytest.mark.parametrize(("kind", "text"), HOLES)
def test_an_example_may_leave_things_out(kind: str, text: str) -> None:
    assert told(kind, text, example=True) == []


def test_an_example_that_leaves_nothing_out_names_what_there_is() -> None:
    text = "[auth-libvirt-h]\ncredentials=a\n"
    assert told("auth.conf", text, example=True) == told("auth.conf", text)
    assert told("auth.conf", text) != []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/etc/libvirt/auth.conf", "auth.conf"),
        ("/etc/default/grub", "grub-default"),
        ("/etc/default/sanlock", "sysconfig"),
        ("/etc/sysconfig/virtqemud", "sysconfig"),
        ("/etc/default/useradd", ""),
        ("/etc/modprobe.d/sev.conf", "modprobe.d"),
        ("/proc/cmdline", "kernel-cmdline"),
        ("/etc/fstab", "fstab"),
        ("machine.slice", "systemd-unit"),
        ("/etc/systemd/system/libvirtd.service.d/10-limits.conf", "systemd-unit"),
        ("virtqemud.conf", "libvirtd.conf"),
        ("/etc/libvirt/virtnwfilterd.conf", "libvirtd.conf"),
        ("/etc/libvirt/virtlockd.conf", "virtlockd.conf"),
        ("/etc/libvirt/libxl-lockd.conf", "qemu-lockd.conf"),
        ("/home/ann/.config/libvirt/libvirt.conf", "libvirt.conf"),
        ("hosts/a/qemu.conf", "qemu.conf"),
        ("/etc/libvirt/network.conf", "network.conf"),
        ("/etc/network.conf", ""),
        ("/etc/lxc/lxc.conf", ""),
        ("/etc/sanlock/sanlock.conf", "sanlock.conf"),
        ("/etc/zipl.conf", "zipl.conf"),
        ("/etc/sasl2/qemu.conf", ""),
        ("/etc/sasl2/libvirt.conf", ""),
        ("/etc/dnsmasq.d/libvirt.conf", ""),
        ("/etc/modprobe.d/qemu.conf", "modprobe.d"),
        ("/etc/systemd/system/libvirtd.service.d/qemu.conf", "systemd-unit"),
        ("/etc/conf.d/libvirt-guests", "sysconfig"),
        ("demo.args", "qemu-argv"),
    ],
)
def test_file_names_tell_the_kind(path: str, kind: str) -> None:
    assert find_kind(path, "") == kind


VIEWS = [
    ("auth.conf", "[credentials-a]\nauthname=x\n",
     "auth.conf/section[@name='credentials-a']/authname", "x"),
    ("sysconfig", 'sanlock_opts="-w 0"\n', "sysconfig/sanlock_opts", "-w 0"),
    ("grub-default", "GRUB_CMDLINE_LINUX='ro intel-iommu=on'\n",
     "grub-default/GRUB_CMDLINE_LINUX/intel_iommu", "on"),
    ("modprobe.d", "options kvm-amd sev=0\n",
     "modprobe.d/options[@module='kvm_amd']/sev", "0"),
    ("kernel-cmdline", "ro kvm-amd.sev=1\n", "kernel-cmdline/kvm_amd.sev", "1"),
    ("fstab", "a:/b /c nfs hard,vers=4.2 0 0\n",
     "fstab/mount[@path='/c' and hard]/vers", "4.2"),
    ("systemd-unit", "[Slice]\nMemoryMax=8G\n",
     "systemd-unit/section[@name='Slice']/MemoryMax", "8G"),
    ("uri", "qemu+tcp://h/system?authfile=/x\n",
     "uri/connection[@transport='tcp']/authfile", "/x"),
    ("qemu-argv", "kvm -m 4G\n", "qemu-argv/option[@name='-m']", "4G"),
    ("device-list", "/dev/null\n/dev/kvm\n", "device-list/device[2]", "/dev/kvm"),
    ("qemu.conf", 'user = "qemu"\n', "qemu.conf/user", "qemu"),
    ("sanlock.conf", "io_timeout = 20 # slow\n", "sanlock.conf/io_timeout", "20"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "path", "value"), VIEWS)
def test_rules_can_select(kind: str, text: str, path: str, value: str) -> None:
    read = source("f", text, kind, example=False)
    assert read is not None
    (item,) = View([read]).select(f"/documents/{path}")
    place = View([read]).place(item)
    assert item.text == value
    assert place.line == text[: text.index(value)].count("\n") + 1 or place.line == 1


def test_rules_read_what_lxml_refuses_with_a_mark_in_its_place() -> None:
    document = settings_document("-name 'a\x01b' -S", "qemu-argv")
    view = View([Source("f", document)])
    (name, flag) = view.nodes("/documents/qemu-argv/option")
    assert [name.get("name"), flag.get("name")] == ["-name", "-S"]
    assert view.text(name) == "a?b"
    assert view.place(flag) == ("f", 1, 13)


EXAMPLES = 5 * int(os.environ.get("KB_EXAMPLES", "5"))
ALPHABET = "ab=_-.,:;/[]'\"\\ \t\n#%?&+@$`()0…é"


@pytest.mark.parametrize("kind", SYNTAXES)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(text=st.text(alphabet=ALPHABET, max_size=60), example=st.booleans())
def test_no_text_makes_it_raise(kind: str, text: str, example: bool) -> None:
    for problem in found(kind, text, example=example):
        assert 1 <= problem.line <= text.count("\n") + 1
        assert len(problem.message) < 240
    document = settings_document(text, kind, example=example)
    View([source_of(document)])


def source_of(document: object) -> object:
    from kbcheck.rules import Source

    return Source("f", document)  # type: ignore[arg-type]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text(alphabet="ab \t\n'\"\\#-", max_size=30))
def test_words_are_those_of_the_shell(text: str) -> None:
    """Python's shlex is the yardstick; it has no line continuation."""
    text = text.replace("\\\n", "")
    try:
        expected = shlex.split(text, comments=False)
    except ValueError:
        return
    if "#" in text:  # only a '#' that begins a word is a comment to a shell
        return
    assert [w.text for w in shell_words(text)] == expected


def test_an_open_quote_is_told_at_its_place() -> None:
    with pytest.raises(QuoteError) as told:
        list(shell_words("a 'b", 10))
    assert told.value.offset == 12
