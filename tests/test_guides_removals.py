"""What the pages say that a task needs cannot be removed from its whole guests.

Unlike the tests by rule, this table is written by hand, from the tasks: it holds what a
rule would not miss if its XPath forgot it.
"""

from __future__ import annotations

import pytest

from kbcheck.guides import guides
from removals import found_in, without
from rule_cases import Case, cases

GUESTS = {case.name: case for case in cases("good")}

NEEDED = {
    "domain-guide-sev.xml": {
        "domain/launchSecurity": "SEV-027",
        "domain/launchSecurity/policy": "missing-element",
        "domain/launchSecurity/dhCert": "SEV-018",
        "domain/launchSecurity/session": "SEV-018",
        "domain/os/@firmware": "SEV-003",
        "domain/os/type/@arch": "SEV-002",
        "domain/os/type/@machine": "SEV-004",
        "domain/os/loader": "SEV-017",
        "domain/os/loader/@stateless": "SEV-017",
        "domain/os/kernel": "SEV-019",
        "domain/launchSecurity/@kernelHashes": "SEV-031",
        "domain/features/acpi": "DRV-024",
        "domain/memtune": "SEV-009",
        "domain/memtune/hard_limit": "SEV-009",
        "domain/devices/*/driver[@iommu]": "SEV-005",
        "domain/devices/*/driver/@iommu": "SEV-005",
        "domain/devices/interface/rom": "SEV-015",
        "domain/devices/interface/rom/@enabled": "SEV-015",
        "domain/devices/rng/backend": "missing-element",
    },
    "domain-guide-sev-es.xml": {
        "domain/on_reboot": "SEV-030",
        "domain/memtune/hard_limit": "SEV-008",
        "domain/os/loader/@type": "SEV-003",
        "domain/os/loader/@readonly": "SEV-003",
    },
    "domain-guide-sev-rom.xml": {
        "domain/features/acpi": "SEV-026",
        "domain/os/loader": "SEV-003",
        "domain/os/loader/@stateless": "SEV-003",
    },
    "domain-guide-sev-snp.xml": {
        "domain/launchSecurity": "SNP-013",
        "domain/launchSecurity/policy": "missing-element",
        "domain/launchSecurity/idBlock": "SNP-010",
        "domain/launchSecurity/idAuth": "SNP-010",
        "domain/os/@firmware": "SNP-016",
        "domain/os/type/@arch": "SNP-015",
        "domain/os/loader": "SNP-016",
        "domain/os/loader/@stateless": "SNP-016",
        "domain/features/acpi": "DRV-024",
    },
    "domain-guide-s390-pv.xml": {
        "domain/launchSecurity": "PV-004",
        "domain/os/type/@arch": "PV-014",
        "domain/cpu": "PV-002",
        "domain/cpu/@mode": "PV-002",
        "domain/devices/memballoon": "PV-006",
    },
    "domain-guide-s390-pv-older.xml": {
        "domain/cpu": "PV-002",
        "domain/cpu/feature": "PV-002",
        "domain/devices/*/driver": "PV-005",
        "domain/devices/*/driver/@iommu": "PV-005",
        "domain/devices/memballoon": "PV-006",
    },
    "kernel-cmdline-guide-s390-pv.txt": {"kernel-cmdline/prot_virt": "PV-009"},
    "domaincapabilities-guide-sev-snp.xml": {
        "domainCapabilities/features/sev": "SEV-020",
        "domainCapabilities/features/launchSecurity": "SNP-002",
        "//value[.='sev']": "SEV-020",
        "//value[.='sev-snp']": "SNP-002",
    },
    "domaincapabilities-guide-s390-pv.xml": {"//feature[@name='unpack']": "PV-003"},
    "together-lockd": {
        "qemu.conf/lock_manager": "LKD-001",
        "domain/devices/disk/shareable": "LKD-010",
    },
    "together-lockd-paths": {"qemu-lockd.conf/file_lockspace_dir": "LKD-002"},
    "together-sanlock": {
        "qemu.conf/lock_manager": "SLK-001",
        "qemu-sanlock.conf/auto_disk_leases": "SLK-002",
        "qemu-sanlock.conf/host_id": "SLK-003",
    },
    "together-sanlock-manual": {"domain/devices/lease": "SLK-002"},
    "together-passthrough": {
        "qemu.conf/security_require_confined": "QPT-014",
        "//*[local-name()='env']/@name": "missing-attribute",
        "//*[local-name()='property'][@type='bool']/@value": "QPT-016",
    },
    "together-secure-usage": {
        "domain/devices/disk[source]/driver": "SEC-001",
        "domain/devices/disk[source]/driver/@type": "SEC-001",
        "domain/devices/disk[@type='network']/source/encryption": "SEC-009",
        "qemu.conf/migrate_tls_force": "SEC-006",
        "qemu.conf/migration_address": "SEC-007",
        "qemu.conf/migration_host": "SEC-008",
        "qemu.conf/vnc_tls": "SEC-010",
    },
}
"""Case -> what it needs (XPath from /documents) -> the check that misses it."""

ROWS = [(name, path, check) for name in NEEDED for path, check in NEEDED[name].items()]


@pytest.mark.parametrize(("name", "path", "check"), ROWS)
def test_what_the_task_needs_is_missed(name: str, path: str, check: str) -> None:
    """Whichever of the things that the path finds is removed."""
    case = GUESTS[name]
    broken = list(without(case, path))
    assert broken, f"{path} finds nothing in {name}"
    assert found_in(case) == set()
    missed = [sorted(found_in(b)) for b in broken if check not in found_in(b)]
    assert missed == []


@pytest.mark.parametrize("guide", guides())
def test_each_guide_has_a_whole_guest(guide: str) -> None:
    def whole(case: Case) -> bool:
        return any("<devices>" in text for _, _, text in case.files)

    assert any(guide in GUESTS[n].guides and whole(GUESTS[n]) for n in NEEDED)
