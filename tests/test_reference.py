"""The reference: each entry of the model has a place on a page of its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from damaged_model import copied_model
from kbcheck import KINDS
from kbcheck.console.tables import commands
from kbcheck.modelfile import model_path
from kbcheck.relaxng.cached import cached_grammar
from kbcheck.relaxng.names import names as of_class
from kbcheck.relaxng.patterns import Op
from kbcheck.settings.table import load_table
from kbsphinx.lookup.catalogue import subjects
from kbsphinx.lookup.keyentries import setting_subjects
from kbsphinx.lookup.known import entries
from kbsphinx.lookup.leaf import contents
from kbsphinx.lookup.subject import Lookup, from_json, placed, since_words
from kbsphinx.lookup.xmlentries import prefixed
from sites import INDEX, Site

REFERENCE = {"kb_reference": True}
NEW_SETTING = """
[keys.new_setting]
meaning = "What it does."
since = "3.9.0"
unread = "4.0.0"
removed = "4.2.0"
"""


def names(kind: str) -> list[str]:
    return [e.name for s in subjects() for e in s.entries if e.kind == kind]


def twice(found: list[Any]) -> list[Any]:
    return [one for one, count in Counter(found).items() if count > 1]


def test_each_setting_of_each_table_has_an_entry() -> None:
    wanted = []
    for kind in KINDS.values():
        if kind.form == "settings":
            groups = load_table(kind.name).groups
            for group, found in groups.items():
                inner = f"{group}/" if len(groups) > 1 else ""
                wanted += [f"{kind.name}/{inner}{name}" for name in found]
    assert len(wanted) > 2000
    assert sorted(names("conf")) == sorted(wanted)


def test_each_command_and_subcommand_has_an_entry() -> None:
    found = set(names("cmd"))
    todo = list(commands().values())
    for usage in todo:
        assert usage.name in found
        todo += usage.subcommands.values()
    assert "virsh attach-disk" in found
    assert "virsh attach-disk --rawio" in names("opt")


def paths(grammar: str) -> set[str]:
    """The paths of all elements and attributes, as another walk finds them."""
    found: set[str] = set()
    todo: list[tuple[str, Any, frozenset[Any]]] = [
        ("", cached_grammar(model_path(f"{grammar}.rnc")).start, frozenset())
    ]
    while todo:
        path, content, above = todo.pop()
        for atom in content.atoms:
            for name in map(prefixed, of_class(getattr(atom, "name_class", ("",)))):
                inner = f"{path}/{name}"
                if atom.op == Op.ATTRIBUTE:
                    found.add(f"{path}@{name}".strip("/"))
                elif atom.op == Op.ELEMENT and atom not in above:
                    found.add(inner.strip("/"))
                    todo.append((inner, atom.content, above | {atom}))
    return found


@pytest.mark.parametrize("grammar", ["domain", "pool", "domaincapabilities"])
def test_each_element_and_attribute_has_an_entry(grammar: str) -> None:
    """One that holds what another one does refers to it, and ends there."""
    entries = {e.name: e for s in subjects() for e in s.entries
               if e.kind in ("elem", "attr")}  # fmt: skip

    def entry_of(path: str) -> Lookup | None:
        for _ in range(9):
            if path in entries:
                return entries[path]
            above = [p for p in entries if entries[p].like and path[: len(p) + 1] in
                     (f"{p}/", f"{p}@")]  # fmt: skip
            if not above:
                return None
            path = entries[above[0]].like + path[len(above[0]) :]
        return None

    wanted = paths(grammar)
    assert len(wanted) > 50
    assert [path for path in sorted(wanted) if entry_of(path) is None] == []


def test_the_values_of_an_attribute_that_decides_are_told_one_by_one() -> None:
    disk = next(s for s in subjects() if s.page == "reference/disk")
    entry = next(e for e in disk.entries if e.anchor == "disk-type")
    assert entry.meaning == "Kind of storage."
    assert "`block`: a block device" in dict(entry.facts)["Values"]


def test_names_pages_and_ids_stand_once() -> None:
    assert twice([subject.page for subject in subjects()]) == []
    assert twice([(e.kind, e.name) for s in subjects() for e in s.entries]) == []
    for subject in subjects():
        assert twice([entry.anchor for entry in subject.entries]) == [], subject.page


def test_a_command_keeps_its_id_before_an_option() -> None:
    option = Lookup("opt", "a --help", "--help", "a --help")
    command = Lookup("cmd", "a help", "a help", "a help", "Says it.")
    ids = [entry.anchor for entry in placed([option, command])]
    assert ids == ["a-help.2", "a-help"]


def test_what_is_kept_reads_back() -> None:
    def plain(value: Any) -> Any:
        return [plain(v) for v in value] if isinstance(value, tuple) else value

    assert from_json(plain(subjects())) == list(subjects())


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("9.1.0", "libvirt 9.1.0"),
        ("9.0.0..11.3.0",
         "libvirt 11.3.0 has it, 9.0.0 does not; those between were not tried"),
    ],
)  # fmt: skip
def test_a_since_in_words(since: str, words: str) -> None:
    assert since_words(since) == words


# --- as pages -----------------------------------------------------------------------


def listing(folder: Path) -> Site:
    """A site with the list of all subjects."""
    found = Site("good", folder)
    page = ":orphan:\n\nList\n====\n\n.. reference-list::\n"
    (found.source / "list.rst").write_text(page, "utf-8")
    return found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return listing(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One that is built with the reference; who builds it again leaves it in order."""
    found = listing(tmp_path_factory.mktemp("built"))
    assert (found.build(overrides=REFERENCE), found.output) == (set(), "")
    assert "reference/qemu.conf" in found.written
    return found


