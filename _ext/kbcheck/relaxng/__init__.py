"""RELAX NG: compact syntax, derivatives, holes, explanations."""

from .grammar import Grammar
from .problems import check

__all__ = ["Grammar", "check"]
