"""Checks a transcript: commands by shell syntax and tables, output by its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ..devicepaths import check_device_paths
from ..problem import Problem, Severity, Verdict, in_order, problem
from ..request import Request
from .augtool import check_augtool, check_script
from .demands import script_context
from .effort import Effort
from .house import foreign_prompt, forgiven, output_first, sentence
from .otherkinds import CheckText, FindKind, OtherKinds
from .parse import check_asked, check_words
from .pasted import stripped, without_asides
from .printed import check_printed, without_snips
from .prompts import is_elsewhere
from .scan import substitutions
from .scripts import read_script, script_of
from .source import Body
from .transcript import Command, Output, Passage, Remark, split
from .usage import asking
from .values import MOST_RUNNING, TOO_DEEP, Context, check_assignment, moved
from .words import HOLE, Slip, Word
from .written import IN_OUTPUT, check_hashes, check_written

MOST_ERRORS = 100
"""Errors of one transcript that are told; each takes a search for what was meant."""


def check_transcript(
    request: Request, check_text: CheckText, find_kind: FindKind
) -> Verdict:
    """The verdict on a transcript.

    `check_text` judges texts of other kinds that stand in it (here-documents, files
    that are shown, XML that a command prints); `find_kind` tells the kind of a file.
    """
    text, cuts = stripped(request.text)
    text = text if request.house else without_asides(text)
    checker = _Checker(request._replace(text=text), check_text, find_kind)
    found = in_order(_bounded(checker.problems()))
    is_known = all(p.severity != "note" for p in found)
    levels = ("syntax", "grammar") if is_known else ("syntax",)
    return Verdict(levels, tuple(p.moved("", 0, cuts[p.line - 1]) for p in found))


def _bounded(found: Iterator[Problem]) -> Iterator[Problem]:
    """The problems up to the last error that is told, and a word on the rest."""
    errors, notes = 0, set()
    for one in found:
        if one.severity == "note" and one.message in notes:
            continue  # a name is told where it stands first
        notes.add(one.message)
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
        before: Passage | None = None
        bare = not self.request.house
        parts = list(split(self.request.text, self.effort, bare=bare))
        for part, following in zip_longest(parts, parts[1:]):
            if isinstance(part, Output):
                yield from self.output(part, before)
            elif isinstance(part, Command):
                output = following if isinstance(following, Output) else None
                yield from self.command(part, output)
            elif self.request.house and part is not None:
                yield from sentence(part)
            before = part
        # A comment on a page of ours has been told as what should be a command.
        wanted = (Command, Remark) if self.request.house else Command
        if not any(isinstance(p, wanted) for p in parts) and self.is_shell:
            message = "there is no command in this transcript"
            hint = "a command begins at a prompt: '$ virsh list'"
            # Nobody can know each program that a post may run without a prompt.
            how: Severity = "error" if self.request.house else "note"
            yield problem("syntax", 1, 1, message, hint, severity=how)

    @property
    def is_shell(self) -> bool:
        """Whether no other program asks in it: what those are told nobody checks."""
        lines = self.request.text.split("\n")
        return self.request.house or not any(map(is_elsewhere, lines))

    # --- commands ---------------------------------------------------------------

    def command(self, command: Command, output: Output | None) -> Iterator[Problem]:
        """What is wrong with a command and with what it writes."""
        if command.is_stopped:
            return
        if self.request.house and command.foreign and not self.foreign:
            self.foreign = True  # the others are of the same form, or soon seen
            yield foreign_prompt(command)
        context = Context(
            command.prompt, self.request.libvirt, self.others.by_kind, self.script,
            self.request.house,
        )  # fmt: skip
        yield from self.inside(command, output, context)
        yield from self.device_paths(command)

    def inside(
        self, command: Command, output: Output | None, context: Context
    ) -> Iterator[Problem]:
        """What is wrong with the words of a command and with its here-documents."""
        faults = list(command.script.faults)
        if not context.house:
            faults = [forgiven(f) for f in faults if not f.style]
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
            # By our style, the command around it has told of those.
            if found.check != "placeholder" or not context.house:
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
        program = script.source.program
        for number, simple in enumerate(script.commands):
            words = simple.words
            if program and number and words:  # virsh # list; pool-list
                words = (words[0]._replace(text=program, quoted=0), *words)
            yield from check_words(words, context)
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
            if program := asking(document.reader):
                text = Word(body.text, 0, 0)
                for fault in check_asked(text, program, context):
                    where = body.position(fault.row, fault.column)
                    yield problem(fault.check, *where, fault.message, fault.hint,
                                  severity=fault.severity)  # fmt: skip
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

    def output(self, output: Output, before: Passage | None) -> Iterator[Problem]:
        """What is wrong with output: no command before it, its text."""
        if not isinstance(before, Command):
            # Posts begin with what stood on the screen, our pages with a command.
            if before is None and self.request.house:
                yield from output_first(output)
            return
        shown = output._replace(text=without_snips(output.text))
        # Who posts and leaves lines out leaves tags out, too; our pages do not.
        is_cut = not self.request.house and HOLE in shown.text.split("\n")
        for found in check_printed(before, shown, self.others):
            if not is_cut or found.check != "syntax":
                yield found.moved("", output.number - 1)


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
