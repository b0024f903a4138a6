"""Budgets bound each fiscal year, part years in proportion."""

import dataclasses

import numpy as np
import pytest

from undercut.core.errors import StrategyError
from undercut.core.months import STATE, Grid, Month
from undercut.explore.policies import triggers_of
from undercut.strategy import Budget, Schedule, load_strategy, resolve
from undercut.strategy.budget import check_budget, highest_levels, share_over
from undercut.strategy.cost import added_cost, central_unit_costs, hold
from undercut.strategy.document import SETTLED, SETTLES_EVERY, Condition, Setting, Trigger
from undercut.strategy.policy import lay_out
from undercut.world import organizations
from undercut.world.outcomes import NAMES
from undercut.world.triggers import answer, at_rest


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


ALWAYS = Condition(above=True, threshold=0.0, months=1)


def trigger(*settings, fires=ALWAYS, releases=None, signal="host_consent"):
    """Set levers, each given with its level and ramp."""
    found = tuple(Setting(lever, level, ramp, str(level)) for lever, level, ramp in settings)
    return Trigger(signal, fires, releases, found)


def answering(limit, *triggers, **budget):
    return dataclasses.replace(strategy(limit, **budget), triggers=triggers)


def test_a_trigger_cannot_pass_the_budget_unseen():
    strikes = trigger(("training_capacity", 458.0, 0))
    for on_exceed in ("error", "warn"):
        policy = resolve(answering(200e6, strikes, on_exceed=on_exceed))
        (said,) = policy.warnings
        assert said.endswith(
            ": if its triggers fire, the strategy may add 225 million USD in fiscal year 2025; "
            "expected at most 150 million USD, within which its schedule alone stays (2 more "
            "fiscal years pass it). Largest: training_capacity 225 million USD."
        )
    check = check_budget(policy)
    assert check.ok
    assert check.peak == pytest.approx(100e6)
    assert check.to_json()["triggered"] == {
        "peak": pytest.approx(300e6),
        "peak_fiscal_year": 2025,
        "ok": False,
    }


def test_a_trigger_within_the_budget_or_without_one_is_not_warned_about():
    policy = resolve(answering(300e6, trigger(("training_capacity", 458.0, 0))))
    assert policy.warnings == ()
    assert check_budget(policy).triggered.ok
    free = dataclasses.replace(policy.strategy, budget=None)
    assert resolve(free).warnings == ()
    assert check_budget(lay_out(free)).triggered.peak == pytest.approx(300e6)
    assert check_budget(lay_out(strategy(300e6))).to_json()["triggered"] is None


def test_years_that_the_schedule_passes_already_are_not_blamed_on_triggers():
    policy = resolve(answering(50e6, trigger(("training_capacity", 458.0, 0)), on_exceed="warn"))
    assert len(policy.warnings) == 1
    assert ": the strategy adds 75 million USD in fiscal year 2025" in policy.warnings[0]
    assert not check_budget(policy).triggered.ok


def test_a_setting_that_saves_hides_nothing():
    dear = trigger(("training_capacity", 458.0, 0))
    saving = trigger(("training_capacity", 0.0, 0), ("precursor_control", 0.0, 0))
    alone = check_budget(lay_out(answering(1e9, dear))).triggered
    assert check_budget(lay_out(answering(1e9, dear, saving))).triggered == alone


def test_a_setting_counts_as_far_as_its_ramp_can_have_gone():
    policy = lay_out(answering(1e9, trigger(("training_capacity", 358.0, 4))))
    row = policy.levers.index("training_capacity")
    assert highest_levels(policy)[row, :5].tolist() == [283.0, 308.0, 333.0, 358.0, 358.0]


def held(policy, seen):
    """Levels in the strategy's months, as the engine sets them, from signals by month."""
    state, rows = at_rest(np, seen.shape[-1]), []
    for month in range(len(policy.grid)):
        state, levels = answer(
            np, state, triggers_of(policy), policy.values[:, month], seen[month], month
        )
        rows.append(levels)
    return np.stack(rows, axis=1)[:, policy.strategy.grid.first - policy.grid.first :]


