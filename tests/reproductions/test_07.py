"""Reproductions of `models/07`: stock and flow of guns, and two of the links to deaths.

Each calls a function of the weapons sector at the published settings. Left out: WP-1 to WP-4 and
WP-9 to WP-13 are arithmetic on constants or on series. WP-8 (saturation per member) is a link that
the world does not carry: the data cannot tell it from the two that it does.
"""

import numpy as np
import pytest

from undercut.world import weapons
from undercut.world.weapons import INFLOW, STOCK, WeaponsInputs, WeaponsParameters

FLOW = 212_887.0


def parameters(link=STOCK):
    """Wear 5 percent, seizures 1 percent a year, elasticity 0.2; no other source, no displacement.

    Three tenths of the flow are stopped at the start, so doubled inspection cuts it by 30 percent.
    """
    plain = dict.fromkeys(WeaponsParameters._fields, 0.0) | {
        "gun_link": link,
        "wear": 0.05,
        "seizure_rate": 0.01,
        "coverage_half": 1.0,
        "coverage_delay": 1.0,
        "southbound_stopped": 0.30,
        "lethality_elasticity": 0.2,
    }
    return WeaponsParameters(**{name: np.array([value]) for name, value in plain.items()})


def run(p, months):
    one = np.ones(1)
    state, out = weapons.init(np, p), []
    for _ in range(months):
        state, signals = weapons.step(np, state, WeaponsInputs(one, one, 2 * one, one, one), p)
        out.append(signals)
    return out


def test_wp_5_the_stock_that_the_flow_keeps_up_and_its_half_life():
    kept = float(weapons.kept(parameters(), 1 / 12)[0])
    assert FLOW / 12 / (1 - kept) == pytest.approx(3.479e6, rel=1e-3)
    assert np.log(0.5) / np.log(kept) == pytest.approx(135.6, rel=1e-3)


@pytest.mark.parametrize(("month", "share"), [(12, 0.9821), (60, 0.9208), (120, 0.8625)])
def test_wp_6_the_stock_after_thirty_percent_less_inflow(month, share):
    out = run(parameters(), month)
    assert float(out[-1].gun_inflow[0]) == pytest.approx(0.7)
    assert float(out[-1].gun_stock[0]) == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize(("link", "factor"), [(STOCK, 0.9836), (INFLOW, 0.9311)])
def test_wp_7_deaths_after_five_years_by_link(link, factor):
    lethality = run(parameters(link), 60)[-1].lethality_ratio
    assert float(lethality[0]) == pytest.approx(factor, abs=1e-4)
