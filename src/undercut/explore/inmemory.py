"""A run that stays in memory: nothing is labeled or priced before it is asked for.

Start with `LiveRun`. It says what the same run on disk says, to the last bit; the many quantiles of
an answer are taken together.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import xarray

from undercut.core.months import Grid
from undercut.explore.results import QUANTILES, REVERSALS, SUMMARY_YEARS, Quantiles, Run
from undercut.strategy import Policy
from undercut.strategy.cost import Cost, Held, hold, price
from undercut.strategy.document import BASELINE
from undercut.world.outcomes import HIGHER_IS_BETTER, MEASURES, OBJECTIVES, RISKS

_ROWS = {measure.name: row for row, measure in enumerate(MEASURES)}
_UNITS = {measure.name: measure.unit for measure in MEASURES} | {REVERSALS: "event/year"}
_SIGNS = {name: -1.0 if name in HIGHER_IS_BETTER else 1.0 for name in _UNITS}


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
        # The parent's `data` is left out: here it is made when somebody reads it.
        self.path, self.manifest, self.findings = None, manifest, dict(findings)
        self._policies = {policy.strategy.id: policy for policy in policies}
        self._strategies = {name: policy.strategy for name, policy in self._policies.items()}
        self._grid, self._years, self._held, self._unit_costs = grid, years, held, unit_costs
        self._costs: dict[str, Cost] = {}

    @property
    def years(self) -> list[int]:
        """Calendar years of the run."""
        return self._grid.years

    @cached_property
    def data(self) -> xarray.Dataset:  # type: ignore[override] # made when it is first read
        """Label the arrays as a stored run has them, without those of months."""
        costs = [self._cost_of(name) for name in self.strategy_ids]
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
            np.stack([np.moveaxis(cost.by_payer, -1, 0) for cost in costs]),
        )
        variables["present_value"] = (
            ("strategy", "future"),
            np.stack([cost.present_value for cost in costs]),
        )
        return xarray.Dataset(
            variables,
            coords={
                "strategy": self.strategy_ids,
                "year": self._grid.years,
                "fiscal_year": list(costs[0].fiscal_years),
                "payer": list(costs[0].payers),
            },
        )

    def values(self, strategy_id: str, name: str) -> np.ndarray:
        """One measure of one strategy: (future, year)."""
        if name == REVERSALS:
            return self._reversals(strategy_id)
        self._index(strategy_id)
        return np.asarray(self._years[strategy_id][_ROWS[name]])

    def bands(self, strategy_id: str, outcome: str) -> dict[str, Any]:
        """Quantiles by year of a strategy and the baseline."""
        both = np.stack([self.values(name, outcome).T for name in (BASELINE, strategy_id)])
        before, after = (
            dict(zip(QUANTILES, found.T.tolist(), strict=True)) for found in spread(both)
        )
        measure = MEASURES[_ROWS[outcome]]
        return {
            "unit": measure.unit,
            "label": measure.label,
            "years": self._grid.years,
            "baseline": before,
            "strategy": after,
        }

    def entry(self, strategy_id: str, period: tuple[int, int] | None = None) -> dict[str, Any]:
        """Say what one strategy did: its part of the summary.

        Raises
        ------
        InputError : the run has no such strategy, or does not cover the period.

        """
        if period is not None:
            return super().entry(strategy_id, period)
        self._index(strategy_id)
        names = (*OBJECTIVES, *RISKS, REVERSALS)
        compared = dict(zip(names, self._compared(strategy_id, names), strict=True))
        return {
            "id": strategy_id,
            "title": self.manifest["titles"][strategy_id],
            "finding": self.findings[strategy_id]["finding"],
            "outcomes": {name: compared[name] for name in OBJECTIVES},
            "risks": {name: compared[name] for name in (*RISKS, REVERSALS)},
            "cost": self._cost(strategy_id),
        }

    def _compared(self, strategy_id: str, names: Sequence[str]) -> list[dict[str, Any]]:
        """Set a strategy beside the baseline, in every measure at once."""
        before, after = (
            np.stack([self.values(who, name)[:, -SUMMARY_YEARS:].mean(1) for name in names])
            for who in (BASELINE, strategy_id)
        )
        change = after - before
        gain = change * np.array([_SIGNS[name] for name in names])[:, None]
        years = self._grid.years[-SUMMARY_YEARS:]
        found = zip(
            names,
            *(_named(spread(values)) for values in (before, after, change)),
            (gain < 0.0).mean(1).tolist(),
            (gain > 0.0).mean(1).tolist(),
            strict=True,
        )
        return [
            {
                "unit": _UNITS[name],
                "period": f"{years[0]}:{years[-1]}",
                "baseline": without,
                "strategy": with_it,
                "change": apart,
                "p_better": better,
                "p_worse": worse,
            }
            for name, without, with_it, apart, better, worse in found
        ]

    def _cost(self, strategy_id: str) -> dict[str, Any]:
        policy, cost = self._policies[strategy_id], self._cost_of(strategy_id)
        by_payer = np.ascontiguousarray(np.moveaxis(cost.by_payer, -1, 0)).sum(1)
        added, present, *payers = _named(
            spread(np.stack([by_payer.sum(1), cost.present_value, *by_payer.T]))
        )
        paid = np.any(by_payer, axis=0)
        return {
            "unit": "USD",
            "price_year": 2024,
            "added": added,
            "central": float(price(policy, self._planned(policy)).by_payer.sum()),
            "present_value": present,
            "by_payer": {
                payer: found
                for payer, found, pays in zip(cost.payers, payers, paid, strict=True)
                if pays
            },
        }

    def _cost_of(self, strategy_id: str) -> Cost:
        if strategy_id not in self._costs:
            policy = self._policies[strategy_id]
            held = self._held.get(strategy_id) or self._planned(policy)
            self._costs[strategy_id] = price(policy, held, self._unit_costs)
        return self._costs[strategy_id]

    def _planned(self, policy: Policy) -> Held:
        """Give what a policy holds above baseline where no trigger fires."""
        apart = policy.values_on(self._grid) - policy.baseline[:, None]
        return hold(apart, self._grid, policy.strategy.discount)


def spread(values: np.ndarray) -> np.ndarray:
    """Take the seven quantiles over futures, as `numpy.quantile` does and ten times faster.

    Parameters
    ----------
    values : (..., future)

    Returns
    -------
    (..., quantile) in the order of `QUANTILES`.

    """
    ordered = np.sort(values, axis=-1)
    last = values.shape[-1] - 1
    place = np.array(list(QUANTILES.values())) * last
    low = place.astype(int)
    share = place - low
    below, above = ordered[..., low], ordered[..., np.minimum(low + 1, last)]
    step = above - below
    return np.asarray(np.where(share < 0.5, below + step * share, above - step * (1.0 - share)))


def _named(found: np.ndarray) -> list[Quantiles]:
    return [dict(zip(QUANTILES, row, strict=True)) for row in found.tolist()]
