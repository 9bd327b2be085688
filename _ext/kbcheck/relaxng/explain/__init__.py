"""Why a document does not match: one problem a fault, at the place of the fault."""

from .children import Explainer
from .faults import Fault, weight

__all__ = ["Explainer", "Fault", "weight"]
