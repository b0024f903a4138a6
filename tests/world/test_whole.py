"""The coupled whole: accounts, dead parameters and levers, extremes, stability, switches."""

import dataclasses
from functools import cache, partial

import numpy as np
import pytest

from undercut import load_strategy
from undercut.core import draws
from undercut.evidence.catalog import load_catalog
from undercut.evidence.parameters import load_parameters
from undercut.fit.priors import draw_futures
from undercut.strategy import resolve
from undercut.world import engine, loop
from undercut.world.levers import Levers
from undercut.world.outcomes import MEASURES, NAMES, OBJECTIVES

MONTHS = 180
CATALOG = load_catalog().levers
BASE = np.array([lever.baseline.value for lever in CATALOG.values()])
LEAST = np.array([lever.range.min for lever in CATALOG.values()])
MOST = np.array([lever.range.max for lever in CATALOG.values()])
SWITCHES = {key: p for key, p in load_parameters().items() if p.kind == "alternative"}


def held(months=MONTHS, **levers):
    values = np.repeat(BASE[:, None], months, axis=1)
    for name, value in levers.items():
        values[Levers._fields.index(name)] = value
    return values


def halfway(strikes):
    """Every lever halfway from its baseline to the most; force only when asked for."""
    values = 0.5 * (BASE + MOST)
    values[Levers._fields.index("multilateral_pressure")] = 40.0
    values[Levers._fields.index("boat_strikes")] = 20.0 * strikes
    values[Levers._fields.index("unilateral_strikes")] = 4.0 * strikes
    return np.repeat(values[:, None], MONTHS, axis=1)


def months_of(values, futures):
    """Run in NumPy: (world before, world after, signals) of each month."""
    base = Levers(*BASE)
    world, reference = loop.start(np, futures.parameters, base)
    key = draws.keys(futures.seed, futures.numbers)
    for month in range(values.shape[1]):
        after, signals = loop.advance(
            np, world, Levers(*values[:, month]), base, futures.parameters, reference, key, month
        )
        yield world, after, signals
        world = after


def with_parameter(futures, key, value):
    """The same futures with one parameter set."""
    sector, field = key.split(".")
    held_there = getattr(futures.parameters, sector)
    shape = getattr(held_there, field).shape
    sector_set = held_there._replace(**{field: np.broadcast_to(value, shape).astype(float)})
    parameters = futures.parameters._replace(**{sector: sector_set})
    return dataclasses.replace(futures, parameters=parameters)


# --- accounts -----------------------------------------------------------------------------------

EXTREMES = {
    "least": lambda months: np.repeat(LEAST[:, None], months, axis=1),
    "most": lambda months: np.repeat(MOST[:, None], months, axis=1),
    "back and forth": lambda months: np.where(
        np.arange(months) // 6 % 2, LEAST[:, None], MOST[:, None]
    ),
    "baseline": held,
}


