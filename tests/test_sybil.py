"""The pytest items of a tiny site: which there are, which fail, what they print."""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sphinx.application import builtin_extensions

ROOT = Path(__file__).parents[1]
# Processes that begin with these imported: that takes longer than the run itself.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([
    "pytest", "sybil.integration.pytest", *builtin_extensions,
    "myst_parser.parsers.sphinx_", "sphinx_tabs.tabs", "kbsphinx", "kbsybil",
])  # fmt: skip


def run_pytest(folder: Path, arguments: list[str]) -> tuple[int, str]:
    """The status and the output of pytest in a process of its own."""
    output = folder / "output.txt"
    process = PROCESSES.Process(target=_pytest, args=(folder, arguments, output))
    process.start()
    process.join()
    found = output.read_text("utf-8")
    output.unlink()
    return process.exitcode or 0, found


def _pytest(folder: Path, arguments: list[str], output: Path) -> None:
    with output.open("wb") as stream:
        for number in (1, 2):
            os.dup2(stream.fileno(), number)
    os.chdir(folder)
    if not (folder / "_ext").is_symlink():  # a copy of our code, or none
        for name in [n for n in sys.modules if n.startswith("kb")]:
            del sys.modules[name]
    gc.freeze()  # pytest collects twice at its end: a fifth of the run
    # Plugins that nothing here uses take long to load.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.exit(pytest.main(arguments))


class Pages:
    """A copy of the faults, laid out as the repository is, and its pytest run."""

    def __init__(self, folder: Path, root: str = "faults") -> None:
        self.folder = folder
        self.pages = folder / "kbase"
        shutil.copytree(ROOT / "tests" / "roots" / root, self.pages)
        shutil.move(self.pages / "conf.py", folder / "conf.py")
        shutil.move(self.pages / "index.rst", folder / "index.rst")
        index = (folder / "index.rst").read_text("utf-8")
        below = re.sub(r"\n   (?=[a-z])", "\n   kbase/", index)
        (folder / "index.rst").write_text(below, "utf-8")
        shutil.copy(ROOT / "conftest.py", folder)
        shutil.copy(ROOT / "kbase" / "conftest.py", self.pages)
        (folder / "_ext").symlink_to(ROOT / "_ext")

    @staticmethod
    def edit(path: Path, old: str, new: str) -> None:
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    def run(self, *options: str, folder: str = "kbase") -> tuple[int, str]:
        arguments = ["-p", "no:cacheprovider", "-p", "no:doctest", "-W", "error",
                     "-rA", "-q", "--rootdir", str(self.folder), "-o",
                     "junit_family=xunit1", *options, folder]  # fmt: skip
        return run_pytest(self.folder, arguments)

    def expected(self) -> set[str]:
        """The items that must fail: page::kind@line of the first content line."""
        return {
            "colon.md::domain@8", "evalrst.md::domain@6", "fence.md::domain@6",
            "include.rst::domain@kbase/part.inc:5", "list.rst::domain@10",
            "plain.rst::domain@7", "plain.rst::domain@14", "tab.rst::domain@18",
            "table.rst::domain@9", "tabs.md::domain@9",
        }  # fmt: skip


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(tmp_path)


def failed(output: str) -> set[str]:
    return set(re.findall(r"^FAILED kbase/(\S+)", output, re.MULTILINE))


def test_exactly_the_faulty_examples_fail(pages: Pages) -> None:
    status, output = pages.run(f"--junitxml={pages.folder}/junit.xml")
    assert status == 1
    assert failed(output) == pages.expected()
    assert "PASSED kbase/plain.rst::source" in output
    assert "PASSED kbase/tab.rst::domain@12" in output
    assert "kbase/fence.md:9:3: <vcpu> is allowed only once" in output
    assert "  |   <vcpu>3</vcpu>  <!-- here misplaced-element -->" in output
    assert "kbase/part.inc:6:" in output
    assert "\n  |      <devices>  <!-- here syntax -->\n  |      ^" in output
    cases = ElementTree.parse(pages.folder / "junit.xml").iter("testcase")
    places = {
        (c.get("file"), c.get("line")) for c in cases if c.find("failure") is not None
    }
    assert ("kbase/fence.md", "6") in places


def test_a_misspelt_option_fails_the_page_and_nothing_else(pages: Pages) -> None:
    before = ".. snippet:: domain\n\n          <vcpu>"
    after = before.replace("\n\n", "\n          :nmae: x\n\n")
    pages.edit(pages.pages / "table.rst", before, after)
    _, output = pages.run()
    assert failed(output) == pages.expected() | {"table.rst::source"}
    assert 'unknown option: "nmae"' in output


def test_a_page_that_is_not_utf8_fails_alone(pages: Pages) -> None:
    (pages.pages / "colon.md").write_bytes(b"# Latin\n\n\xe9\n")
    _, output = pages.run()
    others = {item for item in pages.expected() if not item.startswith("colon")}
    assert failed(output) == others | {"colon.md::source"}
    assert "kbase/colon.md:3: the byte 0xe9 is not UTF-8" in output


