"""Texts of other kinds that stand in a transcript, and who judges them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..devicepaths import check_device_paths
from ..problem import Problem, Verdict
from ..request import Request

CheckText = Callable[[Request], Verdict]
FindKind = Callable[[str, str], str]


class OtherKinds:
    """Judges the texts that stand in the transcript of a request."""

    def __init__(
        self, request: Request, check_text: CheckText, find_kind: FindKind
    ) -> None:
        self.request = request
        self.check_text = check_text
        self.find_kind = find_kind

    def by_kind(self, kind: str, text: str, path: str = "") -> tuple[Problem, ...]:
        """The problems of a text of a kind; none if nobody knows the kind."""
        # An example, since people show parts of files; the guides want whole ones.
        inner = self.request._replace(
            text=text, kind=kind, example=True, guides=(), inside="", file=path
        )
        return self.check_text(inner).problems

    def by_name(self, path: str, text: str) -> tuple[Problem, ...]:
        """The problems of the text of a file, by its name or its root element."""
        kind = self.find_kind(path, text)
        return self.by_kind(kind, text, path) if kind else ()

    def by_file(self, path: str, text: str) -> Iterator[Problem]:
        """The same of a file that stands in lines of its own."""
        kind = self.find_kind(path, text)
        return self.shown(kind, text, path)

    def shown(self, kind: str, text: str, path: str = "") -> Iterator[Problem]:
        """The problems of a text of a kind that stands in lines of its own.

        Where it is part of a command, the paths in it are judged with the command.
        """
        yield from self.by_kind(kind, text, path)
        yield from check_device_paths(text, kind)
