"""Claims about what QEMU is told."""

from __future__ import annotations

import pytest

from live.claims import claim
from live.hosts import Stage
from live.passthrough import (
    FW_CFG,
    READ_SDR,
    ROOT_DISK,
    SDR,
    arguments,
    device,
    elements,
    of_qemu,
    owned,
    passing,
    refusal,
    status,
)
from live.services import IMAGES, guest
from live.waiting import log

WHICH = "<qemu:capabilities><qemu:del capability='{}'/></qemu:capabilities>"
FWCFG = """<sysinfo type='fwcfg'>
  <entry name='opt/com.example/a' file='/srv/rom/a'/></sysinfo>"""
AS_ROOT = """<seclabel type='static' model='dac' relabel='yes'>
  <label>+0:+0</label></seclabel>"""


@claim("qpt-arguments")
def test_a_wrong_option_is_an_error_at_the_start(stage: Stage) -> None:
    """A guest with an argument that QEMU lacks is defined, and does not start."""
    told = refusal(stage.host("alpha"), arguments("-newarg", "parameter"))
    assert "-newarg: invalid option" in told


@claim("qpt-before")
def test_fw_cfg_has_an_element_that_grants_its_file(stage: Stage) -> None:
    """QEMU may read the file that <sysinfo type='fwcfg'> names, not an argument's."""
    host = stage.host("alpha")
    host.must("mkdir /srv/rom; echo x >/srv/rom/a; chmod 600 /srv/rom/a")
    named = "name=opt/com.example/a,file=/srv/rom/a"
    told = refusal(host, arguments("-fw_cfg", named))
    assert "can't load /srv/rom/a" in told
    passing(host, FWCFG)
    host.must("virsh start demo")
    assert host.must("stat -c %U /srv/rom/a").strip() == "libvirt-qemu"


@claim("qpt-access")
def test_qemu_starts_without_a_file_that_only_warns(stage: Stage) -> None:
    """Without the right to read sdrfile= QEMU starts, and only the log tells."""
    host = stage.host("alpha")
    host.must(f"mkdir -m 700 $(dirname {SDR}); touch {SDR}")
    passing(host, READ_SDR)
    done = host.must("virsh start demo")
    assert "failed" not in done
    host.must("virsh destroy demo")
    assert f"failed to load sdr file '{SDR}'" in log(host, "demo")


@claim("qpt-environment")
def test_the_environment_is_not_that_of_the_daemon(stage: Stage) -> None:
    """QEMU gets six variables of the daemon's, `LD_PRELOAD` among them, and yours."""
    host = stage.host("alpha")
    passed = ("LD_PRELOAD=libc.so.6", "LD_LIBRARY_PATH=/usr/lib", "USER=root",
              "LOGNAME=root", "TMPDIR=/tmp")  # fmt: skip
    given = " ".join([*passed, "TZ=UTC", "KEY=1"])
    host.write("/run/systemd/system/libvirtd.service.d/own.conf",
               f"[Service]\nEnvironment={given}\n")  # fmt: skip
    host.must("systemctl daemon-reload")
    passing(host, elements("environment"))
    host.must("virsh start demo")
    found = dict(line.split("=", 1) for line in of_qemu(host, "environ"))
    own = {
        "LC_ALL",
        "HOME",
        "PATH",
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
    }
    yours = {"MALLOC_ARENA_MAX": "4", "GST_DEBUG_NO_COLOR": ""}
    for each in passed:
        own.add(each.partition("=")[0])
    assert found.keys() == own | yours.keys()
    assert yours.items() <= found.items()


@claim("qpt-namespace")
@pytest.mark.parametrize("misplaced", [False, True])
def test_a_wrong_namespace_is_dropped(stage: Stage, misplaced: bool) -> None:
    """Unvalidated, arguments below `<devices>` or in a wrong namespace are dropped."""
    host, given = stage.host("alpha"), arguments(*FW_CFG)
    text = guest("demo", given) if misplaced else guest("demo", more=given)
    uri = () if misplaced else ("http://libvirt.org/schemas/domain/qemu/1.1",)
    host.write("/root/demo.xml", owned(text, *uri))
    assert host.run("virsh define --validate demo.xml").status == 1
    host.must("virsh define demo.xml && virsh start demo")
    assert "-fw_cfg" not in of_qemu(host, "cmdline")


@claim("qpt-namespace")
@pytest.mark.parametrize("answer", ["n", "i"])
def test_an_editor_validates(stage: Stage, answer: str) -> None:
    """`virsh edit` refuses a misspelt namespace; its answer i drops the arguments."""
    host, typed = stage.host("alpha"), f"(sleep 2; echo {answer}; sleep 1)"
    passing(host, arguments(*FW_CFG))
    edit = "script -qec 'virsh edit demo' /dev/null"
    told = host.run(f"{typed} | EDITOR='sed -i s,qemu/1.0,qemu/1.1,' {edit}").output
    assert "Element domain has extra content: commandline" in told
    assert "Failed. Try again? [y,n,i,f,?]:" in told
    assert ("qemu:arg" in host.must("virsh dumpxml demo")) == (answer == "n")


