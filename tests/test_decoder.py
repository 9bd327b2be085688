"""The decoder of a policy: its rules are those of the guide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from kbcheck import Request, check
from kbcheck.guides import guides
from kbsphinx.show.decoder import POLICY, bit_rules
from sites import Site

GUIDES = {"sev": (0x0003, 32), "sev-snp": (0x30000, 64)}


def fails(policy: int, rule: dict[str, Any]) -> bool:
    """Whether a policy fails a rule, as `decoder.js` finds it."""
    have = any(not policy >> bit & 1 for bit in rule.get("have bits", ()))
    lack = any(policy >> bit & 1 for bit in rule.get("lack bits", ()))
    return have or lack or policy >= rule.get("be below", policy + 1)


def told(policy: int, guide: str) -> set[str]:
    """The rules on policies that kbcheck finds a guest to fail."""
    text = (
        f"<launchSecurity type='{guide}'>\n  <policy>{policy:#x}</policy>\n"
        "</launchSecurity>\n"
    )
    document = f"<domain type='kvm'>\n{text}  ...\n</domain>\n"
    found = check(Request(document, "domain", example=True, guides=(guide,))).problems
    known = {rule["id"] for rule in bit_rules(guide)}
    return {p.check for p in found} & known


@pytest.mark.parametrize("guide", GUIDES)
def test_it_agrees_with_the_checker(guide: str) -> None:
    """On the policy that it starts with, and with each bit changed."""
    start, width = GUIDES[guide]
    assert bit_rules(guide)
    for policy in (start, *(start ^ 1 << bit for bit in range(width))):
        failed = {rule["id"] for rule in bit_rules(guide) if fails(policy, rule)}
        assert failed == told(policy, guide), hex(policy)


@pytest.mark.parametrize("guide", GUIDES)
def test_it_has_each_rule_on_a_policy(guide: str) -> None:
    rules = [rule.id for rule in guides()[guide].rules if rule.find == POLICY]
    assert [rule["id"] for rule in bit_rules(guide)] == rules


def test_the_page_has_what_the_script_needs(html_site: Path) -> None:
    page: Any = html.parse(html_site / "kbase/launch_security_sev.html").getroot()
    boxes = page.find_class("kb-decoder")
    assert boxes
    for box in boxes:
        assert json.loads(box.get("data-rules")) == bit_rules(box.get("data-type"))
        table = box.getprevious()
        bits = [
            cell.text_content().strip() for cell in table.xpath(".//tbody/tr/td[1]")
        ]
        assert sum(bit.isdigit() for bit in bits) > 3


@pytest.mark.parametrize(
    ("arguments", "check_id", "message"),
    [
        ("sve 0x1", "unknown-option", "did you mean 'sev'?"),
        ("lockd 0x1", "bad-value", "no rule of the guide lockd is about bits"),
        ("sev 3z", "bad-value", "'3z' is no number, such as 0x0003"),
    ],
)
def test_what_it_cannot_show_is_told(
    tmp_path: Path, arguments: str, check_id: str, message: str
) -> None:
    site = Site("good", tmp_path)
    page = site.source / "two.rst"
    text = page.read_text("utf-8") + f"\n.. policy-decoder:: {arguments}\n"
    page.write_text(text, "utf-8")
    line = text.count("\n")
    assert site.build() == {("two.rst", line, check_id)}
    assert message in site.output
