"""Supply: area accounts, pulses that heal, gates, extremes, direction; no parameter is dead."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from undercut.core import draws
from undercut.evidence.parameters import load_parameters
from undercut.evidence.series import load_series
from undercut.fit.priors import draw_sector
from undercut.world import supply
from undercut.world.luck import Luck

FUTURES = 128
LEVERS = {"eradication": 9403.0, "precursor_control": 100.0}
KEY = draws.keys(3, np.arange(FUTURES))


@pytest.fixture(scope="module")
def drawn():
    return draw_sector("supply", supply.SupplyParameters, KEY)


def inputs(xp=np, price=1.0, demand=1.0, gate=1.0, **levers):
    now = LEVERS | levers
    return supply.SupplyInputs(
        eradication=now["eradication"],
        eradication_baseline=LEVERS["eradication"],
        precursor_control=now["precursor_control"],
        precursor_control_baseline=LEVERS["precursor_control"],
        gate_explicit=gate,
        gate_tacit=gate,
        source_price_ratio_last=xp.full((2, FUTURES), price),
        demand_ratio_last=xp.full((4, FUTURES), demand),
    )


def run(p, months=60, xp=np, **given):
    state, out = supply.init(xp, p), []
    for month in range(months):
        state, signals = supply.step(xp, state, inputs(xp, **given), p, Luck(KEY, month))
        out.append((state, signals))
    return out


def area(state):
    return state.colombia + state.others


def test_area_changes_by_what_is_planted_and_removed(drawn):
    before = supply.init(np, drawn)
    for after, signals in run(drawn, eradication=80_000.0, price=1.4):
        change = (signals.coca_planted - signals.coca_removed) * 1.0
        assert area(after) == pytest.approx(area(before) + change, rel=1e-12)
        before = after


def test_the_yields_quoted_for_peru_and_bolivia_are_those_of_the_series_and_within_the_prior():
    series, parameter = load_series(), load_parameters()["supply.yield_others"]
    prior = parameter.at().prior
    for place, period, words in (
        ("Peru", "2021", "785 t on 84,400"),
        ("Bolivia", "2020", "312 t on 39,400"),
    ):
        tonnes = series.value("cocaine_potential_production_ondcp", place, period)
        hectares = series.value("coca_cultivation_ondcp", place, period)
        assert f"{tonnes:.0f} t on {hectares:,.0f}" == words
        assert words in parameter.rationale
        assert prior.low90 < 1000.0 * tonnes / hectares < prior.high90


def test_area_in_colombia_swings_about_as_it_did_and_whatever_the_levers_are(drawn):
    rows = load_series().rows("coca_cultivation_unodc", "Colombia")
    record = np.log([row.value for row in sorted(rows, key=lambda row: row.period.first.index)])
    area = np.log([state.colombia for state, _ in run(drawn, 180)])[11::12]
    for years in (1, 5):
        seen, ours = np.std(record[years:] - record[:-years]), np.std(area[years:] - area[:-years])
        assert 0.65 * seen < ours < 1.2 * seen
    swings = [run(drawn, 24, eradication=value)[-1][0].swing for value in (0.0, 9e4)]
    assert np.array_equal(*swings)


def test_a_single_control_heals_by_halves(drawn):
    """Pulse form P1: 1 - e 0.5^(t / h), exact for one pulse."""
    state = supply.init(np, drawn)._replace(precursor=np.full((2, FUTURES), 0.4))
    quiet = drawn._replace(
        control_rate=np.zeros(FUTURES), precursor_half_life=np.full(FUTURES, 0.5)
    )
    for month in range(12):
        state, _ = supply.step(np, state, inputs(), quiet, Luck(KEY, month))
    assert state.precursor == pytest.approx(1.0 - 0.6 * 0.25)


def test_capacity_grows_back_to_demand_and_slack(drawn):
    quiet = drawn._replace(control_rate=np.zeros(FUTURES))
    state, signals = run(quiet, 480, demand=1.5)[-1]
    assert state.capacity == pytest.approx(1.5 * (1.0 + drawn.slack), rel=1e-4)
    assert signals.capacity_ratio[:2] == pytest.approx(1.0)


def test_baseline_without_luck_and_trends_stands_still(drawn):
    still = drawn._replace(
        **{name: np.zeros(FUTURES) for name in ("area_trend", "others_trend", "poppy_trend")},
        yield_growth=np.zeros(FUTURES),
        control_rate=np.zeros(FUTURES),
        area_noise=np.zeros(FUTURES),
    )
    start = supply.start_production(np, still)
    for _, signals in run(still, 24):
        assert signals.production == pytest.approx(start, rel=1e-12)
        assert signals.precursor_factor == pytest.approx(1.0)


def test_eradication_lowers_area_and_moves_part_of_it(drawn):
    base, more = run(drawn, 60)[-1], run(drawn, 60, eradication=90_403.0)[-1]
    assert np.all(more[0].colombia < base[0].colombia)
    assert np.all(more[0].others >= base[0].others)
    assert np.all(area(more[0]) < area(base[0]))
    assert 0.85 < np.median(area(more[0]) / area(base[0])) < 0.97


def test_without_consent_added_eradication_does_nothing(drawn):
    base, barred = run(drawn, 24), run(drawn, 24, eradication=90_000.0, gate=0.0)
    assert barred[-1][0].colombia == pytest.approx(base[-1][0].colombia, rel=1e-12)


def test_more_precursor_control_never_raises_the_factor_and_saturates(drawn):
    def mean(value):
        return np.mean([s.precursor_factor for _, s in run(drawn, 60, precursor_control=value)])

    usual, strong, absurd, none = (mean(value) for value in (100.0, 600.0, 10_000.0, 0.0))
    assert absurd <= strong < usual < none
    assert none == pytest.approx(1.0)
    assert usual - strong > strong - absurd


def test_a_higher_price_raises_area_and_poppy(drawn):
    base, dear = run(drawn, 48)[-1][1], run(drawn, 48, price=1.5)[-1][1]
    assert np.all(dear.production[:2] > base.production[:2])


@pytest.mark.parametrize("lever", [0.0, 1.0, 100.0])
@pytest.mark.parametrize("price", [0.0, 1.0, 1e9])
@pytest.mark.parametrize("demand", [0.0, 1.0, 1e6])
def test_nothing_is_negative_or_infinite_at_extremes(drawn, lever, price, demand):
    levers = {name: value * lever for name, value in LEVERS.items()}
    for state, signals in run(drawn, 18, price=price, demand=demand, **levers):
        for name, value in signals._asdict().items():
            assert np.all(np.isfinite(value)), name
        for value in (state.colombia, state.others, state.capacity, signals.production):
            assert np.all(value >= 0.0)
        assert np.all((signals.precursor_factor > 0.0) & (signals.precursor_factor <= 1.0))


def test_every_parameter_moves_an_outcome(drawn):
    def outcome(p):
        out = run(p, 36, price=1.3, demand=1.1, eradication=40_000.0, precursor_control=400.0)
        return np.concatenate(
            [np.concatenate([s.production, s.capacity_ratio]).ravel() for _, s in out]
        )

    base = outcome(drawn)
    for name, value in drawn._asdict().items():
        moved = outcome(drawn._replace(**{name: value * 1.1 + 1e-3}))
        assert not np.allclose(base, moved, rtol=1e-9, atol=0.0), name


def test_jax_gives_the_same_as_numpy(drawn):
    with jax.enable_x64(True):
        p = supply.SupplyParameters(*(jnp.asarray(value) for value in drawn))
        step = jax.jit(
            lambda state, month: supply.step(
                jnp,
                state,
                inputs(jnp, price=1.2, eradication=5e4),
                p,
                Luck(jnp.asarray(KEY), month),
            )
        )
        state = supply.init(jnp, p)
        for month in range(6):
            state, signals = step(state, jnp.uint64(month))
    for mine, theirs in zip(run(drawn, 6, price=1.2, eradication=5e4)[-1][1], signals, strict=True):
        assert np.asarray(theirs) == pytest.approx(mine, rel=1e-9)
