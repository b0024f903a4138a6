"""Policy: levels over time follow the ramp that the documentation promises."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercut.core.months import STATE, Grid, Month
from undercut.strategy import Schedule, load_strategy, resolve
from undercut.strategy.policy import lay_out, levels

GRID = Grid(STATE + 1, Month.parse("2029-12"))


def schedule(target, start="2025-01", ramp=4, until=None):
    until = Month.parse(until) if until else None
    return Schedule("treatment", target, Month.parse(start), ramp, until, str(target))


def test_the_first_month_has_gone_one_step_and_the_last_of_the_ramp_is_there():
    found = levels(schedule(8.0, "2025-03"), 4.0, GRID)
    assert found[:8].tolist() == [4, 4, 5, 6, 7, 8, 8, 8]


@pytest.mark.parametrize("ramp", [0, 1])
def test_without_a_ramp_the_first_month_is_there(ramp):
    assert levels(schedule(8.0, "2025-02", ramp), 4.0, GRID)[:3].tolist() == [4, 8, 8]


def test_until_is_the_last_month_before_the_way_back_with_the_same_ramp():
    found = levels(schedule(8.0, ramp=2, until="2025-04"), 4.0, GRID)
    assert found[:8].tolist() == [6, 8, 8, 8, 6, 4, 4, 4]


def test_a_way_back_starts_from_where_an_unfinished_ramp_stood():
    found = levels(schedule(8.0, ramp=4, until="2025-02"), 4.0, GRID)
    assert found[:8].tolist() == [5, 6, 5.5, 5, 4.5, 4, 4, 4]


@given(
    target=st.floats(0, 1e7),
    baseline=st.floats(0, 1e7),
    start=st.integers(0, 40),
    ramp=st.integers(0, 80),
    hold=st.none() | st.integers(0, 30),
)
def test_a_level_never_leaves_the_span_from_baseline_to_target(target, baseline, start, ramp, hold):
    first = GRID.first + start
    until = None if hold is None else first + hold
    found = levels(Schedule("treatment", target, first, ramp, until, ""), baseline, GRID)
    low, high = sorted((baseline, target))
    slack = 1e-12 * high
    assert found.min() >= low - slack
    assert found.max() <= high + slack
    assert np.all(found[:start] == baseline)


def test_levers_that_are_not_named_or_stay_at_one_times_baseline_are_unchanged():
    policy = resolve(load_strategy("support-not-supplant"))
    unchanged = {"border_patrol_support", "boat_strikes", "unilateral_strikes", "leader_removal"}
    assert not unchanged & set(policy.changed)
    assert not {"host_deployment", "domestic_enforcement"} & set(policy.changed)
    assert len(policy.changed) == 18


def test_the_baseline_changes_nothing_and_covers_every_lever_and_month():
    policy = resolve(load_strategy("baseline"))
    assert policy.changed == []
    assert policy.values.shape == (24, 180)
    assert policy.values.dtype == np.float64
    assert np.all(policy.values == policy.baseline[:, None])


def test_a_policy_starts_after_the_start_state_however_late_its_strategy_starts():
    strategy = load_strategy("demand-first")
    late = dataclasses.replace(strategy, grid=Grid(Month.parse("2028-01"), strategy.grid.last))
    assert lay_out(late).grid.first == STATE + 1


def test_on_other_months_a_policy_is_baseline_before_and_its_last_level_after():
    policy = resolve(load_strategy("demand-first"))
    longer = Grid(Month.parse("2024-01"), Month.parse("2040-12"))
    found = policy.values_on(longer)
    assert np.all(found[:, :12] == policy.baseline[:, None])
    assert np.all(found[:, -12:] == policy.values[:, -1:])
    assert np.all(found[:, 12:-12] == policy.values)
