"""Names in examples lead to their entries, by their places."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from kbsphinx.kept.snippet import Snippet
from kbsphinx.lookup.named import NameLink, woven
from kbsphinx.lookup.uses import spots
from sites import Site

ON = {"kb_reference": True, "nitpicky": True}
ROOT = Path(__file__).parents[1]


def names(kind: str, text: str, **how: Any) -> list[tuple[str, str]]:
    """The words of an example that name an entry, with its name by its place."""
    found = spots(Snippet("p", "n", True, kind, text, "p.rst", 3, **how))
    return [(text[spot.start : spot.end], spot.name) for spot in found]


DISK = "domain/devices/disk"


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (
            "domain",
            # Behind letters of more than a byte, on a line of its own, twice.
            "<!-- ä€ --><disk type='file'>\n  <source\n    file='/ü'/>\n</disk>\n",
            [("disk", DISK), ("type", f"{DISK}@type"), ("source", f"{DISK}/source"),
             ("file", f"{DISK}/source@file")],
        ),
        (
            "domain",
            # The same name means what its place says.
            "<domain type='kvm'>\n  <os>\n    <type>hvm</type>\n  </os>\n  ...\n"
            "</domain>",
            [("domain", "domain"), ("type", "domain@type"), ("os", "domain/os"),
             ("type", "domain/os/type")],
        ),
        (
            "qemu.conf",
            "# user is who\nuser = \"user\"\n",
            [("user", "qemu.conf/user")],
        ),
        (
            "qemu-lockd.conf",
            'auto_disk_leases = 0 # auto_disk_leases\n',
            [("auto_disk_leases", "qemu-lockd.conf/auto_disk_leases")],
        ),
        (
            "console",
            "# virsh list --all\nvirsh list\n",
            [("virsh", "virsh"), ("list", "virsh list"),
             ("--all", "virsh list --all")],
        ),
        (
            "console",
            "$ sudo virsh \\\n  list\n",
            [("sudo", "sudo"), ("virsh", "virsh"), ("list", "virsh list")],
        ),
        (
            # What stands behind the command that another one runs is not its own.
            "console",
            "$ prlimit --as=9 qemu-img info -f raw a\n",
            [("prlimit", "prlimit"), ("--as", "prlimit --as"), ("qemu-img", "qemu-img"),
             ("info", "qemu-img info"), ("-f", "qemu-img info --format")],
        ),
        (
            # A program that asks for commands itself is named by its prompt alone.
            "console",
            "virsh # list --all; dominfo a\n",
            [("list", "virsh list"), ("--all", "virsh list --all"),
             ("dominfo", "virsh dominfo")],
        ),
        ("domain", "<disk", []),
        ("uri", "qemu:///system\n", []),
    ],
)  # fmt: skip
def test_a_name_is_known_by_its_place(
    kind: str, text: str, found: list[tuple[str, str]]
) -> None:
    assert names(kind, text) == found


def test_what_is_wrong_on_purpose_leads_nowhere() -> None:
    text = "auto_disk_leases = 2\n"
    assert names("qemu-lockd.conf", text, expect=("bad-value",)) == []


@pytest.mark.parametrize(
    ("links", "shown"),
    [
        ([], "<b>&lt;a</b> b='&amp;'>c"),
        ([(1, 2)], "<b>&lt;[a]</b> b='&amp;'>c"),
        ([(3, 4), (6, 7)], "<b>&lt;a</b> [b]='[&amp;]'>c"),
        ([(0, 1), (1, 2)], "<b>[&lt;][a]</b> b='&amp;'>c"),
        # Over the edge of an element: none, but the next one is there.
        ([(1, 3), (3, 4)], "<b>&lt;a</b> [b]='&amp;'>c"),
        ([(9, 10)], "<b>&lt;a</b> b='&amp;'>[c]"),
    ],
)
def test_links_are_woven_into_what_is_highlighted(
    links: list[tuple[int, int]], shown: str
) -> None:
    given = [NameLink(*place, "#", stop=True) for place in links]
    found = woven("<b>&lt;a</b> b='&amp;'>c", given)
    assert found == shown.replace("[", '<a href="#">').replace("]", "</a>")


PAGE = """

Set ``<hard_limit>`` in ``<memtune>``, and the ``type`` of the guest:

.. snippet:: domain

   <domain type='kvm'>
     ...
     <memtune>
       <hard_limit unit='KiB'>4</hard_limit>
       <soft_limit unit='KiB'>4</soft_limit>
     </memtune>
     <os>
       <type>hvm</type>
     </os>
   </domain>

Nothing is said of this one:

.. snippet:: domain
   :name: other

   <memtune>
     <hard_limit>4</hard_limit>
   </memtune>
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = Site("good", tmp_path)
    found.edit("two.rst", "4\n", f"4{PAGE}")
    return found


def test_the_names_that_are_spoken_of_are_stops(site: Site) -> None:
    assert (site.build(overrides=ON), site.output) == (set(), "")
    tree: Any = html.parse(site.out / "two.html")
    links = tree.xpath("//pre//a")
    first = "reference/domain-memory.html#memtune-hard_limit"
    assert first in [link.get("href") for link in links]
    stops = [link.text_content() for link in links if link.get("tabindex") is None]
    # <type> of the <os>, as well: the words do not say of what they speak.
    assert stops == ["type", "memtune", "hard_limit", "type"]
    assert {link.get("tabindex") for link in links} == {None, "-1"}
    for link in links:
        page, _, anchor = link.get("href").partition("#")
        there: Any = html.parse(site.out / page)
        assert there.xpath("//*[@id=$a]", a=anchor)


def test_without_a_reference_nothing_is_linked(site: Site) -> None:
    site.build()
    tree: Any = html.parse(site.out / "two.html")
    assert tree.xpath("//pre//a") == []


def test_an_edit_of_the_model_writes_the_page_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build(overrides=ON)
    site.build(overrides=ON)
    assert "two" not in site.written
    monkeypatch.setattr("kbsphinx.lookup.named.edition", lambda: "another")
    site.build(overrides=ON)
    assert "two" in site.written


# --- on the real pages --------------------------------------------------------------

PAGES = sorted(path.stem for path in (ROOT / "kbase").glob("*.rst"))
MOST_ADDED = 0.2  # of a page's HTML, packed
MOST_STOPS = 30  # on a page


@pytest.mark.parametrize("page", PAGES)
def test_links_in_examples_are_light(html_site: Path, page: str) -> None:
    """With few stops for the keyboard, and in a page that is not much larger."""
    text = (html_site / f"kbase/{page}.html").read_text("utf-8")
    plain = re.sub(r'<a href="\.\./reference/[^>]*>((?:(?!</a>).)*)</a>', r"\1", text)
    sizes = [len(gzip.compress(t.encode(), 9, mtime=0)) for t in (text, plain)]
    assert sizes[0] <= sizes[1] * (1 + MOST_ADDED)
    tree: Any = html.fromstring(text.encode())
    assert len(tree.xpath("//pre//a[not(@tabindex)]")) <= MOST_STOPS


def test_each_link_in_an_example_lands(html_site: Path) -> None:
    ids: dict[str, set[str]] = {}
    found, lost = 0, []
    for page in PAGES:
        tree: Any = html.parse(html_site / f"kbase/{page}.html")
        for place in tree.xpath("//pre//a[starts-with(@href, '../reference/')]/@href"):
            target, _, anchor = place.removeprefix("../").partition("#")
            if target not in ids:
                ids[target] = set(html.parse(html_site / target).xpath("//@id"))
            found += 1
            lost += [] if anchor in ids[target] else [place]
    assert found > 1500
    assert lost == []
