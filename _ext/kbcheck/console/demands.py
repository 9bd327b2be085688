"""What a command demands: a version of libvirt, and root."""

from __future__ import annotations

from collections.abc import Iterator

from ..versions import oldest, version
from .tables import Usage
from .values import Context
from .words import Fault, Word, at_word


def check_versions(usage: Usage, word: Word, context: Context) -> Iterator[Fault]:
    """A command that the stated libvirt has no more, or not yet."""
    limit = oldest(context.libvirt) if context.libvirt else None
    if usage.removed and (limit is None or limit >= version(usage.removed)):
        message = f"'{usage.name}' is gone since libvirt {usage.removed}"
        yield at_word("removed", message, usage.instead, word)
    yield from too_new(f"'{usage.name}'", usage.since, word, context)


def too_new(name: str, since: str, word: Word, context: Context) -> Iterator[Fault]:
    """Something that came with a libvirt newer than the stated one."""
    limit = oldest(context.libvirt) if context.libvirt else None
    if since and limit is not None and limit < version(since):
        message = f"{name} is there since libvirt {since}, not in {context.libvirt}"
        yield at_word("too-new", message, "", word)


def needs_root(
    usage: Usage, words: tuple[Word, ...], context: Context
) -> Iterator[Fault]:
    """A command for root under a user's prompt."""
    if not usage.root or context.prompt == "#":
        return
    if usage.rootless and any(w.text in usage.rootless for w in words):
        return
    message = f"'{usage.name}' needs root, but the prompt is a user's"
    yield at_word("prompt", message, "write the prompt '#'", words[0])
