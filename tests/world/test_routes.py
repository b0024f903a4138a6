"""Routes: drugs are conserved, the start stands still, smugglers move, levers do what they say."""

import numpy as np
import pytest

from undercut.core import draws
from undercut.evidence.parameters import load_parameters
from undercut.fit.priors import draw_sector
from undercut.world import routes
from undercut.world.luck import Luck

BASELINE = {
    "maritime_interdiction": 112.0,
    "isr_cueing": 518.0,
    "boat_strikes": 0.0,
    "port_inspection": 1e6,
    "border_patrol_support": 2500.0,
    "training_capacity": 158.0,
}
MOST = {
    "maritime_interdiction": 490.0,
    "isr_cueing": 5200.0,
    "boat_strikes": 120.0,
    "port_inspection": 9e6,
    "border_patrol_support": 12000.0,
    "training_capacity": 1000.0,
}
ARRIVALS = np.array([145.0, 30.0, 8.0, 250.0]) / 12
PRODUCTION = np.array([2600.0, 40.0, 0.0, 0.0]) / 12
OTHER_ORDERS = 100.0
COCAINE, HEROIN, FENTANYL, METH = range(4)
N = 48


def drawn(n=N, seed=1, corners=False):
    """Parameters drawn from their priors, or at random corners of the box."""
    key = draws.keys(seed, np.arange(n))
    if not corners:
        return draw_sector("routes", routes.RoutesParameters, key)
    values = []
    for field in routes.RoutesParameters._fields:
        entry = load_parameters()[f"routes.{field}"]
        u = np.stack([draws.named(key, f"{field}[{i}]") for i in range(max(1, entry.draws))])
        ends = np.where(u < 0.5, 1e-3, 1 - 1e-3)
        values.append(entry.quantile(ends if entry.draws > 1 else ends[0]))
    return routes.RoutesParameters(*values)


def still(p):
    return p._replace(sea_noise=0 * p.sea_noise, border_noise=0 * p.border_noise)


def column(values, n=N):
    return np.repeat(np.asarray(values, dtype=float)[:, None], n, axis=1)


def start(p, n=N):
    return routes.init(np, p, column(ARRIVALS, n), column(PRODUCTION, n), np.full(n, OTHER_ORDERS))


def inputs(orders, n=N, production=1.0, other=1.0, gate=1.0, **levers):
    pairs = {f"{name}_baseline": value for name, value in BASELINE.items()}
    return routes.RoutesInputs(
        orders=orders,
        other_market_orders=np.full(n, OTHER_ORDERS * other),
        production=column(PRODUCTION * production, n),
        **(BASELINE | levers),
        **pairs,
        gate_explicit=np.full(n, gate),
    )


def run(p, months=24, n=N, wanted=1.0, dt=1 / 12, **changes):
    """Months under orders that replace the losses traffickers expect."""
    state = start(p, n)
    loss, seen, states = routes.start_loss_share(np, state), [], [state]
    key = draws.keys(1, np.arange(n))
    for month in range(months):
        orders = wanted * column(ARRIVALS, n) / (1 - loss)
        state, signals = routes.step(
            np, state, inputs(orders, n, **changes), p, Luck(key, month), dt
        )
        loss = signals.loss_share
        seen.append(signals)
        states.append(state)
    return seen, states


def total(seen, name, *index):
    return sum(getattr(signals, name)[index] for signals in seen)


def test_parameters_are_exactly_those_of_the_file():
    named = {key.split(".")[1] for key in load_parameters() if key.startswith("routes.")}
    assert named == set(routes.RoutesParameters._fields)


def test_the_start_stands_still_and_delivers_what_the_market_needs():
    seen, _ = run(still(drawn()), 36)
    for name in routes.RoutesSignals._fields:
        first, last = getattr(seen[0], name), getattr(seen[-1], name)
        assert last == pytest.approx(first, rel=1e-9, abs=1e-12), name
    assert seen[-1].arrived == pytest.approx(column(ARRIVALS), rel=1e-9)
    assert seen[-1].passage_cost_ratio == pytest.approx(1.0)
    assert seen[-1].andean_price_ratio == pytest.approx(1.0)


