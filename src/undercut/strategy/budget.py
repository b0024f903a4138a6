"""Hold what a policy costs against its strategy's budget, fiscal year by fiscal year.

Start with `check_budget`. Central unit costs are used. A fiscal year of which the strategy covers
only some months has that share of the yearly limit.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from undercut.core.errors import Problem
from undercut.strategy.cost import Cost, hold, price
from undercut.strategy.policy import Policy

TOLERANCE = 1e-9
"""Share of the limit by which rounding may pass it."""

NAMED = 3
"""Levers that a message about an exceeded budget names."""


@dataclass(frozen=True)
class BudgetCheck:
    """How a policy stands against its budget.

    Attributes
    ----------
    limit : USD of 2024 a year, or None without a budget.
    basis : whether cost added to baseline or the total of all levers is bounded.
    peak : highest cost of a fiscal year, as a yearly rate: USD of 2024 a year.
    peak_year : the fiscal year of the peak, the first of equals.
    ok : whether no fiscal year passes its limit.
    problem : what to say where one does.

    """

    limit: float | None
    basis: str
    peak: float
    peak_year: int
    ok: bool
    problem: Problem | None

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
        }


def check_budget(policy: Policy) -> BudgetCheck:
    """Compare the cost of each fiscal year with the budget."""
    strategy = policy.strategy
    budget = strategy.budget
    basis = budget.basis if budget else "added"
    levels = policy.values_on(strategy.grid)
    if basis == "added":
        levels = levels - policy.baseline[:, None]
    cost = price(policy, hold(levels, strategy.grid, strategy.discount))
    years = strategy.grid.year_of(fiscal=True)
    shares = np.array([np.sum(years == year) for year in cost.fiscal_years]) / 12.0
    rates = cost.total[:, 0] / shares
    row = int(np.flatnonzero(rates >= rates.max() - TOLERANCE * abs(rates.max()))[0])
    limit = budget.limit if budget else None
    over = rates > limit * (1.0 + TOLERANCE) if limit is not None else np.zeros(len(rates), bool)
    problem = None
    if limit is not None and over.any():
        problem = _problem(policy, cost, row, limit * shares[row], int(over.sum()) - 1)
    return BudgetCheck(
        limit, basis, float(rates[row]), cost.fiscal_years[row], not over.any(), problem
    )


def _problem(policy: Policy, cost: Cost, row: int, limit: float, others: int) -> Problem:
    """Say which fiscal year passes the limit, by how much, and through which levers."""
    spent = cost.by_lever[row, :, 0]
    largest = [index for index in np.argsort(-spent, kind="stable")[:NAMED] if spent[index] > 0]
    names = ", ".join(f"{cost.levers[index]} {_usd(spent[index])}" for index in largest)
    more = f" ({others} more fiscal years pass it)" if others > 1 else ""
    more = " (one more fiscal year passes it)" if others == 1 else more
    verb = "adds" if policy.strategy.budget and policy.strategy.budget.basis == "added" else "costs"
    message = (
        f"the strategy {verb} {_usd(cost.total[row, 0])} in fiscal year "
        f"{cost.fiscal_years[row]}; expected at most {_usd(limit)}{more}."
    )
    return policy.strategy.document.problem(
        ("budget", "limit"), message, f"Largest: {names}." if names else ""
    )


def _usd(amount: float) -> str:
    """Write money with four significant digits, so that a limit and its excess read apart."""
    for scale, name in ((1e9, "billion"), (1e6, "million")):
        if abs(amount) >= scale:
            return f"{amount / scale:.4g} {name} USD"
    return f"{amount:,.4g} USD"
