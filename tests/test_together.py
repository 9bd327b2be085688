"""The command with several documents that belong together, under a guide."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kbcheck.command import main

CASES = Path(__file__).parent / "cases"
LOCKD = CASES / "good" / "together-lockd"


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a guest and the files of its host, all right for lockd."""
    for path in LOCKD.iterdir():
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


FILES = ["qemu.conf", "qemu-lockd.conf", "virtlockd.conf", "fstab", "guest.xml"]


def test_right_documents_print_nothing(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--guide", "lockd", *FILES]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_document_is_judged_by_what_another_says(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the folders of the locks gone, the guest's block devices are at risk."""
    (host / "qemu-lockd.conf").write_text("auto_disk_leases = 1\n")
    assert main(["--guide", "lockd", *FILES]) == 1
    out = capsys.readouterr().out
    assert out.startswith("qemu-lockd.conf:1:1: error: no lockspace is set")
    assert "[LKD-002]" in out


def test_jsonl_has_a_line_for_each_document(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (host / "qemu.conf").write_text('# lock_manager = "lockd"\n')
    assert main(["--guide", "lockd", "--format", "jsonl", *FILES]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [f["path"] for f in found] == FILES
    assert [f["valid"] for f in found] == [False, True, True, True, True]
    assert [e["check"] for e in found[0]["errors"]] == ["LKD-001"]


def test_warnings_alone_end_well(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (host / "virtlockd.conf").write_text("max_clients = 1\n")
    assert main(["--guide", "lockd", *FILES]) == 0
    assert "virtlockd.conf:1:1: warning: max_clients = 1" in capsys.readouterr().out


def test_two_guests_are_told_apart(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The problem is told in the second guest, at the image that the first has too."""
    text = (host / "second.xml").read_text(encoding="utf-8")
    (host / "second.xml").write_text(text.replace("archive.qcow2", "ledger.qcow2"))
    assert main(["--guide", "lockd", "--format", "github", *FILES, "second.xml"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("::warning file=second.xml,line=17,")
    assert "title=LKD-010" in out
    assert out.count("::warning") == 1


def test_a_file_named_twice_is_one_document(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--guide", "lockd", *FILES, "guest.xml"]) == 0
    assert capsys.readouterr() == ("", "")


def test_the_command_tells_which_documents_would_allow_more(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--guide", "lockd", "guest.xml", "qemu.conf"]) == 0
    told = capsys.readouterr().err
    assert told == (
        "kbcheck: the guide lockd can check more, together with: "
        "qemu-lockd.conf, virtlockd.conf, fstab\n"
    )


def test_the_command_asks_for_no_text_that_is_in_no_file_of_its_own(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address has no name that tells its kind, and --kind is for all files."""
    assert main(["--guide", "secure-usage", "guest.xml"]) == 0
    told = "kbcheck: the guide secure-usage can check more, together with: "
    assert capsys.readouterr().err == f"{told}qemu.conf, libvirtd.conf\n"
    for name in ("qemu.conf", "libvirtd.conf"):
        (host / name).write_text("")
    main(["--guide", "secure-usage", "guest.xml", "qemu.conf", "libvirtd.conf"])
    assert "more" not in capsys.readouterr().err


def test_the_command_tells_what_a_guide_cannot_judge(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (host / "libvirtd.conf").write_text("listen_tcp = 0\n")
    assert main(["--guide", "lockd", "libvirtd.conf", *FILES]) == 0
    told = capsys.readouterr().err
    assert told.startswith("kbcheck: libvirtd.conf: the guide lockd cannot judge")


def test_a_guide_that_reads_none_of_the_files_is_a_failure(host: Path) -> None:
    assert main(["--guide", "sev", "qemu.conf"]) == 2


def test_what_has_an_error_gets_no_second_one(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The driver level refuses NVRAM beside stateless firmware, and so does SEV-SNP."""
    good = Path(__file__).parent / "cases" / "good" / "domain-guide-sev-snp.xml"
    loader = "<loader stateless='yes'/>"
    text = good.read_text("utf-8").replace(loader, f"{loader}<nvram/>")
    (host / "guest.xml").write_text(text)
    assert main(["--guide", "sev-snp", "guest.xml"]) == 1
    out = capsys.readouterr().out
    assert "[DRV-009]" in out
    assert "[SNP-004]" not in out


def test_a_faulty_document_does_not_hide_the_others(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (host / "guest.xml").write_text("<domain>\n")
    (host / "qemu.conf").write_text("\n")
    assert main(["--guide", "lockd", *FILES]) == 1
    out = capsys.readouterr().out
    assert "[syntax]" in out
    assert "[LKD-001]" in out


def test_an_unreadable_document_is_a_failure_of_its_own(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--guide", "lockd", "absent.xml", *FILES]) == 2
    assert "absent.xml: No such file" in capsys.readouterr().err


def test_several_guides_judge_together(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A host has lockd or sanlock, not both: one guide complains."""
    assert main(["--guide", "lockd", "--guide", "sanlock", "qemu.conf"]) == 1
    captured = capsys.readouterr()
    assert "[SLK-001]" in captured.out
    assert "[LKD-001]" not in captured.out
    assert "the guides lockd, sanlock can check more" in captured.err