def test_start_signals_are_those_of_a_month_without_luck():
    p = drawn()
    args = column(ARRIVALS), column(PRODUCTION), np.full(N, OTHER_ORDERS)
    told = routes.start_signals(np, start(p), p, *args)
    first = run(still(p), 1)[0][0]
    for name in routes.RoutesSignals._fields:
        assert getattr(told, name) == pytest.approx(getattr(first, name), rel=1e-9), name


def test_removals_and_seizures_continue_their_last_observed_level():
    p = still(drawn())
    first = run(p, 1)[0][0]
    removed = p.removed_at_sea * p.seized_purity[COCAINE] / p.coast_guard_share / 12
    close = np.isclose(first.removed_at_sea, removed, rtol=1e-3)
    assert close.mean() > 0.8
    assert np.all(first.removed_at_sea <= removed * 1.001)
    meth = p.seized_methamphetamine * p.seized_purity[METH] / 12
    assert first.seized[METH] == pytest.approx(meth, rel=0.25)


@pytest.mark.parametrize("dt", [1 / 12, 1 / 48])
@pytest.mark.parametrize("levers", [{}, MOST, {"maritime_interdiction": 0.0}])
def test_every_tonne_is_accounted_for(levers, dt):
    p = drawn()
    seen, states = run(p, 12, dt=dt, **levers)
    months = 12 * dt
    for signals, before, after in zip(seen, states[:-1], states[1:], strict=True):
        assert after.source_stock - before.source_stock == pytest.approx(
            months * (signals.source_inflow - signals.shipped), abs=1e-9
        )
        direct = signals.arrived[0] + signals.seized[0] - before.mexico_stock / p.mexico_cover
        assert signals.shipped[COCAINE] == pytest.approx(
            signals.removed_at_sea
            + signals.removed_elsewhere
            + signals.lost_to_strikes
            + signals.to_other_markets
            + signals.landed_mexico
            + direct,
            rel=1e-9,
        )
        assert after.mexico_stock - before.mexico_stock == pytest.approx(
            months
            * (
                signals.landed_mexico
                - signals.lost_in_mexico
                - before.mexico_stock / p.mexico_cover
            ),
            abs=1e-9,
        )
        assert signals.arrived[1:] + signals.seized[1:] == pytest.approx(signals.dispatched[1:])
        assert signals.dispatched[HEROIN] == pytest.approx(signals.shipped[1])


EXTREMES = [
    MOST,
    dict.fromkeys(BASELINE, 0.0),
    MOST | {"maritime_interdiction": 11200.0, "isr_cueing": 51800.0},
    {"boat_strikes": 12000.0},
    {"production": 0.0},
    {"production": 100.0},
    {"wanted": 0.0, "other": 0.0},
    {"wanted": 30.0, "other": 30.0},
    MOST | {"gate": 0.0, "wanted": 1e-6},
]


@pytest.mark.parametrize("corners", [False, True])
@pytest.mark.parametrize("case", range(len(EXTREMES)))
def test_nothing_leaves_the_possible_at_extremes_of_levers_flows_and_parameters(case, corners):
    seen, states = run(drawn(seed=case, corners=corners), 60, **EXTREMES[case])
    for signals in seen[::6] + seen[-1:]:
        for name in routes.RoutesSignals._fields:
            value = getattr(signals, name)
            assert np.isfinite(value).all(), name
            assert (value >= -1e-9).all(), name
        for name in ("loss_share", "zone_removal", "trips_sent"):
            assert (getattr(signals, name) <= 1 + 1e-12).all(), name
    last = states[-1]
    assert last.zone_share.sum(0) == pytest.approx(1.0)
    assert last.zone_belief.sum(0) == pytest.approx(1.0)
    assert last.entry_share.sum(1) == pytest.approx(1.0)
    for stock in (last.source_stock, last.mexico_stock, last.zone_risk, last.entry_risk):
        assert (stock >= -1e-9).all()


