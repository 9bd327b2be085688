"""Rules over documents: the driver level, and guides.  XPath selects, tests decide."""

from .judge import judge, judge_filed, missing_documents
from .rule import Rule
from .ruleset import RuleSet, filed_driver, load_driver, load_rules
from .view import Source

__all__ = [
    "Rule",
    "RuleSet",
    "Source",
    "filed_driver",
    "judge",
    "judge_filed",
    "load_driver",
    "load_rules",
    "missing_documents",
]
