"""What is to be checked, and how."""

from __future__ import annotations

from typing import NamedTuple


class Request(NamedTuple):
    """A text to check, and how.

    `example` is true for a snippet of a page: it may be a fragment and may hold
    holes.  `libvirt` is a version ('9.0.0') or a range ('>=8.0') that the text
    must hold for.  `inside` names the parents of a bare fragment ('devices/disk').
    `file` is the path of the file that the text is or is part of, if that is known.
    `house` is true for a transcript that must keep to one style: prompts `# ` and `$ `,
    and no command but those of the tables.
    """

    text: str
    kind: str
    example: bool = False
    level: str = "driver"
    libvirt: str = ""
    guides: tuple[str, ...] = ()
    inside: str = ""
    file: str = ""
    house: bool = False
