"""The command: `kbcheck FILE…`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

from . import report
from .files import (
    Asked,
    Checked,
    FolderError,
    UncheckedError,
    UsageError,
    check_file,
    check_together,
    coverage,
    distinct,
)
from .kinds import KINDS, Kind, has_files, is_name
from .options import parse_options
from .output import OutputError, write
from .problem import CHECKS, ModelError, shown

Result = TypeVar("Result")
PACKAGE = "libvirt-kbase-checks"
PROBLEMS, UNUSABLE, OUR_FAULT = 1, 2, 3
"""Exit statuses; the largest that holds is that of the run."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Check files.  Exit status 0: no errors, 1: problems, 2: usage, 3: our fault."""
    run = Run()
    try:
        options = run.attempt("", lambda: parse_options(arguments))
        if options is not None:
            run.answer(options)
    except OutputError as err:
        run.tell(UNUSABLE, f"standard output: {err}")
    return run.status


class Run:
    """One run of the command, and the exit status that it comes to."""

    def __init__(self) -> None:
        self.status = 0
        self.folders = False

    def tell(self, status: int, message: str) -> None:
        """Say on standard error what is not judged, and why; it may be closed."""
        self.status = max(self.status, status)
        if sys.stderr is not None:  # print() would take standard output instead
            with suppress(OSError):
                print(f"kbcheck: {shown(message)}", file=sys.stderr)

    def attempt(self, path: str, work: Callable[[], Result]) -> Result | None:
        """What the work gives; None, after a line that says why, if it cannot be done.

        Whatever goes wrong with one file, the others are judged.
        """
        place = f"{path}: " if path else ""
        try:
            return work()
        except OutputError:
            raise
        except UncheckedError as err:
            self.tell(0, f"{place}{err}")
            self.folders = self.folders or isinstance(err, FolderError)
        except UsageError as err:
            self.tell(UNUSABLE, f"{place}{err}")
        except ModelError as err:
            about = f" (so {path} was not judged)" if path else ""
            self.tell(OUR_FAULT, f"{err}{about}")
        except Exception as err:  # the one place: nobody foresaw what comes here
            if os.environ.get("KBCHECK_DEBUG"):
                raise
            told = f"{type(err).__name__}: {err}"[:200]
            self.tell(OUR_FAULT, f"{place}internal error, which is a fault of kbcheck, "
                      f"not of your file: {told}; please report it")  # fmt: skip
        return None

    def answer(self, options: argparse.Namespace) -> None:
        """Print what is asked for: a list, or what is found in the files."""
        listed = self.attempt("", lambda: _listed(options))
        if listed != "":
            write(listed or "")
            return
        kind, name = options.kind or ("", "")
        asked = Asked(
            kind,
            name,
            options.level,
            options.libvirt or "",
            tuple(options.guide),
        )
        files: list[Checked] = []
        for path in distinct(options.files):
            file = self.attempt(path, partial(check_file, path, asked))
            if file is not None:
                files.append(file)
                if not asked.guides:
                    self.show(file, options)
        if self.folders and not files:  # as of `*`, they are passed over; not alone
            self.status = UNUSABLE
        if files and asked.guides:
            guided = self.attempt("", partial(self.guided, files, asked))
            for file in guided or files:
                self.show(file, options)

    def show(self, file: Checked, options: argparse.Namespace) -> None:
        """Print what was found in a file."""
        failing = ("error", "warning") if options.strict else ("error",)
        if any(p.severity in failing for p in file.problems):
            self.status = max(self.status, PROBLEMS)
        self.attempt(file.path, lambda: write(report.formatted(options.format, *file)))

    def guided(self, files: list[Checked], asked: Asked) -> list[Checked]:
        """The files with what the guides find, after a word on those they do not read.

        The run is unusable if they read none of the files: then they judge nothing.
        """
        many = len(asked.guides) > 1
        guides = f"the guide{'s' if many else ''} {', '.join(asked.guides)}"
        covered = coverage(files, asked.guides)
        for file in covered.unread:
            reads = ", ".join(covered.reads)
            told = f"{guides} cannot judge a {file.kind}, only: {reads}"
            self.tell(UNUSABLE if covered.useless else 0, f"{file.path}: {told}")
        # The others cannot be given beside these files: --kind is for all of them.
        more = ", ".join(kind for kind in covered.more if has_files(KINDS[kind]))
        if more:
            self.tell(0, f"{guides} can check more, together with: {more}")
        return check_together(files, asked)


def _listed(options: argparse.Namespace) -> str:
    """The list, or the version, that is asked for; '' if none is."""
    lines: list[str] = []
    if options.version:
        lines = [_version()]
    elif options.list_kinds:
        lines = [f"{k.name:20} {k.title}{_others(k)}" for k in KINDS.values()]
    elif options.list_guides:
        from .guides import guides

        lines = [
            f"{g.name:20} {len(g.rules)} rules: {g.title}" for g in guides().values()
        ]
    elif options.list_checks:
        lines = [f"{i:20} {s:8} {text}" for i, (s, text) in CHECKS.items()]
    return "".join(f"{line}\n" for line in lines)


def _version() -> str:
    """Which kbcheck this is."""
    from importlib.metadata import (  # takes as long as a small check
        PackageNotFoundError,
        version,
    )

    try:
        return f"kbcheck {version(PACKAGE)}"
    except PackageNotFoundError:
        return "kbcheck, from a folder that is not installed"


def _others(kind: Kind) -> str:
    """The other files that a kind has."""
    names = [name for name in kind.files[1:] if is_name(name)]
    return f"; {', '.join(names)}" if names else ""
