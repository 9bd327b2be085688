"""Whole XML examples: the installed schema and libvirt's parser agree with ours."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kbcheck import KINDS, Request, check
from kbcheck.versions import parse_versions
from live.conftest import needs, run
from newcomer import XML
from pages import Snippet, is_whole, snippets, text_of, wrong_snippets
from test_cases import BAD, GOOD, OPTION, kind_of

ONLY_HERE = "only-here"  # real libvirt lets it pass
PARSED = {"domain": "define", "pool": "pool-define"}
DRIVER_BAD = [p for p in BAD if p.name.startswith("domain-driver-rule-")]

File = Callable[[str], str]


def whole(found: list[Snippet]) -> list[Snippet]:
    return [s for s in found if is_whole(s)]


@cache
def right() -> list[Snippet]:
    return whole(snippets(*XML))


def identity(snippet: Snippet) -> str:
    return str(snippet["id"])


def skip_if_newer(text: str, kind: str, installed: str) -> None:
    """The installed libvirt cannot know what came after it."""
    found = check(Request(text, kind, level="grammar", libvirt=installed)).problems
    newer = [p.message for p in found if p.check == "too-new"]
    if newer:
        pytest.skip(newer[0])


@pytest.mark.parametrize("snippet", right(), ids=identity)
def test_the_installed_schema_takes_it(
    snippet: Snippet, installed: str, file: File
) -> None:
    needs("virt-xml-validate", "libvirt-clients")
    text, kind = text_of(snippet), snippet["kind"]
    skip_if_newer(text, kind, installed)
    schema = {"domaincapabilities": "domaincaps", "pool": "storagepool"}.get(kind, kind)
    done = run("virt-xml-validate", file(text), schema)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "snippet", [s for s in right() if s["kind"] in PARSED], ids=identity
)
def test_libvirt_s_parser_takes_it(
    snippet: Snippet, installed: str, file: File
) -> None:
    text, kind = text_of(snippet), snippet["kind"]
    skip_if_newer(text, kind, installed)
    done = run("virsh", "-c", "test:///default", PARSED[kind], file(text))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "snippet",
    whole([s for s in wrong_snippets(*XML) if s["kind"] in PARSED]),
    ids=identity,
)
def test_what_is_wrong_on_purpose_is_refused(
    snippet: Snippet, installed: str, file: File
) -> None:
    """Save where the page says that libvirt lets it pass."""
    text, kind = text_of(snippet), snippet["kind"]
    done = run("virsh", "-c", "test:///default", PARSED[kind], "--validate", file(text))
    passes = snippet["options"].get("live", "").startswith(ONLY_HERE)
    assert (done.returncode == 0) == passes, done.stdout + done.stderr


@pytest.mark.parametrize("path", DRIVER_BAD, ids=lambda path: path.stem)
def test_the_driver_refuses_what_our_driver_rules_refuse(
    path: Path, installed: str, embedded: str
) -> None:
    text = path.read_text("utf-8")
    for name, value in OPTION.findall(text):
        if name == "libvirt" and not parse_versions(installed).within(
            parse_versions(value)
        ):
            pytest.skip(f"libvirt {installed} is not among {value}")
    skip_if_newer(text, "domain", installed)
    done = run("virsh", "-c", embedded, "define", str(path))
    assert done.returncode != 0, done.stdout


@pytest.mark.parametrize(
    "path",
    [p for p in GOOD if kind_of(p) in PARSED and "driver" in p.name],
    ids=lambda path: path.stem,
)
def test_the_parser_takes_what_our_driver_rules_take(
    path: Path, installed: str
) -> None:
    skip_if_newer(path.read_text("utf-8"), kind_of(path), installed)
    done = run("virsh", "-c", "test:///default", PARSED[kind_of(path)], str(path))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("machine", ["q35", "pc"])
def test_the_capabilities_of_the_installed_qemu_pass_our_check(
    machine: str, embedded: str
) -> None:
    done = run("virsh", "-c", embedded, "domcapabilities", "--virttype", "qemu",
               "--arch", "x86_64", "--machine", machine)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "domaincapabilities" in KINDS
    found = check(Request(done.stdout, "domaincapabilities")).problems
    assert [str(p) for p in found] == []
