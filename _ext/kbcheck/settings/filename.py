"""Names of files in folders whose reader takes only those with one ending."""

from __future__ import annotations

from pathlib import PurePath

from .findings import Findings


def check_ending(
    file: str, folder: str, ending: str, reader: str, findings: Findings
) -> None:
    """Tell a file of a folder that its reader passes over, as it ends otherwise."""
    path = PurePath(file)
    if path.parent.name == folder and path.suffix != ending:
        message = f"{reader} reads no file named {path.name}"
        findings.add("bad-value", 0, message, f"name it {path.stem}{ending}")
