"""A difference fails for the version that a table describes, and is news for others."""

from __future__ import annotations

import pytest

from drift.host import described, judge


@pytest.mark.parametrize("version", ["2.38", "2.38.1"])
def test_a_difference_from_the_described_version_fails(version: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="--new is missing"):
        judge(version, "2.38", ["--new is missing"])
    judge(version, "2.38", [])


@pytest.mark.parametrize("version", ["2.39", "2.3", "2.380", "3"])
def test_a_difference_from_another_version_is_told(version: str) -> None:
    with pytest.raises(pytest.skip.Exception) as told:
        judge(version, "2.38", ["--new is missing", "--old is missing"])
    news = f"{version} is here, the table describes 2.38: "
    assert str(told.value) == f"{news}--new is missing; --old is missing"
    judge(version, "2.38", [])


def test_the_version_is_that_of_the_software_that_the_source_names() -> None:
    source = "help texts of util-linux 2.38, procps 4.0; pages on drivers of libvirt"
    assert described(source, "util-linux") == "2.38"
    assert described(source, "procps") == "4.0"
    with pytest.raises(AssertionError, match="names no version of libvirt"):
        described(source, "libvirt")
