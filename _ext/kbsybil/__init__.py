"""The adapter to Sybil: each example of the pages is one pytest item.

The examples are those that Sphinx extracts: the pages are built once a process, and
Sybil is fed from the manifest that this build leaves.  So `make html` and `make test`
see the same snippets at the same lines.
"""

from __future__ import annotations

from .collection import collector, examples
from .site import read_site

__all__ = ["collector", "examples", "read_site"]
