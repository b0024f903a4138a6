"""Hold what a policy costs against its strategy's budget, fiscal year by fiscal year.

Start with `check_budget`. Central unit costs are used. A fiscal year of which the strategy covers
only some months has that share of the yearly limit. What the schedule costs and what triggers could
add to it are told apart: the first is sure, the second is the most that any future could cost.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from undercut.core.errors import Problem
from undercut.core.months import Grid
from undercut.strategy.cost import Cost, hold, price
from undercut.strategy.policy import Policy

TOLERANCE = 1e-9
"""Share of the limit by which rounding may pass it."""

NAMED = 3
"""Levers that a message about an exceeded budget names."""


@dataclass(frozen=True)
class Triggered:
    """The most that a policy can cost when its triggers fire.

    Attributes
    ----------
    peak, peak_year, ok : as of `BudgetCheck`.
    problem : what to say where only triggers would pass the limit of a fiscal year.

    """

    peak: float
    peak_year: int
    ok: bool
    problem: Problem | None

    def to_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {"peak": self.peak, "peak_fiscal_year": self.peak_year, "ok": self.ok}


@dataclass(frozen=True)
class BudgetCheck:
    """How a policy's schedule stands against its budget.

    Attributes
    ----------
    limit : USD of 2024 a year, or None without a budget.
    basis : whether cost added to baseline or the total of all levers is bounded.
    peak : highest cost of a fiscal year, as a yearly rate: USD of 2024 a year.
    peak_year : the fiscal year of the peak, the first of equals.
    ok : whether no fiscal year passes its limit.
    problem : what to say where one does.
    triggered : the same if triggers fire; None without triggers.

    """

    limit: float | None
    basis: str
    peak: float
    peak_year: int
    ok: bool
    problem: Problem | None
    triggered: Triggered | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the check as plain data."""
        return {
            "limit": self.limit,
            "peak": self.peak,
            "peak_fiscal_year": self.peak_year,
            "basis": self.basis,
            "unit": "USD/year",
            "price_year": 2024,
            "ok": self.ok,
            "triggered": None if self.triggered is None else self.triggered.to_json(),
        }


def check_budget(policy: Policy) -> BudgetCheck:
    """Compare the cost of each fiscal year with the budget."""
    strategy = policy.strategy
    budget = strategy.budget
    limit = budget.limit if budget else None
    planned = _Spending(policy, policy.values_on(strategy.grid))
    over = planned.over(limit)
    problem, triggered = None, None
    if over.any():
        problem = planned.problem(over, "the strategy {adds}", "")
    if strategy.triggers:
        most = _Spending(policy, highest_levels(policy))
        more = most.over(limit) & ~over
        said = None
        if more.any():
            said = most.problem(
                more,
                "if its triggers fire, the strategy may {add}",
                ", within which its schedule alone stays",
            )
        triggered = Triggered(*most.peak, not most.over(limit).any(), said)
    basis = budget.basis if budget else "added"
    return BudgetCheck(limit, basis, *planned.peak, not over.any(), problem, triggered)


def highest_levels(policy: Policy) -> np.ndarray:
    """Highest level that each lever can stand at, whatever fires: (lever, month of the strategy).

    Every setting is taken on from the first month, along its ramp, and where several act on one
    lever the highest counts. As no lever saves by being used, no future costs more.
    """
    strategy = policy.strategy
    levels = policy.values_on(strategy.grid)
    steps = np.arange(1, len(strategy.grid) + 1)
    for setting in (item for trigger in strategy.triggers for item in trigger.settings):
        row = policy.levers.index(setting.lever)
        taken = np.minimum(steps / max(setting.ramp, 1), 1.0)
        levels[row] += taken * np.maximum(setting.level - levels[row], 0.0)
    return levels


