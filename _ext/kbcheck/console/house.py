"""What the style of our own pages asks of transcripts, and nobody of a post."""

from __future__ import annotations

from collections.abc import Iterator

from ..problem import Problem, problem
from ..suggest import clipped
from .arguments import ROOM
from .transcript import Command, Output, Remark
from .words import HOLE, Slip


def foreign_prompt(command: Command) -> Problem:
    """A prompt of another form than `# ` and `$ `.

    Readers copy commands from the pages; the less stands before them, the better.
    """
    message = f"'{clipped(command.foreign)}' is not a prompt of these pages"
    hint = "write '# ' for root, '$ ' for a user"
    return problem("prompt", command.first_line, 1, message, hint, severity="error")


def output_first(output: Output) -> Iterator[Problem]:
    """Output that no command has printed; posts begin with what was on the screen."""
    if any(line.strip() not in ("", HOLE) for line in output.text.split("\n")):
        message = "a transcript begins with a command"
        hint = "its prompt is '# ' for root, '$ ' for a user"
        yield problem("syntax", output.number, 1, message, hint)


def sentence(remark: Remark) -> Iterator[Problem]:
    """A sentence at root's prompt: a reader could take it for a command."""
    if remark.said:
        name = clipped(remark.said.split()[0], ROOM)
        message = f"there is no command '{name}' in the tables"
        hint = "write a comment as '# # …', as the shell shows it"
        yield problem("unknown-command", remark.first_line, 3, message, hint)


def forgiven(fault: Slip) -> Slip:
    """A fault as it is outside of our pages: `<name>` is what most manuals write."""
    is_placeholder = fault.check == "placeholder"
    return fault._replace(severity="warning") if is_placeholder else fault
