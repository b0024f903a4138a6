"""Reproductions of `models/11`: pulses of precursor control and their recovery.

Each calls the recovery of the supply sector at the published settings. Left out: PR-4 to PR-7 and
PR-11 to PR-13 are arithmetic on constants or calibrations; PR-8 and PR-9 are forms the world does
not have (input cost alone, substitution between routes); PR-14 is a sign without a form here. PR-10
is held to its shortest half-life: where pulses overlap, one factor recovers as one, not as three.
"""

import numpy as np
import pytest

from undercut.world.supply import recovered

MONTH = 1.0 / 12.0


@pytest.mark.parametrize(("months", "price"), [(1, 1.946), (2, 1.447), (4, 1.100)])
def test_pr_1_a_price_three_times_as_high_is_back_after_four_months(months, price):
    """A gap of two above the start halves as a shortage below it does."""
    gap = 1.0 - recovered(1.0 - 2.0, 0.926 * MONTH, months * MONTH)
    assert 1.0 + gap == pytest.approx(price, abs=2e-3)


@pytest.mark.parametrize(("months", "purity"), [(6, 57.5), (12, 74.9), (18, 83.0)])
def test_pr_2_purity_is_back_after_eighteen_months(months, purity):
    short = 1.0 - recovered(1.0 - 70.0 / 90.0, 5.42 * MONTH, months * MONTH)
    assert 90.0 * (1.0 - short) == pytest.approx(purity, abs=0.1)


@pytest.mark.parametrize(("months", "admissions"), [(6, 0.768), (12, 0.892), (18, 0.950)])
def test_pr_3_halved_admissions_return(months, admissions):
    assert recovered(0.5, 5.42 * MONTH, months * MONTH) == pytest.approx(admissions, abs=1e-3)


def test_pr_10_three_controls_lower_the_mean_factor():
    factor, seen = 0.6, [0.6]
    for month in range(1, 97):
        factor = recovered(factor, 0.25, MONTH) * (0.6 if month in (36, 60) else 1.0)
        seen.append(factor)
    assert np.mean(seen) == pytest.approx(0.940, abs=1e-3)
