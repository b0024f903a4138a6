"""Reproductions of `models/08`: laundering channels, wealth, and what money buys.

Each calls a function of the money sector at the published settings. Left out: MO-2 to MO-4 and
MO-13 are arithmetic on constants; MO-8 and MO-9 (the contest over revenue and the elasticity of
revenue) belong to organizations and the market.
"""

import numpy as np
import pytest

from undercut.world import money

SHARES = np.array([0.30, 0.25, 0.25, 0.15, 0.05])[:, None]
FEES = np.array([0.13, 0.085, 0.015, 0.05, 0.03])[:, None]
PAIRS = ("aml_enforcement", "sanctions", "asset_forfeiture", "isr_cueing", "port_inspection")


def parameters(**changes):
    """One drug, no costs of trade, nothing blocked, forfeited or replaced."""
    plain = dict.fromkeys(money.MoneyParameters._fields, np.array([0.0])) | {
        "border_price": np.ones((4, 1)),
        "goods_cost": np.zeros((4, 1)),
        "passage_cost": np.zeros((4, 1)),
        "substitution_time": np.array([1.0]),
        "channel_share": SHARES,
        "channel_fee": FEES,
        "channel_choice": np.array([30.0]),
        "aml_reach": np.zeros((5, 1)),
        "repapering_time": np.array([1.0]),
        "wealth_cover": np.array([12.0]),
        "buffer_time": np.array([24.0]),
        "funds_exponent": np.array([1.0]),
        "funds_half_life": np.array([6.0]),
    }
    return money.MoneyParameters(**(plain | changes))


def run(p, months, crossing):
    one = np.array([[1.0], [0.0], [0.0], [0.0]])
    state, seen = money.init(np, p, one, one, np.array(1.0)), []
    levers = {name: np.array(1.0) for name in PAIRS}
    now = money.MoneyInputs(
        net_crossings=one * crossing,
        dispatched=one,
        wholesale_price_ratio=np.ones((4, 1)),
        passage_cost_ratio=np.ones((4, 1)),
        andean_price_ratio=np.ones(1),
        members_ratio_last=np.ones(1),
        **levers,
        **{f"{name}_baseline": value for name, value in levers.items()},
        gate_tacit=np.ones(1),
    )
    for _ in range(months):
        state, signals = money.step(np, state, now, p)
        seen.append(signals)
    return seen


@pytest.mark.parametrize(
    ("before", "after", "rise"),
    [(0.085, 0.015, 0.0765), (0.10, 0.01, 0.1000), (0.07, 0.02, 0.0538)],
)
def test_mo_1_the_fee_matters_more_than_the_seizure(before, after, rise):
    net = [
        run(parameters(channel_fee=np.full((5, 1), fee)), 1, 1.0)[0].net_funds[0]
        for fee in (before, after)
    ]
    assert net[1] / net[0] - 1 == pytest.approx(rise, abs=1e-4)


def test_mo_5_the_channels_of_the_start_cost_seven_percent():
    assert run(parameters(), 1, 1.0)[0].laundering_cost_share[0] == pytest.approx(0.0730, abs=1e-4)


def test_mo_6_a_dearer_chinese_channel_loses_half_its_share():
    change = np.array([0, 0, 0.03, 0, 0])[:, None]
    share, exact = money.channels(np, SHARES, 30.0, change)
    assert share[money.CHINESE, 0] == pytest.approx(0.1193, abs=1e-3)
    assert (share * (FEES + change)).sum() == pytest.approx(0.0867, abs=1e-3)
    assert exact[0] == pytest.approx(0.00535, abs=1e-5)


def test_mo_7_closing_the_banks_costs_senders_half_a_point():
    share, exact = money.channels(np, SHARES, 30.0, np.array([0, 0, 0, 0.20, 0])[:, None])
    assert share[money.BANKS, 0] == pytest.approx(0.0004, abs=1e-3)
    assert exact[0] == pytest.approx(0.00540, abs=1e-5)


@pytest.mark.parametrize(
    ("exponent", "expected"), [(0.3, (0.9844, 0.9767, 0.9708)), (1.0, (0.95, 0.925, 0.9063))]
)
def test_mo_10_capability_follows_revenue_with_a_half_life(exponent, expected):
    seen = run_lagged(exponent)
    assert [seen[month] for month in (6, 12, 24)] == pytest.approx(expected, abs=1e-4)


def run_lagged(exponent):
    value, seen = np.array(1.0), [1.0]
    for _ in range(24):
        value = money.lagged(np, value, 0.9**exponent, 6.0, 1.0)
        seen.append(float(value))
    return seen


def test_mo_11_a_buffer_of_wealth_smooths_a_loss_until_it_is_gone():
    p = parameters(smoothing=np.array([1.0]))
    seen = run(p, 36, 0.9)
    ratio = [seen[month - 1].spending[0] / seen[0].spending[0] for month in (1, 6, 12, 24, 36)]
    assert ratio == pytest.approx([1.0, 0.9808, 0.9626, 0.9376, 0.9225], abs=1e-4)


@pytest.mark.parametrize(("rate", "total"), [(0.0, 0.950), (0.25, 0.9625), (0.5, 0.975)])
def test_mo_12_other_rackets_replace_a_part_of_what_drugs_lose(rate, total):
    assert 0.45 + 0.5 + money.replaced(np, 0.45, 0.5, rate) == pytest.approx(total)