@claim("qpt-quick")
def test_arguments_of_a_running_guest_wait(stage: Stage) -> None:
    """Arguments that a running guest is given are in `dumpxml --inactive` alone."""
    host = stage.host("alpha")
    passing(host, "")
    host.must("virsh start demo")
    host.write("/root/demo.xml", owned(guest("demo", more=arguments(*FW_CFG))))
    host.must('sed -i "s,</name>,&<uuid>$(virsh domuuid demo)</uuid>," demo.xml')
    host.must("virsh define demo.xml")
    assert "qemu:arg" not in host.must("virsh dumpxml demo")
    assert "qemu:arg" in host.must("virsh dumpxml --inactive demo")


@claim("qpt-override")
def test_an_override_changes_its_properties_alone(stage: Stage) -> None:
    """An override changes what it names of one device, and nothing else of it."""
    host = stage.host("alpha")
    passing(host, "", ROOT_DISK)
    host.must("virsh start demo")
    before, words = device(host, "ua-root"), len(of_qemu(host, "cmdline"))
    passing(host, elements("override"), ROOT_DISK)
    host.must("virsh start demo")
    changed = {"request-merging": False, "queue-size": 128}
    assert device(host, "ua-root") == {**before, **changed}
    assert len(of_qemu(host, "cmdline")) == words


@claim("qpt-override")
def test_an_override_is_not_for_what_is_plugged_in(stage: Stage) -> None:
    """An override does not reach a device that is plugged in while the guest runs."""
    host = stage.host("alpha")
    models = ["pcie-root", *["pcie-root-port"] * 4]
    ports = (f"<controller type='pci' index='{number}' model='{model}'/>"
             for number, model in enumerate(models))  # fmt: skip
    passing(host, elements("override"), *ports)
    host.must("virsh start demo")
    host.write("/root/disk.xml", ROOT_DISK)
    host.must(
        f"qemu-img create -q {IMAGES}/demo.img 1M; virsh attach-device demo disk.xml"
    )
    asked = "virsh qemu-monitor-command demo --hmp 'info qtree'"
    assert "queue-size = 256 " in host.must(asked).split('id "ua-root"')[1]


@claim("qpt-taint")
def test_taints_are_in_the_log_and_in_dominfo(stage: Stage) -> None:
    """Arguments, overrides and capabilities taint a guest; deprecation does not."""
    host = stage.host("alpha")
    for more, noted, shown in (
        (arguments(*FW_CFG), "custom-argv",
         "custom configuration parameters specified"),
        (elements("override"), "custom-device", "custom device configuration"),
        (WHICH.format("iothread"), "custom-hypervisor-feature",
         "hypervisor feature autodetection override"),
        ("<qemu:deprecation behavior='omit'/>", "", ""),
    ):  # fmt: skip
        passing(host, more, ROOT_DISK)
        host.must("rm -f /var/log/libvirt/qemu/demo.log; virsh start demo")
        found = host.run("grep -o 'tainted: .*' /var/log/libvirt/qemu/demo.log").output
        assert found.split() == ["tainted:", noted][: 2 * bool(noted)]
        assert shown in host.must("virsh dominfo demo").partition("tainted: ")[2]


@claim("qpt-undo")
def test_arguments_hold_from_start_to_stop(stage: Stage) -> None:
    """Arguments that you remove stay, with the taint, until the guest's next start."""
    host = stage.host("alpha")
    passing(host, arguments(*FW_CFG))
    host.must("virsh start demo")
    host.must(
        "virsh dumpxml --inactive demo | grep -v qemu:arg >/root/demo.xml;"
        "virsh define demo.xml"
    )
    for kept in (True, False):
        assert ("-fw_cfg" in of_qemu(host, "cmdline")) == kept
        assert ("tainted" in host.must("virsh dominfo demo")) == kept
        host.must("virsh destroy demo; virsh start demo")


@claim("qpt-taint")
def test_a_guest_that_is_root_by_its_label_is_not_tainted(stage: Stage) -> None:
    """A `<seclabel>` makes QEMU root, and `virsh dominfo` shows no taint."""
    host = stage.host("alpha")
    passing(host, AS_ROOT)
    host.must("virsh start demo")
    assert status(host)["Uid"].split() == ["0"] * 4
    assert "tainted" not in host.must("virsh dominfo demo")


@claim("qpt-capabilities")
def test_an_unknown_capability_is_refused(stage: Stage) -> None:
    """A capability that libvirt does not know is an error: at the start, or sooner."""
    host = stage.host("alpha")
    host.write(
        "/root/odd.xml", owned(guest("odd", more=WHICH.format("migrate-multifd")))
    )
    done = host.run("virsh define odd.xml")
    sooner = stage.place.within(">=12.8.0")
    assert done.status == int(sooner)
    told = done.output if sooner else host.run("virsh start odd").output
    assert "invalid qemu namespace capability 'migrate-multifd'" in told
