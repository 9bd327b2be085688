"""RELAX NG: compact syntax, derivatives, holes, explanations."""

from .check import check
from .grammar import Grammar

__all__ = ["Grammar", "check"]
