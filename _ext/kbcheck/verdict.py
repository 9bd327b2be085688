"""The verdict on one text: by its kind, then by the guides that it must meet."""

from __future__ import annotations

from .devicepaths import check_device_paths
from .kinds import KINDS
from .problem import Problem, Verdict, in_order, problem, too_large, with_guides
from .request import Request


def check_kind(request: Request) -> Verdict:
    """The verdict by the kind alone; nothing is found in a kind that is not known."""
    form = KINDS[request.kind].form if request.kind in KINDS else ""
    # Each form by itself: the check of a guest has no use for the tables of commands.
    if form == "xml":
        from .xmldocument import check_xml

        return check_xml(request)
    if form == "settings":
        from .settings import check_settings

        return check_settings(request)
    if form == "console":
        from .console import check_transcript
        from .sniff import find_kind

        return check_transcript(request, check_kind, find_kind)
    return Verdict(())


def check(request: Request) -> Verdict:
    """The verdict on one text, by its kind and then by the guides that it must meet.

    KeyError if the kind is not in KINDS, ValueError for an unknown guide.
    """
    large = too_large(request.text)
    if large:
        return Verdict(("syntax",), (large,))
    verdict = check_kind(request)
    if request.example and not verdict.problems and _says_nothing(request):
        nothing = problem("syntax", 1, 1, "there is nothing in this example to check")
        return Verdict(("syntax",), (nothing,))
    if request.level != "syntax":
        devices = check_device_paths(request.text, request.kind)
        ordered = in_order([*verdict.problems, *devices])
        verdict = verdict._replace(problems=ordered)
    if not request.guides:
        return verdict
    from .guides import check_guides, source  # rules need lxml

    document = source(
        "",
        request.text,
        request.kind,
        example=request.example,
        problems=verdict.problems,
    )
    if document is None:
        return verdict
    found = check_guides(request.guides, [document], request.libvirt)
    levels = (*verdict.levels, "guide") if verdict.valid else verdict.levels
    return Verdict(levels, with_guides(verdict.problems, found))


def _says_nothing(request: Request) -> bool:
    """Whether all is left out, or remarks: a setting in a remark is an example too.

    Transcripts tell of it themselves, and begin with '#' for another reason.
    """
    lines = (line.strip() for line in request.text.split("\n"))
    return request.kind != "console" and all(
        line.strip("#; ") in ("", "...") or (line[0] in "#;" and "=" not in line)
        for line in lines
    )


def meet_expectation(
    found: tuple[Problem, ...], expected: tuple[str, ...]
) -> tuple[Problem, ...]:
    """What is wrong with a deliberately wrong example; empty if it is wrong as stated.

    `expected` holds check ids, each as often as it must be found.
    """
    # By ids and not by words: messages may be improved without a change to the pages.
    if sorted(p.check for p in found) == sorted(expected):
        return ()
    wanted = ", ".join(expected)
    seen = ", ".join(p.check for p in found) or "nothing"
    return (
        problem("expectation", 1, 1, f"expected the problems {wanted}; found {seen}"),
        *found,
    )
