"""Displacement, fragmentation and violence under each lever: a report, not a test of sign.

Start with `report`.
"""

import numpy as np
from recorder import Recorded, held, record

from experiments import measures, wording
from undercut.evidence.catalog import load_catalog
from undercut.fit.priors import draw_futures
from undercut.report import words

YEARS = slice(5, 10)
"""2030 to 2034, of years from 2025."""

HEAD = """## Displacement, fragmentation and violence under each lever

Each lever alone, at the most the catalog allows, from January 2025; mean of 2030-2034 against no
change; {futures} futures. *Moved* is the share of cocaine traffic in other transit zones than
without the lever, in percentage points. *Groups* are organizations and local groups. Medians with
80 % bands, and the switch that moves each most. Signs are reported, not tested.

| lever | held at | moved, points | groups, % | switch | homicides, % | switch |
|---|---|---|---|---|---|---|
"""


def report(futures: int) -> str:
    """One line a lever, in the order of the catalog."""
    drawn = draw_futures(np.arange(futures), 0)
    chosen = measures.switches(drawn)
    base = record(held(), drawn)
    lines = []
    for lever in load_catalog().levers.values():
        changed = record(held(**{lever.id: lever.range.max}), drawn)
        groups, homicides = (_percent(base, changed, name) for name in ("groups", "homicides"))
        cells = (
            f"`{lever.id}`",
            f"{lever.range.max:,.0f}",
            _said(_moved(base, changed)),
            _said(groups),
            wording.moved(measures.most_moving(groups, chosen)),
            _said(homicides),
            wording.moved(measures.most_moving(homicides, chosen)),
        )
        lines.append(f"| {' | '.join(cells)} |\n")
    return HEAD.format(futures=futures) + "".join(lines)


def _moved(base: Recorded, changed: Recorded) -> np.ndarray:
    now, before = (run["zone_share"][:, YEARS].mean(1) for run in (changed, base))
    return 50.0 * np.abs(now - before).sum(0)


def _percent(base: Recorded, changed: Recorded, name: str) -> np.ndarray:
    return 100.0 * (changed[name][YEARS].mean(0) / base[name][YEARS].mean(0) - 1.0)


def _said(values: np.ndarray) -> str:
    ours = wording.Ours.of(values, "percent", None)
    middle, low, high = (_tenth(value) for value in (ours.middle, ours.low, ours.high))
    return f"{middle} ({low} to {high})"


def _tenth(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".replace("-", words.MINUS)
