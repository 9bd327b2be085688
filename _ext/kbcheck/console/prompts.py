"""The prompts that shells and programs ask with, as people post them.

Every site and every shell has a prompt of its own, and no table can hold them all.
What most of them share is that they end in a sign (`#` for root), and say before it
who is where: `[root@host ~]#`, `ann@host:~$`, `host:~ #`, `bash-5.1$`, `➜  ~`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .tables import commands

_ROOM = 160
"""Characters of a line in which a prompt ends; so no pattern reads a long line."""

_OWN = re.compile(r"([#$])(?: |$)")
_PROGRAM = re.compile(r"(virsh|virt-admin|augtool)(?: #| ?>) (?=\S)")

# What may stand before the prompt itself: the time, and environments of Python.
_TIME = r"(?:\[?(?:\d{4}-\d\d-\d\d[ T])?\d\d?:\d\d(?::\d\d)?\]?[ ]++)?"
_BEFORE = rf"{_TIME}(?:\([\w.+@\x20-]++\)[ ]?)*+"
_BRANCH = r"(?:[ ]?\([^()]*+\))?"
_NAMED = re.compile(
    rf"""{_BEFORE}(?:
      \[[^\[\]]++\] {_BRANCH} [ ]?                          # [root@host ~]#
    | [\w.-]++@[\w.-]++ (?:[:\x20]{{1,2}} [^\s#$%>❯()]++)?  # ann@host:~$
      {_BRANCH} (?:[ ][\w./*-]++)? [ ]?
    | [\w.-]++:[~/][^\s#$%>]*+ [ ]?                         # host:~ #
    | [\w.-]++[ ][~/][^\s#$%>]*+[ ]                         # host ~ #
    | [~/][^\s#$%>]*+ {_BRANCH} [ ]?                        # / #, ~/kb (main) $
    | -?(?:ba|da|z|k|a)?sh-\d[\w.]*                         # bash-5.1$
    | [a-z][\w.-]* (?!>)                                    # host#
    )
    (?P<sign> [#$] (?=[ ]|\Z|[a-z./]) | [%>❯] (?=[ ]|\Z) ) [ ]?""",
    re.VERBOSE,
)
_SIGN = re.compile(
    rf"""{_BEFORE}(?:
      (?:[~/]\S*(?:[ ][^\s❯]+){{0,3}}[ ])? (?:❯ | %(?![ ]*\d))  # zsh
    | ➜[ ]+\S+(?:[ ]git:\([^()]*\))?(?:[ ][✗✔±])?              # oh-my-zsh
    | [└╰][─┄╼]*[ ]?(?P<sign>[❯➤>λ] | [%$\x23])                # the lower of two
    )(?:[ ]+|\Z|(?<=[\x23$])(?=[a-z]))""",
    re.VERBOSE,
)
_ABOVE = re.compile(r"[┌╭][^\w~/]*+[\w~/]")
_TIGHT = re.compile(r"([#$])(?=[a-z])")
_SPACED = re.compile(r"[a-z][\w-]* ([#$]) ?(?=[a-z])")
_BLOCK = re.compile(
    r"""for[ ]\w+[ ]in\b [^\n]* (?:;|\n) \s* do\b
      | (?:if|while|until)[ ] [^\n]* (?:;|\n) \s* (?:then|do)\b
      | case[ ]\S+[ ]in\s*\n
      | (?:function[ ])? [\w-]+ [ ]? \(\) \s* \{
      | (?:export[ ]|local[ ])? \w+=["']? \$\(
      | \[\[?[ ] [^\n]* [ ]\]\]? [ ]* (?:&&|\|\|)""",
    re.VERBOSE,
)
"""What a shell's script begins its parts with: loops, functions, `NAME=$(…)`."""
_GROUP = re.compile(r"(?:\((?!\()[ ]*|\{[ ]+)")
_ELSEWHERE = re.compile(
    r"(?:PS )?[A-Za-z]:\\[^>]*> ?|>>> |In \[\d+\]: |\((?:gdb|qemu|lldb)\) |"
    r"(?:mysql|sqlite|ftp|sftp|grub|><fs|postgres=[#>])>? "
)


class Opening(NamedTuple):
    """The prompt that a line begins with, and where it ends.

    `prompt` is its sign, `#` where root types or where it does not tell; `head` the
    program that asks with it, if not the shell; `foreign` the prompt itself, if it is
    none of our own pages.
    """

    prompt: str
    end: int
    head: str = ""
    foreign: str = ""

    @property
    def is_hash(self) -> bool:
        """Whether it is `# `, with which comments begin too."""
        return self.prompt == "#" and not self.foreign and not self.head

    @property
    def is_lower(self) -> bool:
        """Whether it is the lower half of a prompt of two lines."""
        return self.foreign.startswith(("└", "╰"))


def opening(line: str, before: str = "#") -> Opening | None:
    """The prompt of a line, None for output; `before` is the prompt of a command."""
    if match := _OWN.match(line):
        return Opening(match[1], match.end())
    if match := _PROGRAM.match(line):
        return Opening(before, match.end(), f"{match[1]} ")
    start = line[:_ROOM]
    # The signs of single shells first: a path may stand before one of those, too.
    if match := _SIGN.match(start) or _NAMED.match(start):
        said = match[0].rstrip()
        return Opening(_who(said, match["sign"]), match.end(), "", said)
    # `root #virsh list`: so short a prompt is one only before a command.
    match = _SPACED.match(start)
    if match and is_command(start[match.end() :]):
        said = match[0].rstrip()
        return Opening(_who(said, match[1]), match.end(), "", said)
    return None


def tight_opening(line: str) -> Opening | None:
    """The prompt of `#virsh list`, which is a comment in most other places."""
    match = _TIGHT.match(line)
    if match and is_command(line[1:_ROOM]):
        return Opening(match[1], 1, "", match[1])
    return None


def is_above(line: str) -> bool:
    """Whether a line is the upper one of a prompt of two lines."""
    return bool(_ABOVE.match(line[:_ROOM]))


def is_elsewhere(line: str) -> bool:
    """Whether a program asks that is no shell of ours: PowerShell, Python, gdb."""
    return bool(_ELSEWHERE.match(line[:_ROOM]))


def is_command(said: str) -> bool:
    """Whether a text begins with a command of the tables."""
    name = said.split(" ")[0].rstrip(";\n")
    is_path = name.startswith(("/usr/", "/bin/", "/sbin/"))
    return (name.rpartition("/")[2] if is_path else name) in commands()


def is_sure_command(said: str) -> bool:
    """Whether it begins with a command and a subcommand: `virsh list`."""
    words = said.split(None, 3)
    if words[:1] == ["sudo"]:
        return is_sure_command(said.removeprefix("sudo "))
    is_whole = len(words) > 1 and said.startswith(words[0])  # and begins its line
    usage = commands().get(words[0]) if is_whole else None
    if usage is None or not usage.subcommands:
        return False
    # Nobody begins a sentence with virsh and a word in small letters.
    return words[1] in usage.subcommands or (usage.asks and words[1].islower())


def begins(line: str, following: str = "") -> bool:
    """Whether a command begins in a line without a prompt, as in a script."""
    # In a subshell, or a group.
    inside = _GROUP.sub("", line) if line.startswith(("(", "{")) else line
    return is_command(inside) or bool(_BLOCK.match(f"{line[:_ROOM]}\n{following}"))


def _who(said: str, sign: str | None) -> str:
    """`$` for a user, `#` for root, and where nobody can tell."""
    if sign == "#" or re.search(r"\broot@", said):
        return "#"
    return "$" if sign == "$" or "@" in said else "#"
