"""The model knows what each libvirt of the table knows, and no more.

A failure lists what to write, one entry a line.  `make upstream ROOT=/folder` compares
with the libvirt of a folder: a root, or where its packages are unpacked.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from drift.jing import needs_jing
from live.roots import generations
from upstream import commands, libvirt, lists, schemas, shipped
from upstream.difference import Difference, Meant, all_meant, not_meant
from upstream.libvirt import Libvirt

NAMES = libvirt.names()
PROGRAMS = (*commands.WITH_SUBCOMMANDS, *commands.PLAIN)
USED: dict[tuple[str, str], set[Meant]] = {}
"""Which differences that are meant each test has seen."""


@pytest.fixture(params=NAMES)
def one(request: pytest.FixtureRequest) -> Libvirt:
    found = libvirt.find(request.param)
    return found if isinstance(found, Libvirt) else pytest.skip(found)


def judge(one: Libvirt, part: str, found: Iterable[Difference]) -> None:
    left, USED[one.version, part] = not_meant(found, all_meant())
    if left:
        lines = "\n".join(map(str, left))
        pytest.fail(f"libvirt {one.version}, {part}:\n{lines}", pytrace=False)


@needs_jing
@pytest.mark.parametrize("kind", schemas.FILES)
def test_the_schema_and_our_grammar_agree(one: Libvirt, kind: str) -> None:
    if not one.file(schemas.schema_of(kind)).is_file():
        pytest.skip(f"{one.root} has no schemas (Debian package libvirt-common)")
    judge(one, kind, schemas.differences(one, kind))


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_help_and_our_table_agree(one: Libvirt, program: str) -> None:
    if not one.has(program):
        pytest.skip(f"{program} is not in {one.root}, or cannot be run there")
    judge(one, program, commands.differences(one, program))


@pytest.mark.parametrize("program", lists.PROGRAMS)
def test_the_lists_of_a_program_and_ours_agree(one: Libvirt, program: str) -> None:
    if not one.has(program):
        pytest.skip(f"{program} is not in {one.root}, or cannot be run there")
    told = one.printed(program, "--version")
    if told.split(".")[0] != "5":
        pytest.skip(f"our lists are those of {program} 5, and {told.strip()} is there")
    judge(one, f"lists of {program}", lists.differences(one, program))


def test_the_shipped_files_and_our_tables_agree(one: Libvirt) -> None:
    files = shipped.files(one)
    if not files:
        pytest.skip(
            f"{one.root} has no settings (Debian package libvirt-daemon-system)"
        )
    judge(one, "files", [d for path in files for d in shipped.differences(one, path)])


def test_every_difference_that_is_meant_is_still_there() -> None:
    """What no libvirt of the table shows any more goes out of the list."""
    parts = {*schemas.FILES, *commands.WITH_SUBCOMMANDS, "files"}
    everything = {(g.libvirt, p) for g in generations().values() for p in parts}
    if missing := everything - set(USED):
        names = ", ".join(sorted({f"{v} {p}" for v, p in missing})[:5])
        pytest.skip(f"not all was compared: {names} …")
    used = set().union(*USED.values())
    assert [m.what for m in all_meant() if m not in used] == []
