"""Whether an actor may do an act, here and now, and if not, what would make it lawful.

A decision aid that shows its reasons, not legal advice. Content is data (`data/law/`); the engine
is small and knows no law. Start with `check_facts`, or `check_strategy` for a strategy.
"""

from undercut.law.check import check_facts, check_facts_file
from undercut.law.findings import Assessment, Finding, Layer, LayerFinding, Reason, Remedy
from undercut.law.legalmap import LegalMap, legal_map
from undercut.law.strategies import LeverCheck, StrategyCheck, check_strategy

__all__ = [
    "Assessment",
    "Finding",
    "Layer",
    "LayerFinding",
    "LegalMap",
    "LeverCheck",
    "Reason",
    "Remedy",
    "StrategyCheck",
    "check_facts",
    "check_facts_file",
    "check_strategy",
    "legal_map",
]
