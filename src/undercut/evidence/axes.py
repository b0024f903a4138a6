"""The structural axes of the world, as the data defines them: which members, in which order."""

from pathlib import Path

from undercut.evidence.corridors import load_corridors
from undercut.evidence.regions import load_regions

KNOWN = ("drug", "zone", "entry_mode", "region")
"""Axes whose members the data names; any other axis takes its length from the lists given."""


def members(axis: str, root: Path | None = None) -> tuple[str, ...] | None:
    """Ids along an axis, in order; None where the data does not name them."""
    if axis == "region":
        return load_regions(root).ids
    if axis == "drug":
        return load_corridors(root).drugs
    if axis == "zone":
        return tuple(zone.id for zone in load_corridors(root).transit_zones)
    if axis == "entry_mode":
        return tuple(mode.id for mode in load_corridors(root).entry_modes)
    return None
