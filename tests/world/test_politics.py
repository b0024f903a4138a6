"""Politics: consent, law, escalation, backlash; held to published arithmetic and to direction."""

import numpy as np
import pytest

from undercut.world import politics
from undercut.world.luck import Luck

LEVERS = {
    "boat_strikes": 0.0,
    "unilateral_strikes": 0.0,
    "border_patrol_support": 2500.0,
    "multilateral_pressure": 15.0,
    "sanctions": 125.0,
    "training_capacity": 158.0,
}


def parameters(**changes):
    plain = dict.fromkeys(politics.PoliticsParameters._fields, 0.0) | {
        "consent_start": 0.7,
        "ceiling_margin": 0.0,
        "consent_for_law": 0.3,
        "yield_floor_explicit": 0.2,
        "yield_floor_tacit": 0.7,
        "training_delay": 3.0,
        "consent_half_life": 1.0,
        "support_start": 0.4,
        "support_half_life": 1.0,
        "shock_threshold": 1.1,
        "ceiling_low": 0.45,
        "low_consent": 0.2,
        "low_duration": 1.0,
        "bargaining_half_life": 0.3,
        "shock_land_strike": 0.4,
        "backlash_half_life": 1.0,
    }
    return politics.PoliticsParameters(**{k: np.array([v]) for k, v in (plain | changes).items()})


def inputs(**changes):
    now = LEVERS | changes
    pairs = {f"{name}_baseline": value for name, value in LEVERS.items()}
    return politics.PoliticsInputs(**now, **pairs, killed_by_force_last=np.zeros(1))


def run(p, months, shocked=(), **levers):
    state, out = politics.init(np, p), []
    for month in range(months):
        now = inputs(**(levers if not shocked or month in shocked else {}))
        luck = Luck(np.array([7], dtype=np.uint64), month)
        state, signals = politics.step(np, state, now, p, luck)
        out.append(signals)
    return out


def test_consent_returns_by_halves_after_a_shock():
    """Target HC-1: a shock of 0.4 in the fourth step, half-life of twelve months."""
    consent = [
        float(s.host_consent[0]) for s in run(parameters(), 49, (3,), unilateral_strikes=12.0)
    ]
    at = [consent[month - 1] for month in (3, 4, 10, 16, 28)]
    assert at == pytest.approx([0.7, 0.3, 0.4172, 0.5, 0.6], abs=1e-4)


def test_a_shock_past_the_threshold_lowers_the_legal_ceiling():
    p = parameters(shock_threshold=0.25)
    consent = [float(s.host_consent[0]) for s in run(p, 80, (3,), unilateral_strikes=12.0)]
    assert max(consent[4:]) <= 0.45 + 1e-12
    assert consent[-1] == pytest.approx(0.45, abs=0.01)


def test_pressure_helps_at_first_and_hurts_when_excessive():
    """Target HC-3: gain .8 T - .8 T^2 peaks at a half and is nothing at one."""
    effect = politics.pressure_effect(np.array([0.0, 0.5, 1.0]), 0.8, 0.8)
    assert effect == pytest.approx([0.0, 0.2, 0.0])


def test_a_lever_without_consent_keeps_its_floor():
    """Target HC-9: at no consent and a floor of 0.2, a fifth of the nominal effect."""
    assert politics.joint_yield(np.array([0.0]), np.array([0.2]))[0] == pytest.approx(0.2)


def test_below_the_legal_threshold_explicit_consent_is_gone():
    signals = run(parameters(shock_land_strike=1.0), 2, unilateral_strikes=12.0)[-1]
    assert signals.has_consent[0] == 0.0
    assert signals.gate_explicit[0] == 0.0
    assert signals.gate_tacit[0] > 0.0


@pytest.mark.parametrize("form", [politics.MEMORY, politics.THRESHOLD, politics.BARGAINING])
def test_baseline_levers_change_nothing(form):
    for signals in run(parameters(consent_form=form), 24):
        assert signals.host_consent[0] == pytest.approx(0.7)
        assert signals.gate_explicit[0] == pytest.approx(1.0)
        assert signals.gate_tacit[0] == pytest.approx(1.0)
        assert signals.domestic_backlash[0] == 0.0
        assert signals.escalations[0] == 0.0


@pytest.mark.parametrize("form", [politics.MEMORY, politics.THRESHOLD, politics.BARGAINING])
def test_unilateral_force_never_raises_consent(form):
    """Target HC-12, for every rival form."""
    p = parameters(consent_form=form, shock_threshold=0.3)
    for calm, forced in zip(run(p, 60), run(p, 60, unilateral_strikes=18.0), strict=True):
        assert forced.host_consent[0] <= calm.host_consent[0] + 1e-12


@pytest.mark.parametrize(("branching", "rounds"), [(0.2, 1.25), (0.5, 2.0), (0.8, 5.0)])
def test_rounds_of_escalation_add_up_to_the_branching_total(branching, rounds):
    """Target HC-7: one starting round leads to 1 / (1 - R) rounds in all."""
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


def test_troops_and_force_feed_a_backlash_that_stays_below_one():
    p = parameters(backlash_border=0.08, backlash_force=0.2)
    signals = run(p, 180, border_patrol_support=12_000.0)[-1]
    assert 0.0 < signals.domestic_backlash[0] < 1.0
