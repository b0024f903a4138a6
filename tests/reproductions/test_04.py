"""Reproductions of `models/04`: demand, shortage, pass-through, landed cost, recovery.

Each calls a function of market or supply at the published settings. Left out: MK-1 to MK-6 need
light and heavy users of cocaine, which the world does not have; MK-7 to MK-9, MK-15 and MK-16 are
arithmetic on constants; MK-17 and MK-18 are published only.
"""

import numpy as np
import pytest

from undercut.core import draws
from undercut.fit.priors import draw_sector
from undercut.world import market, supply

ONE = np.ones(1)
EACH = np.ones((4, 1))


def parameters(elasticity, **changes):
    """Draw a market, and let makers send nothing beyond capacity and keep the dose."""
    drawn = draw_sector("market", market.MarketParameters, draws.keys(0, np.arange(1)))
    fixed = {
        "price_elasticity_short": elasticity * EACH,
        "price_elasticity_long": 0.0 * EACH,
        "supply_elasticity": np.zeros((2, 1)),
        "dose_share_first": np.zeros((2, 1)),
        "dose_share_later": np.zeros((2, 1)),
    }
    return drawn._replace(**(fixed | changes))


def ordered(p, price=1.0, capacity=1.0):
    """Run the orders of a month at a retail price and a capacity over the start."""
    state = market.init(np, p, 0.0 * EACH, ONE)._replace(retail=np.log(price) * EACH)
    inputs = market.OrdersInputs(EACH, 0.0 * EACH, np.ones((2, 1)), capacity * EACH)
    return market.orders(np, state, inputs, p)


@pytest.mark.parametrize(("elasticity", "use"), [(0.25, 0.760), (0.5, 0.577), (0.9, 0.372)])
def test_mk_10_use_at_three_times_the_price(elasticity, use):
    _, signals = ordered(parameters(elasticity), price=3.0)
    assert signals.demand_ratio[0, 0] == pytest.approx(use, abs=1e-3)


@pytest.mark.parametrize(
    ("elasticity", "price", "revenue"),
    [(0.25, 1.524, 1.372), (0.5, 1.235, 1.111), (0.9, 1.124, 1.012)],
)
def test_mk_11_a_tenth_less_raises_revenue_when_demand_is_inelastic(elasticity, price, revenue):
    state, _ = ordered(parameters(elasticity), capacity=0.9)
    risen = np.exp(state.markup[0, 0])
    used = state.wanted[2, 0] / state.anchors.wanted[2, 0]
    assert risen == pytest.approx(price, abs=1e-3)
    assert risen * used == pytest.approx(revenue, abs=1e-3)


@pytest.mark.parametrize(("omega", "price"), [(0.0, 75.0), (1.0, 50.0)])
def test_mk_12_halving_the_seller_price_passes_on_in_dollars_or_in_percent(omega, price):
    rise = market.passed_on(np, np.log(0.5 * ONE), 0.5 * ONE, omega * ONE)
    assert 100.0 * np.exp(rise[0]) == pytest.approx(price, rel=1e-12)


def test_mk_13_doubling_seizure_at_import_costs_an_eighth_of_the_landed_price():
    p = parameters(0.5)
    inputs = market.SalesInputs(EACH, EACH, 0.2 * EACH, EACH, np.ones((2, 1)), ONE)
    anchors = market.init(np, p, 0.1 * EACH, ONE).anchors
    landed = market.landed_cost(np, inputs, p, anchors)
    assert landed == pytest.approx(1.125, rel=1e-12)
    retail = market.passed_on(np, np.log(landed), 0.12, 0.0)
    assert np.exp(retail) == pytest.approx(1.015, abs=1e-3)


@pytest.mark.parametrize(("fold", "start", "end", "months"), [(7.82, 0.5, 0.05, 18.0)])
def test_mk_14_harm_is_back_after_eighteen_months(fold, start, end, months):
    half_life = fold * np.log(2.0) / 12.0
    left = 1.0 - supply.recovered(1.0 - start, half_life, months / 12.0)
    assert left == pytest.approx(end, abs=1e-3)
