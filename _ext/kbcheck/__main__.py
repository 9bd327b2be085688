"""The command: `kbcheck FILE…`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from . import report
from .kinds import KINDS, check
from .problem import CHECKS, Problem, in_order
from .request import Request
from .sniff import find_kind, is_fragment, why_unclear
from .suggest import listing, nearest
from .tree import decode
from .versions import oldest

FORMATS = ("text", "jsonl", "github")


class UsageError(Exception):
    """The command line, or a file, cannot be used; the text says why."""


class Checked(NamedTuple):
    """A file that was read: its path, kind, text, and what was found in it."""

    path: str
    kind: str
    text: str
    problems: tuple[Problem, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Check files.  Exit status 0: no errors, 1: problems, 2: usage or input."""
    options = _parser().parse_args(arguments)
    listed = _listed(options)
    if listed:
        print(listed)
        return 0
    status, files = 0, []
    for path in dict.fromkeys(options.files):
        try:
            files.append(_check_file(path, options))
        except UsageError as err:
            print(f"kbcheck: {path}: {err}", file=sys.stderr)
            status = 2
    if options.guide and files and not _tell_of_others(files, options.guide):
        status = 2
    for file in _guided(files, options):
        _print(file, options.format)
        if status == 0 and any(p.severity == "error" for p in file.problems):
            status = 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kbcheck",
        description="Check libvirt documents and configuration files.",
        epilog="Exit status: 0 no errors, 1 problems, 2 usage or unreadable input.",
    )
    add = parser.add_argument
    add("files", nargs="*", metavar="FILE", help="a file, or - for standard input")
    add("--kind", metavar="KIND", type=_kind, help="what the files are")
    add("--guide", metavar="G", type=_guide, action="append", default=[],
        help="a guide whose rules the files must meet, together")  # fmt: skip
    add("--level", choices=("syntax", "grammar", "driver"), default="driver",
        help="how deep to check (default: driver)")  # fmt: skip
    add("--libvirt", metavar="X.Y.Z", type=_version,
        help="the version that the files are for (default: the newest)")  # fmt: skip
    add("--format", choices=FORMATS, default="text", help="how to print")
    for name in ("kinds", "guides", "checks"):
        add(f"--list-{name}", action="store_true", help=f"list the {name} and stop")
    return parser


def _kind(name: str) -> str:
    if name in KINDS:
        return name
    near = nearest(name, KINDS)
    hint = f"did you mean {near}? " if near else ""
    raise argparse.ArgumentTypeError(
        f"no kind {name!r}; {hint}kinds: {listing(list(KINDS), 400)}"
    )


def _guide(name: str) -> str:
    from .guides import guide  # rules need lxml

    try:
        guide(name)
    except ValueError as err:
        raise argparse.ArgumentTypeError(str(err)) from err
    return name


def _version(text: str) -> str:
    try:
        oldest(text)
    except ValueError as err:
        raise argparse.ArgumentTypeError(str(err)) from err
    return text


def _listed(options: argparse.Namespace) -> str:
    if options.list_kinds:
        return "\n".join(f"{k.name:20} {k.title}" for k in KINDS.values())
    if options.list_guides:
        from .guides import guides

        return "\n".join(
            f"{g.name:20} {len(g.rules)} rules: {g.title}" for g in guides().values()
        )
    if options.list_checks:
        return "\n".join(f"{i:20} {s:8} {text}" for i, (s, text) in CHECKS.items())
    if not options.files:
        _parser().error("name a file, or - for standard input")
    return ""


def _check_file(path: str, options: argparse.Namespace) -> Checked:
    """Check one file by itself."""
    text = decode(_read(path))
    if isinstance(text, Problem):
        found = text._replace(path=path)
        return Checked(path, options.kind or "", "", (found,))
    kind = options.kind or find_kind(path, text)
    if not kind:
        raise UsageError(why_unclear(text))
    request = Request(
        text,
        kind,
        example=is_fragment(kind, text),
        level=options.level,
        libvirt=options.libvirt or "",
        file="" if path == "-" else str(Path(path).absolute()),
    )
    problems = check(request).problems
    return Checked(path, kind, text, tuple(p._replace(path=path) for p in problems))


def _guided(files: list[Checked], options: argparse.Namespace) -> list[Checked]:
    """The files with what the guides find in them, taken together."""
    if not options.guide:
        return files
    from .guides import check_guides, source

    sources = [
        source(
            f.path,
            f.text,
            f.kind,
            example=is_fragment(f.kind, f.text),
            problems=f.problems,
        )
        for f in files
        if f.kind in KINDS
    ]
    readable = [s for s in sources if s is not None]
    found = check_guides(options.guide, readable, options.libvirt or "")
    return [f._replace(problems=_in_order(f, found)) for f in files]


def _in_order(file: Checked, found: list[Problem]) -> tuple[Problem, ...]:
    """The file's own problems and those found in it, from top to bottom.

    What has an error already gets no second one: one fault, one problem.
    """
    told = {(p.line, p.column) for p in file.problems if p.severity == "error"}
    more = (p for p in found if p.path == file.path and (p.line, p.column) not in told)
    return in_order((*file.problems, *more))


def _tell_of_others(files: list[Checked], names: list[str]) -> bool:
    """Say which files the guides do not read, and which they would read too.

    False if they read none of the files: then they judge nothing.
    """
    from .guides import kinds_of

    guides = f"the guide{'s' if len(names) > 1 else ''} {', '.join(names)}"
    read, given = kinds_of(names), {f.kind for f in files}
    for file in files:
        if file.kind and file.kind not in read:
            told = f"{guides} cannot judge a {file.kind}, only: {', '.join(read)}"
            print(f"kbcheck: {file.path}: {told}", file=sys.stderr)
    more = [kind for kind in read if kind not in given]
    if more:
        told = f"{guides} can check more, together with: {', '.join(more)}"
        print(f"kbcheck: {told}", file=sys.stderr)
    return any(not file.kind or file.kind in read for file in files)


def _read(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as err:
        raise UsageError(err.strerror or str(err)) from err


def _print(file: Checked, form: str) -> None:
    if form == "jsonl":
        print(report.jsonl(file.path, file.kind, file.problems))
    elif form == "github":
        print(report.github(file.problems), end="")
    else:
        print(report.text(file.problems, file.text), end="")


def command() -> NoReturn:
    """The command as a process of its own, which has no use for tidying up.

    A third of the time of a run on one file would go into freeing the grammar.
    """
    gc.set_threshold(100_000)
    try:
        status = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # the reader, such as `head`, has gone
        status = 1
    os._exit(status)


if __name__ == "__main__":
    command()
