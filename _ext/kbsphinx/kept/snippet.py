"""A snippet: one example on a page, and what is known of it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from docutils import nodes

from kbcheck import KINDS, Request

DOWNLOADS = "snippets"
"""The folder of the downloads in the output folder."""
MOST_NAME = 100
NAME = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{MOST_NAME - 1}}}")
"""What a name may be: it becomes a part of a path, of which a part has 255 bytes."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """One example.

    `path` and `line` say where its first content line stands (an included file is
    the path); `page` is the page that shows it.  Plain data only: it is pickled.
    """

    page: str
    name: str
    named: bool
    kind: str
    text: str
    path: str
    line: int
    guide: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()
    libvirt: str = ""
    file: str = ""
    inside: str = ""
    live: str = ""
    unchecked: str = ""
    not_advised: str = ""
    """Why nobody should do what it shows, though libvirt takes it; a guide says no."""
    caption: str = ""
    house: bool = False
    """Whether transcripts of the site keep to one style (see Request)."""
    twin: int = 0
    """How many examples of its text and kind are before it on the page."""
    refused: bool = False
    """Its directive is wrong, and has told so: there is nothing to judge it by."""

    @property
    def id(self) -> str:
        """The name by which the manifest, links and downloads know it."""
        return f"{self.page}/{self.name}"

    @property
    def anchor(self) -> str:
        """Its id on the page: of what has no name, by what it holds.

        So a link to it holds when another example is put before it.
        """
        if self.named:
            return self.old_anchor
        held = hashlib.sha256(f"{self.kind}\n{self.text}".encode()).hexdigest()[:8]
        return f"example-{held}" + (f"-{self.twin}" if self.twin else "")

    @property
    def old_anchor(self) -> str:
        """Its id by its place on the page, to which older links lead."""
        return nodes.make_id(f"snippet-{self.name}")

    @property
    def title(self) -> str:
        """The words that say what it is."""
        kind = KINDS.get(self.kind)
        return self.caption or self.file or (kind.title if kind else self.kind)

    @property
    def download(self) -> str:
        """Its file in the output folder; '' without a name, or if not advised."""
        suffix = KINDS[self.kind].suffix if self.kind in KINDS else ".txt"
        right = self.named and NAME.fullmatch(self.name) and not self.not_advised
        return f"{DOWNLOADS}/{self.id}{suffix}" if right else ""

    @property
    def request(self) -> Request:
        """What the core is to check."""
        return Request(
            self.text,
            self.kind,
            example=True,
            libvirt=self.libvirt,
            guides=self.guide,
            inside=self.inside,
            file=self.file,
            house=self.house,
        )

    @property
    def options(self) -> dict[str, Any]:
        """The options that were given, for the manifest."""
        names = ("guide", "expect", "libvirt", "file", "inside", "live", "unchecked",
                 "not_advised")  # fmt: skip
        given = {name.replace("_", "-"): getattr(self, name) for name in names}
        return {name: words for name, words in given.items() if words}

    @property
    def digest(self) -> str:
        """A hash of all that its verdict depends on, save the core."""
        facts = [self.kind, self.text, self.options, self.house]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
