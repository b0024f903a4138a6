"""Organizations: accounts that close, drawn events, levers that move their own mechanism."""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from undercut.core import draws
from undercut.evidence.catalog import load_catalog
from undercut.evidence.parameters import load_parameters
from undercut.fit.sectors import draw_sector
from undercut.world import conflict, membership, organizations
from undercut.world.luck import Luck
from undercut.world.organization_types import (
    DIVISION,
    GAP_ONLY,
    MIXED,
    QUADRATIC_PACT,
    RELIEF,
    OrganizationsInputs,
    OrganizationsParameters,
)
from undercut.world.succession import remove_leader, split

SIGNALS = {
    "gate_explicit": 1.0,
    "gate_tacit": 1.0,
    "certainty_ratio": 1.0,
    "prosecution_ratio": 1.0,
    "funds_ratio": 1.0,
    "lethality_ratio": 1.0,
    "cocaine_price_ratio": 1.0,
}
BASE = {
    field.removesuffix("_baseline"): load_catalog()
    .levers[field.removesuffix("_baseline")]
    .baseline.value
    for field in OrganizationsInputs._fields
    if field.endswith("_baseline")
}
RANGES = {name: load_catalog().levers[name].range for name in BASE}


def keys(futures):
    return draws.keys(11, np.arange(futures))


def drawn(futures=64):
    return draw_sector("organizations", OrganizationsParameters, keys(futures))


def edge_draws(futures, seed=5):
    """Parameters at the far ends of their priors, one side or the other by chance."""
    side = np.random.default_rng(seed)
    known, values = load_parameters(), []
    for field in OrganizationsParameters._fields:
        parameter = known[f"organizations.{field}"]
        shape = (futures,) if parameter.elements is None else (parameter.elements, futures)
        values.append(parameter.quantile(np.where(side.random(shape) < 0.5, 1e-4, 1 - 1e-4)))
    return OrganizationsParameters(*values)


def inputs(futures, **changes):
    now = SIGNALS | BASE | changes
    pairs = {f"{name}_baseline": value for name, value in BASE.items()}
    return OrganizationsInputs(
        **{field: np.full(futures, (now | pairs)[field]) for field in OrganizationsInputs._fields}
    )


def run(p, months, change_from=0, **changes):
    futures = p.members_start.shape[-1]
    state, out = organizations.init(np, p), []
    for month in range(months):
        now = inputs(futures, **(changes if month >= change_from else {}))
        before = state
        state, signals = organizations.step(np, state, now, p, Luck(keys(futures), month))
        out.append((before, state, signals))
    return out


def deaths(out):
    return np.stack([signals.homicides for _, _, signals in out])


def everything(tree):
    return [np.asarray(leaf) for leaf in jax.tree.leaves(tree)]


def quiet(p, **changes):
    """Parameters without noise and without splits, wars or a pact that a draw could set off."""
    zero = np.zeros_like(p.members_start)
    plain = {
        "noise_regional": zero,
        "noise_common": zero,
        "split_rate": zero,
        "split_gap_rate": zero,
        "war_onset_rate": zero,
        "war_length": zero + 1e9,
    }
    return p._replace(**(plain | changes))


def test_every_parameter_stands_in_the_data_and_no_other():
    known = {key.split(".")[1] for key in load_parameters() if key.startswith("organizations.")}
    assert known == set(OrganizationsParameters._fields)


def test_the_start_continues_the_homicides_of_the_year_before():
    p = drawn()
    state = organizations.init(np, p)
    hostility = conflict.Hostility(p.hostility_peace, p.hostility_fringe, p.hostility_within)
    met = conflict.clashes(np, state.members, state.fringe, state.groups, state.wars, hostility)
    monthly = state.anchors.background + state.anchors.contact * met.contest / 12
    np.testing.assert_allclose(monthly, p.homicides_start / 12, rtol=1e-12)
    assert np.median(p.homicides_start.sum(0)) == pytest.approx(33_550, rel=0.03)


