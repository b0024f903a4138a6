"""Money: revenue, laundering, wealth and funds are conserved, bounded and move as they should."""

import numpy as np
import pytest

from undercut.core import draws
from undercut.evidence.parameters import load_parameters
from undercut.fit.priors import draw_sector
from undercut.world import money

BASELINE = {
    "aml_enforcement": 331.0,
    "sanctions": 125.0,
    "asset_forfeiture": 423.0,
    "isr_cueing": 518.0,
    "port_inspection": 1e6,
}
MOST = {
    "aml_enforcement": 2000.0,
    "sanctions": 600.0,
    "asset_forfeiture": 1600.0,
    "isr_cueing": 5200.0,
    "port_inspection": 9e6,
}
NET_CROSSINGS = np.array([130.0, 30.0, 8.0, 250.0]) / 12
DISPATCHED = np.array([220.0, 30.5, 9.0, 320.0]) / 12
COCAINE = np.array([1.0, 0.0, 0.0, 0.0])
N = 64


def drawn(n=N, seed=1, corners=False):
    """Parameters drawn from their priors, or at random corners of the box."""
    key = draws.keys(seed, np.arange(n))
    if not corners:
        return draw_sector("money", money.MoneyParameters, key)
    values = []
    for field in money.MoneyParameters._fields:
        entry = load_parameters()[f"money.{field}"]
        u = np.stack([draws.named(key, f"{field}[{i}]") for i in range(max(1, entry.draws))])
        ends = np.where(u < 0.5, 1e-3, 1 - 1e-3)
        values.append(entry.quantile(ends if entry.draws > 1 else ends[0]))
    return money.MoneyParameters(*values)


def column(values, n=N):
    return np.repeat(np.asarray(values, dtype=float)[:, None], n, axis=1)


def start(p, n=N):
    return money.init(np, p, column(NET_CROSSINGS, n), column(DISPATCHED, n), np.array(423.0))


def inputs(n=N, crossing=1.0, price=1.0, passage=1.0, goods=1.0, members=1.0, gate=1.0, **levers):
    pairs = {f"{name}_baseline": value for name, value in BASELINE.items()}
    ones = np.ones((4, n))
    return money.MoneyInputs(
        net_crossings=column(NET_CROSSINGS, n) * np.reshape(crossing, (-1, 1)),
        dispatched=column(DISPATCHED, n),
        wholesale_price_ratio=ones * np.reshape(price, (-1, 1)),
        passage_cost_ratio=ones * passage,
        andean_price_ratio=np.full(n, goods),
        members_ratio_last=np.full(n, members),
        **(BASELINE | levers),
        **pairs,
        gate_tacit=np.full(n, gate),
    )


def run(p, months=24, n=N, dt=1 / 12, **changes):
    state, now = start(p, n), inputs(n, **changes)
    seen, states = [], [state]
    for _ in range(months):
        state, signals = money.step(np, state, now, p, dt)
        seen.append(signals)
        states.append(state)
    return seen, states


def test_parameters_are_exactly_those_of_the_file():
    named = {key.split(".")[1] for key in load_parameters() if key.startswith("money.")}
    assert named == set(money.MoneyParameters._fields)


def test_the_start_stands_still():
    seen, _ = run(drawn(), 36)
    for name in money.MoneySignals._fields:
        assert getattr(seen[-1], name) == pytest.approx(getattr(seen[0], name), rel=1e-9), name
    for name in ("funds_ratio", "bribes_ratio", "gross_revenue_ratio"):
        assert getattr(seen[-1], name) == pytest.approx(1.0)


def test_revenue_of_the_start_is_a_few_billion_a_year_as_bottom_up_studies_put_it():
    """Published sums: 6 to 6.6 billion about 2010, press 12 in 2024; never 18 to 39."""
    drugs = 12 * run(drawn(n=400), 1, n=400)[0][0].drug_revenue.sum(0)
    assert 2500 < np.median(drugs) < 8000
    assert np.quantile(drugs, 0.99) < 18000


