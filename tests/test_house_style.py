"""The style of our own transcripts: a setting of a site, not of the checker."""

from __future__ import annotations

import re
from pathlib import Path

from kbcheck import Request, check
from sites import Site
from test_pages import ROOT

SNIPPET = """
.. snippet:: console

   ann@host:~$ virsh list
   ann@host:~$ terraform plan
   ann@host:~$ virsh lisst
"""


def test_a_site_takes_the_prompts_of_its_readers(tmp_path: Path) -> None:
    """And commands that the tables do not know, of which the label says less."""
    site = Site("good", tmp_path)
    site.edit("two.rst", "4\n", "4\n" + SNIPPET)
    assert site.build() == {("two.rst", 15, "unknown-command")}
    site.edit("two.rst", "   ann@host:~$ virsh lisst\n", "")
    assert site.build() == set()
    (snippet,) = [s for s in site.manifest() if s["kind"] == "console"]
    assert snippet["levels"] == ["syntax"]
    site.edit("two.rst", "   ann@host:~$ terraform plan\n", "")
    site.build()
    (snippet,) = [s for s in site.manifest() if s["kind"] == "console"]
    assert snippet["levels"] == ["syntax", "grammar"]


def test_our_style_is_a_setting_and_a_change_of_it_judges_again(tmp_path: Path) -> None:
    site = Site("good", tmp_path)
    site.edit("two.rst", "4\n", "4\n" + SNIPPET)
    site.build("dummy")
    site.edit("conf.py", "project", "kb_house_style = True\nproject")
    assert site.build("dummy") == {
        ("two.rst", 13, "prompt"),
        ("two.rst", 14, "unknown-command"),
        ("two.rst", 15, "unknown-command"),
    }
    assert "in the tables" in site.output


def test_our_own_site_keeps_to_it() -> None:
    conf = (ROOT / "conf.py").read_text("utf-8")
    assert re.search(r"^kb_house_style = True\b", conf, re.MULTILINE)
    assert check(Request("❯ virsh list\n", "console")).valid
    assert not check(Request("❯ virsh list\n", "console", house=True)).valid
