"""Reproductions of `models/03`: success by stay, rescue, hazard with fentanyl.

Each calls a function of the people sector at the published settings. Left out: OD-1 to OD-15, OD-19
and OD-20 need the full published model; OD-21 and OD-22 its reduced block, which this sector does
not nest (two medications, a fitted seeking rate, a price on quitting); OD-23 is arithmetic.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from undercut.world import _people_forms as forms


@pytest.mark.parametrize(("stay", "share"), [(0.61, 0.16155), (1.0, 0.22070), (0.22, 0.11825)])
def test_od_16_success_rises_with_the_stay(stay, share):
    p = SimpleNamespace(
        stay=np.array(stay),
        remission_ceiling=0.85,
        remission_shape=2.5,
        remission_speed=2.0,
        remission_turn=2.5,
    )
    assert forms.remission_share(np, p) == pytest.approx(share, abs=1e-5)


@pytest.mark.parametrize(("bystander", "left"), [(0.0, 0.67606), (0.2347, 0.57278)])
def test_od_17_kits_and_calls_leave_this_share_unrescued(bystander, left):
    p = SimpleNamespace(witnessed=0.764, emergency_call=0.424)
    efficiency = 3.434e-4
    kits = -np.log1p(-bystander) / efficiency
    assert forms.not_rescued(np, kits, efficiency, p) == pytest.approx(left, abs=1e-5)


@pytest.mark.parametrize(("share", "hazard"), [(0.0, 0.00514), (1.0, 0.06736)])
def test_od_18_fentanyl_multiplies_the_hazard_thirteenfold(share, hazard):
    """Only the ends are reproduced: between them the published product is convex, ours linear."""
    p = SimpleNamespace(
        fentanyl_multiple=13.1,
        dose_elasticity=0.5,
        use_elasticity=0.5,
        hazard_fall=0.0,
        returning_share=0.0,
    )
    market = SimpleNamespace(
        fentanyl_share=np.array([share]), dose_ratio=np.ones(1), use_per_user=np.ones((4, 1))
    )
    start = np.zeros(1)
    now = 0.00514 * forms.overdose_hazard(np, market, p, start, start)
    assert now == pytest.approx(hazard, abs=5e-5)
