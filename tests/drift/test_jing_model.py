"""jing and trang take our model as RELAX NG, and judge documents as we do."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from drift.jing import needs_jing, refused
from grammar_samples import Sampler
from kbcheck import relaxng
from kbcheck.modelfile import MODEL
from kbcheck.sniff import root_name
from kbcheck.tree import XmlError, parse
from kbcheck.xmldocument import grammar

FORMATS = {
    "domain": "domain",
    "domaincapabilities": "domainCapabilities",
    "pool": "pool",
}
CASES = Path(__file__).parents[1] / "cases"
SHARED = Path(__file__).parents[3] / "shared" / "corpus" / "dev"


def disagreements(name: str, files: list[Path]) -> list[str]:
    """The documents that jing and we judge differently."""
    theirs = refused(MODEL / f"{name}.rnc", files)
    ours = {f for f in files if relaxng.check(parse(_text(f)), grammar(name))}
    return sorted(str(f) for f in ours ^ theirs)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _well_formed(path: Path) -> bool:
    try:
        parse(_text(path))
    except (XmlError, UnicodeDecodeError):
        return False
    return True


@pytest.mark.skipif(
    shutil.which("trang") is None,
    reason="trang is not installed (Debian package trang)",
)
@pytest.mark.parametrize("name", FORMATS)
def test_trang_takes_the_model(name: str, tmp_path: Path) -> None:
    run = subprocess.run(
        ["trang", str(MODEL / f"{name}.rnc"), str(tmp_path / "model.rng")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout + run.stderr) == (0, "")


@needs_jing
@pytest.mark.parametrize("name", FORMATS)
def test_cases(name: str) -> None:
    files = [
        p
        for p in sorted(CASES.glob("*/*.xml"))
        if _well_formed(p) and root_name(_text(p)) == FORMATS[name]
    ]
    assert files
    assert disagreements(name, files) == []


@needs_jing
@pytest.mark.parametrize("name", FORMATS)
def test_generated_documents(name: str, tmp_path: Path) -> None:
    """Random documents of the model, most of them valid."""
    model = grammar(name)
    files = []
    for seed in range(60):
        text = Sampler(model, Random(seed)).document()
        files.append(tmp_path / f"{seed}.xml")
        files[-1].write_text(text, encoding="utf-8")
    assert disagreements(name, [f for f in files if _well_formed(f)]) == []


@needs_jing
@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the corpus is not beside this checkout"
)
@pytest.mark.parametrize("name", FORMATS)
def test_corpus(name: str) -> None:
    """Every so-many-th document of the corpus; all of them with KB_CORPUS_STEP=1."""
    step = int(os.environ.get("KB_CORPUS_STEP", "10"))
    with (SHARED / "manifest.tsv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    files = [SHARED / r["path"] for r in rows if r["root"] == FORMATS[name]][::step]
    assert disagreements(name, [f for f in files if _well_formed(f)]) == []
