"""What no program reads in a text, as it is for people: comments and descriptions."""

from __future__ import annotations

import re

# In each, `prose` is what is for people; quotes are passed over, as they may hold '#'.
# A part that is not closed goes on to the end: so no text makes a search begin anew.
_XML = re.compile(
    r"(?P<prose><!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<(title|description|metadata)(?=[\s>])[^<>]*+(?<!/)>.*?(?:</\2\s*>|\Z))",
    re.DOTALL,
)
_CONF = re.compile(
    r'""".*?(?:"""|\Z)|"[^"\n]*+"?|\'[^\'\n]*+\'?|(?P<prose>\#[^\n]*)', re.DOTALL
)
_SHELL = re.compile(
    r"'[^']*+'?|\"(?:[^\"\\]|\\.)*+\"?|\\.|(?<![^\s;&|()])(?P<prose>\#[^\n]*)",
    re.DOTALL,
)
_LINES = re.compile(r"^[ \t]*+(?P<prose>\#[^\n]*)", re.MULTILINE)
_UNIT = re.compile(
    r"^[ \t]*+(?P<prose>[#;][^\n]*|(?:Description|Documentation)[ \t]*="
    r"(?:[^\n]*\\\n)*+[^\n]*)",
    re.MULTILINE,
)

_PROSE = {
    "domain": _XML,
    "domaincapabilities": _XML,
    "pool": _XML,
    "qemu.conf": _CONF,
    "qemu-lockd.conf": _CONF,
    "qemu-sanlock.conf": _CONF,
    "virtlockd.conf": _CONF,
    "libvirtd.conf": _CONF,
    "auth.conf": _LINES,
    "grub-default": _SHELL,
    "sysconfig": _SHELL,
    "modprobe.d": _LINES,
    "kernel-cmdline": _LINES,
    "fstab": _LINES,
    "systemd-unit": _UNIT,
    "uri": _LINES,
    "qemu-argv": _SHELL,
    "device-list": _LINES,
    "shell": _SHELL,
}
SYNTAXES = frozenset(_PROSE)
"""The kinds of texts that are values but for their prose; `shell` is a command."""


def without_prose(text: str, syntax: str) -> str:
    """The text with blanks for what is for people; all else stays where it is."""
    return _PROSE[syntax].sub(_blanked, text)


def _blanked(match: re.Match[str]) -> str:
    prose = match["prose"] or ""
    return match[0].removesuffix(prose) + re.sub(r"[^\n]", " ", prose)
