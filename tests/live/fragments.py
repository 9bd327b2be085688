"""Fragments of XML made whole: each in a guest, a pool or an answer of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from textwrap import indent

from kbcheck.relaxng.names import local, names
from kbcheck.xmldocument import grammar
from pages import Snippet, snippets, text_of

HOLE = re.compile(r"(?m)^ *\.\.\.\n")
VALUE = re.compile(r"(?<=<)([\w:]+)>\.\.\.(?=</)")
NAMESPACE = "http://libvirt.org/schemas/domain/qemu/1.0"
OPENS = {"domain": f"<domain type='qemu' xmlns:qemu='{NAMESPACE}'>"}
"""The start tags of what is put around a fragment, where they are not their names."""

LEAST = {
    "domain": {
        "name": "<name>meadow</name>",
        "memory": "<memory unit='MiB'>64</memory>",
        "os": "<os>\n  ...\n</os>",
        "features": "<features><acpi/></features>",
    },
    "os": {"type": "<type arch='x86_64' machine='q35'>hvm</type>"},
    "disk": {
        "source": "<source file='/var/lib/libvirt/images/meadow.img'/>",
        "target": "<target dev='vda' bus='virtio'/>",
    },
    "launchSecurity": {"policy": "<policy>0x0001</policy>"},
    "pool": {
        "source": "<source><host name='store.example.com'/>"
        "<device path='iqn.2026-01.com.example:meadow'/></source>"
    },
    "domainCapabilities": {
        "path": "<path>/usr/bin/qemu-system-x86_64</path>",
        "domain": "<domain>kvm</domain>",
        "arch": "<arch>x86_64</arch>",
    },
    "cpu": {
        f"mode name='{mode}'": f"<mode name='{mode}' supported='no'/>"
        for mode in ("host-passthrough", "maximum", "host-model", "custom")
    },
    "sev": {
        "maxGuests": "<maxGuests>4</maxGuests>",
        "maxESGuests": "<maxESGuests>4</maxESGuests>",
    },
}
"""By element: what it must have, in its order; it fills the holes in it."""

VALUES = {
    "idBlock": "A" * 128,
    "idAuth": "A" * 5462 + "==",
    "hostData": "A" * 43 + "=",
    "dhCert": "AAAA",
    "session": "AAAA",
}
"""By element: the least that may stand for `...` as its value."""

OF_S390 = {
    "arch='x86_64' machine='q35'": "arch='s390x' machine='s390-ccw-virtio'",
    "<features><acpi/></features>": "",
}
"""What differs in a guest for s390x."""


def whole(snippet: Snippet) -> str:
    """The text of a fragment within all that makes it a document."""
    text = text_of(snippet)
    inside = snippet["options"].get("inside", "")
    for parent in reversed(place_of(text, snippet["kind"], inside)):
        start = OPENS.get(parent, f"<{parent}>")
        text = f"{start}\n  ...\n{indent(text, '  ')}</{parent}>\n"
    for element, least in LEAST.items():
        text = filled(text, element, least)
    text = VALUE.sub(lambda m: f"{m[1]}>{VALUES[m[1]]}", HOLE.sub("", text))
    for found, instead in OF_S390.items() if is_of_s390(snippet["page"]) else ():
        text = text.replace(found, instead)
    return text


def place_of(text: str, kind: str, inside: str) -> list[str]:
    """The names of what stands around a fragment, outermost first.

    That is where our model has the outermost element of its name, or of the first
    name that `inside` states; nothing stands around a document.
    """
    stated = inside.split("/") if inside else []
    named = re.match(r"\s*<(?:\w+:)?(\w+)", text)
    assert named is not None, text
    name = stated[0] if stated else named[1]
    model = grammar(kind)
    element = next(
        e for e in model.all_elements if name in map(local, names(e.name_class))
    )
    above = []
    while parents := model.parents.get(element):
        element = parents[0]
        above.append(local(names(element.name_class)[0]))
    return [*reversed(above), *stated]


def filled(text: str, element: str, least: Mapping[str, str]) -> str:
    """The text with what an element lacks in the first and last hole in it."""
    found = re.search(
        rf"(?ms)^( *)<{element}\b[^>]*(?<!/)>\n(?P<inner>.*?)(^\1</{element}>|\Z)", text
    )
    if not found:
        return text
    margin, inner = f"{found[1]}  ", found["inner"]
    holes = [*re.finditer(rf"(?m)^{margin}\.\.\.\n", inner)]
    if not holes:
        return text
    has = [n for n in least if re.search(rf"(?m)^{margin}<{n}(?!\w)", inner)]
    order = [*least]
    last = order.index(has[-1]) if has else len(order)
    parts = [order[:last], order[last:]]
    first, behind = (
        "".join(indent(f"{least[n]}\n", margin) for n in part if n not in has)
        for part in parts
    )
    start = found.start("inner")
    for hole, more in ((holes[-1], behind), (holes[0], first)):
        at = start + hole.start()
        text = text[:at] + more + text[at:]
    return text


@cache
def is_of_s390(page: str) -> bool:
    """Whether the guests of a page are for s390x: its fragments are for such, too."""
    texts = [text_of(s) for s in snippets("domain") if s["page"] == page]
    return any("arch='s390x'" in text for text in texts)
