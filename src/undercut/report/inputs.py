"""What a report needs of a finished run and of a strategy resolved to numbers.

`explore.results.Run` is the one that users have; tests may bring another of the same shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from undercut.core.months import Month
from undercut.evidence.catalog import Catalog, Lever
from undercut.strategy import Policy, Strategy


class FinishedRun(Protocol):
    """A run of which every chunk stands."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What was run: run_id, version, seed, futures, hashes of source and data, command, on."""

    @property
    def findings(self) -> Mapping[str, Any]:
        """The law's findings by strategy, as `check --json` gives them."""

    def summary(self) -> dict[str, Any]:
        """Give the object that `run --json` prints."""

    def bands(self, strategy_id: str, outcome: str) -> dict[str, Any]:
        """Quantiles by year of a strategy and the baseline."""

    def strategy(self, strategy_id: str) -> Strategy:
        """Read back the document that was run."""


@dataclass(frozen=True)
class Move:
    """One lever that a strategy takes off its baseline.

    Attributes
    ----------
    lever : its entry in the catalog.
    start : first month off baseline.
    full : first month at the level that lies furthest from baseline.
    level : that level, in the lever's unit.
    baseline : in the lever's unit.
    end : first month back at baseline for good, or None.

    """

    lever: Lever
    start: Month
    full: Month
    level: float
    baseline: float
    end: Month | None

    @property
    def months_to_full(self) -> int:
        """Months from the start until the full level stands."""
        return self.full - self.start + 1

    @property
    def lead(self) -> str:
        """Who leads the lever's usual action, in the words of the law's vocabulary."""
        return lead_of(self.lever)


def lead_of(lever: Lever) -> str:
    """Who leads a lever's usual action, in the words of the law's vocabulary."""
    return str(lever.actions[0].facts.get("lead", "unknown"))


def moves(policy: Policy, catalog: Catalog) -> list[Move]:
    """Levers that a policy changes whatever happens, in the order of the catalog."""
    found = []
    for row, name in enumerate(policy.levers):
        baseline = float(policy.baseline[row])
        apart = np.abs(policy.values[row] - baseline)
        tolerance = 1e-9 * max(1.0, abs(baseline))
        off = np.flatnonzero(apart > tolerance)
        if not off.size:
            continue
        peak = int(np.flatnonzero(apart >= apart.max() - tolerance)[0])
        last = int(off[-1])
        first = policy.grid.first
        found.append(
            Move(
                lever=catalog.levers[name],
                start=first + int(off[0]),
                full=first + peak,
                level=float(policy.values[row][peak]),
                baseline=baseline,
                end=first + last + 1 if last + 1 < len(policy.grid) else None,
            )
        )
    order = list(catalog.levers)
    return sorted(found, key=lambda move: order.index(move.lever.id))


def contingent(policy: Policy, catalog: Catalog) -> list[Lever]:
    """Levers that only triggers would change, in the order of the catalog."""
    scheduled = set(policy.scheduled)
    return [catalog.levers[name] for name in policy.changed if name not in scheduled]