@pytest.mark.parametrize("name", EXTREMES)
def test_people_drugs_money_members_and_area_are_accounted_for_in_the_whole(name):
    futures = draw_futures(np.arange(64), 11)
    for before, after, s in months_of(EXTREMES[name](36), futures):

        def gained(sector, *fields, before=before, after=after):
            now, then = getattr(after, sector), getattr(before, sector)
            return sum(getattr(now, f) - getattr(then, f) for f in fields)

        def check(change, flow, scale, what):
            error = np.abs(change - flow) / np.maximum(scale, 1e-9)
            assert error.max() < 1e-9, f"{what}: {error.max():.1e}"

        people, way, cash, groups = s.people, s.routes, s.money, s.organizations
        stocks = ("use", "disorder", "treated", "remission")
        check(
            gained("people", *stocks),
            people.entries - people.exits - people.illicit_deaths,
            sum(getattr(after.people, stock) for stock in stocks),
            "people",
        )
        on_the_way = (
            after.routes.source_stock[0]
            + after.routes.mexico_stock
            - before.routes.source_stock[0]
            - before.routes.mexico_stock
        )
        out = (
            way.removed_at_sea
            + way.removed_elsewhere
            + way.lost_to_strikes
            + way.to_other_markets
            + way.lost_in_mexico
            + way.arrived[0]
            + way.seized[0]
        )
        check(on_the_way, way.source_inflow[0] - out, way.andean_stock, "cocaine on the way")
        heroin = after.routes.source_stock[1] - before.routes.source_stock[1]
        left = way.arrived[1] + way.seized[1]
        check(heroin, way.source_inflow[1] - left, after.routes.source_stock[1], "heroin")
        sold = s.sales.consumption
        check(gained("market", "stock"), (way.arrived - sold)[:2], after.market.stock, "US stocks")
        check(way.arrived[2:], sold[2:], sold[2:], "synthetics sold as they arrive")
        taken = cash.blocked + cash.forfeited + cash.spending
        check(gained("money", "wealth"), cash.net_funds - taken, after.money.wealth, "wealth")
        joined = groups.recruits - groups.arrests - groups.killed_members - groups.left
        members = after.organizations.members.sum((0, 1)) + after.organizations.fringe.sum(0)
        were = before.organizations.members.sum((0, 1)) + before.organizations.fringe.sum(0)
        check(members - were, joined, members, "members")
        check(groups.members, members, members, "members as reported")
        area = gained("supply", "colombia", "others")
        check(area, s.supply.coca_planted - s.supply.coca_removed, s.supply.coca_area, "coca")
        check(groups.homicides_by_region.sum(0), groups.homicides, groups.homicides, "homicides")
        for shares, axis, what in (
            (way.zone_share, 0, "zones"),
            (way.entry_share, 1, "modes of entry"),
            (cash.channel_share, 0, "channels"),
        ):
            check(shares.sum(axis), 1.0, 1.0, what)


def test_next_month_reads_what_this_month_gave():
    futures = draw_futures(np.arange(64), 12)
    for _, after, s in months_of(halfway(1)[:, :6], futures):
        lagged = after.lagged
        assert np.array_equal(lagged.funds_ratio, s.money.funds_ratio)
        assert np.array_equal(lagged.homicides_smoothed, s.organizations.homicides_smoothed)
        assert np.array_equal(lagged.loss_share, s.routes.loss_share)
        assert np.array_equal(lagged.source_price_ratio, s.routes.source_price_ratio)
        assert np.array_equal(lagged.demand_ratio, s.orders.demand_ratio)
        assert np.array_equal(lagged.users_ratio, s.people.users_ratio)
        assert np.array_equal(lagged.prisoners_ratio, s.people.prisoners_ratio)
        killed = s.organizations.killed_by_force + s.routes.strike_killed
        assert np.array_equal(lagged.killed_by_force, killed)


def test_the_first_year_at_baseline_continues_what_was_observed():
    futures = draw_futures(np.arange(256), 0)
    first = dict(zip(NAMES, engine.simulate(held(), BASE, futures).years[:, 0], strict=True))
    p = futures.parameters
    for name, observed in (
        ("us_overdose_deaths_opioid", p.people.deaths_opioid * p.people.end_pace),
        ("mx_homicides", p.organizations.homicides_start.sum(0)),
    ):
        ratio = np.median(first[name] / observed)
        assert 0.9 < ratio < 1.1, f"{name}: {ratio:.2f} times the level that the start continues"


# --- levers -------------------------------------------------------------------------------------

UP, DOWN = 1.0, -1.0

MECHANISMS = {
    "maritime_interdiction": ("routes", "removed_at_sea", 1, UP),
    "isr_cueing": ("routes", "removed_at_sea", 1, UP),
    "boat_strikes": ("routes", "lost_to_strikes", 1, UP),
    "port_inspection": ("routes", "seized", 1, UP),
    "border_patrol_support": ("routes", "seized", 1, UP),
    "eradication": ("supply", "coca_removed", 1, UP),
    "aml_enforcement": ("money", "laundering_cost_share", 1, UP),
    "sanctions": ("money", "blocked", 1, UP),
    "asset_forfeiture": ("money", "forfeited", 1, UP),
    "leader_removal": ("organizations", "removals", 24, UP),
    "network_arrests": ("organizations", "arrests", 3, UP),
    "gun_trafficking_enforcement": ("weapons", "gun_inflow", 24, DOWN),
    "precursor_control": ("supply", "precursor_factor", 36, DOWN),
    "treatment": ("people", "in_treatment", 24, UP),
    "harm_reduction": ("people", "hazard", 1, DOWN),
    "prevention": ("people", "entries", 60, DOWN),
    "domestic_enforcement": ("people", "us_prisoners", 12, UP),
    "rule_of_law": ("justice", "prosecution_ratio", 48, UP),
    "training_capacity": ("routes", "zone_removal", 36, UP),
    "recruitment_prevention": ("organizations", "recruits", 3, DOWN),
    "unilateral_strikes": ("organizations", "killed_by_force", 1, UP),
}
"""Lever to its own mechanism: sector, signal, months until it shows, and direction."""

