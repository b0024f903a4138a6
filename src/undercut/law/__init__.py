"""Whether an actor may do an act, here and now, and if not, what would make it lawful.

A decision aid that shows its reasons, not legal advice. Content is data (`data/law/`); the engine
is small and knows no law. Start with `check_facts`.
"""

from undercut.law.check import check_facts, check_facts_file
from undercut.law.findings import Assessment, Finding, Layer, LayerFinding, Reason, Remedy

__all__ = [
    "Assessment",
    "Finding",
    "Layer",
    "LayerFinding",
    "Reason",
    "Remedy",
    "check_facts",
    "check_facts_file",
]
