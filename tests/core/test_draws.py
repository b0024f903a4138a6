"""Luck is keyed: uniform, independent across every part of the key, the same for any batch."""

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from undercut.core import draws

MANY = 40_000


@pytest.mark.parametrize(("seed", "month", "slot"), [(0, 0, 0), (1, 179, 511), (2**63, 7, 1023)])
def test_draws_are_uniform_over_futures(seed, month, slot):
    sample = draws.uniform(np, draws.keys(seed, np.arange(MANY)), month, slot)
    assert stats.kstest(sample, "uniform").pvalue > 1e-3
    assert 0.0 < sample.min() < sample.max() < 1.0


def test_draws_are_uniform_over_months_and_slots_of_one_future():
    key = draws.keys(3, np.arange(1))
    over_months = np.array([draws.uniform(np, key, month, 4)[0] for month in range(4_000)])
    over_slots = np.array([draws.uniform(np, key, 4, slot)[0] for slot in range(draws.SLOTS)])
    assert stats.kstest(over_months, "uniform").pvalue > 1e-3
    assert stats.kstest(over_slots, "uniform").pvalue > 1e-3


@pytest.mark.parametrize(
    ("other_seed", "month", "slot", "shift"),
    [
        (5, 3, 9, 1),
        (6, 3, 8, 0),
        (5, 4, 8, 0),
        (5, 3, 9, 0),
        (5, 4, 7, 0),
        (5, 2, 8 + 1024 - 1024, 0),
    ],
)
def test_neighbors_in_the_key_are_independent(other_seed, month, slot, shift):
    one = draws.uniform(np, draws.keys(5, np.arange(MANY)), 3, 8)
    other = draws.uniform(np, draws.keys(other_seed, np.arange(MANY) + shift), month, slot)
    counts, *_ = np.histogram2d(one, other, bins=16, range=[[0, 1], [0, 1]])
    assert stats.chisquare(counts.ravel()).pvalue > 1e-4
    assert abs(np.corrcoef(one, other)[0, 1]) < 5 / np.sqrt(MANY)


def test_every_bit_of_a_draw_is_fair():
    sample = draws.uniform(np, draws.keys(11, np.arange(MANY)), 1, 1)
    words = (sample * 2.0**52).astype(np.uint64)
    share = np.array([((words >> np.uint64(bit)) & np.uint64(1)).mean() for bit in range(52)])
    assert np.all(np.abs(share - 0.5) < 5 * 0.5 / np.sqrt(MANY))


def test_normal_draws_are_normal():
    sample = draws.normal(np, draws.keys(0, np.arange(MANY)), 12, 40)
    assert stats.kstest(sample, "norm").pvalue > 1e-3


@given(start=st.integers(0, 10_000), size=st.integers(1, 200), seed=st.integers(0, 2**64 - 1))
def test_a_draw_does_not_depend_on_the_batch(start, size, seed):
    alone = draws.uniform(np, draws.keys(seed, np.array([start])), 5, 6)
    batch = draws.uniform(np, draws.keys(seed, start + np.arange(size)), 5, 6)
    assert alone[0] == batch[0]


def test_numpy_and_jax_give_the_same_bits():
    with jax.enable_x64(True):
        key = draws.keys(9, np.arange(64))
        traced = jax.jit(lambda month: draws.uniform(jax.numpy, jax.numpy.asarray(key), month, 3))
        for month in (0, 1, 179):
            assert np.array_equal(np.asarray(traced(month)), draws.uniform(np, key, month, 3))


def test_named_draws_differ_by_name_and_not_by_company():
    key = draws.keys(1, np.arange(MANY))
    one, other = draws.named(key, "people.h0"), draws.named(key, "people.h1")
    assert stats.kstest(one, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(one, other)[0, 1]) < 5 / np.sqrt(MANY)
    assert draws.named(key[7:8], "people.h0")[0] == one[7]
