"""Politics: neutral at baseline, gates by consent, a backlash that stays an index."""

import pytest

from support.politics_runs import parameters, run
from undercut.world import politics


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


def test_troops_and_force_feed_a_backlash_that_stays_below_one():
    p = parameters(backlash_border=0.08, backlash_force=0.2)
    signals = run(p, 180, border_patrol_support=12_000.0)[-1]
    assert 0.0 < signals.domestic_backlash[0] < 1.0


def test_one_strike_locks_the_law_however_few_there_are_in_a_year():
    """Acts are counted, not smeared: two a year are rare months with one whole act."""
    p = parameters(shock_land_strike=0.4, shock_threshold=0.25)
    consent = [float(s.host_consent[0]) for s in run(p, 48, unilateral_strikes=2.0)]
    assert min(consent) < 0.35
    assert max(consent[-12:]) <= 0.45 + 1e-12


def test_repeats_weigh_less_with_habituation():
    often = {"unilateral_strikes": 24.0}
    hard = run(parameters(shock_land_strike=0.05, rounds_per_strike=1.0), 60, **often)
    tired = run(
        parameters(shock_land_strike=0.05, rounds_per_strike=1.0, habituation=0.5), 60, **often
    )
    assert tired[-1].host_consent[0] > hard[-1].host_consent[0]
    assert sum(s.escalations[0] for s in tired) < sum(s.escalations[0] for s in hard)
