"""The engine: identical bytes for any batch, NumPy as oracle, common luck, one compilation."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from undercut import load_strategy
from undercut.core.errors import FutureError
from undercut.evidence.catalog import load_catalog
from undercut.fit.priors import draw_futures
from undercut.strategy import resolve
from undercut.world import engine
from undercut.world.levers import Levers
from undercut.world.outcomes import MEASURES, NAMES


@pytest.fixture(scope="module")
def policy():
    return resolve(load_strategy("support-not-supplant"))


@pytest.fixture(scope="module")
def reference(policy):
    return engine.simulate(policy.values, policy.baseline, draw_futures(np.arange(130), 0))


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def test_levers_stand_in_the_catalogs_order():
    assert Levers._fields == tuple(load_catalog().levers)


@pytest.mark.parametrize("size", [1, 7, 64, 100])
@pytest.mark.parametrize("threads", [1, 2])
def test_shared_futures_have_identical_bytes_for_any_batch_and_threads(
    policy, reference, size, threads
):
    drawn = draw_futures(np.arange(size), 0)
    result = engine.simulate(policy.values, policy.baseline, drawn, threads=threads)
    assert digest(result.years) == digest(reference.years[..., :size])
    assert digest(result.first) == digest(reference.first[..., :size])


def test_a_future_is_the_same_in_another_place_of_the_block(policy, reference):
    result = engine.simulate(policy.values, policy.baseline, draw_futures(np.arange(37, 130), 0))
    assert digest(result.years) == digest(reference.years[..., 37:])


def test_numpy_agrees_with_the_compiled_program(policy):
    """Short of the first event that rounding could decide, both give the same numbers."""
    drawn = draw_futures(np.arange(64), 1)
    short = policy.values[:, :60]
    ours = engine.simulate(short, policy.baseline, drawn, series=True).months
    oracle = engine.simulate(short, policy.baseline, drawn, series=True, engine="numpy").months
    scale = np.maximum(np.abs(oracle), np.abs(oracle).max((1, 2), keepdims=True) * 1e-6) + 1e-12
    assert np.max(np.abs(ours - oracle) / scale) < 1e-9


def test_strategies_are_equal_to_the_bit_until_they_differ(policy):
    drawn = draw_futures(np.arange(64), 0)
    base = np.repeat(policy.baseline[:, None], policy.values.shape[1], axis=1)
    ours = engine.simulate(policy.values, policy.baseline, drawn, series=True).months
    theirs = engine.simulate(base, policy.baseline, drawn, series=True).months
    first = int(np.flatnonzero((policy.values != base).any(0))[0])
    assert first > 0
    assert np.array_equal(ours[:, :first], theirs[:, :first])
    assert not np.array_equal(ours[:, first:], theirs[:, first:])


def test_every_lever_moves_an_outcome(policy):
    drawn = draw_futures(np.arange(64), 2)
    base = np.repeat(policy.baseline[:, None], 60, axis=1)
    still = engine.simulate(base, policy.baseline, drawn).years
    for index, lever in enumerate(load_catalog().levers.values()):
        moved = base.copy()
        moved[index, 12:] = lever.range.max
        assert not np.array_equal(engine.simulate(moved, policy.baseline, drawn).years, still), (
            lever.id
        )


def test_one_program_serves_every_strategy_and_batch(policy):
    months = policy.values.shape[1]
    engine.simulate(policy.values, policy.baseline, draw_futures(np.arange(3), 0))
    before = engine.compilations()
    for size in (1, 65, 100):
        engine.simulate(
            policy.values[:, :months], policy.baseline, draw_futures(np.arange(size), 9)
        )
    assert engine.compilations() == before


def test_years_add_flows_and_average_levels():
    monthly = np.ones((24, len(MEASURES), 2))
    years = engine.to_years(monthly)
    for row, measure in zip(years, MEASURES, strict=True):
        assert np.all(row == (12.0 if measure.adds_up else 1.0)), measure.name


def test_parts_of_a_year_are_refused(policy):
    with pytest.raises(ValueError, match="not whole years"):
        engine.simulate(policy.values[:, :13], policy.baseline, draw_futures(np.arange(1), 0))


def test_a_future_that_leaves_the_finite_numbers_is_named(policy):
    drawn = draw_futures(np.arange(5), 0)
    broken = drawn.parameters.outcomes.capability_weight_flow.copy()
    broken[3] = np.nan
    parameters = drawn.parameters._replace(
        outcomes=drawn.parameters.outcomes._replace(capability_weight_flow=broken)
    )
    with pytest.raises(FutureError, match=r"^future 3 \(seed 0\) .*network_capability"):
        engine.simulate(policy.values, policy.baseline, replace(drawn, parameters=parameters))


def test_nothing_is_negative_or_lost_over_many_futures_and_extreme_levers(policy):
    drawn = draw_futures(np.arange(256), 7)
    levers = list(load_catalog().levers.values())
    low = np.array([lever.range.min for lever in levers])
    high = np.array([lever.range.max for lever in levers])
    for setting in (low, high, np.where(np.arange(24) % 2, low, high)):
        values = np.repeat(setting[:, None], 180, axis=1)
        years = engine.simulate(values, policy.baseline, drawn).years
        assert np.isfinite(years).all()
        for name, row in zip(NAMES, years, strict=True):
            assert row.min() >= 0.0, name
