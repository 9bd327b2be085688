"""The cache of compiled grammars: used when whole, rebuilt when not."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kbcheck.cache import MOST_KEPT, kept_json
from kbcheck.console import tables
from kbcheck.relaxng import cached, check
from kbcheck.tree import parse

SOURCE = "start = element a { attribute b { 'x' } }\n"


@pytest.fixture
def grammar_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    cached.cached_grammar.cache_clear()
    path = tmp_path / "model" / "a.rnc"
    path.parent.mkdir()
    path.write_text(SOURCE)
    return path


def valid(path: Path, text: str) -> bool:
    cached.cached_grammar.cache_clear()
    return check(parse(text), cached.cached_grammar(path)) == []


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
    assert valid(grammar_file, "<a b='x'/>")
    file = kept(grammar_file)
    forge(file, file.read_bytes().partition(b"\n")[2].replace(b'"x"', b'"y"'))
    file.chmod(0o666)
    assert not valid(grammar_file, "<a b='y'/>")


def forge(file: Path, body: bytes) -> None:
    """Put another body into a kept file, with hashes that are right."""
    key = file.read_bytes().split()[0].decode()
    digest = hashlib.blake2b(body).hexdigest()
    file.write_bytes(f"{key} {digest}\n".encode() + body)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}x", b'{"start": 1}', b'{"start": ["", {}, []]}', b"[" * 100_000]
)
def test_a_cache_of_another_shape_is_rebuilt(grammar_file: Path, body: bytes) -> None:
    assert valid(grammar_file, "<a b='x'/>")
    forge(kept(grammar_file), body)
    assert valid(grammar_file, "<a b='x'/>")
    assert not valid(grammar_file, "<a b='y'/>")


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"virsh.toml":{}}'])
def test_a_cache_of_tables_of_another_shape_is_rebuilt(
    body: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    tables._files.cache_clear()
    found = tables._files()
    (file,) = (tmp_path / "kbcheck").glob("commands-*.json")
    forge(file, body)
    tables._files.cache_clear()
    assert tables._files() == found


def test_a_fifo_in_the_place_of_the_cache_is_not_waited_for(grammar_file: Path) -> None:
    assert valid(grammar_file, "<a b='x'/>")
    file = kept(grammar_file)
    file.unlink()
    os.mkfifo(file)
    assert valid(grammar_file, "<a b='x'/>")
    assert file.is_file()


def test_a_link_in_the_place_of_the_cache_is_not_followed(grammar_file: Path) -> None:
    assert valid(grammar_file, "<a b='x'/>")
    file = kept(grammar_file)
    body = file.read_bytes().partition(b"\n")[2]
    forge(file, body.replace(b'"x"', b'"y"'))
    target = file.replace(file.with_name("elsewhere"))
    file.symlink_to(target)
    assert not valid(grammar_file, "<a b='y'/>")
    assert not file.is_symlink()


def test_a_folder_in_the_place_of_the_cache_costs_only_time(grammar_file: Path) -> None:
    assert valid(grammar_file, "<a b='x'/>")
    file = kept(grammar_file)
    file.unlink()
    file.mkdir()
    assert valid(grammar_file, "<a b='x'/>")
    assert list(file.parent.iterdir()) == [file]  # and nothing is left behind


def test_a_user_without_a_home_has_no_cache(
    grammar_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless(path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "expanduser", homeless)
    assert valid(grammar_file, "<a b='x'/>")


def test_a_relative_cache_folder_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the XDG specification asks: it would be another one in each folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert kept_json("a", [Path(__file__)], lambda: [1]) == [1]
    assert [p.name for p in tmp_path.iterdir()] == ["home"]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """A limit of size stands for it: the write fails half way."""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "from pathlib import Path; from kbcheck.cache import kept_json\n"
        f"print(len(kept_json('a', [Path({__file__!r})], lambda: ['x' * 9999])))"
    )
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")
    assert list((tmp_path / "kbcheck").iterdir()) == []


def test_versions_side_by_side_keep_their_caches_up_to_a_number(
    grammar_file: Path,
) -> None:
    for number in range(MOST_KEPT + 3):
        grammar_file.write_text(SOURCE.replace("'x'", f"'{number}'"))
        assert valid(grammar_file, f"<a b='{number}'/>")
    folder = grammar_file.parents[1] / "cache" / "kbcheck"
    assert len(list(folder.iterdir())) == MOST_KEPT


def test_what_a_killed_run_left_behind_is_removed(grammar_file: Path) -> None:
    folder = grammar_file.parents[1] / "cache" / "kbcheck"
    folder.mkdir(parents=True)
    old, new = folder / "part-old", folder / "part-new"
    for part in (old, new):
        part.touch()
    os.utime(old, (1, 1))
    assert valid(grammar_file, "<a b='x'/>")
    assert (old.exists(), new.exists()) == (False, True)


def test_the_key_holds_the_places_of_the_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    one, two = tmp_path / "one" / "a.rnc", tmp_path / "two" / "a.rnc"
    for file in (one, two):
        file.parent.mkdir()
        file.write_text("same")
    made = iter("ab")
    assert kept_json("a", [one, two], lambda: next(made)) == "a"
    moved = one.replace(tmp_path / "a.rnc")
    assert kept_json("a", [moved, two], lambda: next(made)) == "b"


def test_writers_at_the_same_time_leave_one_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    data = [list(range(5000))]
    with ThreadPoolExecutor(8) as pool:
        run = [pool.submit(kept_json, "a", [Path(__file__)], lambda: data)
               for _ in range(40)]  # fmt: skip
    assert all(r.result() == data for r in run)
    assert len(list((tmp_path / "kbcheck").iterdir())) == 1


def test_an_unwritable_cache_costs_only_time(
    grammar_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    assert valid(grammar_file, "<a b='x'/>")


def test_the_cache_holds_plain_json(grammar_file: Path) -> None:
    assert valid(grammar_file, "<a b='x'/>")
    _, _, body = kept(grammar_file).read_bytes().partition(b"\n")
    assert list(json.loads(body)) == ["start"]
