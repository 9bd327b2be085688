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
from .files import Checked, UsageError, check_file, distinct
from .kinds import KINDS
from .options import parse_options
from .output import OutputError, write
from .problem import CHECKS, ModelError, Problem, in_order, shown
from .sniff import is_fragment

Result = TypeVar("Result")
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
        files: list[Checked] = []
        for path in distinct(options.files):
            file = self.attempt(path, partial(check_file, path, options))
            if file is not None:
                files.append(file)
                if not options.guide:
                    self.show(file, options.format)
        if files and options.guide:
            guided = self.attempt("", partial(self.guided, files, options))
            for file in guided or files:
                self.show(file, options.format)

    def show(self, file: Checked, form: str) -> None:
        """Print what was found in a file."""
        if any(p.severity == "error" for p in file.problems):
            self.status = max(self.status, PROBLEMS)
        self.attempt(file.path, lambda: write(report.formatted(form, *file)))

    def guided(
        self, files: list[Checked], options: argparse.Namespace
    ) -> list[Checked]:
        """The files with what the guides find in them, taken together."""
        from .guides import check_guides, source

        self.tell_of_others(files, options.guide)
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

    def tell_of_others(self, files: list[Checked], names: list[str]) -> None:
        """Say which files the guides do not read, and which they would read too.

        Unusable, if they read none of the files: then they judge nothing.
        """
        from .guides import kinds_of

        guides = f"the guide{'s' if len(names) > 1 else ''} {', '.join(names)}"
        read, given = kinds_of(names), {f.kind for f in files}
        usable = any(not file.kind or file.kind in read for file in files)
        for file in files:
            if file.kind and file.kind not in read:
                told = f"{guides} cannot judge a {file.kind}, only: {', '.join(read)}"
                self.tell(0 if usable else UNUSABLE, f"{file.path}: {told}")
        more = [kind for kind in read if kind not in given]
        if more:
            self.tell(0, f"{guides} can check more, together with: {', '.join(more)}")


def _listed(options: argparse.Namespace) -> str:
    """The list that is asked for; '' if none is."""
    lines: list[str] = []
    if options.list_kinds:
        lines = [f"{k.name:20} {k.title}" for k in KINDS.values()]
    elif options.list_guides:
        from .guides import guides

        lines = [
            f"{g.name:20} {len(g.rules)} rules: {g.title}" for g in guides().values()
        ]
    elif options.list_checks:
        lines = [f"{i:20} {s:8} {text}" for i, (s, text) in CHECKS.items()]
    return "".join(f"{line}\n" for line in lines)


def _in_order(file: Checked, found: list[Problem]) -> tuple[Problem, ...]:
    """The file's own problems and those found in it, from top to bottom.

    What has an error already gets no second one: one fault, one problem.
    """
    told = {(p.line, p.column) for p in file.problems if p.severity == "error"}
    more = (p for p in found if p.path == file.path and (p.line, p.column) not in told)
    return in_order((*file.problems, *more))


if __name__ == "__main__":
    from kbcommand import command

    command()