OPEN = {
    "extradition": ("justice", "certainty", "justice.extradition_gain"),
    "host_deployment": ("organizations", "conflict_deaths", "organizations.deployment_effect"),
}
"""Levers whose direction is drawn: sector, signal, and the parameter that has its sign."""


def signal(lever, sector, field, months):
    """A signal after some months, at baseline and with the lever at its most, summed over rows."""
    futures = draw_futures(np.arange(192), 5)
    found = []
    for values in (held(months), held(months, **{lever: CATALOG[lever].range.max})):
        total = 0.0
        for _, _, signals in months_of(values, futures):
            last = getattr(getattr(signals, sector), field)
            total = total + last.reshape(-1, last.shape[-1]).sum(0)
        found.append(total)
    return (*found, futures)


@pytest.mark.parametrize("lever", MECHANISMS)
def test_a_lever_moves_its_own_mechanism_in_its_direction(lever):
    sector, field, months, direction = MECHANISMS[lever]
    still, moved, _ = signal(lever, sector, field, months)
    change = direction * (moved - still)
    assert change.mean() > 0.0, f"{lever} does not move {sector}.{field}"
    wrong = np.mean(change < -1e-9 * np.abs(still))
    assert wrong < 0.02, f"{lever} moves {sector}.{field} the wrong way in {wrong:.0%} of futures"


@pytest.mark.parametrize("lever", OPEN)
def test_a_lever_with_an_open_sign_follows_the_drawn_sign(lever):
    sector, field, sign = OPEN[lever]
    still, moved, futures = signal(lever, sector, field, 1)
    drawn = getattr(getattr(futures.parameters, sign.split(".")[0]), sign.split(".")[1])
    acts = moved != still
    assert np.mean(acts) > 0.95, "without the host's consent nothing moves, which should be rare"
    assert np.array_equal(np.sign(moved - still)[acts], np.sign(drawn)[acts])
    assert {-1.0, 1.0} <= set(np.sign(drawn)), "the prior has one sign only"


def test_pressure_moves_consent_and_may_do_so_either_way():
    still, moved, _ = signal("multilateral_pressure", "politics", "host_consent", 24)
    assert np.mean(moved != still) > 0.9
    gentle = held(24, multilateral_pressure=35.0)
    futures = draw_futures(np.arange(192), 5)
    after = sum(s.politics.host_consent for _, _, s in months_of(gentle, futures))
    assert np.mean(after > still) > 0.05, "no future lets pressure help"
    assert np.mean(moved < still) > 0.5, "pressure at its most should hurt in most futures"


# --- parameters and switches --------------------------------------------------------------------

REPORTED_ONLY = {
    "market.purity_price_response": ("sales", "purity_ratio"),
    "money.bribe_share": ("money", "bribes"),
    "money.wage_share": ("money", "wages"),
    "supply.poppy_output": ("supply", "production"),
}
"""Parameters that move a reported signal and no measure."""


def elsewhere(parameter, have):
    """A value of a parameter far from the one it has: (element, 1) or (1, 1)."""
    have = np.atleast_2d(have)
    if parameter.kind == "alternative":
        return (have + 1) % len(parameter.options)
    if not parameter.draws:
        return have * np.linspace(1.1, 1.3, have.shape[0])[:, None]
    rows = parameter.elements or 1
    ends = [parameter.quantile(np.full((rows, 1), u)).reshape(-1, 1) for u in (0.02, 0.98)]
    return np.where(np.abs(ends[1] - have) > np.abs(ends[0] - have), ends[1], ends[0])


