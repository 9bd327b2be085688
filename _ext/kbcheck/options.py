"""The command line of `kbcheck`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any, NoReturn

from .kinds import NAMES, kind_called
from .output import write
from .problem import shown
from .suggest import did_you_mean, nearest, no_such
from .versions import VersionError, parse_versions

FORMATS = ("text", "jsonl", "github")
_LISTS = ("kinds", "guides", "checks")


class _CommandLine(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Tell a fault of the command line, whatever stands in it, and stop."""
        if sys.stderr is None:  # argparse would write to standard output instead
            self.exit(2)
        super().error(shown(message))

    def print_help(self, file: Any = None) -> None:
        """Print the help; argparse would say nothing of a full disk."""
        write(self.format_help())

    def unknown(self, option: str) -> NoReturn:
        """Tell that there is no such option, and stop."""
        name = option.partition("=")[0]
        hint = did_you_mean(nearest(name, self._option_string_actions), mark="")
        told = f"there is no option {name}"
        self.error(f"{told}; {hint}" if hint else told)


def parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options and files of a command line; SystemExit where it is wrong."""
    parser = _parser()
    words = list(sys.argv[1:] if arguments is None else arguments)
    # What follows '--' is files; argparse mixes options and files, or knows '--'.
    end = words.index("--") if "--" in words else len(words)
    options, unknown = parser.parse_known_intermixed_args(words[:end])
    options.files = [*options.files, *words[end + 1 :]]
    if unknown:
        parser.unknown(unknown[0])
    listed = any(getattr(options, f"list_{name}") for name in _LISTS)
    if not (options.files or listed or options.version):
        parser.error("name a file, or - for standard input")
    return options


def _parser() -> _CommandLine:
    parser = _CommandLine(
        prog="kbcheck",
        # Short, as the help lists the options; argparse would format them on each run.
        usage="%(prog)s [OPTION...] FILE...",
        description="Check libvirt documents and configuration files.",
        epilog="Exit status: 0 no errors, 1 problems, 2 usage or unreadable input, "
        "3 a fault of kbcheck itself. Documents that nobody checks are told and change "
        "nothing, and so are folders, unless only folders are named (2).",
        allow_abbrev=False,
        # For each argument one is made, which would load `shutil` to know the width.
        formatter_class=partial(argparse.HelpFormatter, width=80),
    )
    add = parser.add_argument
    add("files", nargs="*", metavar="FILE", help="a file, or - for standard input")
    add("--kind", metavar="KIND", type=_kind, help="what the files are")
    add("--guide", metavar="G", type=_guide, action="append", default=[],
        help="a guide whose rules the files must meet, together")  # fmt: skip
    add("--level", choices=("syntax", "grammar", "driver"), default="driver",
        help="how deep to check (default: driver)")  # fmt: skip
    add("--libvirt", metavar="X.Y.Z", type=_version,
        help="the version, or '>=X.Y, <X.Z' for a range, that the files are for, "
             "in all of it (default: the newest)")  # fmt: skip
    add("--format", choices=FORMATS, default="text", help="how to print")
    add("--strict", action="store_true", help="let warnings, too, end in status 1")
    add("--version", action="store_true", help="say which version this is and stop")
    for name in _LISTS:
        add(f"--list-{name}", action="store_true", help=f"list the {name} and stop")
    parser.formatter_class = argparse.HelpFormatter
    return parser


def _kind(name: str) -> tuple[str, str]:
    """The kind, and the file that is meant where that has another name."""
    kind = kind_called(name)
    if kind is None:
        raise argparse.ArgumentTypeError(no_such("kind", name, NAMES, 400))
    return kind.name, "" if kind.name == name else name


def _guide(name: str) -> str:
    from .guides import check_name  # rules need lxml

    try:
        check_name(name)
    except ValueError as err:
        raise argparse.ArgumentTypeError(str(err)) from err
    return name


def _version(text: str) -> str:
    try:
        parse_versions(text)
    except VersionError as err:
        raise argparse.ArgumentTypeError(str(err)) from err
    return text
