"""Elements that a grammar knows nowhere: of other documents, namespaces or builds."""

from __future__ import annotations

from functools import lru_cache

from ...suggest import clipped, nearest
from ...tree import KNOWN_NAMESPACES
from ..names import local, namespace
from .wording import tag, tags

# Documents of their own, which nothing else holds, and the command that takes each.
_DEFINED_BY = {
    "capabilities": "virsh capabilities prints it",
    "domain": "virsh define",
    "domainbackup": "virsh backup-begin",
    "domaincheckpoint": "virsh checkpoint-create",
    "domainsnapshot": "virsh snapshot-create",
    "filter": "virsh nwfilter-define",
    "network": "virsh net-define",
    "pool": "virsh pool-define",
    "secret": "virsh secret-define",
    "volume": "virsh vol-create",
}

# What builds of others had before libvirt took the feature, and what to write.
_OF_OTHER_BUILDS = {
    "SocketAddress": "write <quoteGenerationService path='…'/>, with a UNIX socket",
    "allowReboot": "leave it out",
}


def about_foreign(name: str, known: list[str]) -> str:
    """The hint for an element that has no place anywhere; '' if nothing is known.

    `known` are the elements that could stand at its place.
    """
    if name in _DEFINED_BY:
        return f"{tag(name)} is a document of its own: {_DEFINED_BY[name]}"
    if name in _OF_OTHER_BUILDS:
        instead = _OF_OTHER_BUILDS[name]
        return f"builds of others have {tag(name)}, not libvirt: {instead}"
    same = [n for n in known if local(n) == local(name)]
    if namespace(name):
        return _about_namespace(name, known=bool(same))
    return f"it needs its prefix: {tags(same)}" if same else ""


def _about_namespace(name: str, *, known: bool) -> str:
    uri = namespace(as_meant(name))
    if uri == namespace(name):
        return f"'{clipped(uri, 60)}' is no namespace of libvirt's" if known else ""
    prefix = next(p for p, known in KNOWN_NAMESPACES.items() if known == uri)
    return f"the namespace of {prefix}: must be exactly {uri}"


def as_meant(name: str) -> str:
    """The name, in the namespace of libvirt's that its own most likely stands for."""
    near = _nearest_namespace(namespace(name)) if namespace(name) else ""
    return f"{{{near}}}{local(name)}" if near else name


@lru_cache(maxsize=64)
def _nearest_namespace(uri: str) -> str:
    return nearest(uri, KNOWN_NAMESPACES.values())
