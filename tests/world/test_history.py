"""History: a driven world is the same world; events move persons and never make them."""

import numpy as np
import pytest

from undercut.core import draws
from undercut.core.errors import FutureError
from undercut.evidence.catalog import load_catalog
from undercut.fit.history import history_futures, history_inputs
from undercut.fit.priors import draw_futures
from undercut.world import dated, history, loop, organizations
from undercut.world.history import SERIES, Driver, Inputs, apply, parts, simulate
from undercut.world.levers import Levers

MONTHS = 27


@pytest.fixture(scope="module")
def futures():
    return draw_futures(np.arange(3), 1)


@pytest.fixture(scope="module")
def plain(futures):
    """Levers of the catalog, no drivers, no events."""
    base = np.array([lever.baseline.value for lever in load_catalog().levers.values()])
    levers = np.repeat(base[:, None], MONTHS, axis=1)
    return Inputs(levers, base, (), np.zeros((MONTHS, 0, len(futures))), None)


@pytest.fixture(scope="module")
def past():
    """A short part of history that holds a split, the end of a war and drivers."""
    who = history_futures(np.arange(3), 0)
    whole = history_inputs(who)
    first, last = 73, 73 + MONTHS
    events = dated.Events(*(each[first:last] for each in whole.events))
    assert (events.split_child >= 0).any()
    assert np.diff(events.war_on.sum(1)).any()
    return who, Inputs(
        whole.levers[:, first:last], whole.baseline, whole.drivers, whole.paths[first:last], events
    )


def by_hand(inputs, futures):
    """Months of the plain loop."""
    base, p = Levers(*inputs.baseline), futures.parameters
    world, reference = loop.start(np, p, base)
    key = draws.keys(futures.seed, futures.numbers)
    out = []
    for month in range(MONTHS):
        world, signals = loop.advance(
            np, world, Levers(*inputs.levers[:, month]), base, p, reference, key, np.asarray(month)
        )
        out.append({name: each.read(signals, world, p) for name, each in SERIES.items()})
    return {name: np.stack([month[name] for month in out], axis=-2) for name in SERIES}


def test_a_history_without_drivers_and_events_is_a_plain_run(plain, futures):
    ran = simulate(plain, futures, engine_name="numpy")
    for name, values in by_hand(plain, futures).items():
        np.testing.assert_allclose(ran[name], values, rtol=1e-12, err_msg=name)


def test_drivers_of_one_and_nought_change_nothing(plain, futures):
    drivers = (
        Driver("people.background_opioid_deaths", None, "factor"),
        Driver("demand", 0, "factor"),
        Driver("routes.anchors.source_scale", 0, "factor"),
        Driver("supply.state.precursor", 1, "ceiling"),
        Driver("routes.anchors.zone_appeal", 2, "add"),
        Driver("supply.area_trend", None, "add"),
    )
    paths = np.ones((MONTHS, len(drivers), len(futures)))
    paths[:, 4:] = 0.0
    driven = simulate(plain._replace(drivers=drivers, paths=paths), futures, engine_name="numpy")
    for name, values in simulate(plain, futures, engine_name="numpy").items():
        assert np.array_equal(driven[name], values), name


def test_jax_and_numpy_agree_on_a_driven_history_with_events(past):
    who, inputs = past
    oracle = simulate(inputs, who, engine_name="numpy")
    for name, values in simulate(inputs, who).items():
        np.testing.assert_allclose(values, oracle[name], rtol=1e-9, err_msg=name)


def test_a_driver_acts_on_the_element_named_and_from_the_start_each_month(futures):
    p = futures.parameters
    base = Levers(*[np.asarray(lever.baseline.value) for lever in load_catalog().levers.values()])
    begun, _ = loop.start(np, p, base)
    drivers = (
        Driver("routes.anchors.source_scale", 0, "factor"),
        Driver("market.adoption_speed", 1, "value"),
    )
    path = np.array([[0.5] * 3, [0.2] * 3])
    once, p_once = apply(np, begun, begun, drivers, path, p)
    twice, _ = apply(np, once, begun, drivers, path, p)
    start = begun.routes.anchors.source_scale
    for world in (once, twice):
        assert np.array_equal(world.routes.anchors.source_scale[0], 0.5 * start[0])
        assert np.array_equal(world.routes.anchors.source_scale[1], start[1])
    assert np.array_equal(p_once.market.adoption_speed[1], [0.2] * 3)
    assert np.array_equal(p_once.market.adoption_speed[0], p.market.adoption_speed[0])


def test_a_later_driver_of_the_same_target_acts_on_the_earlier(futures):
    p = futures.parameters
    drivers = (Driver("people.quit_rate", None, "factor"),) * 2
    _, after = apply(np, None, None, drivers, np.full((2, 3), 0.5), p)
    assert np.allclose(after.people.quit_rate, 0.25 * p.people.quit_rate)


