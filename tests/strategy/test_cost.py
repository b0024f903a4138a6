"""Cost: what a strategy adds to baseline, by year, payer and lever."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from undercut.core.months import Grid, Month
from undercut.evidence.catalog import load_catalog
from undercut.strategy import load_strategy, resolve, shipped
from undercut.strategy.cost import added_cost, central_unit_costs, hold

RIVALS = [name for name in shipped() if name != "baseline"]
FULL = -2
"""The last whole fiscal year of the shipped strategies."""

BY_LEVER = {
    "support-not-supplant": {
        "maritime_interdiction": 140400000,
        "isr_cueing": 95436000,
        "port_inspection": 216000000,
        "eradication": 39214700,
        "aml_enforcement": 129792500,
        "sanctions": 43125000,
        "asset_forfeiture": 44250000,
        "network_arrests": 215280000,
        "extradition": 38720000,
        "gun_trafficking_enforcement": 210000000,
        "precursor_control": 150000000,
        "treatment": 779000000,
        "harm_reduction": 150000000,
        "prevention": 105000000,
        "training_capacity": 100000000,
        "rule_of_law": 408000000,
        "recruitment_prevention": 127200000,
        "multilateral_pressure": 12500000,
    },
    "interdiction-only": {
        "maritime_interdiction": 680400000,
        "isr_cueing": 412236000,
        "port_inspection": 1501200000,
        "border_patrol_support": 405000000,
    },
    "military-campaign": {
        "boat_strikes": 980000000,
        "unilateral_strikes": 882000000,
        "leader_removal": 244800000,
        "isr_cueing": 293436000,
        "border_patrol_support": 607500000,
    },
    "demand-first": {
        "treatment": 2214000000,
        "harm_reduction": 300000000,
        "prevention": 483000000,
    },
    "institutions-first": {
        "rule_of_law": 1473084000,
        "training_capacity": 350000000,
        "recruitment_prevention": 498200000,
        "network_arrests": 169280000,
        "extradition": 38720000,
        "aml_enforcement": 178042500,
        "sanctions": 25875000,
        "asset_forfeiture": 44250000,
        "gun_trafficking_enforcement": 210000000,
        "multilateral_pressure": 12500000,
    },
}
"""Added cost at full build-up as worked out by hand when the strategies were chosen, USD a year."""


@pytest.fixture(params=RIVALS)
def policy(request):
    return resolve(load_strategy(request.param))


def test_the_five_rivals_cost_the_same_at_full_build_up(policy):
    assert added_cost(policy).total[FULL, 0] == pytest.approx(3.0e9, rel=0.05)


def test_each_lever_costs_what_was_worked_out_by_hand(policy):
    cost = added_cost(policy)
    found = {
        lever: float(cost.by_lever[FULL, row, 0])
        for row, lever in enumerate(cost.levers)
        if cost.by_lever[FULL, row, 0]
    }
    expected = BY_LEVER[policy.strategy.id]
    assert found == pytest.approx(expected, rel=1e-9)


def test_payers_and_levers_add_up_to_the_total(policy):
    cost = added_cost(policy)
    assert cost.by_payer.sum(1) == pytest.approx(cost.total, rel=1e-12)
    assert cost.by_lever.sum(1) == pytest.approx(cost.total, rel=1e-12)
    assert cost.present_value_by_lever.sum(0) == pytest.approx(cost.present_value, rel=1e-12)


def test_the_baseline_costs_nothing():
    cost = added_cost(resolve(load_strategy("baseline")))
    assert not cost.total.any()
    assert cost.to_json()["by_lever"] == {}


def test_fiscal_years_run_from_october():
    cost = added_cost(resolve(load_strategy("demand-first")))
    assert cost.fiscal_years == tuple(range(2025, 2041))
    # Kits start in 2026-01 with a ramp of six months: fiscal year 2026 has 1/6 .. 6/6, then three.
    row = cost.levers.index("harm_reduction")
    full = BY_LEVER["demand-first"]["harm_reduction"]
    assert cost.by_lever[0, row, 0] == 0
    assert cost.by_lever[1, row, 0] == pytest.approx(full * (sum(range(1, 7)) / 6 + 3) / 12)
    assert cost.by_lever[-1, row, 0] == pytest.approx(full * 3 / 12)


def test_present_value_is_the_sum_of_months_at_the_strategy_s_rate():
    strategy = load_strategy("interdiction-only")
    policy = resolve(strategy)
    months = np.arange(policy.values.shape[1])
    apart = policy.values - policy.baseline[:, None]
    monthly = (apart * central_unit_costs()).sum(0) / 12
    expected = (monthly * 1.03 ** (-(months + 0.5) / 12)).sum()
    assert added_cost(policy).present_value[0] == pytest.approx(expected, rel=1e-12)
    undiscounted = resolve(dataclasses.replace(strategy, discount=0.0))
    cost = added_cost(undiscounted)
    assert cost.present_value[0] == pytest.approx(cost.total.sum(), rel=1e-12)


def test_drawn_unit_costs_scale_each_future_alone(policy):
    central = central_unit_costs()
    drawn = central * np.array([[0.5, 1.0, 2.0]])
    cost = added_cost(policy, drawn)
    alone = added_cost(policy)
    assert cost.total.shape == (16, 3)
    assert cost.by_payer.shape == (16, 3, 3)
    assert cost.present_value == pytest.approx(alone.present_value[0] * np.array([0.5, 1, 2]))


def test_a_future_costs_the_same_bytes_in_any_batch(policy):
    drawn = central_unit_costs() * np.random.default_rng(1).lognormal(0, 0.5, (24, 9))
    whole = added_cost(policy, drawn)
    for future in range(9):
        alone = added_cost(policy, drawn[:, future : future + 1])
        assert np.array_equal(alone.by_payer[..., 0], whole.by_payer[..., future])
        assert alone.present_value[0] == whole.present_value[future]


@pytest.mark.parametrize("futures", [1, 7, 64])
def test_months_add_up_one_after_the_other_for_any_number_of_futures(futures):
    grid = Grid(Month.parse("2025-01"), Month.parse("2027-12"))
    sizes = np.random.default_rng(futures).lognormal(0.0, 4.0, (3, 36, futures))
    apart = sizes * np.random.default_rng(1).choice([-1.0, 1.0], sizes.shape)
    held = hold(apart, grid, 0.03)
    worth = 1.03 ** -((np.arange(36) + 0.5) / 12.0)
    firsts = [0, 9, 21, 33, 36]
    for row, (start, stop) in enumerate(pairwise(firsts)):
        assert np.array_equal(
            held.by_year[row], np.add.accumulate(apart[:, start:stop], axis=1)[:, -1] / 12.0
        )
    whole = np.add.accumulate(apart * worth[:, None], axis=1)[:, -1] / 12.0
    assert np.array_equal(held.present, whole)


def test_the_central_unit_costs_that_all_share_cannot_be_changed():
    assert central_unit_costs() is central_unit_costs()
    with pytest.raises(ValueError, match="read-only"):
        central_unit_costs()[0] = 1.0


def test_a_run_may_be_priced_on_months_that_the_policy_does_not_have(policy):
    longer = added_cost(policy, grid=Grid(policy.grid.first, Month.parse("2041-12")))
    assert longer.fiscal_years[-1] == 2042
    assert longer.total[-2] == pytest.approx(longer.total[FULL - 1])


def test_less_than_baseline_saves():
    strategy = load_strategy("demand-first")
    schedule = dataclasses.replace(strategy.levers["treatment"], target=1_000_000.0)
    less = resolve(dataclasses.replace(strategy, levers={"treatment": schedule}))
    assert added_cost(less).total[FULL, 0] == pytest.approx(-350_000 * 8200)


def test_the_cost_says_what_kind_of_unit_cost_it_used():
    cost = added_cost(resolve(load_strategy("institutions-first"))).to_json()
    assert cost["by_lever"]["training_capacity"]["unit_cost"] == "budget"
    assert cost["by_lever"]["rule_of_law"]["unit_cost"] == "average"
    assert cost["price_year"] == 2024


def test_central_unit_costs_lie_within_their_range():
    for lever in load_catalog().levers.values():
        low, value, high = lever.unit_cost_2024
        assert low <= value <= high
