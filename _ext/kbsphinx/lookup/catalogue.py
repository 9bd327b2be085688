"""All subjects of the reference, kept until the model or our code changes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kbcheck.cache import kept_json
from kbcheck.modelfile import MODEL

from ..kept.origin import code, digest, files_below
from .subject import Subject, from_json


@cache
def subjects() -> tuple[Subject, ...]:
    """Every subject, by area and in the order of the model."""
    found = kept_json("reference", _sources(), lambda: list(_made()), _fits)
    return tuple(from_json(found))


def _sources() -> list[Path]:
    return [*files_below(MODEL), *code()]


def _fits(found: object) -> bool:
    """Whether what was kept has the shape of subjects."""
    return isinstance(found, list) and all(
        isinstance(one, list) and len(one) == len(Subject._fields) for one in found
    )


def _made() -> Iterator[Subject]:
    # Only where none are kept: the grammars alone take a second.
    from .commandentries import command_subjects
    from .keyentries import setting_subjects
    from .xmlentries import xml_subjects

    yield from xml_subjects()
    yield from setting_subjects()
    yield from command_subjects()


@cache
def edition() -> str:
    """A hash of all that the reference is made of, save the pages."""
    return digest(_sources())
