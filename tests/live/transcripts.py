"""The transcripts of a page, run in its order on hosts that a scenario has set up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from kbcheck.console.transcript import Command, Output, split
from kbsybil import read_site
from live.hosts import Done, Host, Stage
from pages import ROOT, Snippet, is_meant, snippets, text_of

USER = "maria"
"""Who types at the prompt `$`."""
SERVICES = re.compile(r"\b(systemctl|service|journalctl)\b")


class Likeness(NamedTuple):
    """What may differ between a page and a run: `pattern`, and why."""

    pattern: str
    reason: str


PIDS = Likeness(r"(?<=virtlockd) +\d+(?= )", "each process has an id of its own")


TALKATIVE = {
    "apt install ": "what apt says hangs on what is installed",
    "virsh domxml-to-native ": "the page shows its parts below",
    "virsh domcapabilities": "it prints a document of hundreds of lines",
    "systemctl (stop|disable|enable) ": "it names sockets, scripts and links",
    "journalctl -b |sanlock client log_dump": "what has happened is, too",
}
"""What begins a command that may print what no page shows, and why."""
TALKS = re.compile("|".join(TALKATIVE))


class Step(NamedTuple):
    """A command of a transcript, and what the page shows of it; None if nothing."""

    line: int
    prompt: str
    command: str
    shown: str | None


class Result(NamedTuple):
    """How a transcript went on a libvirt: what differs, and what a stand-in was for."""

    complaints: tuple[str, ...]
    without: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """How a scenario went: its transcripts, what else it has seen, why it broke off."""

    results: dict[str, Result]
    provoked: dict[str, tuple[str, ...]]
    failed: str


@cache
def transcripts(page: str) -> tuple[Snippet, ...]:
    """The transcripts of a page that are right, in its order."""
    found = [s for s in snippets("console") if s["page"] == page]
    return tuple(sorted(found, key=lambda s: s["line"]))


def steps(snippet: Snippet) -> list[Step]:
    """The commands of a transcript."""
    found: list[Step] = []
    rows = text_of(snippet).split("\n")
    for passage in split(text_of(snippet)):
        if isinstance(passage, Command):
            line = snippet["line"] + passage.first_line - 1
            # With its here-documents, which its script does not hold.
            typed = "\n".join(rows[n - 1][skip:] for n, skip, _ in passage.lines)
            found.append(Step(line, passage.prompt, typed, None))
        elif isinstance(passage, Output):
            found[-1] = found[-1]._replace(shown=passage.text)
    return found


def differences(
    shown: str, printed: str, likenesses: Iterable[Likeness] = ()
) -> Iterator[str]:
    """Where a page's output is not what was printed.

    A line `...` stands for any lines, and `...` in a line for any letters.
    """
    for number, like in enumerate(likenesses):
        shown, printed = (
            re.sub(like.pattern, f"<{number}>", text) for text in (shown, printed)
        )
    wanted = [line.rstrip() for line in shown.strip("\n").split("\n")]
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else
        re.escape(line).replace(re.escape("..."), ".*") + "\n"
        for line in wanted
    )  # fmt: skip
    lines = [line.rstrip() for line in printed.strip("\n").split("\n")]
    text = "".join(f"{line}\n" for line in lines)
    if not re.fullmatch(pattern, text):
        first = next((i for i, w in enumerate(wanted) if w not in ("...", *lines)), 0)
        yield f"the page shows {wanted[first]!r}; printed was:\n{printed}"


class Scenario:
    """Runs the transcripts of a page; `results` says how each went."""

    def __init__(self, page: str, stage: Stage) -> None:
        self.page = page
        self.stage = stage
        self.results: dict[str, Result] = {}
        self.provoked: dict[str, tuple[str, ...]] = {}
        self.last = ""
        """The commands of the transcript that ran last, as FILE:LINE."""
        self._line = 0

    def show(
        self,
        first: str,
        host: Host,
        *,
        like: Iterable[Likeness] = (),
        status: Mapping[str, int] | None = None,
        without: Iterable[str] = (),
    ) -> None:
        """Run a transcript, and compare what it prints with what the page shows.

        It is the next one of the page whose first command begins with `first`, of those
        that can run here.
        `status` maps a command to how it ends, where that is neither 0, nor 1 with
        `error:` in what the page shows.  Where the page shows nothing, a command must
        print nothing, or begin as one of TALKATIVE.  `without` names what a stand-in is
        there for.
        """
        snippet = self._next(first)
        lacks = {*without, *host.without}
        if not is_meant(snippet, self.stage.place.version):
            return
        if not SERVICES.search(text_of(snippet)):
            lacks.discard("systemd")
        found, silent, self.last = [], "", ""
        for step in steps(snippet):
            self.last += f"{snippet['path']}:{step.line}: "
            at = f"{snippet['path']}:{step.line}:"
            for complaint in self._complaints(step, host, tuple(like), status or {}):
                found.append(f"{at} {complaint}{silent}")
            # What went wrong there shows here.
            before = silent or "\nbefore it, and in silence, ran "
            silent = f"{before}{at} " if step.shown is None else ""
        self.results[snippet["id"]] = Result(tuple(found), tuple(sorted(lacks)))

    def _next(self, first: str) -> Snippet:
        below = [s for s in transcripts(self.page) if s["line"] > self._line]
        can_run = [s for s in below if "live" not in s["options"]]
        for snippet in can_run:
            if text_of(snippet)[2:].startswith(first):
                self._line = snippet["line"]
                return snippet
        there = "".join(f"{s['path']}:{s['line']}: " for s in can_run[:1])
        lost = f"{self.page} has no {first!r} below line {self._line}"
        raise LookupError(f"{lost}; the next is {there or 'none'}")

    def _complaints(
        self,
        step: Step,
        host: Host,
        like: tuple[Likeness, ...],
        statuses: Mapping[str, int],
    ) -> Iterator[str]:
        if step.prompt == "$":
            host.must(f"id {USER} >/dev/null 2>&1 || useradd -m -s /bin/bash {USER}")
        done = steady(host, step.command, "root" if step.prompt == "#" else USER)
        fails = int("error:" in (step.shown or ""))
        wanted = statuses.get(step.command, fails)
        if done.status != wanted:
            yield f"status {done.status} instead of {wanted}: {done.output}"
        elif step.shown is not None:
            yield from differences(step.shown, done.output, like)
        elif done.output.strip() and not TALKS.match(step.command):
            yield f"the page shows nothing; printed was:\n{done.output}"

    def message(self, text: str, printed: str, without: Iterable[str] = ()) -> None:
        """Note that software has printed a message which heads an entry of the page.

        `text` is a part of it.  AssertionError unless the whole of a wording that has
        this part was printed; `…` and `...` stand for any letters.
        """
        every = [w for entry in entries(self.page) for w in entry]
        whole = [wording for wording in every if text in wording] or [text]
        found = [wording for wording in whole if _is_in(wording, printed)]
        assert found, f"{whole} is not in:\n{printed}"
        for wording in found:
            self.symptom(wording, without)

    def symptom(self, text: str, without: Iterable[str] = ()) -> None:
        """Note that what an entry of the page describes has been seen.

        What is beneath the daemons of the stage goes with it, said in `without` or not.
        """
        assert any(text in term for term in troubles(self.page)), text
        whole = [w for entry in entries(self.page) for w in entry if text in w]
        # To the letter, if a wording is just that.
        found = text if text in whole or not whole else whole[0]
        self.provoked[found] = tuple(sorted({*without, *self.stage.beneath}))


def steady(host: Host, command: str, user: str = "root") -> Done:
    """What a command did that QEMU was able to finish.

    Of a LUKS header it first measures the processor, and fails where the clock of the
    process has not moved: on a busy machine that is a matter of chance.
    """
    done = host.run(command, user=user)
    for _ in range(30):
        if "Unable to get accurate CPU usage" not in done.output:
            break
        done = host.run(command, user=user)
    return done


def _is_in(text: str, printed: str) -> bool:
    """Whether a message was printed; `…` and `...` stand for any letters."""
    pattern = re.escape(text).replace("…", ".*").replace(re.escape("..."), ".*")
    return bool(re.search(pattern, printed))


def troubles(page: str) -> tuple[str, ...]:
    """What can go wrong on a page: the wordings of each of its entries."""
    return tuple(map(" · ".join, entries(page)))


@cache
def entries(page: str) -> tuple[tuple[str, ...], ...]:
    """The wordings of each entry of a page, as its source has them."""
    return tuple(
        tuple(wording["source"] for wording in entry["wordings"])
        for entry in read_site(ROOT).messages
        if entry["page"] == page
    )
