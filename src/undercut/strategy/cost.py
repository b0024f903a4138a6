"""What a strategy costs on top of baseline, in constant 2024 USD.

Start with `added_cost`. A lever held one unit above baseline for a month costs a twelfth of its
unit cost; below baseline it saves as much, and savings count against the rest. Unit costs come from
the catalog: marginal where it has one, else average, and `Cost.kinds` says which. Fiscal years run
from October to September. Present values stand at the end of the month of the start state; money is
taken as spent in the middle of its month.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from undercut.core.months import STATE, Grid
from undercut.evidence.catalog import load_catalog
from undercut.strategy.policy import Policy


@dataclass(frozen=True)
class Cost:
    """Added cost by fiscal year, lever and payer.

    Attributes
    ----------
    fiscal_years : years that the months touch; the first and the last may be part years.
    levers : all levers, in the order of the catalog.
    payers : all payers of the catalog, in a fixed order.
    kinds : what each lever's unit cost is: marginal, average, budget or contract.
    by_lever : (fiscal_year, lever, future) USD, undiscounted.
    by_payer : (fiscal_year, payer, future) USD, undiscounted.
    total : (fiscal_year, future) USD, undiscounted.
    present_value : (future,) USD, over all months.
    present_value_by_lever : (lever, future) USD, over all months.
    discount : yearly rate of the present values.

    """

    fiscal_years: tuple[int, ...]
    levers: tuple[str, ...]
    payers: tuple[str, ...]
    kinds: Mapping[str, str]
    by_lever: np.ndarray
    by_payer: np.ndarray
    total: np.ndarray
    present_value: np.ndarray
    present_value_by_lever: np.ndarray
    discount: float

    def to_json(self) -> dict[str, Any]:
        """Give the cost of the first future as plain data, without levers that cost nothing."""
        levers = [row for row in range(len(self.levers)) if np.any(self.by_lever[:, row, 0])]
        return {
            "unit": "USD",
            "price_year": 2024,
            "added": float(self.total[:, 0].sum()),
            "present_value": float(self.present_value[0]),
            "discount": self.discount,
            "by_fiscal_year": {
                str(year): float(self.total[index, 0])
                for index, year in enumerate(self.fiscal_years)
            },
            "by_payer": {
                payer: float(self.by_payer[:, index, 0].sum())
                for index, payer in enumerate(self.payers)
                if np.any(self.by_payer[:, index, 0])
            },
            "by_lever": {
                self.levers[row]: {
                    "added": float(self.by_lever[:, row, 0].sum()),
                    "present_value": float(self.present_value_by_lever[row, 0]),
                    "peak": max(self.by_lever[:, row, 0].tolist(), key=abs),
                    "unit_cost": self.kinds[self.levers[row]],
                }
                for row in levers
            },
        }


@cache
def central_unit_costs() -> np.ndarray:
    """Central unit costs: (lever, 1) USD of 2024 per unit held for a year; read-only, shared."""
    costs = np.array([[lever.unit_cost_2024[1]] for lever in load_catalog().levers.values()])
    costs.flags.writeable = False
    return costs


@dataclass(frozen=True)
class Held:
    """How long levels are held, which is all that a price needs to know of them.

    Attributes
    ----------
    fiscal_years : years that the months touch.
    by_year : (fiscal_year, lever, future) level times years held, in each lever's unit; one future
        where all hold the same levels.
    present : (lever, future) the same over all months, discounted.

    """

    fiscal_years: tuple[int, ...]
    by_year: np.ndarray
    present: np.ndarray


def hold(apart: np.ndarray, grid: Grid, discount: float) -> Held:
    """Add levels up over fiscal years, and discounted over all months.

    Parameters
    ----------
    apart : (lever, month), or (lever, month, future) where futures differ, in each lever's unit:
        levels above zero, such as what lies above baseline.
    grid : the months.
    discount : yearly rate.

    """
    levels = apart if apart.ndim == 3 else apart[:, :, None]
    years = grid.year_of(fiscal=True)
    fiscal_years = tuple(int(year) for year in np.unique(years))
    elapsed = (np.arange(len(grid)) + (grid.first - STATE - 1) + 0.5) / 12.0
    worth = (1.0 + discount) ** -elapsed
    by_year = np.zeros((len(fiscal_years), levels.shape[0], levels.shape[2]))
    present = np.zeros(by_year.shape[1:])
    # Month by month: a reduction could add in another order for another number of futures, and
    # `np.add.accumulate`, which could not, takes ten times as long from 64 futures on.
    for month, year in enumerate(years):
        by_year[fiscal_years.index(int(year))] += levels[:, month]
        present += levels[:, month] * worth[month]
    return Held(fiscal_years, by_year / 12.0, present / 12.0)


def added_cost(
    policy: Policy, unit_costs: np.ndarray | None = None, grid: Grid | None = None
) -> Cost:
    """Price what a policy adds to baseline; triggers that it may have are taken never to fire.

    Parameters
    ----------
    policy : levels by lever and month.
    unit_costs : (lever, future) USD of 2024 per unit held for a year; the central ones when None.
    grid : months to price; the policy's own when None. After its own months a policy holds its
        last level.

    """
    grid = grid or policy.grid
    apart = policy.values_on(grid) - policy.baseline[:, None]
    return price(policy, hold(apart, grid, policy.strategy.discount), unit_costs)


def price(policy: Policy, held: Held, unit_costs: np.ndarray | None = None) -> Cost:
    """Price levels that are held.

    Parameters
    ----------
    policy : whose levers, and whose discount rate.
    held : the levels.
    unit_costs : as in `added_cost`.

    """
    catalog = load_catalog().levers
    costs = central_unit_costs() if unit_costs is None else unit_costs
    fiscal_years = held.fiscal_years
    by_lever = held.by_year * costs
    present = held.present * costs

    payers = tuple(sorted({lever.payer for lever in catalog.values()}))
    futures = by_lever.shape[2]
    by_payer = np.zeros((len(fiscal_years), len(payers), futures))
    total = np.zeros((len(fiscal_years), futures))
    present_value = np.zeros(futures)
    # Lever by lever, for the same reason as in `hold`.
    for row, lever in enumerate(catalog.values()):
        by_payer[:, payers.index(lever.payer)] += by_lever[:, row]
        total += by_lever[:, row]
        present_value += present[row]
    return Cost(
        fiscal_years=fiscal_years,
        levers=policy.levers,
        payers=payers,
        kinds={name: lever.unit_cost.kind for name, lever in catalog.items()},
        by_lever=by_lever,
        by_payer=by_payer,
        total=total,
        present_value=present_value,
        present_value_by_lever=present,
        discount=policy.strategy.discount,
    )
