"""The versions that a writer or a user states: a wrong range is told as such."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck.command import main
from sites import Site

RANGES = {
    ">=9,<8": "no version is in the range '>=9,<8'",
    ">8.0.0, <8.0.1": "no version is in the range '>8.0.0, <8.0.1'",
    "=>9": "'=>9' is not a version; write 9.0.0 or >=8.0",
    "9.x": "'9.x' is not a version; write 9.0.0 or >=8.0",
}


@pytest.mark.parametrize(("libvirt", "told"), RANGES.items(), ids=RANGES)
def test_the_command_line_is_refused(
    libvirt: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--libvirt", libvirt, "guest.xml"])
    assert caught.value.code == 2
    assert f"argument --libvirt: {told}\n" in capsys.readouterr().err


def test_the_command_line_takes_a_range(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And judges by all of it."""
    path = tmp_path / "qemu.conf"
    path.write_text("allow_disk_format_probing = 1\n")
    assert main(["--libvirt", ">=4.0, <4.5", str(path)]) == 0
    assert main(["--libvirt", ">=4.0", str(path)]) == 1
    assert "is gone since libvirt 4.5.0" in capsys.readouterr().out


def test_the_option_of_an_example_is_refused_at_its_directive(tmp_path: Path) -> None:
    site = Site("good", tmp_path)
    texts = [f".. snippet:: domain\n   :libvirt: {r}\n\n   <vcpu>2</vcpu>\n"
             for r in RANGES]  # fmt: skip
    site.edit("two.rst", ">>> 2 * 2\n4\n", "\n".join(texts))
    expected = {("two.rst", 8 + 5 * i, "bad-value") for i in range(len(RANGES))}
    for _ in range(2):
        assert site.build("dummy") == expected
        assert [told in site.output for told in RANGES.values()] == [True] * 4
