"""The core: checks libvirt documents and examples against the reference model.

It imports no Sphinx, docutils, pytest or Sybil; `kbsphinx` and `kbsybil` adapt it.
"""

from .kinds import KINDS, Kind
from .problem import CHECKS, LEVELS, Problem, Verdict
from .request import Request
from .verdict import check, meet_expectation

__all__ = [
    "CHECKS",
    "KINDS",
    "LEVELS",
    "Kind",
    "Problem",
    "Request",
    "Verdict",
    "check",
    "meet_expectation",
]
