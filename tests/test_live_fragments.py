"""Fragments that `make live` runs are made whole at the right place."""

from __future__ import annotations

from live.fragments import LEAST, filled

MODE = "<mode name='host-model' supported='no'/>"


def test_an_element_without_content_has_no_holes() -> None:
    """A `...` that stands behind it belongs to another element."""
    text = "  <cpu mode='host-model'/>\n  <devices>\n    ...\n  </devices>\n"
    assert filled(text, "cpu", LEAST["cpu"]) == text


def test_the_hole_of_an_element_gets_what_it_lacks() -> None:
    text = "  <cpu>\n    ...\n  </cpu>\n"
    assert MODE in filled(text, "cpu", LEAST["cpu"])
