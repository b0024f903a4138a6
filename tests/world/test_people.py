"""People: persons accounted for, anchored deaths, published forms, direction; nothing is dead."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from undercut.core import draws
from undercut.evidence.catalog import load_catalog
from undercut.evidence.series import load_series
from undercut.fit.priors import draw_sector
from undercut.world import _people_forms as forms
from undercut.world import people
from undercut.world.luck import Luck

FUTURES = 128
KEY = draws.keys(11, np.arange(FUTURES))
SHARE = np.full(FUTURES, 0.92)
LEVERS = {
    "treatment": 1_350_000.0,
    "harm_reduction": 4_600_000.0,
    "prevention": 2_000_000.0,
    "domestic_enforcement": 65_976.0,
}
DEATHS = ("overdose_deaths_cocaine", "overdose_deaths_opioid", "overdose_deaths_psychostimulant")

OUTCOMES = (*DEATHS, "overdose_deaths", "users_ratio", "in_treatment", "us_prisoners")


@pytest.fixture(scope="module")
def drawn():
    return draw_sector("people", people.PeopleParameters, KEY)


def quiet(p):
    """Hold still what moves by itself: noise, recovery of the dose, growth of other deaths."""
    none = np.zeros(FUTURES)
    still = {"noise": none, "stimulant_noise": none, "other_deaths_growth": none}
    return p._replace(hazard_fall=none, **still)


def inputs(xp=np, *, dose=1.0, share=SHARE, use=1.0, price=1.0, consumption=1.0, **levers):
    pairs = {f"{name}_baseline": value for name, value in LEVERS.items()}
    return people.PeopleInputs(
        dose_ratio=xp.full(FUTURES, dose),
        fentanyl_share=xp.asarray(share),
        use_per_user=xp.full((4, FUTURES), use),
        user_price_ratio=xp.full((4, FUTURES), price),
        consumption_ratio=xp.full((4, FUTURES), consumption),
        **(LEVERS | levers | pairs),
    )


def run(p, months=60, xp=np, **given):
    state, out = people.init(xp, p, xp.asarray(SHARE)), []
    for month in range(months):
        before = state
        state, signals = people.step(xp, state, inputs(xp, **given), p, Luck(KEY, month))
        out.append((before, state, signals))
    return out


def total(p, months=60, **given):
    """Deaths of the last twelve months."""
    return sum(s.overdose_deaths for *_, s in run(p, months, **given)[-12:])


def persons(state):
    return state.use + state.disorder + state.treated + state.remission


@pytest.mark.parametrize("dose", [1.0, 4.0])
def test_persons_change_by_entries_exits_and_deaths(drawn, dose):
    for before, after, s in run(drawn, 36, dose=dose, treatment=2e6, price=0.8):
        change = s.entries - s.exits - s.illicit_deaths
        assert persons(after) == pytest.approx(persons(before) + change, rel=1e-12)


def test_the_first_month_continues_the_pace_at_the_end_of_2024(drawn):
    signals = run(quiet(drawn), 1)[0][2]
    opioid = drawn.deaths_opioid * drawn.end_pace / 12.0
    assert signals.overdose_deaths_opioid == pytest.approx(opioid, rel=2e-3)
    share = drawn.opioid_share_cocaine
    cocaine = drawn.deaths_cocaine / 12.0 * (1.0 - share + share * drawn.end_pace)
    assert signals.overdose_deaths_cocaine == pytest.approx(cocaine, rel=2e-3)


def test_at_the_mean_pace_of_2024_all_deaths_are_the_published_count(drawn):
    signals = run(quiet(drawn)._replace(end_pace=np.ones(FUTURES)), 1)[0][2]
    published = load_series().value("od_deaths_total", "US", "2024")
    assert signals.overdose_deaths * 12.0 == pytest.approx(published, rel=2e-3)


def test_patients_neither_grow_nor_shrink_in_the_first_month(drawn):
    signals = run(quiet(drawn), 1)[0][2]
    assert np.median(np.abs(signals.in_treatment / drawn.in_treatment - 1.0)) < 1e-3


@pytest.mark.parametrize(
    ("lever", "value"),
    [("treatment", 2_700_000.0), ("harm_reduction", 9e6), ("prevention", 1.2e7)],
)
def test_more_help_never_raises_deaths(drawn, lever, value):
    """Target DM-17, for every draw and form of reach."""
    p = quiet(drawn)
    base, helped = (
        sum(s.overdose_deaths_opioid for *_, s in run(p, 120, **levers)[-12:])
        for levers in ({}, {lever: value})
    )
    assert np.all(helped <= base * (1.0 + 1e-9))
    assert np.median(helped / base) < 1.0


def test_kits_work_within_months_and_prevention_after_years(drawn):
    p = quiet(drawn)
    base = run(p, 120)
    kits, classes = run(p, 120, harm_reduction=9e6), run(p, 120, prevention=1.5e7)

    def effect(out, month):
        after, before = out[month][2].overdose_deaths, base[month][2].overdose_deaths
        return np.median(after / before) - 1.0

    assert effect(kits, 1) < -0.02
    assert effect(classes, 12) > -0.001
    assert effect(classes, 119) < 3.0 * effect(classes, 36) < 0.0


def test_kits_and_what_they_do_are_drawn_together(drawn):
    """However many kits there are, they do not meet nearly every overdose already."""
    lever = load_catalog().levers["harm_reduction"].baseline
    assert np.all((lever.low <= drawn.kits) & (drawn.kits <= lever.high))
    assert np.quantile(drawn.kits, 0.1) < 0.7 * lever.value
    assert np.quantile(drawn.kits, 0.9) > 1.6 * lever.value
    reverses = drawn._replace(witnessed=np.ones(FUTURES), emergency_call=np.zeros(FUTURES))
    assert np.quantile(drawn.kits_met, 0.95) < 0.8
    met = 1.0 - forms.not_rescued(np, drawn.kits, forms.kit_efficiency(np, drawn), reverses)
    assert met == pytest.approx(drawn.kits_met)


def test_added_kits_count_as_bought_and_no_kits_means_none(drawn):
    usual, baseline = LEVERS["harm_reduction"], np.full(FUTURES, LEVERS["harm_reduction"])
    more = forms.kits_out(np, baseline + 1e6, baseline, drawn)
    assert more == pytest.approx(drawn.kits + 1e6)
    assert np.all(forms.kits_out(np, 0.0 * baseline, baseline, drawn) == 0.0)
    none = run(quiet(drawn), 1, harm_reduction=0.0)[0][2].hazard
    some = run(quiet(drawn), 1, harm_reduction=1.5 * usual)[0][2].hazard
    base = run(quiet(drawn), 1)[0][2].hazard
    assert 1.1 < np.median(none / base) < 1.6
    assert -0.12 < np.median(some / base) - 1.0 < -0.05


@pytest.mark.parametrize("lever", [1.1, 1.2])
@pytest.mark.parametrize("code", [forms.INDIVIDUAL, forms.COMMUNITY, forms.SATURATING])
def test_patients_are_those_of_the_lever_where_enough_people_see_a_need(drawn, lever, code):
    """Each patient paid for is one in care, whatever an added patient does to deaths."""
    p = quiet(drawn)._replace(
        treatment_reach=np.full(FUTURES, code), with_disorder=np.full(FUTURES, 1.5e6)
    )
    before, after = (
        run(p, 36, treatment=LEVERS["treatment"] * level)[-1][2].in_treatment
        for level in (1.0, lever)
    )
    added = (after - before) / p.in_treatment / (lever - 1.0)
    assert np.median(added) == pytest.approx(1.0, abs=0.08)
    assert np.all(added > 0.7)


def test_patients_fall_short_of_the_lever_where_those_who_see_no_need_bound_them(drawn):
    p = quiet(drawn)
    few, many = (p._replace(seen_need=np.full(FUTURES, share)) for share in (0.3, 0.7))
    wanted = 2.2 * LEVERS["treatment"]
    for each in (few, many):
        state = run(each, 48, treatment=wanted)[-1][1]
        bound = state.treated + state.disorder
        bound = bound - (1.0 - each.seen_need) * state.anchors.disorder_share * bound
        assert np.all(state.treated < 1.02 * bound)
    patients = [run(each, 48, treatment=wanted)[-1][1].treated for each in (few, many)]
    assert np.all(patients[0] < patients[1])
    assert np.all(patients[0] < 2.0 * p.in_treatment)


def test_reach_scales_deaths_averted_not_patients(drawn):
    """Switch 3: full, drawn part, saturating; per added patient at most what the studies give."""
    averted = {}
    for code in (forms.INDIVIDUAL, forms.COMMUNITY, forms.SATURATING):
        p = quiet(drawn)._replace(treatment_reach=np.full(FUTURES, code))
        base, more = (run(p, 24, treatment=value)[-1] for value in (1.35e6, 1.62e6))
        added = more[2].in_treatment - base[2].in_treatment
        fewer = 12.0 * (base[2].overdose_deaths - more[2].overdose_deaths)
        averted[code] = np.median(fewer / added), np.median(added / p.in_treatment)
    full, part, bent = (averted[code][0] for code in averted)
    assert part < 0.7 * full
    assert bent < full
    patients = [count for _, count in averted.values()]
    assert patients == pytest.approx(3 * [patients[0]], rel=0.1)


def test_added_patients_are_counted_apart_and_only_by_the_lever(drawn):
    for _, state, _ in run(drawn, 36, dose=1.3):
        assert np.all(state.added == 0.0)
    for _, state, _ in run(drawn, 36, treatment=2e6):
        assert np.all((state.added >= 0.0) & (state.added <= state.treated))
    assert np.all(state.added > 0.0)
    added = np.full(FUTURES, 1.0)
    full, part, bent = (
        1.0 - forms.discounted(np, added, drawn._replace(treatment_reach=np.full(FUTURES, code)))
        for code in (forms.INDIVIDUAL, forms.COMMUNITY, forms.SATURATING)
    )
    assert full == pytest.approx(1.0)
    assert part == pytest.approx(drawn.reach)
    assert bent == pytest.approx((1.0 - np.exp(-drawn.saturation)) / drawn.saturation)


def test_a_weaker_dose_averts_deaths_by_its_power(drawn):
    p = quiet(drawn)
    first = [run(p, 1, dose=dose)[0][2].hazard for dose in (1.0, 0.8)]
    fentanyl = drawn.fentanyl_multiple * 0.92
    part = fentanyl / (fentanyl + 0.08)
    expected = 1.0 - part * (1.0 - 0.8**drawn.dose_elasticity)
    assert first[1] / first[0] == pytest.approx(expected, rel=1e-9)


def test_a_fall_that_comes_back_raises_deaths_one_that_goes_on_lowers_them(drawn):
    p = drawn._replace(
        noise=np.zeros(FUTURES),
        hazard_fall=np.full(FUTURES, 0.6),
        return_half_life=np.full(FUTURES, 2.0),
    )
    further, lasting, passing = (
        total(p._replace(returning_share=np.full(FUTURES, share)), 120) for share in (-1, 0, 1)
    )
    assert np.median(passing / lasting) > 1.2
    assert np.median(further / lasting) < 0.85


def test_neither_a_rise_nor_a_fall_of_deaths_is_built_in(drawn):
    """A quarter or more of futures end above the first year's opioid deaths, as many below.

    It was a third while every future took the surge of prescribed opioids after 2010 to have
    lasted; half of them now let it fade, and fewer people come to use.
    """
    out = run(drawn, 180)
    deaths = np.array([s.overdose_deaths_opioid for *_, s in out]).reshape(15, 12, -1).sum(1)
    rising = np.mean(deaths[-1] > deaths[0])
    assert 0.25 < rising < 0.75
    assert np.mean(deaths[-1] < 0.8 * deaths[0]) > 0.1
    assert np.mean(deaths[-1] > 1.2 * deaths[0]) > 0.1


def test_stimulant_deaths_follow_consumption_and_the_opioid_toll(drawn):
    base = run(quiet(drawn), 1)[0][2]
    more = run(quiet(drawn), 1, consumption=1.1)[0][2]
    weaker = run(quiet(drawn), 1, dose=0.5)[0][2]
    for name in (DEATHS[0], DEATHS[2]):
        assert getattr(more, name) == pytest.approx(1.1 * getattr(base, name), rel=1e-9)
        assert np.all(getattr(weaker, name) < getattr(base, name))


@pytest.mark.parametrize("name", [DEATHS[0], DEATHS[2]])
def test_stimulant_deaths_swing_about_as_they_did_and_whatever_the_levers_are(drawn, name):
    series = {DEATHS[0]: "od_deaths_cocaine", DEATHS[2]: "od_deaths_psychostimulants"}[name]
    rows = sorted(load_series().rows(series, "US"), key=lambda row: row.period.first.index)
    record = np.log([row.value for row in rows])
    out = run(drawn, 180)
    deaths = np.log(np.array([getattr(s, name) for *_, s in out]).reshape(15, 12, -1).sum(1))
    for years in (1, 5):
        seen, ours = (
            np.std(record[years:] - record[:-years]),
            np.std(deaths[years:] - deaths[:-years]),
        )
        assert 0.6 * seen < ours < 1.3 * seen
    helped = run(drawn, 24, treatment=2e6, harm_reduction=9e6)[-1][1]
    assert np.array_equal(helped.stimulant_swing, out[23][1].stimulant_swing)


def test_more_prisoners_follow_the_lever_with_a_lag_and_raise_risk_after_release(drawn):
    out = run(quiet(drawn), 60, domestic_enforcement=100_000.0)
    held = [s.us_prisoners for *_, s in out]
    assert np.all(held[0] < 75_000.0)
    assert held[-1] == pytest.approx(100_000.0, rel=0.05)
    assert np.median(out[-1][2].hazard / run(quiet(drawn), 60)[-1][2].hazard) > 1.0


@pytest.mark.parametrize("level", [0.0, 1.0, 100.0])
@pytest.mark.parametrize("market", [0.0, 1.0, 1e6])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_nothing_is_negative_or_infinite_at_extremes(drawn, level, market, share):
    levers = {name: value * level for name, value in LEVERS.items()}
    given = {"dose": market, "use": market, "price": market, "consumption": market}
    for _, state, signals in run(drawn, 12, share=np.full(FUTURES, share), **given, **levers):
        for name, value in signals._asdict().items():
            assert np.all(np.isfinite(value)), name
            assert np.all(value >= 0.0), name
        for stock in (state.use, state.disorder, state.treated, state.remission):
            assert np.all(stock >= 0.0)


def test_without_anybody_starting_stocks_fade_and_stay_positive(drawn):
    none = np.zeros(FUTURES)
    out = run(drawn._replace(initiation=none, prescription_inflow=none), 240)
    assert np.all(persons(out[-1][1]) < persons(out[0][0]))
    assert np.all(persons(out[-1][1]) > 0.0)


def test_closed_treatment_empties_and_open_treatment_is_capped_by_need(drawn):
    closed, wide = (run(quiet(drawn), 60, treatment=value)[-1][1] for value in (0.0, 1.35e8))
    assert np.all(closed.treated < 0.01 * drawn.in_treatment)
    everyone = wide.disorder + wide.treated
    assert np.all(wide.treated < everyone)


def test_every_parameter_moves_an_outcome(drawn):
    """Each under the alternative that uses it; both sides of the perceived risk are visited."""

    strong = {
        "treatment": 3e6,
        "harm_reduction": 8e6,
        "prevention": 1e7,
        "domestic_enforcement": 1e5,
    }
    months = (
        {"dose": 0.7, "price": 1.2, "use": 0.8} | strong,
        {"dose": 3.0, "price": 1.2, "use": 0.8} | strong,
        {"price": 0.2, "dose": 0.3},
    )

    def outcome(p):
        out = [signals for given in months for *_, signals in run(p, 30, **given)]
        return np.concatenate([getattr(s, name) for s in out for name in OUTCOMES], axis=None)

    for name, value in drawn._asdict().items():
        form = forms.SATURATING if name == "saturation" else forms.COMMUNITY
        p = drawn._replace(treatment_reach=np.full(FUTURES, form))
        change = value * 0.0 if name == "treatment_reach" else value * 0.95
        moved = outcome(p._replace(**{name: change}))
        assert not np.allclose(outcome(p), moved, rtol=1e-9, atol=0.0), name


def test_jax_gives_the_same_as_numpy(drawn):
    given = {"dose": 0.8, "price": 1.1, "treatment": 2e6}
    with jax.enable_x64(True):
        p = people.PeopleParameters(*(jnp.asarray(value) for value in drawn))
        theirs = run(p, 2, xp=jnp, **given)[-1][2]
    for mine, other in zip(run(drawn, 2, **given)[-1][2], theirs, strict=True):
        assert np.asarray(other) == pytest.approx(mine, rel=1e-9)
