"""Checks a transcript: commands by shell syntax and tables, output by its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..problem import Problem, Verdict, problem
from ..request import Request
from .augtool import check_augtool
from .transcript import Command, Output, split
from .usage import check_words, find_usage

CheckText = Callable[[Request], Verdict]
FindKind = Callable[[str, str], str]


def check_transcript(
    request: Request, check_text: CheckText, find_kind: FindKind
) -> Verdict:
    """The verdict on a transcript.

    `check_text` judges texts of other kinds that stand in it (here-documents, files
    that are shown, XML that a command prints); `find_kind` tells the kind of a file.
    """
    found: list[Problem] = []
    last: Command | None = None
    for part in split(request.text):
        if isinstance(part, Command):
            last = part
            found += _command(part, request)
            found += _documents(part, request, check_text, find_kind)
        elif last is None:
            message = (
                "a transcript begins with a prompt: '# ' for root, '$ ' for a user"
            )
            found.append(problem("syntax", part.number, 1, message))
        else:
            found += _output(last, part, request, check_text, find_kind)
    if last is None and not found:
        found.append(problem("syntax", 1, 1, "there is no command"))
    ordered = sorted(found, key=lambda p: (p.line, p.column))
    return Verdict(("syntax", "grammar"), tuple(ordered))


def _command(command: Command, request: Request) -> Iterator[Problem]:
    faults = list(command.script.faults)
    if not any(f.check == "syntax" for f in faults):
        for simple in command.script.commands:
            faults += check_words(simple.words, command.prompt, request.libvirt)
            faults += check_augtool(simple, request.libvirt)
    for fault in faults:
        where = command.position(fault.row, fault.column)
        yield problem(fault.check, *where, fault.message, fault.hint)


def _documents(
    command: Command, request: Request, check_text: CheckText, find_kind: FindKind
) -> Iterator[Problem]:
    """What is wrong in the here-documents, as the kinds of the files they make."""
    for document in command.script.here_documents:
        kind = find_kind(document.target, document.text) if document.target else ""
        if kind:
            first = command.position(document.row, 0)[0]
            yield from _as_kind(document.text, kind, first, request, check_text)


def _output(
    command: Command,
    output: Output,
    request: Request,
    check_text: CheckText,
    find_kind: FindKind,
) -> Iterator[Problem]:
    """What is wrong in the output of a command that prints a kind."""
    commands = command.script.commands
    if not commands or not commands[-1].alone:
        return
    last = commands[-1]
    usage = find_usage(last)
    kind = usage.output if usage else ""
    if last.words[0].text == "cat" and len(last.words) == 2:
        kind = find_kind(last.words[1].text, output.text)
    if kind:
        yield from _as_kind(output.text, kind, output.number, request, check_text)


def _as_kind(
    text: str, kind: str, first: int, request: Request, check_text: CheckText
) -> Iterator[Problem]:
    inner = request._replace(text=text, kind=kind, guides=(), inside="")
    for found in check_text(inner).problems:
        yield found.moved("", first - 1)