def test_levers_at_baseline_do_nothing_whatever_the_baseline_is():
    p = drawn()
    here, _ = run(p, 12)
    state, key = start(p), draws.keys(1, np.arange(N))
    loss = routes.start_loss_share(np, state)
    for month, expected in enumerate(here):
        other = {name: 3 * value + 1 for name, value in BASELINE.items()}
        moved = inputs(column(ARRIVALS) / (1 - loss))._replace(
            **other, **{f"{name}_baseline": value for name, value in other.items()}
        )
        state, signals = routes.step(np, state, moved, p, Luck(key, month))
        loss = signals.loss_share
        assert signals.arrived == pytest.approx(expected.arrived, rel=1e-12)


def test_more_ships_take_more_and_deliver_less_cocaine():
    p = still(drawn())
    base, more = run(p, 6)[0], run(p, 6, maritime_interdiction=224.0)[0]
    assert np.all(total(more, "removed_at_sea") > total(base, "removed_at_sea"))
    assert np.all(total(more, "arrived", COCAINE) <= total(base, "arrived", COCAINE))
    for drug in (HEROIN, FENTANYL, METH):
        assert total(more, "arrived", drug) == pytest.approx(total(base, "arrived", drug))


def test_ships_at_sea_push_traffic_to_zones_they_do_not_reach():
    p = still(drawn())
    base, more = run(p, 36)[0][-1], run(p, 36, maritime_interdiction=490.0)[0][-1]
    assert np.all(more.zone_share[routes.SEA :] >= base.zone_share[routes.SEA :] - 1e-12)
    assert np.median(more.effective_zones / base.effective_zones) > 1.03


def test_without_ships_or_partners_or_eyes_nothing_is_removed_at_sea():
    p = drawn()
    alone = p._replace(partner_share=np.zeros(N))
    assert np.all(run(alone, 3, maritime_interdiction=0.0)[0][-1].removed_at_sea == 0.0)
    assert np.all(run(p, 3, isr_cueing=0.0)[0][-1].removed_at_sea == 0.0)


def test_awareness_alone_removes_a_little_more_never_less():
    p = still(drawn(n=200))
    base, more = run(p, 6, n=200)[0], run(p, 6, n=200, isr_cueing=1036.0)[0]
    change = total(more, "removed_at_sea") / total(base, "removed_at_sea") - 1
    assert np.all(change >= -1e-12)
    assert 0.01 < np.median(change) < 0.15


def test_past_the_threshold_of_risk_trips_are_called_off_and_stay_at_the_source():
    p = still(drawn())._replace(deterrence_multiple=np.ones(N))
    base, more = run(p, 24)[0][-1], run(p, 24, maritime_interdiction=490.0)[0][-1]
    assert np.all(base.trips_sent == pytest.approx(1.0))
    assert np.all(more.trips_sent < 1.0)
    assert np.all(more.andean_stock > base.andean_stock)


def test_no_force_takes_more_than_the_ceiling_of_the_chain():
    p = drawn()
    last = run(p, 12, maritime_interdiction=1e6, isr_cueing=1e6)[0][-1]
    assert np.all(last.zone_removal[: routes.SEA] <= p.chain_ceiling + 1e-12)


def test_strikes_sink_loads_without_a_seizure_and_kill():
    p = still(drawn())
    base, more = run(p, 3)[0], run(p, 3, boat_strikes=80.0)[0]
    assert np.all(total(base, "lost_to_strikes") == 0.0)
    assert np.all(total(more, "lost_to_strikes") > 0.0)
    assert np.all(total(more, "removed_at_sea") <= total(base, "removed_at_sea") * 1.05)
    killed = total(more, "strike_killed")
    assert np.all(killed <= 20.0 * p.killed_per_strike * 1.0001)
    assert np.all(total(more, "strike_civilian_harm") < killed)
    assert np.all(more[-1].passage_cost_ratio[COCAINE] > 1.0)