@pytest.mark.parametrize("dt", [1 / 12, 1 / 48])
@pytest.mark.parametrize("changes", [{}, MOST, {"crossing": 0.0}, {"goods": 30.0, "passage": 20.0}])
def test_every_dollar_is_accounted_for(changes, dt):
    p = drawn()
    seen, states = run(p, 36, dt=dt, **changes)
    months = 12 * dt
    for signals, before, after in zip(seen, states[:-1], states[1:], strict=True):
        assert after.wealth - before.wealth == pytest.approx(
            months * (signals.net_funds - signals.blocked - signals.forfeited - signals.spending),
            abs=1e-6,
        )
        assert signals.net_funds == pytest.approx(
            signals.gross_revenue - signals.laundering_cost - signals.trade_cost
        )
        assert signals.channel_share.sum(0) == pytest.approx(1.0)
        assert np.all(after.exposed <= after.wealth + 1e-9)


EXTREMES = [
    MOST,
    dict.fromkeys(BASELINE, 0.0),
    {name: 100 * value for name, value in MOST.items()},
    {"crossing": 0.0, "price": 0.0},
    {"crossing": 100.0, "price": 50.0},
    {"goods": 1000.0, "passage": 1000.0},
    {"members": 0.0, "gate": 0.0, "asset_forfeiture": 1600.0},
    {"members": 50.0, "gate": 3.0, "asset_forfeiture": 1600.0},
]


@pytest.mark.parametrize("corners", [False, True])
@pytest.mark.parametrize("case", range(len(EXTREMES)))
def test_nothing_leaves_the_possible_at_extremes(case, corners):
    seen, _ = run(drawn(seed=case, corners=corners), 120, **EXTREMES[case])
    for signals in seen[::12] + seen[-1:]:
        for name in money.MoneySignals._fields:
            value = getattr(signals, name)
            assert np.isfinite(value).all(), name
            if name != "net_funds":
                assert (value >= -1e-9).all(), name
        assert (signals.laundering_cost_share <= 1 + 1e-12).all()


def test_levers_at_baseline_do_nothing_whatever_the_gate():
    p = drawn()
    here, gated = run(p, 12)[0][-1], run(p, 12, gate=0.2)[0][-1]
    assert gated.wealth == pytest.approx(here.wealth, rel=1e-12)


@pytest.mark.parametrize(
    ("lever", "value", "signal", "sign"),
    [
        ("aml_enforcement", 2000.0, "laundering_cost_share", 1),
        ("sanctions", 600.0, "blocked", 1),
        ("sanctions", 600.0, "laundering_cost_share", 1),
        ("asset_forfeiture", 1600.0, "forfeited", 1),
        ("isr_cueing", 5200.0, "laundering_cost_share", 1),
        ("port_inspection", 9e6, "laundering_cost_share", 1),
        ("aml_enforcement", 2000.0, "funds_ratio", -1),
        ("sanctions", 600.0, "funds_ratio", -1),
        ("asset_forfeiture", 1600.0, "funds_ratio", -1),
        ("asset_forfeiture", 1600.0, "bribes_ratio", -1),
    ],
)
def test_each_lever_moves_its_own_mechanism(lever, value, signal, sign):
    p = drawn()
    base, more = run(p, 24)[0][-1], run(p, 24, **{lever: value})[0][-1]
    change = sign * (getattr(more, signal) - getattr(base, signal))
    assert np.all(change >= -1e-12)
    assert np.median(change) > 0.0


def test_cueing_feeds_the_fight_against_laundering_only_weakly():
    p = drawn(n=200)
    base, more = run(p, 12, n=200)[0][-1], run(p, 12, n=200, isr_cueing=5200.0)[0][-1]
    change = more.laundering_cost_share / base.laundering_cost_share - 1
    assert np.quantile(change, 0.95) < 0.05