def block_with_changes(one, keys):
    """One future in every lane; lane 0 as drawn, each next lane with one parameter elsewhere."""
    block = loop.map_parameters(lambda a: np.repeat(a, engine.WIDTH, -1), one)
    for lane, key in enumerate(keys, 1):
        parameter = load_parameters()[key]
        array = getattr(getattr(block, parameter.sector), parameter.field)
        value = elsewhere(parameter, array[..., lane : lane + 1])
        array[..., lane] = value[:, 0] if array.ndim == 2 else value[0, 0]
    return block


def moved_lanes(values, one, keys, key):
    """Which of the changed parameters move a yearly measure, in one future."""
    block = engine.Futures(np.arange(engine.WIDTH), 3, block_with_changes(one, keys))
    program = engine._program(MONTHS, block.layout)
    out = np.asarray(program(values, BASE, block.packed, np.repeat(key, engine.WIDTH)))
    years = out.reshape(MONTHS // 12, 12, len(MEASURES), engine.WIDTH).sum(1)
    scale = np.abs(years[..., :1]).max(0) + 1e-12
    apart = (np.abs(years - years[..., :1]) / scale).max((0, 1))
    return {name for lane, name in enumerate(keys, 1) if apart[lane] > 1e-9}


@pytest.mark.slow
def test_every_parameter_moves_an_outcome():
    """Under some future's alternatives, with levers moved; futures are added until all have."""
    left = [
        key
        for key, parameter in load_parameters().items()
        if parameter.sector in loop.SECTORS and key not in REPORTED_ONLY
    ]
    futures = draw_futures(np.arange(160), 3)
    policies = (halfway(0), halfway(1), np.repeat(0.5 * BASE[:, None], MONTHS, axis=1))
    for number in range(len(futures)):
        one = loop.map_parameters(lambda a, n=number: a[..., n : n + 1], futures.parameters)
        key = draws.keys(3, np.array([number]))
        for start in range(0, len(left), engine.WIDTH - 1):
            keys = left[start : start + engine.WIDTH - 1]
            alive = set().union(*(moved_lanes(values, one, keys, key) for values in policies))
            left = [name for name in left if name not in alive]
        if not left:
            break
    assert not left, f"no outcome moves with {', '.join(left)}"


def test_parameters_that_move_no_measure_move_what_they_report():
    futures = draw_futures(np.arange(8), 3)
    for key, (sector, field) in REPORTED_ONLY.items():
        parameter = load_parameters()[key]
        have = getattr(getattr(futures.parameters, parameter.sector), parameter.field)
        other = with_parameter(futures, key, elsewhere(parameter, have[..., :1])[0, 0])
        found = []
        for each in (futures, other):
            *_, (_, _, signals) = months_of(halfway(0)[:, :12], each)
            found.append(getattr(getattr(signals, sector), field))
        assert not np.array_equal(*found), f"nothing moves with {key}"


def test_there_are_eight_switches_and_every_option_is_drawn():
    assert len(SWITCHES) == 8
    futures = draw_futures(np.arange(512), 0)
    for key, parameter in SWITCHES.items():
        drawn = getattr(getattr(futures.parameters, parameter.sector), parameter.field)
        assert set(drawn) == set(range(len(parameter.options))), key


@pytest.mark.slow
@pytest.mark.parametrize("key", SWITCHES)
def test_every_switch_matters_for_an_objective(key):
    """Forced to each option in the same futures, an objective's year moves by over 1 percent.

    In more than one future in fifty: the dose response, the weakest switch, does so in one in
    twenty, since shortages of synthetics are rare.
    """
    futures = draw_futures(np.arange(256), 0)
    rows = [NAMES.index(name) for name in OBJECTIVES]
    runs = [
        engine.simulate(halfway(1), BASE, with_parameter(futures, key, float(code))).years[rows]
        for code in range(len(SWITCHES[key].options))
    ]
    for option, run in zip(SWITCHES[key].options[1:], runs[1:], strict=True):
        apart = np.abs(run / runs[0] - 1.0).max((0, 1))
        assert np.mean(apart > 0.01) > 0.02, f"{key}: {option} hardly moves anything"


# --- extremes and stability ---------------------------------------------------------------------

CEILINGS = {
    "us_overdose_deaths": 1_000_000.0,
    "mx_homicides": 1_000_000.0,
    "members_ratio": 20.0,
    "organizations": 5_000.0,
    "gross_revenue_ratio": 20.0,
    "delivered_ratio": 20.0,
    "network_capability": 10.0,
    "regional_spillover": 20.0,
    "gun_stock": 5.0,
    "in_treatment": 10_000_000.0,
}
"""Far above anything that history knows: beyond these a future has run away."""

SHARES = ("host_consent", "legal_basis_share", "domestic_backlash", "certainty")


@pytest.mark.slow
@pytest.mark.parametrize("name", [*EXTREMES, "every other lever"])
def test_ten_thousand_futures_stay_finite_positive_and_bounded(name):
    every_other = np.where(np.arange(len(BASE)) % 2, LEAST, MOST)[:, None]
    made = {**EXTREMES, "every other lever": lambda months: np.repeat(every_other, months, axis=1)}
    values = made[name](MONTHS)
    for start in range(0, 10_000, 1_024):
        futures = draw_futures(np.arange(start, min(start + 1_024, 10_000)), 21)
        years = dict(zip(NAMES, engine.simulate(values, BASE, futures).years, strict=True))
        for measure, row in years.items():
            assert row.min() >= 0.0, measure
        for measure, ceiling in CEILINGS.items():
            worst = futures.numbers[int(row_argmax(years[measure]))]
            assert years[measure].max() < ceiling, f"{measure} runs away in future {worst}"
        for measure in SHARES:
            assert years[measure].max() <= 1.0 + 1e-12, measure


def row_argmax(row):
    """Future with the largest value in any year: row is (year, future)."""
    return row.max(0).argmax()


class Quiet:
    """Luck without events: no draw is lucky enough, and no disturbance is drawn."""

    def __init__(self, key, month):
        self.key, self.month = key, month

    def uniform(self, xp, slot):  # noqa: ARG002 (the interface of luck)
        return xp.ones(self.key.shape) * (1.0 - 1e-12)

    def normal(self, xp, slot):  # noqa: ARG002 (the interface of luck)
        return xp.zeros(self.key.shape)


@cache
def quiet_futures():
    """Futures without disturbances of conflict, which are sums of uniform draws."""
    futures = draw_futures(np.arange(64), 0)
    for name in ("noise_regional", "noise_common"):
        futures = with_parameter(futures, f"organizations.{name}", 0.0)
    return futures


def by_year(values, futures, parts, monkeypatch):
    """Yearly means of the measures, with every month run as some shorter steps."""
    jax, jnp = engine.configure_jax()
    base = Levers(*BASE)

    def run(values, p, key):
        world, reference = loop.start(jnp, p, base)

        def body(world, now):
            levers, number = now
            return loop.month(jnp, world, Levers(*levers), base, p, reference, key, number)

        steps = jnp.repeat(values, parts, axis=1).T
        return jax.lax.scan(body, world, (steps, jnp.arange(len(steps))))[1]

    with monkeypatch.context() as patch:
        patch.setattr(loop, "Luck", Quiet)
        for module in (
            *(loop.politics, loop.justice, loop.supply, loop.routes, loop.people, loop.money),
            *(loop.weapons, loop.organizations),
        ):
            patch.setattr(module, "step", partial(module.step, dt=1.0 / 12.0 / parts))
        for name in ("orders", "sales"):
            step = getattr(loop.market, name)
            patch.setattr(loop.market, name, partial(step, dt=1.0 / 12.0 / parts))
        key = draws.keys(futures.seed, futures.numbers)
        out = np.asarray(jax.jit(run)(values, futures.parameters, key))
    return out.reshape(values.shape[1] // 12, 12 * parts, *out.shape[1:]).mean(1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "strategy", ["baseline", "support-not-supplant", "interdiction-only", "demand-first"]
)
def test_halving_the_step_changes_yearly_objectives_by_less_than_two_percent(strategy, monkeypatch):
    values, futures = resolve(load_strategy(strategy)).values, quiet_futures()
    whole, halved = (by_year(values, futures, parts, monkeypatch) for parts in (1, 2))
    for name in OBJECTIVES:
        at = NAMES.index(name)
        apart = np.abs(whole[:, at] / halved[:, at] - 1.0)
        assert apart.max() < 0.02, f"{name}: {apart.max():.3f}"
