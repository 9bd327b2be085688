"""Images as an attacker makes them."""

from __future__ import annotations

from live.hosts import Host
from live.transcripts import steps, transcripts

_FORGET = """python3 - <<'END'
with open("{path}", "r+b") as image:
    text = image.read()
    image.seek(text.index(bytes.fromhex("e2792aca")))
    image.write(b"none")
END
"""


def forget_format(host: Host, path: str) -> None:
    """Have a qcow2 image no longer say which format its backing file has."""
    host.must(_FORGET.format(path=path))
    assert "backing file format" not in host.must(f"qemu-img info -f qcow2 {path}")


def command(page: str, part: str) -> str:
    """The one command of a page's transcripts that holds `part`."""
    commands = [s.command for snippet in transcripts(page) for s in steps(snippet)]
    [found] = [command for command in commands if part in command]
    return found
