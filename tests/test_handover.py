"""The checker of files on a page: its form, and what leads to it from other pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html

from kbcheck import CHECKS, KINDS, Request, check
from kbcheck.guides import guides
from kbsphinx.show.filechecker import SCRIPTS
from kbsphinx.show.handover import FILE
from pages import ROOT
from sites import Site

PAGE = "kbase/check"
FORM = ".. file-checker::\n\n"
FIELDS = "".join(f"   :{name}: For {name}.\n" for name in guides())


def page(folder: Path, name: str) -> Any:
    return html.parse(folder / f"{name}.html").getroot()


def examples(folder: Path) -> dict[str, list[Any]]:
    """What the script of the examples gives to the checker."""
    text = (folder / FILE).read_text("utf-8")
    found: dict[str, list[Any]] = json.loads(text[text.index("(") + 1 : -3])
    return found


def links(folder: Path, asked: str) -> list[tuple[str, str]]:
    """Page and address of each link that asks something of the checker."""
    return [
        (path.relative_to(folder).with_suffix("").as_posix(), address)
        for path in sorted(folder.glob("kbase/*.html"))
        for address in html.parse(path).xpath(
            f"//a[contains(@href, '#{asked}=')]/@href"
        )
    ]


def test_each_link_names_an_example_that_is_handed_over(html_site: Path) -> None:
    found = links(html_site, "example")
    assert len(found) > 10
    assert {a.partition("#")[0] for _, a in found} == {"check.html", ""}
    named = [unquote(a.partition("=")[2]) for _, a in found]
    assert sorted(named) == sorted(examples(html_site))


def test_an_example_is_handed_over_as_its_page_shows_it(html_site: Path) -> None:
    manifest = json.loads((html_site / "snippets.json").read_text("utf-8"))
    shown = {snippet["id"]: snippet for snippet in manifest}
    for name, (file, kind, text, asked, libvirt) in examples(html_site).items():
        snippet = shown[name]
        assert text == (html_site / snippet["download"]).read_text("utf-8")
        assert kind == snippet["kind"]
        options = snippet["options"]
        assert file == options.get("file", file)
        assert (asked, libvirt) == (
            options.get("guide", []),
            options.get("libvirt", ""),
        )


def test_only_whole_files_are_handed_over(html_site: Path) -> None:
    """As the command takes them: not one is judged as a part of a document."""
    for name, (_, kind, text, *_asked) in examples(html_site).items():
        assert "..." not in text, name
        assert kind != "console", name
        assert not KINDS[kind].roots or text.startswith(f"<{KINDS[kind].roots[0]}"), (
            name
        )


def test_the_example_to_try_has_what_the_page_says() -> None:
    """An editor sees nothing; one slip is dropped, the others are refused."""
    source = (ROOT / f"{PAGE}.rst").read_text("utf-8")
    text = re.search(r"(?s)   (<domain.*?</domain>\n)", source)
    assert text
    found = check(Request(text[1].replace("\n   ", "\n"), "domain")).problems
    assert [p.silently_ignored for p in found] == [True, False, False]


def test_each_checklist_leads_to_the_checker_with_its_guide(html_site: Path) -> None:
    found = links(html_site, "guide")
    leads = {
        (guide.page, f"check.html#guide={guide.name}") for guide in guides().values()
    }
    assert set(found) == leads


def test_the_form_has_all_that_can_be_chosen(html_site: Path) -> None:
    form = page(html_site, PAGE).find_class("kb-own")[0]
    kinds = form.xpath(".//option/@value")
    assert kinds == ["", *(name for name in KINDS if name != "console")]
    boxes = form.xpath(".//fieldset//label")
    assert {box.xpath("string(input/@value)") for box in boxes} == {*guides()}
    for box in boxes:
        assert len(box.xpath("string(../p)")) > 20


def test_the_form_has_the_guides_as_the_sidebar_has_their_pages(
    html_site: Path,
) -> None:
    whole = page(html_site, PAGE)
    sidebar = {
        link.get("href"): link.text_content()
        for link in whole.xpath("//li[contains(@class, 'toctree-l1')]/a")
    }
    found = {
        link.get("href"): link.text_content() for link in whole.xpath("//fieldset//a")
    }
    assert found == {href: sidebar[href] for href in found}
    assert [*found] == [href for href in sidebar if href in found]


def test_the_form_leads_where_checks_are_explained(html_site: Path) -> None:
    form = page(html_site, PAGE).find_class("kb-own")[0]
    address, _, begin = form.get("data-checks").partition("#")
    ids = set(page(html_site / "kbase", address.removesuffix(".html")).xpath("//@id"))
    assert {f"{begin}{name}" for name in CHECKS} <= ids
    for link in form.xpath(".//fieldset//a/@href"):
        assert (html_site / "kbase" / link).is_file()


def test_its_scripts_are_loaded_on_its_page_alone(html_site: Path) -> None:
    for path in html_site.rglob("*.html"):
        found = re.findall(
            r'src="[^"]*_static/check/(\w+)\.js', path.read_text("utf-8")
        )
        here = path == html_site / f"{PAGE}.html"
        assert found == (list(SCRIPTS) if here else []), path


def test_each_script_of_the_checker_is_loaded() -> None:
    files = {path.stem for path in (ROOT / "_static/check").glob("*.js")}
    assert files == set(SCRIPTS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_of_the_checker_is_short_and_writes_no_markup(name: str) -> None:
    text = (ROOT / f"_static/check/{name}.js").read_text("utf-8")
    lines = text.split("\n")
    assert lines[0].startswith("// ")
    assert len(lines) <= 250
    assert [line for line in lines if len(line) > 88] == []
    assert re.findall(r"(inner|outer|adjacent)HTML|write\(|eval\(", text, re.I) == []


# --- small sites --------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site without a checker, and with an example that is a file."""
    found = Site("good", tmp_path)
    example = (
        ".. snippet:: qemu.conf\n   :name: own\n   :file: /etc/libvirt/qemu.conf\n\n"
    )
    with (found.source / "one.rst").open("a", encoding="utf-8") as text:
        text.write(f'\n{example}   user = "qemu"\n')
    return found