@pytest.mark.parametrize(
    "target",
    [
        "people.anchor.hazard",
        "people.anchors.nothing",
        "people.quit",
        "nobody.quit_rate",
        "outcomes.state.x",
        "people",
        "people.state.use.more",
    ],
)
def test_a_target_that_the_world_lacks_is_refused(target):
    with pytest.raises(ValueError, match="the world has no"):
        parts(target)


def test_stocks_still_change_by_their_flows_under_drivers_and_events(past):
    who, inputs = past
    base, p = Levers(*inputs.baseline), who.parameters
    begun, reference = loop.start(np, p, base)
    key, world = draws.keys(who.seed, who.numbers), begun
    for month in range(MONTHS):
        happening = dated.Events(*(each[month] for each in inputs.events))
        now, driven = apply(np, world, begun, inputs.drivers, inputs.paths[month], p)
        undrawn = dated.undrawn(np, driven.organizations)
        organized = dated.happen(np, now.organizations, happening, undrawn)
        now = now._replace(organizations=organized)
        driven = driven._replace(organizations=undrawn)
        levers = Levers(*inputs.levers[:, month])
        after, said = loop.advance(
            np, now, levers, base, driven, reference, key, np.asarray(month)
        )  # fmt: skip

        def persons(one):
            people = one.people
            return people.use + people.disorder + people.treated + people.remission

        flow = said.people.entries - said.people.exits - said.people.illicit_deaths
        np.testing.assert_allclose(persons(after) - persons(now), flow, rtol=1e-7, atol=1e-6)
        routes = said.routes
        np.testing.assert_allclose(
            after.routes.source_stock - now.routes.source_stock,
            routes.source_inflow - routes.shipped,
            rtol=1e-7, atol=1e-9,
        )  # fmt: skip
        np.testing.assert_allclose(
            after.market.stock - now.market.stock,
            routes.arrived[:2] - said.sales.consumption[:2],
            rtol=1e-7, atol=1e-9,
        )  # fmt: skip
        np.testing.assert_allclose(
            after.supply.colombia + after.supply.others - now.supply.colombia - now.supply.others,
            said.supply.coca_planted - said.supply.coca_removed,
            rtol=1e-7, atol=1e-9,
        )  # fmt: skip
        world = after


def state_of(past):
    who, inputs = past
    p = who.parameters.organizations
    return organizations.init(np, p), p, inputs.events


def test_events_move_persons_and_make_none(past):
    state, p, events = state_of(past)
    for month in range(MONTHS):
        before = state.members.sum((0, 1)) + state.fringe.sum(0)
        state = dated.happen(np, state, dated.Events(*(each[month] for each in events)), p)
        after = state.members.sum((0, 1)) + state.fringe.sum(0)
        np.testing.assert_allclose(after, before, rtol=1e-12)
        assert np.all(state.members >= 0.0)
        assert np.all(state.members * (1.0 - state.alive)[:, None] == 0.0)


def test_a_dissolved_organization_goes_to_the_fringe_where_it_stood(past):
    state, p, events = state_of(past)
    one = dated.Events(*(each[0] for each in events))
    slot = int(np.flatnonzero(state.alive[:, 0])[0])
    gone = one._replace(dissolve=np.eye(12)[slot], moved=np.asarray(True))
    after = dated.happen(np, state, gone, p)
    np.testing.assert_allclose(after.fringe - state.fringe, state.members[slot], rtol=1e-9)
    assert not after.alive[slot].any()


def test_a_removal_opens_the_gap_by_its_weight_up_to_a_whole_one(past):
    state, p, events = state_of(past)
    quiet = dated.Events(*(each[0] for each in events))._replace(moved=np.asarray(False))
    slot = int(np.flatnonzero(state.alive[:, 0])[0])
    half = quiet._replace(removal=0.5 * np.eye(12)[slot])
    once = dated.happen(np, state, half, p)
    np.testing.assert_allclose(once.gap[slot], 0.5 * p.gap_depth)
    np.testing.assert_allclose(once.leaderless, once.gap[slot] * state.members[slot])
    many = state
    for _ in range(9):
        many = dated.happen(np, many, half._replace(removal=np.eye(12)[slot]), p)
    np.testing.assert_allclose(many.gap[slot], 1.0)


def test_no_split_war_or_removal_is_drawn_where_events_are_dated(past):
    who, inputs = past
    none = inputs.events._replace(
        removal=0.0 * inputs.events.removal, moved=np.zeros(MONTHS, dtype=bool)
    )
    ran = simulate(inputs._replace(events=none), who, engine_name="numpy")
    assert np.all(ran["living"] == 5.0)
    assert np.all(ran["wars"] == ran["wars"][0])


def test_a_future_that_leaves_the_finite_numbers_is_named(futures):
    rows = sum(max(each.rows, 1) for each in SERIES.values())
    whole = np.zeros((MONTHS, rows, len(futures)))
    whole[5, 1, 2] = np.nan
    said = r"future 2 \(seed 1\) left the finite numbers of history in us_overdose_deaths_opioid\."
    with pytest.raises(FutureError, match=said):
        history._refuse_non_finite(whole, futures)
