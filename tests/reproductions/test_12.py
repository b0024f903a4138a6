"""Reproductions of `models/12`: coverage with churn, what it does to deaths, kits, prevention.

Each calls a function or the step of the people sector at the published settings. Left out: DM-1 to
DM-3, DM-9, DM-11 to DM-14 and DM-16 are arithmetic on constants; DM-15 belongs to organizations;
DM-17 (more treatment never raises deaths) is a property test of the sector.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from undercut.core import draws
from undercut.fit.priors import draw_sector
from undercut.world import _people_forms as forms
from undercut.world import people
from undercut.world.luck import Luck

KEY = draws.keys(0, np.arange(1))
ONE, NONE = np.ones(1), np.zeros(1)
LEVERS = ("treatment", "harm_reduction", "prevention", "domestic_enforcement")


def closed(discontinuation, relative_risk=0.4):
    """Reduce people to a closed pool of a million that moves in and out of treatment (D1)."""
    drawn = draw_sector("people", people.PeopleParameters, KEY)
    zero = (
        "initiation", "prescription_inflow", "progression", "quit_rate", "remission_rate",
        "remission_ceiling", "other_mortality", "disorder_mortality", "treatment_mortality",
        "noise", "hazard_fall", "background_opioid_deaths", "stimulant_noise",
    )  # fmt: skip
    return drawn._replace(
        **dict.fromkeys(zero, NONE),
        treatment_reach=ONE * forms.INDIVIDUAL,
        deaths_opioid=1e-3 * ONE,
        use_without_disorder=1e-6 * ONE,
        early_remission=1e-6 * ONE,
        with_disorder=750_000.0 * ONE,
        in_treatment=250_000.0 * ONE,
        seen_need=ONE,
        free_slots=1e3 * ONE,
        stay=-1.0 / (12.0 * np.log(1.0 - discontinuation)) * ONE,
        risk_in_treatment=relative_risk * ONE,
    )


def run(p, months, **levers):
    state, out = people.init(np, p, 0.9 * ONE), []
    pairs = {f"{name}_baseline": ONE for name in LEVERS}
    inputs = people.PeopleInputs(
        dose_ratio=ONE,
        fentanyl_share=0.9 * ONE,
        use_per_user=np.ones((4, 1)),
        user_price_ratio=np.ones((4, 1)),
        consumption_ratio=np.ones((4, 1)),
        **(dict.fromkeys(LEVERS, ONE) | levers | pairs),
    )
    for month in range(months):
        state, signals = people.step(np, state, inputs, p, Luck(KEY, month))
        out.append((state, signals))
    return out


DOUBLED = 0.40 / 0.25 * ONE
"""Patients over those of the start whom twice the share of the untreated in entry comes to."""


@pytest.mark.parametrize(
    ("discontinuation", "coverage"),
    [
        (0.0468, {3: 0.2824, 6: 0.3079, 12: 0.3434, 24: 0.3786, 36: 0.3919}),
        (0.170, {3: 0.3448, 6: 0.3797, 12: 0.3972, 24: 0.3999, 36: 0.4000}),
    ],
)
def test_dm_4_and_5_coverage_follows_entry_at_the_speed_of_churn(discontinuation, coverage):
    out = run(closed(discontinuation), 36, treatment=DOUBLED)
    for month, share in coverage.items():
        treated = out[month - 1][1].in_treatment[0] / 1e6
        assert treated == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize(
    ("relative_risk", "change"), [(0.205, -0.149), (0.304, -0.126), (0.48, -0.090)]
)
def test_dm_6_deaths_fall_with_coverage_by_the_risk_in_treatment(relative_risk, change):
    p = closed(0.0468, relative_risk)
    many = run(p, 240, treatment=DOUBLED)[-1][0]
    exposed = many.disorder + relative_risk * many.treated
    assert exposed / (750_000.0 + relative_risk * 250_000.0) - 1.0 == pytest.approx(
        change, abs=1e-3
    )
    few, more = run(p, 1)[-1][1], run(p, 240, treatment=DOUBLED)[-1][1]
    deaths = more.illicit_deaths / few.illicit_deaths - 1.0
    assert deaths == pytest.approx(change, abs=4e-3)


@pytest.mark.parametrize(("kits", "met"), [(300.0, 0.316), (600.0, 0.533), (1270.0, 0.800)])
def test_dm_7_witnessed_overdoses_meet_naloxone_by_kits(kits, met):
    p = SimpleNamespace(witnessed=1.0, emergency_call=0.0)
    assert 1.0 - forms.not_rescued(np, kits, 1.0 / 789.1, p) == pytest.approx(met, abs=1e-3)


@pytest.mark.parametrize(
    ("witnessed", "kits", "change"),
    [(0.6, 600.0, -0.141), (0.6, 1270.0, -0.315), (0.5, 1270.0, -0.254), (0.7, 1270.0, -0.381)],
)
def test_dm_8_deaths_fall_with_kits_under_the_cap_of_witnesses(witnessed, kits, change):
    """An effect of 0.9 of each rescue stands in the share of witnesses."""
    p = SimpleNamespace(witnessed=witnessed * 0.9, emergency_call=0.0)
    left, usual = (forms.not_rescued(np, each, 1.0 / 789.1, p) for each in (kits, 300.0))
    fall = left / usual - 1.0
    assert fall == pytest.approx(change, abs=1e-3)


def test_dm_10_prevention_shows_after_a_decade():
    """Two stages of delay stand for ages of starting around 19: within half a point."""
    p = closed(0.0468)._replace(
        prevention_effect=0.08 * ONE,
        students=2.0 * ONE,
        prevention_delay=6.0 * ONE,
        stimulant_turnover=0.1 * np.ones((2, 1)),
    )
    out = run(p, 360, prevention=3.0 * ONE)
    usual, most = 0.5, 1.0
    for years, fall in {5: -0.56, 10: -2.37, 15: -4.42, 20: -5.85, 30: -7.26}.items():
        users = out[12 * years - 1][0].stimulants[0, 0]
        assert 100.0 * (users - 1.0) / (most - usual) == pytest.approx(fall, abs=0.5)
