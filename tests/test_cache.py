"""The cache of compiled grammars: used when whole, rebuilt when not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kbcheck.relaxng import cache, check
from kbcheck.tree import parse

SOURCE = "start = element a { attribute b { 'x' } }\n"


@pytest.fixture
def grammar_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    cache.cached_grammar.cache_clear()
    path = tmp_path / "model" / "a.rnc"
    path.parent.mkdir()
    path.write_text(SOURCE)
    return path


def valid(path: Path, text: str) -> bool:
    cache.cached_grammar.cache_clear()
    return check(parse(text), cache.cached_grammar(path)) == []


def kept(path: Path) -> Path:
    (found,) = (path.parents[1] / "cache" / "kbcheck").glob("*.json")
    return found


def test_the_cache_serves_the_second_run(
    grammar_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert valid(grammar_file, "<a b='x'/>")
    monkeypatch.setattr("kbcheck.relaxng.load.definitions", None)
    assert valid(grammar_file, "<a b='x'/>")
    assert not valid(grammar_file, "<a b='y'/>")


def test_a_changed_model_is_read_again(grammar_file: Path) -> None:
    assert valid(grammar_file, "<a b='x'/>")
    grammar_file.write_text(SOURCE.replace("'x'", "'y'"))
    assert valid(grammar_file, "<a b='y'/>")
    assert not valid(grammar_file, "<a b='x'/>")
    assert kept(grammar_file).is_file()  # and the old one is gone


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:40],
        lambda data: data.replace(b'"x"', b'"y"'),
        lambda data: b"",
        lambda data: data + b" ",
        lambda data: b"0" * 64 + data[64:],
    ],
)
def test_a_damaged_cache_is_rebuilt(grammar_file: Path, damage) -> None:
    assert valid(grammar_file, "<a b='x'/>")
    file = kept(grammar_file)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert valid(grammar_file, "<a b='x'/>")
    assert not valid(grammar_file, "<a b='y'/>")
    assert file.read_bytes() == whole


def test_a_cache_that_others_can_write_is_not_trusted(grammar_file: Path) -> None:
    """Even one whose hashes are right."""
    import hashlib

    assert valid(grammar_file, "<a b='x'/>")
    file = kept(grammar_file)
    head, _, body = file.read_bytes().partition(b"\n")
    forged = body.replace(b'"x"', b'"y"')
    key = head.split()[0].decode()
    digest = hashlib.sha256(forged).hexdigest()
    file.write_bytes(f"{key} {digest}\n".encode() + forged)
    file.chmod(0o666)
    assert not valid(grammar_file, "<a b='y'/>")


def test_an_unwritable_cache_costs_only_time(
    grammar_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    assert valid(grammar_file, "<a b='x'/>")


def test_the_cache_holds_plain_json(grammar_file: Path) -> None:
    assert valid(grammar_file, "<a b='x'/>")
    _, _, body = kept(grammar_file).read_bytes().partition(b"\n")
    assert list(json.loads(body)) == ["start"]
