"""The command: `kbcheck FILE…`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import report
from .kinds import KINDS, check
from .problem import CHECKS, Problem
from .request import Request
from .sniff import find_kind, is_fragment
from .suggest import listing, nearest
from .tree import decode
from .versions import oldest

FORMATS = ("text", "jsonl", "github")


class UsageError(Exception):
    """The command line, or a file, cannot be used; the text says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Check files.  Exit status 0: no errors, 1: problems, 2: usage or input."""
    options = _parser().parse_args(arguments)
    listed = _listed(options)
    if listed:
        print(listed)
        return 0
    status = 0
    for path in options.files:
        try:
            valid = _check_file(path, options)
        except UsageError as err:
            print(f"kbcheck: {path}: {err}", file=sys.stderr)
            status = 2
            continue
        if not valid:
            status = max(status, 1)
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
    add("--level", choices=("syntax", "grammar", "driver"), default="driver",
        help="how deep to check (default: driver)")  # fmt: skip
    add("--libvirt", metavar="X.Y.Z", type=_version,
        help="the version that the files are for (default: the newest)")  # fmt: skip
    add("--format", choices=FORMATS, default="text", help="how to print")
    for name in ("kinds", "checks"):
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


def _version(text: str) -> str:
    try:
        oldest(text)
    except ValueError as err:
        raise argparse.ArgumentTypeError(str(err)) from err
    return text


def _listed(options: argparse.Namespace) -> str:
    if options.list_kinds:
        return "\n".join(f"{k.name:20} {k.title}" for k in KINDS.values())
    if options.list_checks:
        return "\n".join(f"{i:20} {s:8} {text}" for i, (s, text) in CHECKS.items())
    if not options.files:
        _parser().error("name a file, or - for standard input")
    return ""


def _check_file(path: str, options: argparse.Namespace) -> bool:
    """Check one file and print what is found; whether it is valid."""
    text = decode(_read(path))
    found: tuple[Problem, ...]
    if isinstance(text, Problem):
        kind, found, text = options.kind or "", (text,), ""
    else:
        kind = options.kind or find_kind(path, text)
        if not kind:
            raise UsageError("its kind is not clear; name one with --kind")
        found = check(
            Request(
                text,
                kind,
                example=is_fragment(kind, text),
                level=options.level,
                libvirt=options.libvirt or "",
            )
        ).problems
    _print(
        path, kind, text, tuple(p._replace(path=path) for p in found), options.format
    )
    return all(p.severity != "error" for p in found)


def _read(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as err:
        raise UsageError(err.strerror or str(err)) from err


def _print(
    path: str, kind: str, text: str, found: tuple[Problem, ...], form: str
) -> None:
    if form == "jsonl":
        print(report.jsonl(path, kind, found))
    elif form == "github":
        print(report.github(found), end="")
    else:
        print(report.text(found, text), end="")


if __name__ == "__main__":
    sys.exit(main())
