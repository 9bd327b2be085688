"""Links into libvirt's documents land in those that are installed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from test_links import PAGES, ids, parsed

LIBVIRT = Path("/usr/share/doc/libvirt-doc/html")


def in_libvirts_documents(link: str) -> bool:
    """Whether libvirt's own documents have the page and its section."""
    parts = urlsplit(link)
    page = LIBVIRT / parts.path.lstrip("/")
    return page.is_file() and (not parts.fragment or parts.fragment in ids(page))


@pytest.mark.skipif(not LIBVIRT.is_dir(), reason="libvirt-doc is not installed")
@pytest.mark.parametrize("page", PAGES)
def test_links_into_libvirts_documents_land(html_site: Path, page: str) -> None:
    links = parsed(html_site / f"{page}.html").xpath("//article//@href")
    libvirts = [link for link in links if urlsplit(link).netloc == "libvirt.org"]
    assert [link for link in libvirts if not in_libvirts_documents(link)] == []