@pytest.mark.parametrize("seed", range(5))
def test_no_future_costs_more_than_the_most_that_check_prices(seed):
    luck = np.random.default_rng(seed)
    threshold = Condition(above=True, threshold=0.4, months=int(luck.integers(1, 4)))
    back = Condition(above=False, threshold=0.3, months=2)
    triggers = [
        trigger(
            *(
                (lever, float(luck.uniform(0.0, 600.0)), int(luck.integers(0, 9)))
                for lever in ("training_capacity", "precursor_control")
            ),
            fires=threshold,
            releases=back if number else None,
        )
        for number in range(4)
    ]
    policy = lay_out(answering(1e9, *triggers, first="2025-06"))
    seen = luck.uniform(size=(len(policy.grid), len(NAMES), 50))
    assert (held(policy, seen) <= highest_levels(policy)[:, :, None] * (1 + 1e-12)).all()


def test_a_trigger_that_fires_at_once_costs_the_most_that_check_prices():
    both = trigger(("training_capacity", 358.0, 4), ("prevention", 0.0, 2))
    policy = lay_out(answering(1e9, both, first="2025-06"))
    levels, most = held(policy, np.ones((len(policy.grid), len(NAMES), 1))), highest_levels(policy)
    saved = policy.levers.index("prevention")
    assert levels[:, :, 0] == pytest.approx(
        np.where(np.arange(len(most))[:, None] == saved, levels[:, :, 0], most), rel=1e-12
    )
    assert (levels[saved, :, 0] < most[saved]).all()


def test_no_lever_saves_by_being_used():
    assert (central_unit_costs() >= 0.0).all()


def test_the_share_of_futures_over_a_limit_counts_part_years_in_part():
    policy = lay_out(strategy(100e6, first="2026-07", last="2027-06"))
    grid = Grid(STATE + 1, Month.parse("2027-12"))
    spent = np.array(
        [
            [0.0, 25e6, 100e6, 25e6],
            [0.0, 26e6, 100e6, 25e6],
            [0.0, 25e6, 100e6, 26e6],
            [0.0, 25e6, 101e6, 25e6],
            [0.0, 0.0, 0.0, 0.0],
        ]
    )
    assert share_over(policy, grid, spent) == 0.6
    planned = added_cost(policy, grid=grid).total.T
    assert share_over(policy, grid, planned) == 0.0
    assert share_over(policy, grid, planned * 1.001) == 1.0


def test_the_share_over_a_total_counts_what_the_baseline_costs():
    grid = Grid(STATE + 1, Month.parse("2026-12"))
    base = lay_out(load_strategy("baseline"))
    yearly = hold(base.baseline[:, None] * np.ones(24), grid, 0.0).by_year * central_unit_costs()
    whole = float(yearly.sum((1, 2)).max())
    policy = lay_out(strategy(whole + 100e6, basis="total"))
    planned = added_cost(policy, grid=grid).total.T
    assert share_over(policy, grid, planned) == 0.0
    assert share_over(policy, grid, planned * 1.001) == 1.0


@pytest.mark.parametrize(
    ("fires", "releases", "said"),
    [(3, None, "fires"), (4, 3, "is released"), (1, 2, "fires and is released"), (4, 4, "")],
)
def test_a_signal_that_moves_every_third_month_needs_four_for_two_readings(fires, releases, said):
    assert organizations.SETTLES_EVERY == SETTLES_EVERY
    found = trigger(
        ("training_capacity", 300.0, 0),
        fires=Condition(above=True, threshold=250.0, months=fires),
        releases=releases and Condition(above=False, threshold=200.0, months=releases),
        signal=SETTLED[0],
    )
    policy = resolve(dataclasses.replace(answering(1e9, found), budget=None))
    expected = (
        f"trigger 1 {said} by one reading: 'organizations' moves only every 3 months. "
        "'for: 4 months' asks for a second."
    )
    assert policy.warnings == ((expected,) if said else ())
    other = dataclasses.replace(found, signal="us_prisoners")
    assert resolve(dataclasses.replace(answering(1e9, other), budget=None)).warnings == ()
