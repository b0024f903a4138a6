"""Targets of model 10: host consent and politics (HC).

HC-4 and HC-6 are arithmetic on constants; HC-10 and HC-11 are published only.
"""

import numpy as np
import pytest

from support.politics_runs import inputs, parameters, run
from undercut.world import politics
from undercut.world.luck import Luck

MONTHS = (3, 4, 10, 16, 28, 48)


def consent_at(p):
    path = [float(s.host_consent[0]) for s in run(p, 48, (3,), unilateral_strikes=12.0)]
    return [path[month - 1] for month in MONTHS]


def test_hc_1_consent_returns_by_halves_after_a_shock():
    """A shock of 0.4 in the fourth step, half-life of twelve months."""
    expected = [0.7, 0.3, 0.4172, 0.5, 0.6, 0.6685]
    assert consent_at(parameters()) == pytest.approx(expected, abs=1e-4)


def test_hc_2_a_shock_past_the_threshold_sets_ceiling_and_target():
    expected = [0.7, 0.286, 0.334, 0.368, 0.409, 0.4371]
    assert consent_at(parameters(shock_threshold=0.25)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("months", "rate"), [(6, 0.1091), (12, 0.0561), (24, 0.0285)])
def test_hc_8_a_half_life_is_a_monthly_rate(months, rate):
    left = politics.recover(np, np.ones(1), np.zeros(1), months / 12.0, 1.0 / 12.0)
    assert 1.0 - left[0] == pytest.approx(rate, abs=1e-4)


def test_hc_3_pressure_helps_at_first_and_hurts_when_excessive():
    """Gain .8 T - .8 T^2 peaks at a half and is nothing at one."""
    effect = politics.pressure_effect(np.array([0.0, 0.5, 1.0]), 0.8, 0.8)
    assert effect == pytest.approx([0.0, 0.2, 0.0])


def test_hc_9_a_lever_without_consent_keeps_its_floor():
    """At no consent and a floor of 0.2, a fifth of the nominal effect."""
    assert politics.joint_yield(np.array([0.0]), np.array([0.2]))[0] == pytest.approx(0.2)


@pytest.mark.parametrize("form", [politics.MEMORY, politics.THRESHOLD, politics.BARGAINING])
def test_hc_12_unilateral_force_never_raises_consent(form):
    """For every rival form."""
    p = parameters(consent_form=form, shock_threshold=0.3)
    for calm, forced in zip(run(p, 60), run(p, 60, unilateral_strikes=18.0), strict=True):
        assert forced.host_consent[0] <= calm.host_consent[0] + 1e-12


@pytest.mark.parametrize(("branching", "rounds"), [(0.2, 1.25), (0.5, 2.0), (0.8, 5.0)])
def test_hc_7_rounds_of_escalation_add_up_to_the_branching_total(branching, rounds):
    """One starting round leads to 1 / (1 - R) rounds in all."""
    count = 20_000
    p = politics.PoliticsParameters(
        *(
            np.broadcast_to(value, count)
            for value in parameters(rounds_per_strike=1.0, rounds_branching=branching)
        )
    )
    keys = np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    state, total = politics.init(np, p), 0.0
    for month in range(80):
        now = inputs(unilateral_strikes=12.0 if month == 0 else 0.0)
        now = now._replace(killed_by_force_last=np.zeros(count))
        state, signals = politics.step(np, state, now, p, Luck(keys, month))
        total += signals.escalations.mean()
    assert total == pytest.approx(rounds, rel=0.05)