def test_the_median_future_of_2025_continues_2024_and_fifteen_years_stay_plausible():
    years = deaths(run(drawn(192), 180)).reshape(15, 12, -1).sum(1)
    assert np.median(years[0]) == pytest.approx(33_550, rel=0.05)
    assert 22_000 < np.median(years[-1]) < 45_000
    assert np.quantile(years[-1], 0.05) > 12_000
    assert np.quantile(years[-1], 0.95) < 110_000
    assert 0.10 < np.diff(np.log(years), axis=0).std() < 0.22


def test_members_grow_at_the_start_as_drawn():
    p = quiet(drawn(), fitness=np.zeros((12, 64)))
    out = run(p, 3, leader_removal=0.0)
    growth = out[-1][2].members / p.members_start
    np.testing.assert_allclose(growth, np.exp(p.growth_start / 4), atol=2e-4)


@pytest.mark.parametrize("changes", [{}, {"leader_removal": 8.0, "unilateral_strikes": 60.0}])
def test_members_change_by_the_flows_and_by_nothing_else(changes):
    for before, after, signals in run(edge_draws(64), 60, **changes):
        people = [state.members.sum((0, 1)) + state.fringe.sum(0) for state in (before, after)]
        flows = signals.recruits - signals.arrests - signals.killed_members - signals.left
        np.testing.assert_allclose(people[1], people[0] + flows, rtol=1e-9)
        np.testing.assert_allclose(people[1], signals.members, rtol=1e-12)


EXTREMES = {
    "all_levers_at_the_top": {n: r.max for n, r in RANGES.items()} | {"gate_explicit": 2.0},
    "all_levers_at_the_bottom": {n: r.min for n, r in RANGES.items()} | {"gate_tacit": 0.0},
    "no_money_no_courts": {"funds_ratio": 0.0, "certainty_ratio": 0.0, "prosecution_ratio": 0.0},
    "endless_money_and_guns": {
        "funds_ratio": 50.0,
        "lethality_ratio": 3.0,
        "cocaine_price_ratio": 50.0,
    },
}


@pytest.mark.parametrize("name", EXTREMES)
def test_nothing_is_negative_or_infinite_at_the_corners_of_the_box(name):
    for _, state, signals in run(edge_draws(64), 180, **EXTREMES[name])[::6]:
        for array in everything(signals) + everything(state):
            assert np.isfinite(array).all()
        for array in [*everything(signals), state.members, state.fringe, state.groups, state.gap]:
            assert (array >= 0).all()
        np.testing.assert_array_equal(state.members.sum(1)[state.alive < 0.5], 0.0)


def test_two_strategies_meet_the_same_luck_until_they_differ():
    p = drawn()
    base, other = run(p, 30), run(p, 30, change_from=18, network_arrests=6000.0)
    for month in range(18):
        for a, b in zip(everything(base[month][1:]), everything(other[month][1:]), strict=True):
            np.testing.assert_array_equal(a, b)
    assert (deaths(base)[18] != deaths(other)[18]).any()
    same = np.stack([a[2].splits == b[2].splits for a, b in zip(base, other, strict=True)])
    assert same.mean() > 0.97


def test_every_lever_is_neutral_at_baseline():
    p, futures = drawn(), 64
    anchors = organizations.init(np, p).anchors
    pressure = membership.pressure_of(np, inputs(futures), anchors, p)
    for factor in (pressure.arrest, pressure.recruitment, pressure.deaths):
        np.testing.assert_allclose(factor, 1.0, rtol=1e-14)
    np.testing.assert_allclose(pressure.standing_gap, 0.0, atol=1e-14)
    np.testing.assert_array_equal(pressure.removals, BASE["leader_removal"])
    np.testing.assert_array_equal(pressure.strike_removals + pressure.killed, 0.0)


