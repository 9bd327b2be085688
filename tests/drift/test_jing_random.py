"""Our engine and jing agree on random grammars and documents."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from drift.jing import needs_jing, refused
from grammar_samples import Sampler, Writer, mutate
from kbcheck import relaxng
from kbcheck.relaxng import Grammar
from kbcheck.relaxng.load import definitions
from kbcheck.tree import XmlError, parse

EXAMPLES = int(os.environ.get("KB_RANDOM_GRAMMARS", "12"))


def documents(grammar: relaxng.Grammar, random: Random) -> list[str]:
    """Well-formed documents of the grammar, as they are and with a change."""
    found = []
    sampler = Sampler(grammar, random)
    for _ in range(12):
        text = sampler.document()
        found += [text, mutate(text, random), mutate(mutate(text, random), random)]
    return sorted({text for text in found if well_formed(text)})


def well_formed(text: str) -> bool:
    try:
        parse(text)
    except XmlError:
        return False
    return True


@needs_jing
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.randoms(use_true_random=False))
def test_random_grammars(random: Random) -> None:
    """No random document is judged differently."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "grammar.rnc"
        path.write_text(Writer(random).grammar())
        grammar = Grammar(definitions(path))
        texts = documents(grammar, random)
        files = []
        for i, text in enumerate(texts):
            files.append(Path(folder) / f"{i}.xml")
            files[-1].write_text(text)
        try:
            theirs = refused(path, files)
        except RuntimeError:
            assume(False)
        ours = {
            file
            for file, text in zip(files, texts, strict=True)
            if relaxng.check(parse(text), grammar)
        }
        differing = [f.read_text() for f in sorted(ours ^ theirs)]
        assert differing == [], path.read_text()
