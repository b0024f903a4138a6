"""Reproductions of `models/09`: certainty with and without swamping, capture, bribes and threats.

Each calls a function of the justice sector at the published settings. JU-13 (a sign) stands with
the sector's own tests. Left out: JU-1 to JU-3, JU-11 and JU-12 are arithmetic on constants.
"""

import numpy as np
import pytest

from undercut.core import draws
from undercut.world.justice import (
    JusticeInputs,
    JusticeParameters,
    JusticeState,
    captured_at_rest,
    certainty_of,
    cheapest_offer,
    deterrence,
    step,
)
from undercut.world.luck import Luck


@pytest.mark.parametrize(("elasticity", "ratio"), [(0.1, 0.9330), (0.3, 0.8123), (0.5, 0.7071)])
def test_ju_4_certainty_doubled(elasticity, ratio):
    assert deterrence(np.array([2.0]), elasticity)[0] == pytest.approx(ratio, abs=1e-4)


def settled(capacity, elasticity, months=600):
    """Homicides over their start when capacity binds and courts are swamped, after a long time."""
    start = np.array([2000.0])
    first = certainty_of(np, np.array([2400.0]), start, np.array([1.0]))
    homicides = start
    for _ in range(months):
        certainty = certainty_of(np, np.array([2400.0 * capacity]), homicides, np.array([1.0]))
        homicides = start * deterrence(certainty / first, elasticity)
    return float(homicides[0] / start[0])


def test_ju_5_half_more_capacity_with_and_without_swamping():
    assert deterrence(np.array([1.5]), 0.3)[0] == pytest.approx(0.8855, abs=1e-4)
    assert settled(1.5, 0.3) == pytest.approx(0.8405, abs=1e-4)


def test_ju_6_at_an_elasticity_of_one_half_doubled_capacity_halves_homicides():
    assert settled(2.0, 0.5) == pytest.approx(0.5, rel=1e-9)


@pytest.mark.parametrize(
    ("vetting", "share", "half_life"), [(0.0, 0.667, 23.1), (0.01, 0.5, 17.3), (0.03, 0.333, 11.6)]
)
def test_ju_7_captured_posts_at_rest_and_their_half_life(vetting, share, half_life):
    """Offers 0.02 and turnover 0.01 a month; the unit of time of the step is the month."""
    assert captured_at_rest(0.02, 0.01, vetting) == pytest.approx(share, abs=1e-3)
    one = np.ones(1)
    plain = dict.fromkeys(JusticeParameters._fields, 0.0) | {
        "convictions": 3600.0,
        "certainty_limit": 1.0,
        "captured_start": 2 / 3,
        "turnover": 0.01,
        "vetting": vetting,
        "threat_credibility": 1.0,
        "threat_cost": 1.0,
        "build_time": 1e12,
        "training_time": 1.0,
    }
    p = JusticeParameters(**{name: value * one for name, value in plain.items()})
    doubled = JusticeState(built=2 * one, training=one, captured=0 * one, certainty_start=one)
    still = JusticeInputs(*(one for _ in JusticeInputs._fields))
    luck = Luck(draws.keys(0, np.arange(1)), 0)
    after, _ = step(np, doubled, still, p, luck, dt=half_life)
    assert float(after.captured[0]) == pytest.approx(share / 2, rel=0.005)


@pytest.mark.parametrize(
    ("sanction", "credibility", "offer"),
    [(10.0, 0.5, (10, 0, 10)), (10.0, 2.0, (4, 3, 7)), (20.0, 2.0, (14, 3, 17))],
)
def test_ju_8_and_9_cheapest_mix_of_bribe_and_threat(sanction, credibility, offer):
    one = np.ones(1)
    bribe, threat = cheapest_offer(np, sanction * one, credibility * one, one, 3 * one)
    assert (bribe[0], threat[0], bribe[0] + threat[0]) == offer


def test_ju_10_certainty_of_2018():
    certainty = certainty_of(np, np.array([3600.0]), np.array([33_521 / 12]), np.array([1.0]))
    assert certainty[0] == pytest.approx(0.1074, abs=1e-3)
