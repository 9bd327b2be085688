"""The roles that lead into the reference, and what tells a name that leads nowhere."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sphinx.util.inventory import InventoryFile

from kbsphinx.kept.snippet import Snippet
from kbsphinx.lookup.catalogue import subjects
from kbsphinx.lookup.known import find, meant
from kbsphinx.lookup.roles import ModelDomain
from kbsphinx.lookup.uses import used_by
from sites import INDEX, Site

ON = {"kb_reference": True, "nitpicky": True}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site("good", tmp_path)


RIGHT = [
    ("conf", "qemu.conf/user", "reference/qemu.conf.html#user"),
    ("conf", "file_lockspace_dir",
     "reference/qemu-lockd.conf.html#file_lockspace_dir"),
    ("elem", "disk/driver", "reference/disk.html#disk-driver"),
    ("elem", "pool", "reference/pool.html#pool"),
    ("attr", "disk@rawio", "reference/disk.html#disk-rawio"),
    ("attr", "domain/devices/disk/driver@cache",
     "reference/disk.html#disk-driver-cache"),
    ("cmd", "virsh attach-disk", "reference/virsh.html#virsh-attach-disk"),
    ("cmd", "virsh attach-disk --rawio",
     "reference/virsh.html#virsh-attach-disk-rawio"),
]  # fmt: skip
WRONG = [
    ("conf", "qemu.conf/usre", "there is no setting 'qemu.conf/usre';"
     " did you mean 'qemu.conf/user'?"),
    ("elem", "disk/drivr", "there is no element 'disk/drivr';"
     " did you mean 'disk/driver'?"),
    ("cmd", "virsh atach-disk", "there is no command 'virsh atach-disk';"
     " did you mean 'virsh attach-disk'?"),
    ("conf", "auto_disk_leases", "the setting 'auto_disk_leases' may be"),
    ("rule", "SEV-999", "there is no rule 'SEV-999'"),
    ("check", "bad-valu", "there is no check 'bad-valu'"),
]  # fmt: skip


USED = "auto_disk_leases = 0"


def put(site: Site, page: str, *roles: tuple[str, str]) -> None:
    """Write each role below a page, as a paragraph of its own."""
    with (site.source / page).open("a", encoding="utf-8") as file:
        file.write("".join(f"\nSee :kb:{role}:`{name}`.\n" for role, name in roles))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, str]:
    """A site with all these names, and what its build told: of wrong ones only."""
    found = Site("good", tmp_path_factory.mktemp("roles"))
    put(found, "two.rst", *((role, name) for role, name, _ in RIGHT))
    put(found, "one.rst", *((role, name) for role, name, _ in WRONG))
    with (found.source / "two.rst").open("a", encoding="utf-8") as file:
        file.write(f"\n.. snippet:: qemu-lockd.conf\n   :name: mine\n\n   {USED}\n")
    found.build(overrides=ON | INDEX)
    assert found.output.count("WARNING") == len(WRONG)
    return found, found.output


@pytest.fixture(scope="module")
def built(first: tuple[Site, str]) -> Site:
    return first[0]


@pytest.fixture(scope="module")
def told(first: tuple[Site, str]) -> str:
    return first[1]


@pytest.mark.parametrize(("role", "name", "place"), RIGHT)
def test_a_role_leads_to_the_entry(
    built: Site, role: str, name: str, place: str
) -> None:
    page: Any = html.parse(built.out / "two.html")
    (link,) = page.xpath("//p//a[code=$name]", name=name)
    assert link.get("href") == place
    assert link.text_content() == name
    target, anchor = place.split("#")
    assert html.parse(built.out / target).xpath("//*[@id=$a]", a=anchor)


@pytest.mark.parametrize(("role", "name", "words"), WRONG)
def test_a_wrong_name_is_told_at_its_line(
    built: Site, told: str, role: str, name: str, words: str
) -> None:
    """As one is that the model has renamed."""
    lines = (built.source / "one.rst").read_text("utf-8").split("\n")
    (line,) = (n for n, text in enumerate(lines, 1) if f":kb:{role}:`{name}`" in text)
    assert re.search(rf"one\.rst:{line}: WARNING: {re.escape(words)}", told)


def test_in_a_book_a_name_is_plain(site: Site) -> None:
    site.edit("two.rst", "4\n", "4\n\nSee :kb:elem:`disk/driver`.\n")
    assert (site.build("text", overrides=ON), site.output) == (set(), "")


def test_a_rule_and_a_check_lead_into_pages(site: Site) -> None:
    words = "See :kb:rule:`SEV-001`, :kb:check:`bad-value`."
    marks = ".. checklist:: sev\n\n.. ledger:: checks\n"
    site.edit("two.rst", "4\n", f"4\n\n{words}\n\n{marks}")
    site.build(overrides={"kb_reference": True})
    page: Any = html.parse(site.out / "two.html")
    assert page.xpath("//p//a[code]/@href") == ["#SEV-001", "#check-bad-value"]


def test_the_inventory_and_the_index_list_the_entries(built: Site) -> None:
    found = InventoryFile.loads((built.out / "objects.inv").read_bytes(), uri="")
    for kind in ("conf", "cmd", "elem", "attr"):
        wanted = {e.name for s in subjects() for e in s.entries if e.kind == kind}
        assert set(found.data[f"kb:{kind}"]) == wanted
    index: Any = html.parse(built.out / "genindex.html")
    links = set(index.xpath("//a/@href"))
    assert "reference/disk.html#disk-rawio" in links
    kinds = {text.partition(" (")[2].partition(",")[0]
             for text in index.xpath("//table[@class!='']//a/text()")}  # fmt: skip
    assert {"setting", "command", "element", "attribute"} <= kinds
    letters = [h.text for h in index.xpath("//h2") if h.text]
    assert letters[:2] == ["Symbols", "A"]
    assert letters[1:] == sorted(letters[1:])


def test_each_role_finds_objects_of_its_own_name() -> None:
    """Another site's `:external:` roles look them up so in our inventory."""
    kinds = ModelDomain.object_types.items()
    for role in ModelDomain.roles:
        assert [kind for kind, found in kinds if role in found.roles] == [role]


