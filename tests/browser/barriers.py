"""What keeps people out of a page, as axe-core finds it."""

from __future__ import annotations

from typing import Any


def barriers(page: Any) -> list[str]:
    """What axe-core finds that keeps people out: rule, impact, and where."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {v['nodes'][0]['target']} {len(v['nodes'])}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
