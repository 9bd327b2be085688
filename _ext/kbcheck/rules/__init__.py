"""Rules over documents: the driver level, and guides.  XPath selects, tests decide."""

from .judge import judge, missing_documents
from .rule import Rule
from .ruleset import RuleSet, load_driver, load_rules
from .view import Source

__all__ = [
    "Rule",
    "RuleSet",
    "Source",
    "judge",
    "load_driver",
    "load_rules",
    "missing_documents",
]
