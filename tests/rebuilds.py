"""A site that is built again and again, and what a clean build of it would write."""

from __future__ import annotations

import json
import os
import shutil
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kbcheck.guides import guides
from sites import Site

LABELS = sorted(
    {rule.see for guide in guides().values() for rule in guide.rules} - {""}
)


class Rebuilt(Site):
    """A copy of roots/rebuild, with the labels to which checklists link."""

    def __init__(self, folder: Path) -> None:
        super().__init__("rebuild", folder)
        self.folder = folder
        self.kept = folder / "doctrees" / ".html.kept"
        anchors = "".join(f".. _{label}:\n\n" for label in LABELS)
        (self.source / "labels.rst").write_text(f"{anchors}Labels\n======\n")

    def build(self, *args: Any, **options: Any) -> set[tuple[str, int, str]]:
        """Build; what was told.  MyST's use of Sphinx ages, and that is not told."""
        with warnings.catch_warnings(action="ignore"):
            return super().build(*args, **options)

    def published(self) -> dict[str, bytes]:
        """All files that readers get, with their contents."""
        return contents(self.out)

    def clean(self) -> dict[str, bytes]:
        """What a build from nothing publishes."""
        kept, self.out = self.out, self.folder / "clean" / "html"
        try:
            self.build(doctrees=self.out / ".doctrees")
            return self.published()
        finally:
            shutil.rmtree(self.out.parent)
            self.out = kept

    def stamps(self) -> dict[str, int]:
        """When each published file was written."""
        return {
            path.relative_to(self.out).as_posix(): path.stat().st_mtime_ns
            for path in self.out.rglob("*")
            if path.is_file()
        }


def contents(folder: Path) -> dict[str, bytes]:
    """The files below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differing(found: dict[str, bytes], expected: dict[str, bytes]) -> list[str]:
    """The names of the files that differ, or are on one side only."""
    names = found.keys() | expected.keys()
    return sorted(n for n in names if found.get(n) != expected.get(n))


# --- what can happen between two builds; each follows on those before it -------------

Edit = Callable[[Rebuilt], object]


def changed(file: str, old: str, new: str) -> Edit:
    return lambda site: site.edit(file, old, new)


def put_back(site: Rebuilt) -> None:
    """As a copy from a backup would: other content, an older time."""
    site.edit("host.rst", "Look at :ref", "Read :ref")
    old = time.time() - 10**7
    os.utime(site.source / "host.rst", (old, old))


def add_page(site: Rebuilt) -> None:
    (site.source / "added.rst").write_text("Added\n=====\n\n.. ledger:: wrong\n")
    site.edit("index.rst", "   host\n", "   added\n   host\n")


def remove_page(site: Rebuilt) -> None:
    (site.source / "added.rst").unlink()
    site.edit("index.rst", "   added\n", "")


def rename_page(site: Rebuilt) -> None:
    (site.source / "words.md").rename(site.source / "terms.md")
    site.edit("index.rst", "   words\n", "   terms\n")


def alter_verdicts(site: Rebuilt) -> None:
    file = site.kept / "verdicts.json"
    found = json.loads(file.read_text())
    for verdict in found["verdicts"].values():
        verdict["levels"] = ["syntax"]
    file.write_text(json.dumps(found))


def truncate(site: Rebuilt) -> None:
    os.truncate(site.kept / "doctrees/environment.pickle", 1000)


def damage_a_page(site: Rebuilt) -> None:
    (site.out / "host.html").write_text("")
    (site.out / "guest.html").unlink()


def touch(site: Rebuilt) -> None:
    for path in site.source.rglob("*.*"):
        path.touch()


EDITS: dict[str, Edit] = {
    "words of a page": changed("host.rst", "See :ref", "Look at :ref"),
    "a page put back with an older time": put_back,
    "the title of a page": changed("host.rst", "Hosts\n=====", "*Hosts*\n======="),
    "the title of a labelled section": changed(
        "guest.rst", "A whole guest\n----", "One whole guest\n------"
    ),
    "an included file": changed("part.inc", ">2<", ">4<"),
    "an example that is wrong now": changed("part.inc", ">4<", ">x<"),
    "an example that is right again": changed("part.inc", ">x<", ">5<"),
    "the name of an example": changed("guest.rst", ":name: guest", ":name: other"),
    "the words of a message": changed("guest.rst", "no guest '…'", "no guest"),
    "the versions of a message": changed("guest.rst", "| 9.0.0", "| 9.0.0, 11.3.0"),
    "the name of a message": changed("guest.rst", ":name: no-guest", ":name: nobody"),
    "the name that it had": changed("guest.rst", ":name: nobody", ":name: no-guest"),
    "an image": changed("dot.svg", 'r="4"', 'r="3"'),
    "an entry of the index": changed("host.rst", ">>>", ".. index:: host\n\n>>>"),
    "new times of all files": touch,
    "a style": changed("_static/kb.css", "flex", "block"),
    "a script": changed("_static/kb.js", '"kb"', '"k"'),
    "a page more": add_page,
    "a page less": remove_page,
    "another name of a page": rename_page,
    "a setting": changed("conf.py", '"Rebuild"', '"Built"'),
    "altered verdicts": alter_verdicts,
    "a truncated environment": truncate,
    "published pages lost and damaged": damage_a_page,
    "the kept folder lost": lambda site: shutil.rmtree(site.kept),
}


def check_edit(site: Rebuilt, edit: Edit) -> None:
    """Build after an edit, and compare with a build from nothing."""
    edit(site)
    before, stamps = site.published(), site.stamps()
    site.build()
    after, now, told = site.published(), site.stamps(), site.output
    assert differing(after, site.clean()) == []
    assert told == site.output
    same = {name for name in before if before[name] == after.get(name)}
    assert {name for name in same if now[name] != stamps[name]} == set()
