"""Connection URIs: DRIVER[+TRANSPORT]://[USER@][HOST][:PORT]/PATH[?PARAMETER=VALUE]."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..numbers import whole_number
from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .elements import add_text
from .findings import Findings
from .lines import lines
from .setting import Setting
from .table import Table, load_table

_URI = re.compile(
    r"(?P<driver>[A-Za-z][A-Za-z0-9.-]*)(?:\+(?P<transport>[A-Za-z0-9.-]*))?:"
    r"(?://(?:(?P<user>[^@/?\s]*)@)?(?P<host>\[[^\]\s]*\]|[^/?:\s]*)"
    r"(?::(?P<port>[^/?\s]*))?)?(?P<path>/[^?\s]*)?(?:\?(?P<query>\S*))?"
)
_PARAMETER = re.compile(r"(?P<name>[^=&;]+)(?:=(?P<value>[^&;]*))?")
MOST_PORTS = 65535
URI_FORM = "write DRIVER[+TRANSPORT]://[USER@][HOST]/PATH"


class Uri(NamedTuple):
    """A URI in its parts; `offset` is where it begins, `at` where each part does."""

    driver: str
    transport: str
    user: str
    host: str
    port: str
    path: str
    parameters: tuple[tuple[str, str | None, int], ...]
    offset: int
    at: dict[str, int]


def parse_uri(text: str, base: int) -> Uri | int:
    """The URI that a text is, or the offset at which it is none."""
    match = _URI.match(text)
    if match is None or match.end() < len(text) or not match["driver"]:
        return base + (match.end() if match else 0)
    at = {n: base + match.start(n) for n in match.groupdict() if match[n] is not None}
    query = match["query"] or ""
    parameters = tuple(
        (m["name"], m["value"], at["query"] + m.start())
        for m in _PARAMETER.finditer(query)
    )
    parts = {n: match[n] or "" for n in ("driver", "user", "host", "port", "path")}
    # libvirt takes it in capitals, too: qemu+SSH.
    transport = (match["transport"] or "").lower()
    return Uri(**parts, transport=transport, parameters=parameters, offset=base, at=at)


def check_uri(request: Request, findings: Findings) -> None:
    """Each line is a URI."""
    for line in lines(request.text, example=request.example):
        check_one(line, findings)


def check_one(text: Span, findings: Findings) -> None:
    """A text that is to be one URI."""
    found = parse_uri(text.text, text.offset)
    if isinstance(found, Uri):
        check_parts(found, findings)
    else:
        _no_uri(text, found, findings)


def _no_uri(line: Span, at: int, findings: Findings) -> None:
    """A line that is no URI from `at` on."""
    rest = line.text[at - line.offset :]
    message = f"'{clipped(rest)}' is not part of a URI"
    hint = URI_FORM
    name, colon, path = line.text.partition(":")
    driver = load_table("uri").groups["driver"].get(name)
    if at > line.offset and rest[:1].isspace():
        hint = (
            "write the URI alone; a remark has a line of its own, which begins with #"
        )
    elif colon and driver and f"/{path}" in driver.values:
        hint = did_you_mean(f"{name}:///{path}")
    findings.add("syntax", at, message, hint)


def check_parts(uri: Uri, findings: Findings) -> None:
    """The driver, the transport, the path and the parameters of a URI."""
    _UriCheck(uri, findings).check()


class _UriCheck:
    def __init__(self, uri: Uri, findings: Findings) -> None:
        self.uri = uri
        self.findings = findings
        self.table: Table = load_table("uri")

    def check(self) -> None:
        driver = self.named("driver", "driver", self.uri.driver)
        transport = None
        if "transport" in self.uri.at:
            transport = self.named("transport", "transport", self.uri.transport)
        # Which paths and parameters there are hangs on both: without them, nothing is
        # known.
        if driver is None or ("transport" in self.uri.at and transport is None):
            return
        self.path(driver)
        self.server(driver)
        seen: dict[str, int] = {}
        for name, value, at in self.uri.parameters:
            if name in seen:
                self.findings.twice(f"'{name}'", at, seen[name])
            elif not self.findings.elided(name):
                self.parameter(name, value, at)
            seen.setdefault(name, at)
        self.required()

    def named(self, group: str, part: str, name: str) -> Setting | None:
        """The driver or the transport; what is wrong with it is told."""
        known = self.table.groups[group]
        found = known.get(name)
        if found is None:
            near = self.findings.near(name, known)
            hint = did_you_mean(near, f"known: {listing(list(known))}")
            message = f"libvirt has no {part} '{clipped(name)}'"
            self.findings.add("bad-value", self.uri.at[part], message, hint)
            return None
        self.findings.age(found, self.uri.at[part])
        if found.obsolete:
            message = f"'{name}' is out of date: {found.obsolete}"
            self.findings.add("obsolete", self.uri.at[part], message, found.instead)
        return found

    def path(self, driver: Setting) -> None:
        path = self.uri.path
        if self.findings.elided(path.strip("/")) or path in driver.values:
            return
        if driver.pattern and re.fullmatch(driver.pattern, path):
            return
        at = self.uri.at.get("path", self.uri.offset)
        wanted = listing([f"'{v or 'nothing'}'" for v in driver.values])
        if driver.form:
            wanted = driver.form
        near = self.findings.near(path, [v for v in driver.values if v]) if path else ""
        hint = did_you_mean(near)
        # qemu://system: a slash too few makes the path a host.
        if not path and f"/{self.uri.host}" in driver.values:
            hint = did_you_mean(f"{driver.name}:///{self.uri.host}")
        said = f"the path '{clipped(path)}' is not one" if path else "a path is missing"
        message = f"{said} of the driver {driver.name}; allowed: {wanted}"
        self.findings.add("bad-value", at, message, hint)

    def server(self, driver: Setting) -> None:
        host, port = self.uri.host, self.uri.port
        if host and self.uri.transport == "unix":
            message = f"the transport unix is local, and '{clipped(host)}' is a host"
            self.findings.add("conflict", self.uri.at["host"], message,
                              "leave out the host")  # fmt: skip
        if not host and "remote" in driver.where:
            message = f"the driver {driver.name} needs a host"
            self.findings.add("bad-value", self.uri.offset, message)
        # What is no number is out of range as 0 is.
        number = whole_number(port) or 0
        if "port" not in self.uri.at or self.findings.elided(port):
            return
        if not 0 < number <= MOST_PORTS:
            message = f"'{clipped(port)}' is not a port: 1 to {MOST_PORTS}"
            hint = "" if port else "leave out the ':'"
            self.findings.add("bad-value", self.uri.at["port"], message, hint)

    @property
    def place(self) -> str:
        """The transport that decides which parameters there are."""
        # The parameters are those of whoever opens the connection: QEMU in this
        # process, a driver that talks to its hypervisor by itself, or the transport to
        # a daemon. Without one, libvirt takes TLS for a host and the local socket for
        # none.
        if self.uri.path == "/embed":
            return "embed"
        if self.table.groups["driver"][self.uri.driver].where:
            return self.uri.driver
        return self.uri.transport or ("tls" if self.uri.host else "unix")

    def parameter(self, name: str, value: str | None, at: int) -> None:
        setting = self.table.groups["parameter"].get(name)
        known = [n for n, s in self.table.groups["parameter"].items()
                 if self.place in s.where]  # fmt: skip
        if setting is None or self.place not in setting.where:
            near = self.findings.near(name, known)
            hint = did_you_mean(near)
            if setting is not None:
                hint = f"it is one of {listing(setting.where)}"
            message = f"'{clipped(name)}' is not a parameter of {self.place}"
            self.findings.add("unknown-option", at, message, hint,
                              silently_ignored=True)  # fmt: skip
        else:
            self.findings.age(setting, at)
            at += 0 if value is None else len(name) + 1
            self.findings.value(setting, value, at)

    def required(self) -> None:
        """`ext` needs its command, `embed` its root."""
        needed = {"ext": "command", "embed": "root"}.get(self.place, "")
        if needed and needed not in [name for name, _, _ in self.uri.parameters]:
            message = f"{self.place} needs the parameter '{needed}'"
            self.findings.add("missing-key", self.uri.offset, message,
                              f"write ?{needed}=/PATH")  # fmt: skip


def uri_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with <connection driver= transport= host= path=> and parameters."""
    for uri in _uris(text, example):
        attributes = {"driver": uri.driver, "transport": uri.transport,
                      "user": uri.user, "host": uri.host, "path": uri.path}  # fmt: skip
        given = {name: value for name, value in attributes.items() if value}
        node = Node("connection", given, uri.offset)
        top.children.append(node)
        for name, value, at in uri.parameters:
            add_text(node, name, value or "", at)


def _uris(text: str, example: bool) -> Iterator[Uri]:
    for line in lines(text, example=example):
        found = parse_uri(line.text, line.offset)
        if isinstance(found, Uri):
            yield found