def test_python_examples_are_run_and_prompts_inside_snippets_are_not(
    pages: Pages,
) -> None:
    text = "\n>>> 2 * 3\n7\n\n.. snippet:: domain\n\n   <description>\n   >>> 1\n" \
           "   </description>\n"  # fmt: skip
    with (pages.pages / "plain.rst").open("a") as stream:
        stream.write(text)
    _, output = pages.run()
    assert failed(output) - pages.expected() == {"plain.rst::python@16"}
    assert "Expected:\n    7\nGot:\n    6" in output


def test_python_that_is_asked_for_alone_has_the_names_of_what_stands_before(
    pages: Pages,
) -> None:
    """So it is the same in each order, and in any of several workers.

    What fails before it is told by its own item.
    """
    blocks = ["total = 2 * 3", ">>> total + nothing\n7", ">>> total\n6"]
    codes = [b if b[0] == ">" else f".. code-block:: python\n\n   {b}" for b in blocks]
    with (pages.pages / "plain.rst").open("a") as stream:
        stream.write("".join(f"\n{code}\n" for code in codes))
    _, output = pages.run()
    (wrong,) = failed(output) - pages.expected()
    ran = re.findall(r"^PASSED kbase/(plain.rst::python@\d+)", output, re.MULTILINE)
    assert len(ran) == 2
    _, alone = pages.run(folder=f"kbase/{ran[-1]}")
    assert f"PASSED kbase/{ran[-1]}" in alone
    assert failed(pages.run(folder=f"kbase/{wrong}")[1]) == {wrong}


def test_an_extension_that_warns_of_its_age_fails_no_page(pages: Pages) -> None:
    """MyST's include uses what Sphinx will drop; Python warns of it, as an error."""
    part = "```{snippet} domain\n<clock sync='utc'/>\n```\n"
    (pages.pages / "fence.inc").write_text(part, "utf-8")
    page = pages.pages / "colon.md"
    page.write_text("# Included\n\n```{include} fence.inc\n```\n", "utf-8")
    _, output = pages.run()
    found = {item for item in failed(output) if item.startswith("colon")}
    assert found == {"colon.md::domain@kbase/fence.inc:2"}
    assert len(failed(output)) == len(pages.expected())


def test_if_sphinx_stops_each_page_says_so(pages: Pages) -> None:
    pages.edit(pages.folder / "conf.py", '"kbsphinx"', '"kbsphinx", "nothing_here"')
    status, output = pages.run()
    assert status == 1
    assert "Sphinx stopped" in output
    assert "plain.rst::source" in failed(output)


@pytest.mark.parametrize(
    ("page", "block"),
    [
        (
            "plain.rst",
            "\n.. code-block:: python\n\n   total = 2 * 3\n   assert total == 7\n",
        ),
        ("fence.md", "\n```python\ntotal = 2 * 3\nassert total == 7\n```\n"),
    ],
)
def test_a_failing_block_of_python_fails_at_its_line(
    pages: Pages, page: str, block: str
) -> None:
    """The item is that of the block, and the trace tells the line in the page."""
    path = pages.pages / page
    before = path.read_text("utf-8")
    path.write_text(before + block, "utf-8")
    first = before.count("\n") + block[: block.index("total")].count("\n") + 1
    _, output = pages.run()
    new = failed(output) - pages.expected()
    assert {item.partition("::")[0] for item in new} == {page}
    assert [abs(int(item.rpartition("@")[2]) - first) <= 2 for item in new] == [True]
    assert f"{page}:{first + 1}: AssertionError" in output
    path.write_text(before + block.replace("== 7", "== 6"), "utf-8")
    assert failed(pages.run()[1]) == pages.expected()


def test_python_that_is_not_run_is_told(tmp_path: Path) -> None:
    """Each form of a wrong Python example fails its item or that of its page."""
    pages = Pages(tmp_path, "python")
    _, output = pages.run()
    run = re.findall(r"^FAILED kbase/(\S+)::python@(\d+)", output, re.MULTILINE)
    told = re.findall(r"^kbase/(\S+):(\d+): this Python is not", output, re.MULTILINE)
    for name, line, before in marks(pages.pages):
        here = range(before + 1, line + 1)
        found = [w for w, places in (("run", run), ("told", told))
                 if any((name, str(n)) in places for n in here)]  # fmt: skip
        text = (pages.pages / name).read_text("utf-8").split("\n")[line - 1]
        assert found == [text.rpartition(" ")[2]], (name, line, text)


def marks(folder: Path) -> list[tuple[str, int, int]]:
    """(file, line, line of the mark before it) of the lines with '# wrong'."""
    found = []
    for path in sorted(p for p in folder.glob("*.*") if p.suffix != ".py"):
        lines = path.read_text("utf-8").split("\n")
        at = [n for n, text in enumerate(lines, 1) if "# wrong" in text]
        found += [(path.name, n, b) for n, b in zip(at, [0, *at], strict=False)]
    assert len(found) > 20
    return found
