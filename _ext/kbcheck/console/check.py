"""Checks a transcript: commands by shell syntax and tables, output by its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ..devicepaths import check_device_paths
from ..problem import Problem, Verdict, in_order, problem
from ..request import Request
from ..suggest import clipped
from .augtool import check_augtool, check_script
from .demands import script_context
from .effort import Effort
from .jsontext import check_json
from .otherkinds import CheckText, FindKind, OtherKinds
from .parse import check_words
from .scan import substitutions
from .scripts import read_script, script_of
from .source import Body
from .transcript import Command, Output, split
from .usage import find_usage, plain_names
from .values import HOLE, MOST_RUNNING, TOO_DEEP, Context, check_assignment, moved
from .words import Slip, Word
from .written import IN_OUTPUT, check_hashes, check_written

MOST_ERRORS = 100
"""Errors of one transcript that are told; each takes a search for what was meant."""

_ELEMENT = re.compile(r"\s*<([\w:-]++)(?:[^<>]*/>|[^<>]*>[^<>]*</\1>)\s*")


def check_transcript(
    request: Request, check_text: CheckText, find_kind: FindKind
) -> Verdict:
    """The verdict on a transcript.

    `check_text` judges texts of other kinds that stand in it (here-documents, files
    that are shown, XML that a command prints); `find_kind` tells the kind of a file.
    """
    found = _bounded(_Checker(request, check_text, find_kind).problems())
    return Verdict(("syntax", "grammar"), in_order(found))


def _bounded(found: Iterator[Problem]) -> Iterator[Problem]:
    """The problems up to the last error that is told, and a word on the rest."""
    errors = 0
    for one in found:
        errors += one.severity == "error"
        if errors > MOST_ERRORS:
            message = f"there are more than {MOST_ERRORS} errors; the rest is not told"
            yield problem("limit", one.line, one.column, message)
            return
        yield one


class _Checker:
    def __init__(
        self, request: Request, check_text: CheckText, find_kind: FindKind
    ) -> None:
        self.request = request
        self.others = OtherKinds(request, check_text, find_kind)
        self.effort = Effort(len(request.text))
        self.foreign = False

    def problems(self) -> Iterator[Problem]:
        """Every problem, part by part."""
        before: Command | None = None
        parts = list(split(self.request.text, self.effort))
        for part, following in zip_longest(parts, parts[1:]):
            if isinstance(part, Output):
                yield from self.output(part, before)
            elif isinstance(part, Command):
                before = part
                output = following if isinstance(following, Output) else None
                yield from self.command(part, output)
        if before is None:
            yield problem("syntax", 1, 1, "there is no command in this transcript")

    # --- commands ---------------------------------------------------------------

    def command(self, command: Command, output: Output | None) -> Iterator[Problem]:
        """What is wrong with a command and with what it writes."""
        if command.foreign and not self.foreign:
            self.foreign = True  # the others are of the same form, or soon seen
            message = f"'{clipped(command.foreign)}' is not a prompt of these pages"
            hint = "write '# ' for root, '$ ' for a user"
            yield problem("syntax", command.lines[0].number, 1, message, hint)
        context = Context(
            command.prompt, self.request.libvirt, self.others.by_kind, self.script
        )
        yield from self.inside(command, output, context)
        yield from self.device_paths(command)

    def inside(
        self, command: Command, output: Output | None, context: Context
    ) -> Iterator[Problem]:
        """What is wrong with the words of a command and with its here-documents."""
        faults = list(command.script.faults)
        if not any(f.check in ("syntax", "limit") for f in faults):
            faults += self.words(command, output, context)
        for fault in faults:
            yield _placed(fault, command, output)
        yield from self.here_documents(command, context)

    def script(self, words: Sequence[Word], context: Context) -> Iterator[Slip]:
        """What is wrong with words that a shell reads as a script."""
        text = script_of(words)
        yield from moved(text, list(self.read(text.text, context)))

    def read(self, text: str, context: Context) -> Iterator[Problem]:
        """What is wrong with a script that stands in a command."""
        if context.depth > MOST_RUNNING:
            yield problem("limit", 1, 1, TOO_DEEP)
            return
        command = read_script(text, context.prompt, self.effort)
        inner = context._replace(depth=context.depth + 1)
        for found in self.inside(command, None, inner):
            if found.check != "placeholder":  # the command around it tells of those
                yield found

    def device_paths(self, command: Command) -> Iterator[Problem]:
        """What is wrong with paths of /dev in the words of a command."""
        for found in check_device_paths(command.script.text, "shell"):
            line, column = command.position(found.line - 1, found.column - 1)
            yield found._replace(line=line, column=column)

    def words(
        self, command: Command, output: Output | None, context: Context
    ) -> Iterator[Slip]:
        """What is wrong with the words of a command, and with the lines it writes."""
        script = command.script
        for word in script.assignments:
            yield from check_assignment(word, context)
        for simple in script.commands:
            yield from check_words(simple.words, context)
            yield from check_augtool(simple, context)
        yield from check_written(script, self.others.by_name)
        yield from check_hashes(script, output)

    def here_documents(self, command: Command, context: Context) -> Iterator[Problem]:
        """What is wrong in the here-documents, as the kinds of the files they make."""
        for document in command.script.here_documents:
            body = document.body
            if any(w.text == "augtool" for w in document.reader[:2]):
                for fault in check_script(body.text, context):
                    where = body.position(fault.row, fault.column)
                    yield problem(fault.check, *where, fault.message, fault.hint)
                continue
            if inner := script_context(document.reader, context):
                yield from self.run(body, body.text, inner)
                continue
            if not body.quoted:
                yield from self.run(body, substitutions(body.text), context)
            for found in self.others.by_file(document.target, body.text):
                column = body.position(found.line - 1, found.column - 1)[1]
                yield found.moved("", body.number - 1, column - found.column)

    def run(self, body: Body, text: str, context: Context) -> Iterator[Problem]:
        """What is wrong with the commands that the shell runs in a here-document."""
        for found in self.read(text, context) if text.strip() else ():
            column = body.position(found.line - 1, found.column - 1)[1]
            yield found.moved("", body.number - 1, column - found.column)

    # --- output -----------------------------------------------------------------

    def output(self, output: Output, before: Command | None) -> Iterator[Problem]:
        """What is wrong with output: no command before it, its text."""
        lines = output.text.split("\n")
        if before is None:
            if any(line.strip() not in ("", HOLE) for line in lines):
                message = "a transcript begins with a command"
                hint = "its prompt is '# ' for root, '$ ' for a user"
                yield problem("syntax", output.number, 1, message, hint)
            return
        for found in self.printed(before, output):
            yield found.moved("", output.number - 1)

    def printed(self, command: Command, output: Output) -> Iterator[Problem]:
        """What is wrong with what a command prints, if nothing else takes it."""
        commands = command.script.commands
        if not commands or not commands[-1].alone:
            yield from self.picked(command, output)
            return
        names = plain_names(commands[-1])
        usage = find_usage(commands[-1])
        if names[:1] == ["cat"] and len(names) == 2:
            yield from self.others.by_file(names[1], output.text)
        elif output.text.lstrip().startswith("{"):
            yield from check_json(output.text)
        elif usage and usage.output and "--xpath" not in names:
            yield from self.others.shown(usage.output, output.text)
        elif output.text.lstrip().startswith("<"):
            yield from self.others.by_file("", output.text)

    def picked(self, command: Command, output: Output) -> Iterator[Problem]:
        """What is wrong in the whole elements among the lines that a grep picked."""
        pipelines = command.script.pipelines
        if len(pipelines) != 1 or not pipelines[0]:
            return
        first, *others = pipelines[0]
        usage = find_usage(first)
        if (
            usage is None
            or not usage.output
            or any(o.names[0] != "grep" for o in others)
        ):
            return
        for row, line in enumerate(output.text.split("\n")):
            if _ELEMENT.fullmatch(line):
                for found in self.others.shown(usage.output, line):
                    yield found.moved("", row)


def _placed(fault: Slip, command: Command, output: Output | None) -> Problem:
    """A fault of a command as a problem, with the lines of the transcript."""
    if fault.row == IN_OUTPUT and output is not None:
        where = (output.number, fault.column + 1)
    else:
        where = command.position(fault.row, fault.column)
    found = problem(
        fault.check,
        *where,
        fault.message,
        fault.hint,
        severity=fault.severity,
        silently_ignored=fault.silently_ignored,
        related=fault.related,
    )
    if not fault.related:
        return found
    line = command.position(fault.related - 1, 0)[0]
    return found.moved("", line - fault.related)._replace(line=where[0])
