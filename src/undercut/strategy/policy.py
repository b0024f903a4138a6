"""A strategy as numbers: the level of every lever in every month.

Start with `lay_out`. A lever stands at baseline until its first month. From then it moves on a
straight line: with a ramp of R months it has gone k/R of the way in its k-th month, so that the
first month stands at 1/R and month R at the target (R of 0 or 1: the first month stands there).
It stays there to the end, or up to and including the month `until`; in the k-th month after that it
has gone k/R of the way back to baseline, from wherever it stood. A level of a month holds for all
of that month.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from undercut.core.months import STATE, Grid
from undercut.evidence.catalog import load_catalog
from undercut.strategy.document import Schedule, Strategy


@dataclass(frozen=True)
class Policy:
    """A strategy resolved to numbers.

    Attributes
    ----------
    strategy : what it was resolved from.
    levers : ids of all levers, in the order of the catalog.
    values : (lever, month) level that the schedules give each lever, in its unit; what a trigger
        sets differs by future and is not in it.
    baseline : (lever,) level at baseline, in its unit.
    grid : months from the one after the start state to the strategy's last.
    warnings : what is odd and not wrong, such as a budget that only warns.

    """

    strategy: Strategy
    levers: tuple[str, ...]
    values: np.ndarray
    baseline: np.ndarray
    grid: Grid
    warnings: tuple[str, ...] = ()

    @property
    def scheduled(self) -> list[str]:
        """Levers that leave baseline in some month whatever happens, in the catalog's order."""
        apart = np.any(self.values != self.baseline[:, None], axis=1)
        return [lever for lever, is_apart in zip(self.levers, apart, strict=True) if is_apart]

    @property
    def triggered(self) -> Mapping[str, tuple[float, ...]]:
        """Levels that triggers may set, by lever, in its unit; levers in the catalog's order."""
        settings = [item for trigger in self.strategy.triggers for item in trigger.settings]
        named = {item.lever for item in settings}
        return {
            lever: tuple(item.level for item in settings if item.lever == lever)
            for lever in self.levers
            if lever in named
        }

    @property
    def changed(self) -> list[str]:
        """Levers that leave baseline in some month or may do so, in the catalog's order."""
        scheduled, triggered = set(self.scheduled), self.triggered
        return [
            lever
            for lever, baseline in zip(self.levers, self.baseline, strict=True)
            if lever in scheduled or any(level != baseline for level in triggered.get(lever, ()))
        ]

    def values_on(self, grid: Grid) -> np.ndarray:
        """Levels on other months: baseline before the policy's own, its last level after.

        Returns
        -------
        (lever, month) in each lever's unit.

        """
        steps = np.arange(len(grid)) + (grid.first - self.grid.first)
        held = self.values[:, np.clip(steps, 0, len(self.grid) - 1)]
        return np.where(steps < 0, self.baseline[:, None], held)


def lay_out(strategy: Strategy) -> Policy:
    """Turn a strategy's schedules into numbers; no bound on cost is checked here."""
    levers = load_catalog().levers
    grid = Grid(STATE + 1, strategy.grid.last)
    baseline = np.array([lever.baseline.value for lever in levers.values()], dtype=np.float64)
    values = np.repeat(baseline[:, None], len(grid), axis=1)
    for row, lever in enumerate(levers):
        schedule = strategy.levers.get(lever)
        if schedule is not None:
            values[row] = levels(schedule, float(baseline[row]), grid)
    return Policy(strategy, tuple(levers), values, baseline, grid)


def levels(schedule: Schedule, baseline: float, grid: Grid) -> np.ndarray:
    """Level of one lever in every month: (month,) in the lever's unit."""
    months = np.arange(grid.first.index, grid.last.index + 1)
    rising = _line(months - schedule.start.index + 1, schedule.ramp, baseline, schedule.target)
    if schedule.until is None:
        return rising
    reached = float(
        _line(schedule.until - schedule.start + 1, schedule.ramp, baseline, schedule.target)
    )
    falling = _line(months - schedule.until.index, schedule.ramp, reached, baseline)
    return np.where(months <= schedule.until.index, rising, falling)


def _line(step: np.ndarray | int, ramp: int, start: float, end: float) -> np.ndarray:
    """Walk from start to end in `ramp` steps; both ends are met exactly."""
    share = np.clip(np.asarray(step) / max(ramp, 1), 0.0, 1.0)
    return np.where(share < 1.0, start + (end - start) * share, end)
