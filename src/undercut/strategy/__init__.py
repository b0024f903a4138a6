"""The strategy language: documents, their reading, and what they mean in numbers and money."""

from undercut.strategy.document import (
    OBJECTIVES,
    Budget,
    LawAssumptions,
    Schedule,
    Strategy,
)
from undercut.strategy.library import load_strategy, shipped, template
from undercut.strategy.policy import Policy
from undercut.strategy.resolution import resolve

__all__ = [
    "OBJECTIVES",
    "Budget",
    "LawAssumptions",
    "Policy",
    "Schedule",
    "Strategy",
    "load_strategy",
    "resolve",
    "shipped",
    "template",
]
