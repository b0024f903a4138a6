"""Budgets bound each fiscal year, part years in proportion."""

import dataclasses

import pytest

from undercut.core.errors import StrategyError
from undercut.core.months import Grid, Month
from undercut.strategy import Budget, Schedule, load_strategy, resolve
from undercut.strategy.budget import check_budget
from undercut.strategy.policy import lay_out


def strategy(limit, *, first="2025-01", last="2026-12", **budget):
    """Add 100 million USD a year through training, which costs a dollar a dollar, at once."""
    grid = Grid(Month.parse(first), Month.parse(last))
    schedule = Schedule("training_capacity", 258.0, grid.first, 0, None, "258")
    return dataclasses.replace(
        load_strategy("baseline"),
        id="one",
        grid=grid,
        levers={"training_capacity": schedule},
        budget=Budget(limit, **budget),
    )


def test_part_years_at_both_ends_have_their_share_of_the_limit():
    check = check_budget(lay_out(strategy(100e6)))
    assert check.ok
    assert check.peak == pytest.approx(100e6)
    assert not check_budget(lay_out(strategy(99.9e6))).ok


def test_the_first_months_count_from_the_strategy_s_start():
    late = check_budget(lay_out(strategy(100e6, first="2026-07")))
    assert late.ok
    assert late.peak == pytest.approx(100e6)
    assert late.peak_year == 2026


def test_a_part_year_names_its_part_of_the_limit():
    policy = lay_out(strategy(50e6, first="2026-10", last="2026-12"))
    assert str(check_budget(policy).problem).endswith(
        "the strategy adds 25 million USD in fiscal year 2027; expected at most 12.5 million USD. "
        "Largest: training_capacity 25 million USD."
    )


def test_the_total_basis_counts_baseline_spending_too():
    check = check_budget(lay_out(strategy(1e9, basis="total")))
    assert check.peak > 20e9
    assert not check.ok
    assert "the strategy costs " in str(check.problem)


def test_an_exceeded_budget_is_an_error_or_a_warning_as_the_strategy_says():
    with pytest.raises(StrategyError, match=r"fiscal year 2025; expected at most 37\.5 million"):
        resolve(strategy(50e6))
    policy = resolve(strategy(50e6, on_exceed="warn"))
    assert len(policy.warnings) == 1
    assert "75 million USD in fiscal year 2025" in policy.warnings[0]


def test_savings_count_against_other_levers():
    spender = strategy(60e6)
    saver = Schedule("precursor_control", 50.0, spender.grid.first, 0, None, "50")
    both = dataclasses.replace(spender, levers={**spender.levers, "precursor_control": saver})
    assert check_budget(lay_out(both)).peak == pytest.approx(50e6)
    assert check_budget(lay_out(both)).ok


def test_without_a_budget_nothing_is_bounded():
    check = check_budget(lay_out(dataclasses.replace(strategy(1.0), budget=None)))
    assert check.ok
    assert check.to_json()["limit"] is None