def share_over(policy: Policy, grid: Grid, added: np.ndarray) -> float:
    """Share of futures in which some fiscal year passes the budget.

    Parameters
    ----------
    policy : with a budget.
    grid : the months that were run; after its own a policy holds its last level.
    added : (future, fiscal_year) USD of 2024 added to baseline, at each future's unit costs. What
        `basis: total` counts besides, the baseline's own cost, is taken at central unit costs.

    """
    budget = policy.strategy.budget
    assert budget is not None, "there is a limit to pass"
    years = grid.year_of(fiscal=True)
    acts = np.arange(len(grid)) >= policy.strategy.grid.first - grid.first
    shares = np.array([np.sum(acts & (years == year)) for year in np.unique(years)]) / 12.0
    limits = budget.limit * shares * (1.0 + TOLERANCE)
    if budget.basis == "total":
        levels = policy.baseline[:, None] * acts
        limits = limits - price(policy, hold(levels, grid, 0.0)).total[:, 0]
    return float(np.mean(np.any((added > limits) & (shares > 0.0), axis=1)))


class _Spending:
    """What levels cost, by fiscal year of the strategy, at central unit costs."""

    def __init__(self, policy: Policy, levels: np.ndarray) -> None:
        self.policy = policy
        strategy = policy.strategy
        self.is_total = strategy.budget is not None and strategy.budget.basis == "total"
        if not self.is_total:
            levels = levels - policy.baseline[:, None]
        self.cost: Cost = price(policy, hold(levels, strategy.grid, strategy.discount))
        years = strategy.grid.year_of(fiscal=True)
        self.shares = np.array([np.sum(years == year) for year in self.cost.fiscal_years]) / 12.0
        self.rates = self.cost.total[:, 0] / self.shares

    @property
    def peak(self) -> tuple[float, int]:
        """Highest yearly rate, and the fiscal year of it."""
        row = self._highest(np.ones(len(self.rates), bool))
        return float(self.rates[row]), self.cost.fiscal_years[row]

    def over(self, limit: float | None) -> np.ndarray:
        """Whether each fiscal year passes the limit."""
        if limit is None:
            return np.zeros(len(self.rates), bool)
        return np.asarray(self.rates > limit * (1.0 + TOLERANCE))

    def problem(self, over: np.ndarray, opening: str, aside: str) -> Problem:
        """Say which fiscal year passes the limit, by how much, and through which levers."""
        strategy = self.policy.strategy
        assert strategy.budget is not None, "there is a limit to pass"
        row, others = self._highest(over), int(over.sum()) - 1
        spent, limit = self.cost.total[row, 0], strategy.budget.limit * self.shares[row]
        by_lever = self.cost.by_lever[row, :, 0]
        largest = [i for i in np.argsort(-by_lever, kind="stable")[:NAMED] if by_lever[i] > 0]
        names = ", ".join(f"{self.cost.levers[i]} {_usd(by_lever[i])}" for i in largest)
        more = f" ({others} more fiscal years pass it)" if others > 1 else ""
        more = " (one more fiscal year passes it)" if others == 1 else more
        verbs = ("costs", "cost") if self.is_total else ("adds", "add")
        message = (
            f"{opening.format(adds=verbs[0], add=verbs[1])} {_usd(spent)} in fiscal year "
            f"{self.cost.fiscal_years[row]}; expected at most {_usd(limit)}{aside}{more}."
        )
        return strategy.document.problem(
            ("budget", "limit"), message, f"Largest: {names}." if names else ""
        )

    def _highest(self, among: np.ndarray) -> int:
        """Row of the highest rate, the first of equals."""
        rates = np.where(among, self.rates, -np.inf)
        return int(np.flatnonzero(rates >= rates.max() - TOLERANCE * abs(rates.max()))[0])


def _usd(amount: float) -> str:
    """Write money with four significant digits, so that a limit and its excess read apart."""
    for scale, name in ((1e9, "billion"), (1e6, "million")):
        if abs(amount) >= scale:
            return f"{amount / scale:.4g} {name} USD"
    return f"{amount:,.4g} USD"