def test_what_needs_consent_does_nothing_without_it():
    p, futures = drawn(), 64
    anchors = organizations.init(np, p).anchors
    named = ("recruitment_prevention", "host_deployment", "leader_removal", "eradication")
    pushed = inputs(futures, gate_explicit=0.0, **{name: 2 * BASE[name] for name in named})
    pressure = membership.pressure_of(np, pushed, anchors, p)
    np.testing.assert_allclose(pressure.recruitment, 1.0)
    np.testing.assert_allclose(pressure.deaths, 1.0)
    np.testing.assert_array_equal(pressure.removals, 0.0)


@pytest.mark.parametrize(
    ("changes", "field", "sign"),
    [
        ({"recruitment_prevention": 60_000.0}, "recruits", -1),
        ({"network_arrests": 5000.0}, "arrests", 1),
        ({"prosecution_ratio": 2.0}, "arrests", 1),
        ({"certainty_ratio": 2.0}, "homicides", -1),
        ({"lethality_ratio": 0.8}, "homicides", -1),
        ({"funds_ratio": 0.5}, "recruits", -1),
        ({"unilateral_strikes": 20.0}, "killed_by_force", 1),
        ({"unilateral_strikes": 20.0}, "civilian_harm", 1),
    ],
)
def test_a_push_moves_its_own_mechanism_in_its_direction(changes, field, sign):
    p = quiet(drawn(), removal_effect=np.zeros(64))
    base, pushed = (run(p, 6, leader_removal=0.0, **c)[-1][2] for c in ({}, changes))
    moved = sign * (getattr(pushed, field) - getattr(base, field))
    assert (moved >= -1e-9).all()
    assert (moved > 0).mean() > 0.95


def test_a_leader_lost_can_raise_or_lower_deaths():
    """Switch 4: the sign of a leadership gap's effect on fighting is open."""
    p = quiet(drawn(), removal_effect=np.full(64, 0.3))
    change = {}
    for form in (RELIEF, GAP_ONLY, DIVISION):
        chosen = p._replace(
            removal_form=np.full(64, form),
            leak_rate=np.zeros(64),
            groups_per_removal=np.zeros(64),
        )
        change[form] = deaths(run(chosen, 12, leader_removal=8.0)) - deaths(
            run(chosen, 12, leader_removal=0.0)
        )
    assert change[RELIEF].sum() < 0.0
    np.testing.assert_allclose(change[GAP_ONLY], 0.0, atol=1e-9)
    assert change[DIVISION].sum() > 0.0


def test_soldiers_and_scarcity_have_the_sign_that_is_drawn():
    for value in (-0.1, 0.1):
        p = quiet(
            drawn(),
            deployment_effect=np.full(64, value),
            scarcity_exponent=np.full(64, value),
            fitness=np.zeros((12, 64)),
        )
        base = deaths(run(p, 1, leader_removal=0.0))
        for push in ({"host_deployment": 200_000.0}, {"cocaine_price_ratio": 2.0}):
            moved = deaths(run(p, 1, leader_removal=0.0, **push)) - base
            assert (np.sign(moved) == np.sign(value)).all()


def test_the_mixed_form_of_arrest_presses_harder_on_fewer_members():
    p = drawn()._replace(incapacitation_form=np.full(64, MIXED))
    anchors = organizations.init(np, p).anchors
    one = np.ones(64)
    few, many = (
        membership.arrest_hazard(np, anchors.members * share, one, anchors, p)
        for share in (0.5, 1.0)
    )
    assert (few > many).all()
    np.testing.assert_allclose(many, p.arrest_rate)


def test_memory_and_courts_together_never_amplify_past_the_cap():
    p = edge_draws(256)
    gain = organizations.feedback_gain(np, p)
    assert gain.max() <= 1 / (1 - 0.6) + 1e-9
    assert (organizations.memory_exponent(np, p) >= 0).all()