def test_an_attribute_that_decides_tells_each_of_its_values() -> None:
    """Whose meanings stand in the grammar one by one."""
    entries = (e for s in subjects() for e in s.entries)
    entry = next(e for e in entries if e.name == "domain/devices/disk@type")
    assert "`block`: " in dict(entry.facts)["Values"]
    assert ";" not in entry.meaning


def test_a_setting_of_a_range_tells_both_ends() -> None:
    entry = entries("conf")["ch.conf/log_level"][1]
    assert "from 0 to 2" in dict(entry.facts).values()


@pytest.mark.parametrize(("name", "told"), [
    ("qemu.conf/keepalive_interval", "at least -1"),
    ("qemu.conf/remote_display_port_min", "from 5900 to 65535"),
    ("fstab/nfs/port", "at most 65535"),
    ("qemu.conf/save_image_format", "`raw`, `zstd` (since 10.4.0), `lzop`, `gzip`, "
     "`bzip2`, `xz`, `sparse` (since 11.2.0)"),
])  # fmt: skip
def test_what_a_setting_takes_is_told_in_words(name: str, told: str) -> None:
    assert told in dict(entries("conf")[name][1].facts).values()


def test_versions_are_those_of_the_program_that_a_table_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are no versions of libvirt."""
    with copied_model(tmp_path, monkeypatch) as model:
        with (model / "settings/sanlock.conf.toml").open("a") as file:
            file.write(NEW_SETTING)
        page = next(s for s in setting_subjects() if s.title == "sanlock.conf")
    entry = next(e for e in page.entries if e.name.endswith("new_setting"))
    facts = dict(entry.facts)
    assert [facts[name] for name in ("Since", "Not read", "Removed")] == [
        "sanlock 3.9.0", "since sanlock 4.0.0", "sanlock 4.2.0"
    ]  # fmt: skip


def test_an_entry_says_all_that_the_table_does(built: Site) -> None:
    tree: Any = html.parse(built.out / "reference/qemu-lockd.conf.html")
    (entry,) = tree.xpath("//*[@id='require_lease_for_disks']")
    facts = entry.xpath("string(.//dl)")
    setting = load_table("qemu-lockd.conf").settings["require_lease_for_disks"]
    assert setting.meaning in entry.text_content()
    assert setting.default in facts
    assert "0 or 1" in facts
    (link,) = entry.xpath(".//h2/a")
    assert link.get("href") == "#require_lease_for_disks"


def test_a_page_has_its_contents_beside_it(html_site: Path) -> None:
    for name, words in (("disk", "driver"), ("virsh", "list"), ("qemu.conf", "user")):
        tree: Any = html.parse(html_site / f"reference/{name}.html")
        links = tree.xpath("//*[@class='toc-tree']//li/ul//a")
        assert words in [link.text_content() for link in links], name
        ids = {f"#{anchor}" for anchor in tree.xpath("//@id")}
        assert [a.get("href") for a in links if a.get("href") not in ids] == []
    few = next(s.page for s in subjects() if not contents(s))
    tree = html.parse(html_site / f"{few}.html")
    assert tree.xpath("//*[@class='toc-tree']//a") == []


def test_a_page_opens_with_what_its_element_is_or_with_its_elements() -> None:
    leads = {subject.page: subject.lead for subject in subjects()}
    assert leads["reference/domain-clock"] == "Clock of the guest."
    assert leads["reference/domain-vcpu"] == "`<vcpu>`, `<vcpus>`."


def test_the_list_leads_to_each_page(html_site: Path) -> None:
    page = html_site / "kbase/reference.html"
    found = html.parse(page).xpath("//ul[contains(@class, 'kb-subjects')]//a/@href")
    assert found == [f"../{subject.page}.html" for subject in subjects()]
    assert [at for at in found if not (page.parent / at).is_file()] == []


def test_without_the_setting_there_is_none(site: Site) -> None:
    assert (site.build(), site.output) == (set(), "")
    assert not (site.out / "reference").exists()


def test_other_builders_list_the_subjects(site: Site) -> None:
    for builder in ("text", "dummy"):
        assert (site.build(builder, overrides=REFERENCE), site.output) == (set(), "")
    text = (site.out.with_name("text") / "list.txt").read_text("utf-8")
    assert '"qemu-lockd.conf": Settings of the lockd plugin' in " ".join(text.split())


def referring(site: Site) -> list[str]:
    """The pages of the reference that the last build wrote."""
    return [name for name in site.written if name.startswith("reference/")]


def test_a_build_without_changes_writes_no_page(built: Site) -> None:
    built.build(overrides=REFERENCE)
    assert referring(built) == []


def test_a_build_without_changes_looks_at_no_entry(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor at what the examples use; yet all that lists entries stays."""
    site.build(overrides=REFERENCE | INDEX | {"kb_find": True})
    lasting = ["genindex.html", "objects.inv", "_static/find-names.js"]
    before = [(site.out / name).read_bytes() for name in lasting]

    def refuse(*_: Any) -> None:
        raise AssertionError("the entries were read")

    for module in ("leaves", "known", "indexpage", "findnames"):
        monkeypatch.setattr(f"kbsphinx.lookup.{module}.subjects", refuse)
    for name in ("uses.used_by", "leaves.used_by", "named.spots"):
        monkeypatch.setattr(f"kbsphinx.lookup.{name}", refuse)
    site.build(overrides=REFERENCE | INDEX | {"kb_find": True})
    assert [(site.out / name).read_bytes() for name in lasting] == before
    assert (site.out / "reference/qemu.conf.html").is_file()


