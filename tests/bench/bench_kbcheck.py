"""How fast the checks are, as ratios to well-known yardsticks.

`make bench` prints pytest-benchmark's tables, and the ratios that the project states
below them.  No figure here fails a build: machines are shared and noisy.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from lxml import etree

from kbcheck import Request, check
from kbcheck.guides import FOLDER
from kbcheck.rules import judge, load_driver, load_rules
from kbcheck.rules.view import View
from kbcheck.tree import KNOWN_NAMESPACES
from rule_cases import cases

CASES = Path(__file__).parents[1] / "cases" / "good"
GUEST = (CASES / "domain-driver-rules.xml").read_text("utf-8")
RATIOS: dict[str, float] = {}
ROUNDS = 9


def seconds(run: Callable[[], Any]) -> float:
    """The median time of a call."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return median(times)


def ratio(run: Callable[[], Any], yardstick: Callable[[], Any]) -> float:
    """The median ratio of the CPU times of two calls, made in turn: load hits both."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        middle = time.process_time()
        yardstick()
        found.append((middle - start) / (time.process_time() - middle))
    return median(found)


def repeated(run: Callable[[], Any], times: int = 30) -> Callable[[], None]:
    def many() -> None:
        for _ in range(times):
            run()

    return many


@pytest.fixture(scope="module", autouse=True)
def ratios() -> Iterator[None]:
    """Print the ratios when all is measured."""
    yield
    print("\n\nratios (median of", ROUNDS, "rounds):")
    for name, ratio in RATIOS.items():
        print(f"  {ratio:8.2f}  {name}")


def grammar() -> None:
    check(Request(GUEST, "domain", level="grammar"))


def test_a_warm_document(benchmark: Any) -> None:
    grammar()
    benchmark(grammar)
    yardstick = seconds(repeated(lambda: etree.fromstring(GUEST)))
    RATIOS["a warm document / one lxml parse of it"] = (
        seconds(repeated(grammar)) / yardstick
    )


@pytest.mark.skipif(
    shutil.which("virt-xml-validate") is None,
    reason="virt-xml-validate is not installed (Debian package libvirt-clients)",
)
def test_a_warm_document_and_a_process_of_libvirt(benchmark: Any) -> None:
    path = CASES / "domain-driver-rules.xml"
    command = ["virt-xml-validate", str(path), "domain"]
    run = lambda: subprocess.run(command, capture_output=True, check=False)  # noqa: E731
    benchmark.pedantic(run, rounds=5)
    RATIOS["a warm document / one virt-xml-validate process"] = (
        seconds(repeated(grammar)) / 30 / seconds(run)
    )


def test_a_document_with_a_fault(benchmark: Any) -> None:
    text = GUEST.replace("<boot order='1'/>", "<boot ordre='1'/>")
    run = lambda: check(Request(text, "domain", level="grammar"))  # noqa: E731
    run()
    benchmark(run)
    RATIOS["a document with a fault / the same without"] = seconds(
        repeated(run)
    ) / seconds(repeated(grammar))


def test_a_cold_command(benchmark: Any) -> None:
    guest = str(CASES / "domain-driver-rules.xml")
    cold = [sys.executable, "-m", "kbcheck", guest]
    lxml = [sys.executable, "-c", "import lxml.etree"]
    run = lambda: subprocess.run(cold, capture_output=True, check=True)  # noqa: E731
    other = lambda: subprocess.run(lxml, capture_output=True, check=True)  # noqa: E731
    run()
    benchmark.pedantic(run, rounds=5)
    RATIOS["a cold `kbcheck guest.xml` / python -c 'import lxml.etree'"] = seconds(
        run
    ) / seconds(other)


WHOLE = {
    "driver": "domain-driver-rules.xml",
    "sev": "domain-guide-sev.xml",
    "sev-snp": "domain-guide-sev-snp.xml",
    "s390-pv": "domain-guide-s390-pv.xml",
    "lockd": "together-lockd",
    "sanlock": "together-sanlock",
    "passthrough": "together-passthrough",
    "secure-usage": "together-secure-usage",
}
"""Guide -> a good case with all kinds of documents that it reads."""


@pytest.mark.parametrize("name", WHOLE)
def test_rules(benchmark: Any, name: str) -> None:
    guide = load_driver() if name == "driver" else load_rules(FOLDER / f"{name}.toml")
    rules = [r for r in guide.rules if r.must]
    case = next(case for case in cases("good") if case.name == WHOLE[name])
    sources = case.sources()
    run = lambda: judge(rules, sources)  # noqa: E731
    assert run() == []
    benchmark(run)
    view = View(sources)
    paths = [(xpath(r.given or "/*"), xpath(r.subject), xpath(r.find)) for r in rules]

    def evaluate() -> None:
        for given, subject, find in paths:
            if given(view.root):
                for item in subject(view.root):
                    find(item)

    told = f"rules of {name} / lxml evaluating their XPaths"
    RATIOS[told] = ratio(repeated(run), repeated(evaluate))


def xpath(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=KNOWN_NAMESPACES)


CONF_LINE = re.compile(r"\s*(#.*|(\w+)\s*=\s*(.*))?$")
SHIPPED = Path("/etc/libvirt/qemu.conf")


def qemu_conf() -> str:
    """A qemu.conf of 970 lines, most of them comments, as the shipped one is."""
    from kbcheck.settings import load_table

    lines = []
    for setting in load_table("qemu.conf").settings.values():
        lines += [f"# {setting.meaning}", "#", "# It is off unless you say so.", ""]
        if setting.types[0] == "bool" and not (setting.removed or setting.obsolete):
            lines.append(f"{setting.name} = 1")
        else:
            lines.append(f'#{setting.name} = "some value"')
    text = "\n".join((lines * 3)[: len(lines)])
    filler = "\n".join(["# A longer explanation of what stands above."] * 970)
    return "\n".join((text + "\n" + filler).split("\n")[:970]) + "\n"


def test_a_configuration_file(benchmark: Any) -> None:
    text = qemu_conf()
    run = lambda: check(Request(text, "qemu.conf"))  # noqa: E731
    assert run().problems == ()
    benchmark(run)
    lines = seconds(lambda: [CONF_LINE.match(line) for line in text.split("\n")])
    RATIOS["qemu.conf, 970 lines / a split and one expression a line"] = (
        seconds(run) / lines
    )


@pytest.mark.skipif(
    not SHIPPED.is_file(),
    reason=f"{SHIPPED} is not installed (Debian package libvirt-daemon-system)",
)
def test_the_shipped_configuration_file_with_all_settings_on(benchmark: Any) -> None:
    setting = re.compile(r"^#([a-z]\w* *= *(?:\[\n.*?^# *\]|[^\n]*))", re.M | re.S)
    text = setting.sub(lambda m: m[1].replace("\n#", "\n"), SHIPPED.read_text("utf-8"))
    run = lambda: check(Request(text, "qemu.conf"))  # noqa: E731
    benchmark(run)
    lines = seconds(lambda: [CONF_LINE.match(line) for line in text.split("\n")])
    RATIOS["the shipped qemu.conf with all settings on / the same"] = (
        seconds(run) / lines
    )
