"""Units of systemd: what is so near to one of libvirt's that it must be meant."""

from __future__ import annotations

import pytest

from kbcheck import Request, check


@pytest.mark.parametrize(
    ("unit", "meant"),
    [
        ("virtnwfilterd.socket", ""),
        ("virtnwfixxerd.socket", "virtnwfilterd.socket"),  # two of 20 characters
        ("virtnwfxxxerd.socket", ""),  # three may be another name
        ("virtlogd", ""),
        ("virtlogdd", "virtlogd.service"),
        ("virt*.socket", ""),
        ("virtlockd@1.service", ""),
        ("sanlockk.service", "sanlock.service"),
        ("wdmdd.service", "wdmd.service"),
        ("anlock.service", ""),
        ("libvirt-guest.service", "libvirt-guests.service"),
    ],
)
def test_a_unit_that_is_nearly_one_of_ours(unit: str, meant: str) -> None:
    (*found,) = check(Request(f"# systemctl start {unit}\n", "console")).problems
    told = [(p.column, p.check, p.message, p.hint) for p in found]
    message = f"there is no unit '{unit}'"
    hint = f"did you mean '{meant}'?"
    assert told == ([(19, "bad-value", message, hint)] if meant else [])