def test_a_page_that_is_gone_is_there_again(built: Site) -> None:
    (lost,) = built.out.parent.rglob("output/reference/qemu.conf.html")
    lost.unlink()
    built.build(overrides=REFERENCE)
    assert "reference/qemu.conf" in built.written


def test_a_setting_from_outside_reaches_each_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the address at which pages can be edited is one."""
    with (site.source / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write("\nimport os\nhtml_title = os.environ['KB_TITLE']\n")
    for title in ("First", "Second"):
        monkeypatch.setenv("KB_TITLE", title)
        site.build(overrides=REFERENCE | INDEX)
        for page in ("list", "reference/qemu.conf", "genindex"):
            assert title in (site.out / f"{page}.html").read_text("utf-8"), page


def test_an_edit_of_another_page_writes_none(built: Site) -> None:
    built.edit("two.rst", "4\n", "4\n\nMore.\n")
    built.build(overrides=REFERENCE)
    assert "two" in built.written
    assert referring(built) == []
    assert (built.out / "reference/qemu.conf.html").is_file()


def test_an_edit_of_the_model_writes_them(
    built: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        for module in ("listing", "leaves"):
            patch.setattr(f"kbsphinx.lookup.{module}.edition", lambda: "another")
        built.build(overrides=REFERENCE)
    assert "list" in built.written
    assert "reference/qemu.conf" in built.written
    built.build(overrides=REFERENCE)
    assert "reference/qemu.conf" in built.written
