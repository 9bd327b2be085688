"""Our tables of settings against the files that a libvirt ships."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from kbcheck import Request, check
from kbcheck.problem import Problem
from kbcheck.settings import load_table
from kbcheck.sniff import find_kind
from kbcheck.versions import lifetime, parse_versions
from upstream.difference import Difference
from upstream.libvirt import Libvirt

OLD = ("obsolete",)
# A sample has each way to say something, one below the other.
DULL = (*OLD, "duplicate-key", "conflict")
_SETTING = re.compile(
    r"^#([a-z][a-z0-9_]* *= *(?:\[\n.*?^# *\]|[^\n]*))", re.MULTILINE | re.DOTALL
)
_VARIABLE = re.compile(r"^#(?=[A-Za-z_]+=)", re.MULTILINE)
_VARIABLE_LINE = re.compile(r"^#([A-Z][A-Z0-9_]*=.*)$", re.MULTILINE)
_KEY = re.compile(r"^#? ?([a-z][a-z0-9_]*) *= *([^\n]*)", re.MULTILINE)


def switched_on(sample: str) -> str:
    """A sample file with the settings in its comments as settings."""
    return _SETTING.sub(lambda m: m[1].replace("\n#", "\n"), sample)


def alone(sample: str) -> list[str]:
    """Each setting in the comments of a sample file as the only one."""
    settings = [m[1].replace("\n#", "\n") for m in _SETTING.finditer(sample)]
    return settings + _VARIABLE_LINE.findall(sample)


def files(libvirt: Libvirt) -> list[Path]:
    """The settings files of libvirt below /etc."""
    own = sorted(libvirt.file("/etc/libvirt").glob("*.conf"))
    variables = sorted(libvirt.file("/etc/default").glob("*"))
    return own + [p for p in variables if find_kind(f"/etc/default/{p.name}", "")]


def differences(libvirt: Libvirt, path: Path) -> Iterator[Difference]:
    """What a shipped file has that we do not know, and the other way."""
    text = path.read_text("utf-8")
    place = f"/{path.relative_to(libvirt.root)}"
    kind = find_kind(place, text)
    if not kind:
        if found := _KEY.findall(text):
            names = ", ".join(dict.fromkeys(name for name, _ in found))
            yield Difference(f"no kind for {place}", "kinds.py", more=names)
        return
    table = f"model/settings/{kind}.toml"
    whole = _VARIABLE.sub("", text) if kind == "sysconfig" else switched_on(text)
    if kind != "sysconfig":
        yield from _gone(libvirt, path.name, kind, set(dict(_KEY.findall(text))), table)
    texts = {whole: DULL} | dict.fromkeys(alone(text), OLD)
    told = [
        found
        for version in (libvirt.version, "")
        for one, dull in texts.items()
        for found in _wrong(
            Request(one, kind, file=place, libvirt=version), table, dull
        )
    ]
    yield from dict.fromkeys(told)


def _wrong(request: Request, table: str, dull: Collection[str]) -> Iterator[Difference]:
    for problem in check(request).problems:
        if problem.check not in dull:
            line = request.text.split("\n")[problem.line - 1].strip()
            yield _told(problem, Path(request.file).name, table, line)


def _told(problem: Problem, name: str, table: str, line: str) -> Difference:
    if problem.check != "unknown-key":
        return Difference(f"{name}: {problem.message}", table, more=line)
    key, _, value = (part.strip() for part in line.partition("="))
    type_ = "list" if value[:1] == "[" else "string" if value[:1] == '"' else "int"
    return Difference(
        f"{name} has {key}", table, f'[keys.{key}] type = "{type_}"', line
    )


def _gone(
    libvirt: Libvirt, name: str, kind: str, known: set[str], table: str
) -> Iterator[Difference]:
    version = parse_versions(libvirt.version)
    for key, setting in load_table(kind).settings.items():
        there = version.within(lifetime(setting.since, setting.removed))
        here = not setting.where or name in setting.where
        if there and here and key not in known and not setting.obsolete:
            what = f"[keys.{key}] is not in {name}"
            yield Difference(what, table, "a since, or removed, is missing")