def test_removals_follow_the_rate_that_is_sought():
    p = drawn(256)
    for rate in (1.2, 6.0):
        seen = np.mean([s.removals for _, _, s in run(p, 48, leader_removal=rate)]) * 12
        assert seen == pytest.approx(12 * (1 - np.exp(-rate / 12)), rel=0.1)


def test_a_killing_counts_as_struck_and_leaves_arrests_as_they_were():
    size = np.array([[10.0] * 400, [30.0] * 400])
    luck = np.random.default_rng(3).random((2, 400))
    police = remove_leader(np, size, np.full(400, 3.0), np.zeros(400), luck[0], luck[1], 1 / 12)
    both = remove_leader(np, size, np.full(400, 3.0), np.full(400, 3.0), luck[0], luck[1], 1 / 12)
    assert police.struck.sum() == 0
    assert (both.happened >= police.happened).all()
    np.testing.assert_array_equal(both.happened - both.struck, police.happened)
    assert both.where[1].sum() > both.where[0].sum()


def divide(members, alive, decide=0.0):
    one = np.ones(members.shape[-1])
    return split(
        np,
        members,
        members.sum(1),
        alive,
        np.full(alive.shape, 5.0),
        0.3 * one,
        0.5 * one,
        0.03 * one,
        (decide * one + 1e-9, 0.5 * one, 0.5 * one),
        1 / 12,
    )


def test_a_split_moves_members_and_makes_none():
    p = drawn()
    state = organizations.init(np, p)
    after = divide(state.members, state.alive)
    assert after.happened.all()
    np.testing.assert_allclose(after.members.sum(0), state.members.sum(0))
    np.testing.assert_array_equal(after.alive.sum(0), state.alive.sum(0) + 1)
    np.testing.assert_allclose(after.size, after.members.sum(1))
    assert ((after.born * after.size).sum(0) > 0).all()


def test_a_split_without_a_free_slot_dissolves_a_small_group_or_is_counted_as_blocked():
    full = np.ones((12, 1))
    equal = np.full((12, 6, 1), 100.0)
    blocked = divide(equal, full)
    assert (float(blocked.happened[0]), float(blocked.blocked[0])) == (0.0, 1.0)
    np.testing.assert_array_equal(blocked.members, equal)

    small = equal.copy()
    small[4] = 5.0
    made_room = divide(small, full)
    assert float(made_room.happened[0]) == 1.0
    assert made_room.folded[0] == made_room.child[0] == 4
    assert made_room.born[4, 0] == 1.0
    np.testing.assert_allclose(made_room.to_fringe[:, 0], 5.0)
    np.testing.assert_allclose(made_room.members.sum() + made_room.to_fringe.sum(), small.sum())


def test_wars_begin_once_for_a_pair_fade_when_over_and_the_weakest_gives_way():
    one = np.ones(1)
    rows = lambda *v: np.array(v, dtype=float)[:, None]  # noqa: E731 # a table of one future
    wars = conflict.Wars(rows(0, 0), rows(1, 0), rows(2, 1), rows(1, 0), rows(1, 0))
    twice = conflict.break_out(np, wars, one, 1 * one, 0 * one, 9 * one)
    np.testing.assert_array_equal(twice.intensity, wars.intensity)
    second = conflict.break_out(np, wars, one, 2 * one, 3 * one, 4 * one)
    assert second.on.sum() == 2
    third = conflict.break_out(np, second, one, 4 * one, 5 * one, 3 * one)
    assert sorted(third.intensity[:, 0]) == [3.0, 4.0]
    over = conflict.end_one(np, wars, 1e9 * one, 0.5 * one, 0.5 * one, 1 / 12)
    faded = conflict.fade(np, over, one, 1 / 12)
    assert over.on.sum() == 0
    assert float(faded.heat[0, 0]) == pytest.approx(np.exp(-1 / 12))
    again = conflict.break_out(np, faded, one, 0 * one, 1 * one, 5 * one)
    assert float((again.heat * again.intensity).sum()) == 5.0