def test_of_several_the_one_of_least_depth_is_meant() -> None:
    assert meant("elem", "disk/source") == ["domain/devices/disk/source"]
    assert len(meant("conf", "auto_disk_leases")) == 2
    assert find("conf", "auto_disk_leases") is None


# --- what uses an entry -------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        ("domain", "<domain><devices><disk rawio='yes'/></devices></domain>",
         ("attr", "domain/devices/disk@rawio")),
        ("domain", "<disk type='file'><source file='/a'/></disk>",
         ("attr", "domain/devices/disk/source@file")),
        ("qemu-lockd.conf", "auto_disk_leases = 0\n",
         ("conf", "qemu-lockd.conf/auto_disk_leases")),
        ("console", "# virsh attach-disk a b c --rawio\n",
         ("opt", "virsh attach-disk --rawio")),
        ("console", "# sudo -u me virsh list\nnone\n", ("cmd", "virsh list")),
    ],
)  # fmt: skip
def test_an_example_uses_names_at_their_places(
    kind: str, text: str, key: tuple[str, str]
) -> None:
    assert key in used_by(Snippet("p", "n", True, kind, text, "p.rst", 3))


def test_what_is_wrong_on_purpose_is_no_use() -> None:
    wrong = Snippet("p", "n", True, "qemu-lockd.conf", "auto_disk_leases = 2\n",
                    "p.rst", 3, expect=("bad-value",))  # fmt: skip
    assert used_by(wrong) == set()


def test_an_entry_links_to_what_uses_it(built: Site) -> None:
    page: Any = html.parse(built.out / "reference/qemu-lockd.conf.html")
    (link,) = page.xpath("//*[@id='auto_disk_leases']//*[@class='kb-used']//a")
    assert link.get("href") == "../two.html#snippet-mine"
    built.edit("two.rst", f"   {USED}", '   file_lockspace_dir = "/a"')
    built.build(overrides=ON | INDEX)
    page = html.parse(built.out / "reference/qemu-lockd.conf.html")
    assert page.xpath("//*[@id='auto_disk_leases']//*[@class='kb-used']") == []


# --- the search ---------------------------------------------------------------------

MOST_NAMES = 10_000  # bytes: they are loaded beside the index of the pages


def test_the_names_that_are_found_have_a_place(html_site: Path) -> None:
    script = (html_site / "_static/find-names.js").read_text("utf-8")
    groups = json.loads(script.removeprefix("kbFindNames(").removesuffix(");\n"))
    assert len(gzip.compress(script.encode(), 9)) <= MOST_NAMES
    lost = []
    for kind, page, _, text in groups:
        ids = set(html.parse(html_site / f"reference/{page}.html").xpath("//@id"))
        for anchor in anchors(kind, page, text.split()):
            lost += [] if anchor in ids else [(page, anchor)]
    assert lost == []
    assert sum(len(text.split()) for *_, text in groups) > 1500


def anchors(kind: str, page: str, names: list[str]) -> list[str]:
    """The ids that names stand for, as `find.js` makes them."""
    if kind == "conf":
        return names
    if kind == "cmd":
        return [
            n[1:] if n[0] == "=" else f"{page}-{n.replace('/', '-')}" for n in names
        ]
    path: list[str] = []
    found = []
    for name in names:
        if name[0] != "@":
            path = [*path[: int(name[0])], name[1:]]
        found.append("-".join([*path, *([name[1:]] if name[0] == "@" else [])]))
    return found
