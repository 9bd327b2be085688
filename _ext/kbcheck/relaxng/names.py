"""Name classes: which element or attribute names a pattern admits.

A name is 'local', or '{namespace}local' (Clark notation).
"""

from __future__ import annotations

from typing import NamedTuple


class AnyName(NamedTuple):
    """Any name of the namespace (of every one if None), save those excepted."""

    namespace: str | None = None
    excepted: NameClass | None = None


class NameChoice(NamedTuple):
    """A name of any of the classes."""

    classes: tuple[NameClass, ...]


NameClass = str | AnyName | NameChoice


def admits(name_class: NameClass, name: str) -> bool:
    """Whether the class holds the name."""
    if isinstance(name_class, str):
        return name_class == name
    if isinstance(name_class, NameChoice):
        return any(admits(c, name) for c in name_class.classes)
    if name_class.namespace is not None and namespace(name) != name_class.namespace:
        return False
    return name_class.excepted is None or not admits(name_class.excepted, name)


def names(name_class: NameClass) -> tuple[str, ...]:
    """The names that the class lists; none for wildcards."""
    if isinstance(name_class, str):
        return (name_class,)
    if isinstance(name_class, NameChoice):
        return tuple(n for c in name_class.classes for n in names(c))
    return ()


def namespace(name: str) -> str:
    """The namespace of a name, '' if it has none."""
    return name[1:].partition("}")[0] if name[:1] == "{" else ""


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition("}")[2]