def test_a_child_keeps_the_hottest_war_of_its_parent():
    one = np.ones(1)
    rows = lambda *v: np.array(v, dtype=float)[:, None]  # noqa: E731 # a table of one future
    wars = conflict.Wars(
        rows(0, 3, 0, 0), rows(1, 0, 0, 0), rows(1, 2.5, 1, 1), rows(1, 1, 0, 0), rows(1, 1, 0, 0)
    )
    after = conflict.inherit(np, wars, one, 0 * one, 7 * one, one)
    assert (float(after.first[2, 0]), float(after.second[2, 0])) == (7.0, 3.0)
    assert float(after.intensity[2, 0]) == 2.5


def test_the_sum_over_pairs_is_the_sum_over_pairs():
    """The list of wars gives what a full table of pairs gives."""
    generator = np.random.default_rng(8)
    members = generator.random((12, 6, 1)) * 1000
    fringe, groups = generator.random((6, 1)) * 2000, generator.random((6, 1)) * 9
    wars = conflict.Wars(
        np.array([[0.0], [2.0], [5.0]]),
        np.array([[1.0], [7.0], [0.0]]),
        np.array([[2.0], [0.5], [1.5]]),
        np.ones((3, 1)),
        np.array([[1.0], [0.4], [1.0]]),
    )
    hostility = conflict.Hostility(np.array([0.1]), np.array([0.2]), np.array([0.05]))
    met = conflict.clashes(np, members, fringe, groups, wars, hostility)
    table = np.full((12, 12), 0.1)
    for first, second, intensity, heat in ((0, 1, 2.0, 1.0), (2, 7, 0.5, 0.4), (5, 0, 1.5, 1.0)):
        table[first, second] = table[second, first] = 0.1 + (intensity - 0.1) * heat
    np.fill_diagonal(table, 0.0)
    w, f, n = members[..., 0], fringe[:, 0], groups[:, 0]
    pairs = np.einsum("ir,ij,jr->r", w, table, w)
    expected = pairs + 2 * 0.2 * f * w.sum(0) + 0.05 * f * f * n / (1 + n)
    np.testing.assert_allclose(met.contest[:, 0], expected)

    killing = np.full((6, 1), 1e-6)
    hazard = conflict.death_hazard(np, members.sum(1), fringe, met, wars, hostility, killing)
    per_member = hazard.slot[:, None] + hazard.region - hazard.own * members
    killed = (per_member * members)[..., 0].sum(1)
    exact = 1e-6 * (w * (table @ w + 0.2 * f)).sum(1)
    np.testing.assert_allclose(killed, exact)


def test_a_push_counts_the_same_in_every_month_of_a_quarter():
    """Of the pact form: wars answer to the haste of a whole quarter, not of its last month."""
    p = drawn(256)
    p = p._replace(
        conflict_form=np.full(256, QUADRATIC_PACT),
        gap_depth=np.zeros(256),
        war_onset_rate=p.war_onset_rate * 2.0,
    )
    wars, removals = [], {"leader_removal": 8.0}
    for months in ((0,), (1,), (2,), ()):
        state = organizations.init(np, p)
        for month in range(3):
            now = inputs(256, **(removals if month in months else {}))
            state, signals = organizations.step(np, state, now, p, Luck(keys(256), month))
        wars.append(signals.wars)
    np.testing.assert_array_equal(wars[0], wars[1])
    np.testing.assert_array_equal(wars[1], wars[2])
    assert wars[2].sum() > wars[3].sum()


def test_jax_gives_what_numpy_gives():
    p, months = drawn(32), 36
    expected = deaths(run(p, months, leader_removal=4.0, unilateral_strikes=6.0))
    given = inputs(32, leader_removal=4.0, unilateral_strikes=6.0)
    with jax.enable_x64(True):
        q, now, key = jax.tree.map(jnp.asarray, (p, given, keys(32)))

        def body(state, month):
            state, signals = organizations.step(jnp, state, now, q, Luck(key, month))
            return state, signals.homicides

        start = organizations.init(jnp, q)
        found = jax.jit(lambda s: jax.lax.scan(body, s, jnp.arange(months))[1])(start)
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-9)