def add(site: Site, form: str) -> int:
    """Put a checker on a page; the line on which it begins."""
    path = site.source / "two.rst"
    text = path.read_text("utf-8") + "\n"
    path.write_text(text + form, "utf-8")
    return text.count("\n") + 1


def opened(site: Site) -> list[str]:
    found: list[str] = page(site.out, "one").xpath(
        "//a[contains(@href, '=one/own')]/@href"
    )
    return found


def test_where_no_page_checks_files_nothing_leads_there(site: Site) -> None:
    assert site.build() == set()
    assert opened(site) == []
    assert not (site.out / FILE).exists()


def test_links_come_and_go_with_the_checker(site: Site) -> None:
    site.build()
    add(site, FORM + FIELDS)
    assert site.build() == set()
    assert opened(site) == ["two.html#example=one/own"]
    assert examples(site.out)["one/own"][:3] == [
        "/etc/libvirt/qemu.conf", "qemu.conf", 'user = "qemu"\n'
    ]  # fmt: skip
    site.edit("two.rst", FORM, "Fields\n\n")
    site.build()
    assert opened(site) == []
    assert not (site.out / FILE).exists()


def test_a_guide_that_no_field_tells_of_is_told(site: Site) -> None:
    line = add(site, FORM + FIELDS.replace("   :sev: For sev.\n", "   :sve: For it.\n"))
    assert site.build() == {
        ("two.rst", line, "missing-key"), ("two.rst", line, "unknown-option")
    }  # fmt: skip
    assert "say in a field what the guide sev is for" in site.output
    assert "did you mean 'sev'?" in site.output


@pytest.mark.parametrize("builder", ["text", "singlehtml"])
def test_a_book_has_the_words_alone(site: Site, builder: str) -> None:
    add(site, f"{FORM}{FIELDS}\n   Run the command.\n")
    assert site.build(builder) == set()
    out = site.out.with_name(builder)
    files = [p for p in out.rglob("*") if p.suffix in (".txt", ".html")]
    told = "".join(path.read_text("utf-8") for path in files)
    assert "Run the command." in told
    assert "kb-own" not in told.replace("kb-own-instead", "")
    assert "#example=" not in told
