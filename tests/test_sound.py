"""A fault of the grammar hides no rule that can be judged, and begets no second."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck import Request, check

GUEST = """<domain type='kvm'>
  <name>a</name>
  <memory unit='GiB'>4</memory>
  <vcpu placement='static'>4</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <boot dev='hd'/>
  </os>
  <devices>
    <disk type='file' device='disk'>
      <source file='/a.img'/>
      <target dev='vda' bus='virtio'/>
      <boot order='1'/>
    </disk>
  </devices>
  <on_lockfailure>restart</on_lockfailure>
</domain>
"""
BOOT = "13 DRV-008"


def found(text: str, guide: str = "", libvirt: str = "") -> list[str]:
    guides = (guide,) if guide else ()
    verdict = check(Request(text, "domain", guides=guides, libvirt=libvirt))
    return [f"{p.line} {p.check}" for p in verdict.problems]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("placement", "placment", "4 unknown-attribute"),
        ("'static'", "'statick'", "4 bad-value"),
        (">4</vcpu>", ">four</vcpu>", "4 bad-value"),
        ("<name>a</name>", "", "1 missing-element"),
        ("</name>", "</name><nime/>", "2 unknown-element"),
        ("<os>", "words<os>", "5 stray-text"),
        ("</name>", "</name><name>b</name>", "2 misplaced-element"),
    ],
)
@pytest.mark.parametrize("libvirt", ["", "9.0.0"])
def test_what_is_sound_is_judged_by_driver_rules(
    old: str, new: str, fault: str, libvirt: str
) -> None:
    assert found(GUEST.replace(old, new), libvirt=libvirt) == [fault, BOOT]


def test_what_is_gone_puts_no_fault_on_its_parent() -> None:
    """What is too new is taken out of what is left after other faults."""
    address = "<source><address domain='0' bus='1' slot='2' function='0'/></source>"
    device = f"<hostdev mode='subsystem' type='pci'>{address}</hostdev>"
    wrong = device.replace("</hostdev>", "<foo/></hostdev>")
    guest = GUEST.replace("<boot order='1'/>", "")
    guest = guest.replace("</devices>", f"{device}\n{wrong}\n</devices>")
    assert found(guest, libvirt="9.0.0") == found(guest) != []
    assert {f.split()[1] for f in found(guest)} == {"unknown-element", "DRV-023"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<boot order='1'/>", "<boot order='x'/>", "13 bad-value"),
        ("<boot dev='hd'/>", "<boot div='hd'/>", "7 unknown-attribute"),
        ("<boot order", "<bot order", "13 unknown-element"),
    ],
)
def test_one_fault_is_one_problem(old: str, new: str, fault: str) -> None:
    """A rule says nothing of an element that is at fault, or of what is in it."""
    assert [p for p in found(GUEST.replace(old, new)) if p != BOOT] == [fault]
    if "order" in old:
        assert BOOT not in found(GUEST.replace(old, new))


def test_what_is_misspelt_is_not_missing_too() -> None:
    """Without <memory>, a rule asks for it; with <memry>, that is the fault."""
    sound = GUEST.replace("    <boot dev='hd'/>\n", "")
    assert found(sound.replace("memory", "memry")) == ["3 unknown-element"]
    without = sound.replace("  <memory unit='GiB'>4</memory>\n", "")
    assert found(without) == ["1 DRV-001"]


def test_guides_judge_beside_faults_of_the_grammar_and_of_drivers() -> None:
    text = GUEST.replace("placement", "placment")
    last = "16 LKD-007"
    assert found(text, "lockd") == ["4 unknown-attribute", BOOT, last]
    assert found(GUEST, "lockd") == [BOOT, last]


def test_what_is_too_new_is_told_beside_faults_and_judged_no_further() -> None:
    text = GUEST.replace("placement", "placment")
    text = text.replace("<boot order='1'/>", "<throttlefilters/>")
    told = found(text, libvirt="9.0.0")
    assert told[:1] == ["4 unknown-attribute"]
    assert all(p != BOOT for p in told)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        (GUEST.replace("    <boot dev='hd'/>\n", ""), 4),
        (GUEST, 3),
        (GUEST.replace("placement", "placment"), 2),
        (GUEST.replace("</name>", ""), 1),
    ],
)
def test_a_level_is_told_if_all_of_the_text_was_judged_at_it(
    text: str, levels: int
) -> None:
    wanted = ("syntax", "grammar", "driver", "guide")[:levels]
    assert check(Request(text, "domain", guides=("lockd",))).levels == wanted


def test_settings_are_judged_by_guides_beside_their_faults() -> None:
    text = 'usr = "root"\nlock_manager = "sanlock"\n'
    verdict = check(Request(text, "qemu.conf", guides=("lockd",)))
    found = [(p.line, p.check) for p in verdict.problems]
    assert found == [(1, "unknown-key"), (2, "LKD-001")]


def test_a_misspelt_setting_is_not_missing_too() -> None:
    text = 'lock_manger = "lockd"\n'
    verdict = check(Request(text, "qemu.conf", guides=("lockd",)))
    assert [p.check for p in verdict.problems] == ["unknown-key"]


def case(name: str) -> str:
    folder = Path(__file__).parent / "cases" / "good"
    return (folder / f"domain-guide-{name}.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("guest", "old", "new", "guide"),
    [
        ("s390-pv", "launchSecurity", "launchSecurty", "s390-pv"),
        ("s390-pv", "type='s390-pv'", "tpye='s390-pv'", "s390-pv"),
        ("sev-es", " machine=", " macihne=", "sev"),
        ("sev-es", "type arch", "ttype arch", "sev"),
    ],
)
def test_no_device_lacks_what_a_fault_elsewhere_may_excuse(
    guest: str, old: str, new: str, guide: str
) -> None:
    """Rules on each device of a guest without something wait until it is clear."""
    text = case(guest)
    assert found(text, guide) == []
    wrong = text.replace(old, new).replace("</type>", "</ttype>" if new[0] == "t" and
                                           "arch" in new else "</type>")  # fmt: skip
    assert len(found(wrong, guide)) == 1


def test_a_fault_elsewhere_hides_no_device_of_a_guest_that_is_not_protected() -> None:
    text = case("s390-pv").replace("<launchSecurity type='s390-pv'/>", "")
    assert "<launchSecurity" not in text
    wrong = text.replace("<memory unit='GiB'", "<memory umit='GiB'")
    assert wrong != text
    assert (
        [p for p in found(wrong, "s390-pv") if "PV-005" in p]
        == [p for p in found(text, "s390-pv") if "PV-005" in p]
        != []
    )