def test_every_parameter_moves_something():
    """One future block for each parameter, all run at once; compared with the untouched block."""
    names, block = OrganizationsParameters._fields, 24
    p = draw_sector("organizations", OrganizationsParameters, draws.keys(2, np.arange(block)))
    codes = np.arange(block)
    p = p._replace(
        removal_form=codes % 3.0,
        conflict_form=codes % 4.0,
        incapacitation_form=codes % 2.0,
        living=np.concatenate([np.ones((11, block)), np.zeros((1, block))]),
        split_rate=p.split_rate + 0.3,
        war_onset_rate=p.war_onset_rate + 0.2,
        pact_patience=np.linspace(0.4, 0.95, block),
        memory_exponent=np.minimum(p.memory_exponent, 0.1) + 0.001 * codes,
    )
    p = p._replace(memory_exponent=np.where(codes < 12, 0.6, p.memory_exponent))
    copies = len(names) + 1
    tiled = [np.tile(array, copies) for array in p]
    for position, name in enumerate(names):
        lanes = slice((position + 1) * block, (position + 2) * block)
        tiled[position][..., lanes] = touched(name, tiled[position][..., lanes])
    wide = OrganizationsParameters(*tiled)
    key = np.tile(draws.keys(2, np.arange(block)), copies)
    pushed = {
        name: BASE[name] * 2.5 + (6.0 if name == "unilateral_strikes" else 0.0) for name in BASE
    }
    now = inputs(block * copies, **pushed, funds_ratio=0.7, cocaine_price_ratio=1.5)
    now = now._replace(certainty_ratio=np.full(block * copies, 1.4))
    now = now._replace(prosecution_ratio=np.full(block * copies, 1.3))
    state, seen = organizations.init(np, wide), []
    for month in range(60):
        state, signals = organizations.step(np, state, now, wide, Luck(key, month))
        seen.append(np.stack([a for a in everything(signals) if a.ndim == 1]))
    by_block = np.stack(seen).reshape(60, -1, copies, block)
    dead = [
        name
        for position, name in enumerate(names)
        if np.array_equal(by_block[:, :, position + 1], by_block[:, :, 0])
    ]
    assert dead == []


def touched(name, array):
    if name == "living":
        return np.concatenate([array[:11], 1.0 + 0 * array[11:]])
    if name in ("removal_form", "conflict_form", "incapacitation_form"):
        return (array + 1) % {"removal_form": 3, "conflict_form": 4}.get(name, 2)
    if name == "start_war_second":
        return np.concatenate([array[:1] + 2, array[1:]])
    if name == "start_war_first":
        return np.concatenate([array[:1] + 5, array[1:]])
    if name == "start_war_on":
        return np.concatenate([0 * array[:1], array[1:]])
    if name.startswith("pact_"):
        return array * (0.5 if name == "pact_patience" else 8.0)
    spread = np.linspace(0.9, 0.97, len(array))[:, None] if array.ndim == 2 else 0.9
    return array * spread - (0.001 if name == "fitness" else 0.0)


def test_the_codes_of_the_switches_are_those_of_the_data():
    known = load_parameters()
    assert known["organizations.removal_form"].options[int(DIVISION)] == "division"
    assert known["organizations.conflict_form"].options[int(QUADRATIC_PACT)] == "quadratic_pact"
    assert known["organizations.incapacitation_form"].options[int(MIXED)] == "mixed"


def test_the_page_of_the_model_names_every_switch_of_the_sector():
    page = Path(__file__).parents[2] / "docs" / "model" / "organizations.md"
    text = page.read_text(encoding="utf-8")
    for word in ("switch 4", "switch 5", "switch 7", "sixteen"):
        assert word in text
