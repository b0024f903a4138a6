"""Market: tonnes accounted for, closed forms, who gets the rent, extremes; no parameter is dead."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from undercut.core import draws
from undercut.evidence.series import load_series
from undercut.fit.priors import draw_sector
from undercut.world import market
from undercut.world.luck import Luck

FUTURES = 128
KEY = draws.keys(5, np.arange(FUTURES))
LOSS = np.array([[0.4], [0.15], [0.1], [0.15]]) * np.ones(FUTURES)


@pytest.fixture(scope="module")
def drawn():
    return draw_sector("market", market.MarketParameters, KEY)


def quiet(p):
    """Hold still what moves by itself: price of cocaine and strength of a dose of fentanyl."""
    return p._replace(price_noise=np.zeros(FUTURES), dose_noise=np.zeros(FUTURES))


def run(
    p,
    months=60,
    *,
    users=1.0,
    capacity=1.0,
    arriving=1.0,
    passage=1.0,
    source=1.0,
    prisoners=1.0,
    loss=1.0,
    xp=np,
):
    """Run with routes that deliver `arriving` of what survives the expected loss."""
    production = np.full((4, FUTURES), 250.0)
    start = market.start_flows(xp, p, production)
    state = market.init(xp, p, xp.asarray(LOSS), start.other_market_orders)
    lost = np.minimum(LOSS * loss, 0.97)
    out = []
    for month in range(months):
        able = capacity(month) if callable(capacity) else capacity
        state, sent = market.orders(
            xp,
            state,
            market.OrdersInputs(
                users_ratio_last=xp.full((4, FUTURES), users),
                loss_share_last=xp.asarray(lost),
                source_price_ratio_last=xp.full((2, FUTURES), source),
                capacity_ratio=xp.full((4, FUTURES), able),
            ),
            p,
        )
        before, arrived = state, sent.orders * (1.0 - lost) * arriving
        state, sold = market.sales(
            xp,
            state,
            market.SalesInputs(
                users_ratio_last=xp.full((4, FUTURES), users),
                arrived=arrived,
                loss_share=xp.asarray(lost),
                passage_cost_ratio=xp.full((4, FUTURES), passage),
                source_price_ratio=xp.full((2, FUTURES), source),
                prisoners_ratio_last=xp.full(FUTURES, prisoners),
            ),
            p,
            Luck(KEY, month),
        )
        out.append((before, arrived, state, sent, sold))
    return out


def last(p, months=60, **given):
    return run(p, months, **given)[-1][4]


def test_stocks_change_by_arrivals_less_consumption(drawn):
    for before, arrived, after, _, sold in run(drawn, 24, arriving=0.7, users=1.3):
        change = arrived[:2] - sold.consumption[:2]
        assert after.stock == pytest.approx(before.stock + change, rel=1e-12)
        assert sold.consumption[2:] == pytest.approx(arrived[2:], rel=1e-12)


def test_synthetics_never_use_more_than_makers_can_send(drawn):
    for before, _, _, sent, _ in run(drawn, 24, capacity=0.3):
        at = before.anchors
        able = 0.3 * np.exp(drawn.supply_elasticity * before.markup)
        sendable = able * at.wanted[2:] / (1.0 - at.loss_share[2:])
        assert np.all(sent.orders[2:] <= sendable * (1.0 + 1e-12))


def test_at_the_start_levels_nothing_moves(drawn):
    still = quiet(drawn)._replace(other_markets_growth=np.zeros(FUTURES))
    for _, _, state, sent, sold in run(still, 36):
        assert sold.consumption == pytest.approx(drawn.consumption / 12.0, rel=1e-9)
        assert sold.price_ratio == pytest.approx(1.0, rel=1e-9)
        assert sold.dose_ratio == pytest.approx(1.0, rel=1e-9)
        assert sent.demand_ratio == pytest.approx(1.0, rel=1e-9)
        assert sent.other_market_orders == pytest.approx(state.anchors.other_market_orders)


@pytest.mark.parametrize(
    ("share", "omega", "elasticity"), [(0.12, 0.0, 0.12), (0.12, 0.5, 0.56), (0.12, 1.0, 1.0)]
)
def test_a_price_passes_up_the_chain_by_share_and_weight(drawn, share, omega, elasticity):
    """Model M2 at s = 0.12: pass-through 0.12, 0.56 and 1.0."""
    p = quiet(drawn)._replace(
        landed_share=np.ones((4, FUTURES)),
        wholesale_share=np.full((4, FUTURES), share),
        source_share=np.zeros((4, FUTURES)),
        pass_through=np.full(FUTURES, market.PARTIAL),
        pass_through_partial=np.full(FUTURES, omega),
        scarcity_retail=np.zeros(FUTURES),
        scarcity_wholesale=np.zeros(FUTURES),
    )
    price = np.log(last(p, 240, passage=1.001).price_ratio[0]) / np.log(1.001)
    assert price == pytest.approx(elasticity, rel=1e-3)


def test_punishment_at_home_adds_little_to_price(drawn):
    """A percent more prisoners adds 0.01 to 0.08 percent to price, flat at high levels."""
    nearby = np.log(market.prison_compensation(np, np.full(FUTURES, 1.01), drawn)) / np.log(1.01)
    assert np.quantile(nearby, 0.05) > 0.005
    assert np.quantile(nearby, 0.95) < 0.08
    doubled, absurd = (
        market.prison_compensation(np, np.full(FUTURES, level), drawn) for level in (2.0, 1e6)
    )
    assert np.all(absurd >= doubled)
    assert np.all(absurd < 1.1)


def test_a_shortage_of_methamphetamine_looks_like_1995(drawn):
    """Price up at once and back within months, purity down and back within two years."""
    out = run(drawn, 36, capacity=lambda month: 1.0 - 0.78 * 0.5 ** (month / 5.4))
    price = [np.median(sold.user_price_ratio[3]) for *_, sold in out]
    purity = [np.median(sold.purity_ratio[3]) for *_, sold in out]
    assert price[0] > 1.5
    assert price[8] < 1.1
    assert min(purity) < 0.6
    assert purity[8] < 0.9 < purity[30]


def test_a_supply_cut_raises_price_and_lowers_use(drawn):
    base, short = last(drawn), last(drawn, arriving=0.8)
    assert np.all(short.price_ratio[:2] > base.price_ratio[:2])
    assert np.all(short.consumption[:2] < base.consumption[:2])


def test_no_loss_or_shortage_lifts_a_price_past_its_ceiling(drawn):
    """Ten times the cost of passage, two thirds lost, a tenth delivered, percent for percent."""
    p = drawn._replace(pass_through=np.full(FUTURES, market.PROPORTIONAL))
    pressed = last(p, 180, passage=10.0, loss=1.6, arriving=0.1)
    for price in (pressed.price_ratio[:2], pressed.wholesale_price_ratio[:2]):
        assert np.all(price <= p.price_ceiling)
        assert np.quantile(price, 0.5) > 2.0
    assert np.all(p.price_ceiling <= 6.0)


def test_price_and_dose_swing_of_themselves_and_whatever_the_supply_is(drawn):
    rows = load_series().rows("cocaine_retail_price_gram_unodc", "United States")
    record = np.log([row.value for row in sorted(rows, key=lambda row: row.period.first.index)])
    out = run(drawn, 180)

    def by_year(values):
        return np.log(np.array(values).reshape(15, 12, FUTURES).mean(1))

    price = by_year([sold.price_ratio[0] for *_, sold in out])
    assert 0.5 < np.std(np.diff(price, axis=0)) / np.std(np.diff(record)) < 1.3
    dose = by_year([sold.dose_ratio for *_, sold in out])
    assert 0.08 < np.std(np.diff(dose, axis=0)) < 0.2
    assert 0.5 < np.mean(dose[-1] < 0.0) + 0.1 < 0.7
    short = run(drawn, 24, capacity=0.5, arriving=0.7)[-1][2]
    assert np.array_equal(short.dose_swing, out[23][2].dose_swing)
    assert np.array_equal(short.price_swing, out[23][2].price_swing)


def test_small_price_rises_do_not_feel_the_ceiling(drawn):
    small = np.full((4, FUTURES), 0.05)
    assert market.bounded(np, small, drawn.price_ceiling) == pytest.approx(small, rel=2e-3)
    assert market.bounded(np, -small, drawn.price_ceiling) == pytest.approx(-small, rel=2e-3)


def test_who_gains_from_scarcity_is_drawn(drawn):
    """Only the wholesale price carries scarcity when its retail twin is nil, and the reverse."""
    none = np.zeros(FUTURES)
    p = quiet(drawn)._replace(pass_through=none, wholesale_share=np.full((4, FUTURES), 1e-6))
    top = last(p._replace(scarcity_retail=none), arriving=0.8)
    street = last(p._replace(scarcity_wholesale=none), arriving=0.8)
    assert np.all(top.wholesale_price_ratio[0] > 1.0)
    assert top.price_ratio[0] == pytest.approx(1.0, abs=1e-4)
    assert street.wholesale_price_ratio[0] == pytest.approx(1.0, abs=1e-9)
    assert np.all(street.price_ratio[0] > 1.0)


def test_scarce_fentanyl_slows_or_reverses_its_share(drawn):
    p = drawn._replace(
        adoption_odds=np.full((2, FUTURES), 0.5),
        wholesale_scarcity_share=np.ones(FUTURES),
        cost_advantage=np.full(FUTURES, 10.0),
    )
    usual, short = last(p, 24), last(p, 24, capacity=0.05)
    assert np.all(usual.fentanyl_share > short.fentanyl_share)
    start = market.fentanyl_share(np, run(p, 1)[0][0], p)
    assert np.any(short.fentanyl_share < start)


def test_a_substitute_comes_only_with_a_shortage_and_only_under_its_form(drawn):
    forms = {
        code: drawn._replace(dose_response=np.full(FUTURES, code))
        for code in (0.0, market.STRONGER_SUBSTITUTE)
    }
    assert np.all(last(forms[1.0]).substitute == 0.0)
    weaker, stronger = (last(form, capacity=0.5) for form in forms.values())
    assert np.any(stronger.substitute > 0.0)
    came = stronger.substitute > 0.01
    assert np.all(stronger.dose_ratio[came] > weaker.dose_ratio[came])


@pytest.mark.parametrize("users", [0.0, 1.0, 100.0])
@pytest.mark.parametrize("capacity", [0.0, 1e6])
@pytest.mark.parametrize("arriving", [0.0, 1.0, 10.0])
@pytest.mark.parametrize(("price", "loss"), [(0.0, 0.0), (1e9, 100.0)])
def test_nothing_is_negative_or_infinite_at_extremes(drawn, users, capacity, arriving, price, loss):
    out = run(
        drawn,
        18,
        users=users,
        capacity=capacity,
        arriving=arriving,
        passage=price,
        source=price,
        loss=loss,
        prisoners=min(price, 100.0),
    )
    for _, _, state, sent, sold in out:
        for name, value in (sent._asdict() | sold._asdict()).items():
            assert np.all(np.isfinite(value)), name
            assert np.all(value >= 0.0), name
        assert np.all(state.stock >= 0.0)


def test_no_supply_means_no_use(drawn):
    sold = last(drawn, 120, arriving=0.0, capacity=0.0)
    assert np.all(sold.consumption < 0.02 * drawn.consumption / 12.0)
    assert sold.dose_ratio == pytest.approx(0.0, abs=1e-4)


def test_every_parameter_moves_an_outcome(drawn):
    """Each under the alternative that uses it; codes are switched, not moved."""

    def outcome(p):
        out = run(p, 30, capacity=0.6, arriving=0.9, passage=1.3, source=1.2, prisoners=1.5)
        return np.concatenate(
            [np.concatenate([*sold, sent.orders, sent.other_market_orders], axis=None)
             for *_, sent, sold in out]
        )  # fmt: skip

    p = drawn._replace(
        pass_through=np.full(FUTURES, market.PARTIAL),
        dose_response=np.full(FUTURES, market.STRONGER_SUBSTITUTE),
    )
    base = outcome(p)
    for name, value in p._asdict().items():
        change = value - 1.0 if name in ("pass_through", "dose_response") else value * 0.9
        moved = outcome(p._replace(**{name: change}))
        assert not np.allclose(base, moved, rtol=1e-9, atol=0.0), name


def test_jax_gives_the_same_as_numpy(drawn):
    with jax.enable_x64(True):
        p = market.MarketParameters(*(jnp.asarray(value) for value in drawn))
        theirs = run(p, 3, capacity=0.7, passage=1.2, xp=jnp)[-1][4]
    mine = run(drawn, 3, capacity=0.7, passage=1.2)[-1][4]
    for ours, other in zip(mine, theirs, strict=True):
        assert np.asarray(other) == pytest.approx(ours, rel=1e-9)
