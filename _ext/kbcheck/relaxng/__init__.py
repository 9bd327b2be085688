"""RELAX NG: compact syntax, derivatives, holes, explanations."""

from .check import check
from .grammar import Grammar
from .load import load
from .tokens import GrammarError

__all__ = ["Grammar", "GrammarError", "check", "load"]