def test_ownership_rules_bring_more_of_wealth_within_reach():
    p = drawn()
    base, more = run(p, 24)[0][-1], run(p, 24, aml_enforcement=2000.0)[0][-1]
    assert np.all(more.exposed / more.wealth > base.exposed / base.wealth)


def test_a_dearer_channel_sends_money_to_the_others():
    p = drawn()
    base, more = run(p, 2)[0][-1], run(p, 2, sanctions=600.0)[0][-1]
    others = [money.CASH, money.PESO, money.CHINESE, money.CRYPTO]
    assert np.all(more.channel_share[money.BANKS] < base.channel_share[money.BANKS])
    assert np.all(more.channel_share[others] > base.channel_share[others])


def test_added_forfeiture_needs_the_host_where_houses_stand_there():
    p = drawn()
    given = run(p, 6, asset_forfeiture=1600.0)[0][-1].forfeited
    refused = run(p, 6, asset_forfeiture=1600.0, gate=0.0)[0][-1].forfeited
    base = run(p, 6)[0][-1].forfeited
    assert np.all(refused < given)
    assert np.all(refused > base)


def test_listings_use_up_what_is_exposed():
    p = drawn()
    seen = run(p, 60, sanctions=600.0)[0]
    assert np.all(seen[-1].blocked < seen[0].blocked)
    assert np.all(seen[-1].blocked < 600 / 125 * run(p, 1)[0][0].blocked)


def test_lost_drug_revenue_is_partly_replaced_by_other_rackets():
    p = drawn()
    base, less = run(p, 60)[0][-1], run(p, 60, crossing=0.8)[0][-1]
    lost = (base.drug_revenue - less.drug_revenue).sum(0)
    gained = base.gross_revenue - lost - less.gross_revenue
    assert np.all(-gained <= p.substitution * lost + 1e-9)
    assert np.all(less.gross_revenue < base.gross_revenue)
    assert np.all(less.funds_ratio < base.funds_ratio)


def test_a_seized_load_costs_the_trade_its_price_at_the_source():
    """Twice the goods sent for the same crossings cost goods and passage, not street value."""
    p, now = drawn(), inputs()
    more = now._replace(dispatched=now.dispatched + COCAINE[:, None])
    one = money.step(np, start(p), now, p)[1]
    two = money.step(np, start(p), more, p)[1]
    assert two.trade_cost - one.trade_cost == pytest.approx(p.goods_cost[0] + p.passage_cost[0])
    assert two.gross_revenue == pytest.approx(one.gross_revenue)


def test_more_members_leave_less_for_bribes():
    p = drawn()
    base, more = run(p, 3)[0][-1], run(p, 3, members=1.3)[0][-1]
    assert np.all(more.bribes_ratio < base.bribes_ratio)


def test_every_parameter_moves_a_signal():
    p = drawn(n=16)
    changes = MOST | {"crossing": 0.8, "members": 1.1, "gate": 0.5}
    base = run(p, 18, n=16, **changes)[0][-1]
    dead = []
    for name in money.MoneyParameters._fields:
        value = getattr(p, name) * 0.9
        if value.ndim > 1:
            value[:-1] = getattr(p, name)[:-1]
        other = run(p._replace(**{name: value}), 18, n=16, **changes)[0][-1]
        if all(
            np.allclose(getattr(base, field), getattr(other, field), rtol=1e-9, atol=1e-12)
            for field in money.MoneySignals._fields
        ):
            dead.append(name)
    assert dead == []


def test_jax_and_numpy_agree():
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    p, now = drawn(), inputs(crossing=0.8, **MOST)

    def months():
        state = money.init(jnp, p, column(NET_CROSSINGS), column(DISPATCHED), jnp.asarray(423.0))
        return jax.lax.scan(lambda s, _: money.step(jnp, s, now, p), state, None, length=24)[1]

    expected = run(p, 24, crossing=0.8, **MOST)[0][-1]
    for name, value in zip(money.MoneySignals._fields, jax.jit(months)(), strict=True):
        assert np.asarray(value[-1]) == pytest.approx(getattr(expected, name), rel=1e-9), name
