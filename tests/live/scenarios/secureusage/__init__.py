"""Two hosts with a network for migration, and images that an attacker made."""

from __future__ import annotations

from live.network import ADDRESSES, certify, join
from live.scenarios.secureusage.access import access, checks, refusals, undo
from live.scenarios.secureusage.images import formats, qemu_img, upload
from live.scenarios.secureusage.migration import migrations
from live.scenarios.secureusage.secrets import secrets
from live.scenarios.secureusage.settings import settings
from live.services import configure
from live.transcripts import Scenario
from pages import snippets, text_of

PAGE = "kbase/secureusage"
UNPROVOKED: dict[str, str] = {}
SUBJECT = "/C=NO/O=Example/CN=admin.example.com"


def play(scenario: Scenario) -> None:
    north, south = (scenario.stage.host(name) for name in ("north", "south"))
    join(north, south)
    example = _example("qemu.conf", "migration")
    for host, address in zip((north, south), ADDRESSES, strict=True):
        certify(host, address, SUBJECT)
        own = example.replace("192.0.2.11", address).replace("north", host.name)
        configure(host, "qemu.conf", *own.splitlines())
    upload(scenario, north)
    qemu_img(scenario, north)
    formats(scenario, north)
    migrations(scenario, north, south)
    secrets(scenario, north, _example("domain", "luks"))
    unit, clients = ("systemd-unit", "read-only"), ("libvirtd.conf", "remote")
    access(scenario, north, south, _example(*unit), _example(*clients))
    checks(scenario, north)
    refusals(scenario, north, south)
    undo(scenario, north)
    settings(scenario, north)


def _example(kind: str, name: str) -> str:
    """The text of an example of the page."""
    found = [s for s in snippets(kind) if s["id"] == f"{PAGE}/{name}"]
    return text_of(found[0])
