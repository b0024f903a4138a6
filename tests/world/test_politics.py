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
