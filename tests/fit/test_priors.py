"""Futures: the same whoever else is in the batch, and within their priors."""

import numpy as np
import pytest

from undercut.core import draws
from undercut.evidence.catalog import load_catalog
from undercut.evidence.parameters import load_parameters
from undercut.fit.priors import draw_futures, draw_unit_costs
from undercut.world.loop import SECTORS


def leaves(futures):
    for sector, values in zip(SECTORS, futures.parameters, strict=True):
        for field, array in values._asdict().items():
            yield f"{sector}.{field}", array


def test_the_world_and_the_files_name_the_same_parameters():
    in_world = {
        f"{sector}.{field}" for sector, fields in SECTORS.items() for field in fields._fields
    }
    assert in_world == set(load_parameters())


@pytest.mark.parametrize("size", [1, 7, 64, 100])
def test_a_future_draws_the_same_bits_in_any_batch(size):
    many = dict(leaves(draw_futures(np.arange(130), 3)))
    few = dict(leaves(draw_futures(np.arange(size), 3)))
    for name, array in few.items():
        assert np.array_equal(array, many[name][..., :size]), name
    shifted = dict(leaves(draw_futures(np.arange(40, 40 + size), 3)))
    for name, array in shifted.items():
        cut = min(size, 90)
        assert np.array_equal(array[..., :cut], many[name][..., 40 : 40 + cut]), name


def test_seeds_and_parameters_are_independent():
    one, other = draw_futures(np.arange(4096), 0), draw_futures(np.arange(4096), 1)
    a, b = one.parameters.politics, other.parameters.politics
    for left, right in (
        (a.consent_start, b.consent_start),
        (a.consent_start, a.shock_land_strike),
    ):
        assert abs(np.corrcoef(left, right)[0, 1]) < 0.08


def test_every_drawn_value_is_finite():
    for name, array in leaves(draw_futures(np.arange(512), 5)):
        assert np.isfinite(array).all(), name
        assert array.dtype == np.float64, name


def test_unit_costs_lie_between_their_low_and_high_with_their_value_as_median():
    drawn = draw_unit_costs(draw_futures(np.arange(2048), 0))
    for row, lever in zip(drawn, load_catalog().levers.values(), strict=True):
        low, middle, high = lever.unit_cost_2024
        assert low <= row.min() <= row.max() <= high, lever.id
        assert np.mean(row < middle) == pytest.approx(0.5, abs=0.04) or low == high, lever.id


def test_a_future_is_told_apart_by_its_number_not_its_place():
    key = draws.keys(0, np.array([5, 9]))
    assert np.array_equal(key[::-1], draws.keys(0, np.array([9, 5])))
