"""The policy of a page: what it lets a browser load."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from kbsphinx.show.policy import with_policy

HEAD = '<html><head><meta charset="utf-8">'


def hashed(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def policy(page: str) -> dict[str, list[str]]:
    """Directive -> sources."""
    (meta,) = re.findall(
        r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page
    )
    return {d: s for d, *s in (part.split() for part in meta.split(";"))}


def test_a_page_loads_nothing_but_files_of_the_site() -> None:
    found = policy(with_policy(f"{HEAD}</head><body></body></html>"))
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == ["'self'"]
    assert found["style-src"] == ["'self'"]
    assert "connect-src" not in found


def test_scripts_and_styles_in_the_page_are_named_by_their_hashes() -> None:
    page = f"{HEAD}<style>a {{}}</style><script>\nb();\n</script><script>b</script>"
    found = policy(with_policy(page))
    assert found["script-src"] == ["'self'", hashed("\nb();\n"), hashed("b")]
    assert found["style-src"] == ["'self'", hashed("a {}")]


def test_what_stands_before_the_policy_is_not_its_matter() -> None:
    page = with_policy(f"{HEAD}<script>b</script>")
    assert page.index("Content-Security-Policy") < page.index("<script>")


def test_style_attributes_become_plain_ones() -> None:
    styled, plain = '<col style="width: 34.0%" />', '<col width="34.0%" />'
    assert plain in with_policy(f"{HEAD}{styled}")


def test_no_page_of_the_site_needs_more(html_site: Path) -> None:
    """No style attribute, no handler in the page, no script of a third."""
    pages = list(html_site.rglob("*.html"))
    assert len(pages) > 10
    for path in pages:
        page = path.read_text("utf-8")
        assert policy(page)["default-src"] == ["'none'"], path
        tags = re.findall(r"<[a-z][^>]*>", page)
        assert [t for t in tags if re.search(r"\s(style|on[a-z]+)=", t)] == [], path
        assert [t for t in tags if re.search(r'\ssrc="(\w+:|//)', t)] == [], path
        assert page.count('name="viewport"') == 1, path
