"""A run that stays in memory: nothing is labeled or priced before it is asked for.

Start with `LiveRun`. It says what the same run on disk says, to the last bit.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from undercut.core.months import Grid
from undercut.explore.results import REVERSALS, Run
from undercut.strategy import Policy
from undercut.strategy.cost import Cost, Held, hold, price
from undercut.world.outcomes import MEASURES

if TYPE_CHECKING:
    import xarray

_ROWS = {measure.name: row for row, measure in enumerate(MEASURES)}


class LiveRun(Run):
    """A run whose arrays were never stored.

    Parameters
    ----------
    manifest : what was run.
    policies : the baseline first.
    grid : the months that were run, whole years.
    years : by strategy, (measure, future, year).
    held : by strategy with triggers, what its levers were held at above baseline.
    unit_costs : (lever, future) USD of 2024 per unit held for a year.
    findings : the law's findings by strategy.

    """

    def __init__(
        self,
        manifest: dict[str, Any],
        policies: Sequence[Policy],
        grid: Grid,
        years: Mapping[str, np.ndarray],
        held: Mapping[str, Held],
        unit_costs: np.ndarray,
        findings: Mapping[str, Any],
    ) -> None:
        strategies = {policy.strategy.id: policy.strategy for policy in policies}
        super().__init__(None, manifest, findings=findings, strategies=strategies)
        self._policies = {policy.strategy.id: policy for policy in policies}
        self._grid = grid
        self._years, self._held, self._unit_costs = years, held, unit_costs
        self._costs: dict[str, Cost] = {}

    @cached_property
    def data(self) -> "xarray.Dataset":
        """Labeled arrays as a stored run has them, without months; made when first read."""
        import xarray

        variables: dict[str, Any] = {
            measure.name: (
                ("strategy", "future", "year"),
                np.stack([self._years[name][row] for name in self.strategy_ids]),
                {"unit": measure.unit, "label": measure.label},
            )
            for row, measure in enumerate(MEASURES)
        }
        variables["added_cost"] = (
            ("strategy", "future", "fiscal_year", "payer"),
            np.stack([self._added(name) for name in self.strategy_ids]),
        )
        variables["present_value"] = (
            ("strategy", "future"),
            np.stack([self._present_value(name) for name in self.strategy_ids]),
        )
        cost = self._cost_of(self.strategy_ids[0])
        return xarray.Dataset(
            variables,
            coords={
                "strategy": self.strategy_ids,
                "year": self.years,
                "fiscal_year": list(cost.fiscal_years),
                "payer": list(cost.payers),
            },
        )

    def values(self, strategy_id: str, name: str) -> np.ndarray:
        """One measure of one strategy: (future, year)."""
        if name == REVERSALS:
            return self._reversals(strategy_id)
        self._index(strategy_id)
        return np.asarray(self._years[strategy_id][_ROWS[name]])

    def _policy(self, strategy_id: str) -> Policy:
        return self._policies[strategy_id]

    def _added(self, strategy_id: str) -> np.ndarray:
        return np.ascontiguousarray(np.moveaxis(self._cost_of(strategy_id).by_payer, -1, 0))

    def _present_value(self, strategy_id: str) -> np.ndarray:
        return self._cost_of(strategy_id).present_value

    def _payers(self) -> tuple[str, ...]:
        return self._cost_of(self.strategy_ids[0]).payers

    def _cost_of(self, strategy_id: str) -> Cost:
        if strategy_id not in self._costs:
            policy = self._policies[strategy_id]
            held = self._held.get(strategy_id)
            if held is None:
                apart = policy.values_on(self._grid) - policy.baseline[:, None]
                held = hold(apart, self._grid, policy.strategy.discount)
            self._costs[strategy_id] = price(policy, held, self._unit_costs)
        return self._costs[strategy_id]
