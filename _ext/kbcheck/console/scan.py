"""What is open at the end of a line of shell: quotes, parentheses, here-documents."""

from __future__ import annotations

import re
from typing import NamedTuple

_CODE = re.compile(
    r"""(?P<comment> (?: \A | (?<=[\s;&|()]) ) \# )
    | \\.
    | (?P<single> \$?' )
    | (?P<double> " )
    | (?P<math> \(\( )
    | (?P<open> \( )
    | (?P<close> \) )
    | <<<
    | (?P<here> <<-?[ \t]* (?: '[^']*' | "[^"]*" | \\? [^\s;&|<>()'"\\`$]+ ) )""",
    re.VERBOSE | re.DOTALL,
)
# In double quotes only `$(` opens anything: an apostrophe is a letter there.
_DOUBLE = re.compile(r'\\.|(?P<open>\$\()|(?P<close>")', re.DOTALL)
_SINGLE = re.compile(r"(?P<close>')")
_ANSI = re.compile(r"\\.|(?P<close>')", re.DOTALL)
# The shell reads a here-document as if in double quotes, but a quote ends nothing.
_BODY = re.compile(r"\\.|`(?:[^`\\]|\\.)*+`?|(?P<open>\$\()", re.DOTALL)
_INSIDE = {'"': _DOUBLE, "'": _SINGLE, "$'": _ANSI, "(": _CODE}


class Tag(NamedTuple):
    """The `<<EOF` of a here-document; `dash` if its lines may begin with tabs.

    `quoted` if the shell takes the lines as they are.
    """

    start: int
    end: int
    name: str
    dash: bool
    quoted: bool


class Scan:
    """Reads lines one after the other.

    It knows no grammar: it says which lines the shell must read together, so that the
    parser sees a command once and not with each of its lines.
    """

    def __init__(self) -> None:
        self.open: list[str] = []
        self.joined = False

    @property
    def quoted(self) -> bool:
        """Whether a quote is open."""
        return bool(self.open) and self.open[-1] != "("

    def line(self, text: str) -> list[Tag]:
        """The here-documents that a line begins.

        Afterwards `open` and `joined` say how it ends: in which quotes, and whether
        in a backslash that joins it to the next one.
        """
        tags = []
        at, math_end, comment = 0, text.rfind("))"), False
        while match := _INSIDE[self.top].search(text, at):
            at, what = match.end(), match.lastgroup
            # A quote in a comment opens none, nor does a backslash at its end join.
            if what == "comment":
                comment = True
                break
            if what == "here":
                tags.append(_tag(match))
            # `<<` in `$((1 << 2))` is a shift; but `((` may be two subshells, which
            # only an end on the same line tells apart.
            elif what == "math" and at <= math_end:
                at = text.find("))", at) + 2
            else:
                self.turn(what, match[0])
        # A backslash that is escaped itself joins nothing.
        backslashes = len(text) - len(text.rstrip("\\"))
        literal = comment or self.top in ("'", "$'")
        self.joined = not literal and backslashes % 2 == 1
        return tags

    @property
    def top(self) -> str:
        """The innermost of what is open; a parenthesis outside of all."""
        return self.open[-1] if self.open else "("

    def turn(self, what: str | None, text: str) -> None:
        """Open or close what a token opens or closes."""
        if what in ("single", "double"):
            self.open.append(text)
        elif what in ("open", "math"):
            self.open += "(" * text.count("(")
        elif what == "close" and self.open:
            self.open.pop()


def _tag(match: re.Match[str]) -> Tag:
    text = match[0]
    name = text.lstrip("<-").strip(" \t").lstrip("\\").strip("'\"")
    # Any quote in the tag, even a backslash, takes the whole body as it is.
    dash, quoted = text.startswith("<<-"), text[-1] in "'\"" or "\\" in text
    return Tag(match.start(), match.end(), name, dash, quoted)


def substitutions(text: str) -> str:
    """The text of a here-document with all blanked but the commands that it runs."""
    pieces: list[str] = []
    # Blanks keep every command at its row and column.
    at = done = 0
    while match := _BODY.search(text, at):
        start, at = match.span()
        if match.lastgroup or match[0][0] == "`":  # not a backslash and its letter
            at = _closed(text, start + 2) if match.lastgroup else at
            pieces += [_blank(text[done:start]), text[start:at]]
            done = at
    return "".join(pieces)


def _closed(text: str, at: int) -> int:
    """Where the parenthesis that is open before `at` is closed."""
    scan = Scan()
    scan.open.append("(")
    while scan.open and (match := _INSIDE[scan.top].search(text, at)):
        at = match.end()
        if match.lastgroup == "comment":
            at = text.find("\n", at) + 1 or len(text)
        else:
            scan.turn(match.lastgroup, match[0])
    return len(text) if scan.open else at


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