def test_scans_seize_more_of_every_drug_and_move_traffic_off_vehicles():
    p = still(drawn())
    base, more = run(p, 36)[0], run(p, 36, port_inspection=5e6)[0]
    for drug in (COCAINE, HEROIN, FENTANYL, METH):
        assert np.all(total(more[:12], "seized", drug) > total(base[:12], "seized", drug))
        assert np.all(total(more[:12], "arrived", drug) < total(base[:12], "arrived", drug))
    vehicles = [seen[-1].entry_share[METH, :2].sum(0) for seen in (more, base)]
    assert np.all(vehicles[0] < vehicles[1])
    found = [s.seized[METH] / (s.seized[METH] + s.arrived[METH]) for s in (more[1], more[-1])]
    assert np.mean(found[1] < found[0]) > 0.9


def test_support_between_ports_seizes_more_there():
    p = still(drawn())
    base, more = run(p, 3)[0], run(p, 3, border_patrol_support=12000.0)[0]
    assert np.all(total(more, "seized", METH) > total(base, "seized", METH))


def test_training_adds_partner_ships_only_with_consent():
    p = still(drawn())
    base = run(p, 24)[0][-1].removed_at_sea
    given = run(p, 24, training_capacity=1000.0)[0][-1].removed_at_sea
    refused = run(p, 24, training_capacity=1000.0, gate=0.0)[0][-1].removed_at_sea
    assert np.all(given > base)
    assert refused == pytest.approx(base)


def test_less_production_raises_the_price_at_the_source():
    p = still(drawn())
    base, less = run(p, 24)[0][-1], run(p, 24, production=0.8)[0][-1]
    assert np.all(less.andean_price_ratio > base.andean_price_ratio)
    assert np.all(less.source_price_ratio > base.source_price_ratio)
    assert np.all(less.andean_stock < base.andean_stock)


def test_luck_at_sea_and_border_has_mean_one():
    p = drawn(n=64)
    state = start(p, 64)
    orders = column(ARRIVALS, 64) / (1 - routes.start_loss_share(np, state))
    quiet = routes.step(
        np, state, inputs(orders, 64), still(p), Luck(draws.keys(1, np.arange(64)), 0)
    )
    taken = [
        routes.step(np, state, inputs(orders, 64), p, Luck(draws.keys(s, np.arange(64)), 0))[1]
        for s in range(200)
    ]
    ratio = np.mean([s.removed_at_sea for s in taken]) / quiet[1].removed_at_sea.mean()
    assert ratio == pytest.approx(1.0, abs=0.03)


def test_every_parameter_moves_a_signal():
    levers = MOST | {"boat_strikes": 40.0, "production": 0.9, "other": 1.1}
    p = drawn(n=16)
    base = run(p, 18, n=16, **levers)[0][-1]
    dead = []
    for name in routes.RoutesParameters._fields:
        value = getattr(p, name) * 0.9
        if value.ndim > 1:
            value[:-1] = getattr(p, name)[:-1]
        moved = p._replace(**{name: value})
        other = run(moved, 18, n=16, **levers)[0][-1]
        same = all(
            np.allclose(getattr(base, field), getattr(other, field), rtol=1e-9, atol=1e-12)
            for field in routes.RoutesSignals._fields
        )
        if same:
            dead.append(name)
    assert dead == []


def test_jax_and_numpy_agree():
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    p, key = drawn(), draws.keys(1, np.arange(N))
    levers = MOST | {"boat_strikes": 40.0}

    def months(xp, count):
        state = routes.init(xp, p, column(ARRIVALS), column(PRODUCTION), np.full(N, OTHER_ORDERS))
        orders = column(ARRIVALS) / (1 - routes.start_loss_share(xp, state))
        now = inputs(orders, **levers)

        def body(state, month):
            return routes.step(xp, state, now, p, Luck(key, month))

        if xp is np:
            for month in range(count):
                state, signals = body(state, month)
            return signals
        return jax.tree.map(
            lambda array: array[-1], jax.lax.scan(body, state, jnp.arange(count))[1]
        )

    compiled = jax.jit(lambda: months(jnp, 24))()
    for name, value in zip(routes.RoutesSignals._fields, compiled, strict=True):
        assert np.asarray(value) == pytest.approx(
            getattr(months(np, 24), name), rel=1e-9, abs=1e-12
        ), name
