"""How much each structural switch matters: forced to each option in the same futures.

Start with `report`.
"""

from dataclasses import replace

import numpy as np
from recorder import baseline, held

from experiments import measures, wording
from undercut.evidence.catalog import load_catalog
from undercut.fit.priors import draw_futures
from undercut.report import words
from undercut.world import engine
from undercut.world.outcomes import MEASURES, NAMES, OBJECTIVES

YEAR = 9
"""2034, of years from 2025."""

HEAD = """
## How much each switch matters

The three objectives under baseline and under *every lever halfway* (from its baseline to the most
the catalog allows; 2 boats struck a month and 4 strikes on land a year), {futures} futures, each
switch forced to one option and to its first one. Given: the share of futures in which a year's
outcome differs by more than one percent, and the median change in 2034.

| switch | option, against the first | policy | {objectives} |
|---|---|---|{rules}
"""


def report(futures: int) -> str:
    """One line an option and policy."""
    drawn = draw_futures(np.arange(futures), 0)
    rows = [NAMES.index(name) for name in OBJECTIVES]
    lines = []
    for key, (options, _) in measures.switches(drawn).items():
        for policy, values in (("baseline", held()), ("halfway", _halfway())):
            runs = [
                engine.simulate(values, baseline(), _forced(drawn, key, code)).years[rows]
                for code in range(len(options))
            ]
            for option, run in zip(options[1:], runs[1:], strict=True):
                cells = [wording.SWITCH[key], f"{option}, {options[0]}".replace("_", " "), policy]
                cells += [_said(ours, first) for ours, first in zip(run, runs[0], strict=True)]
                lines.append(f"| {' | '.join(cells)} |\n")
    objectives = " | ".join(MEASURES[row].label for row in rows)
    rules = "---|" * len(OBJECTIVES)
    return HEAD.format(futures=futures, objectives=objectives, rules=rules) + "".join(lines)


def _halfway() -> np.ndarray:
    levers = load_catalog().levers
    values = {
        name: 0.5 * (lever.baseline.value + lever.range.max) for name, lever in levers.items()
    }
    return held(**{**values, "boat_strikes": 24.0, "unilateral_strikes": 4.0})


def _forced(futures: engine.Futures, key: str, code: int) -> engine.Futures:
    sector, field = key.split(".")
    there = getattr(futures.parameters, sector)
    forced = there._replace(**{field: np.full(len(futures), float(code))})
    return replace(futures, parameters=futures.parameters._replace(**{sector: forced}))


def _said(ours: np.ndarray, first: np.ndarray) -> str:
    """Both are (year, future)."""
    apart = ours / first - 1.0
    share = np.mean(np.abs(apart).max(0) > 0.01)
    middle = 100.0 * np.median(apart[YEAR])
    return f"{share:.0%} of futures; {middle:+.1f} %".replace("-", words.MINUS)
