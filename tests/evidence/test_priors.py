"""Priors meet the quantiles by which they are said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from undercut.evidence.priors import Prior, solve_beta

U90 = np.array([0.05, 0.95])


def ends(**fields):
    return Prior(**fields).quantile(U90)


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_a_normal_prior_has_its_two_quantiles(low, width):
    found = ends(family="normal", low90=low, high90=low + width)
    np.testing.assert_allclose(found, [low, low + width], rtol=1e-9, atol=1e-9)


@given(st.floats(1e-6, 1e3), st.floats(1.01, 1e3))
def test_a_lognormal_prior_has_its_two_quantiles(low, ratio):
    found = ends(family="lognormal", low90=low, high90=low * ratio)
    np.testing.assert_allclose(found, [low, low * ratio], rtol=1e-9)


@given(st.floats(0.001, 0.99), st.floats(0.01, 0.99))
def test_a_beta_prior_has_its_two_quantiles(low, part):
    high = low + part * (0.999 - low)
    found = ends(family="beta", low90=low, high90=high)
    np.testing.assert_allclose(found, [low, high], rtol=1e-7)


@pytest.mark.parametrize(
    ("fields", "reference"),
    [
        ({"family": "uniform", "low": 2, "high": 5}, stats.uniform(2, 3)),
        ({"family": "loguniform", "low": 2, "high": 5}, stats.loguniform(2, 5)),
        (
            {"family": "triangular", "low": 2, "mode": 3, "high": 6},
            stats.triang(0.25, loc=2, scale=4),
        ),
        ({"family": "triangular", "low": 2, "mode": 2, "high": 6}, stats.triang(0, 2, 4)),
        ({"family": "triangular", "low": 2, "mode": 6, "high": 6}, stats.triang(1, 2, 4)),
    ],
)
def test_other_families_agree_with_scipy(fields, reference):
    u = np.linspace(0.01, 0.99, 99)
    prior = Prior(**fields)
    np.testing.assert_allclose(prior.quantile(u), reference.ppf(u), rtol=1e-12)
    np.testing.assert_allclose(prior.cumulative(reference.ppf(u)), u, rtol=1e-9)


def test_truncation_cuts_and_scales_up_what_is_left():
    prior = Prior(family="normal", low90=-1, high90=1, min=0.0, max=1.5)
    u = np.linspace(0.001, 0.999, 999)
    drawn = prior.quantile(u)
    assert drawn.min() >= 0
    assert drawn.max() <= 1.5
    spread = 1 / stats.norm.ppf(0.95)
    reference = stats.truncnorm(0, 1.5 / spread, scale=spread)
    np.testing.assert_allclose(drawn, reference.ppf(u), rtol=1e-9)


@pytest.mark.parametrize("family", ["normal", "lognormal", "beta"])
def test_a_draw_does_not_depend_on_the_batch(family):
    prior = Prior(family=family, low90=0.2, high90=0.7)
    u = np.random.default_rng(0).uniform(size=1000)
    whole = prior.quantile(u)
    alone = np.concatenate([prior.quantile(u[i : i + 1]) for i in range(0, 1000, 37)])
    assert np.array_equal(whole[::37], alone)


def test_lists_give_each_element_its_own_quantiles():
    prior = Prior(family="lognormal", low90=[1, 10], high90=[2, 40])
    found = prior.quantile(np.array([[0.05, 0.95], [0.05, 0.95]]))
    np.testing.assert_allclose(found, [[1, 2], [10, 40]])


def test_the_solver_finds_the_shape_it_was_given():
    a, b = 2.5, 7.0
    low, high = stats.beta(a, b).ppf([0.05, 0.95])
    np.testing.assert_allclose(solve_beta(float(low), float(high)), (a, b), rtol=1e-8)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"family": "normal", "low90": 1}, "a normal prior needs 'high90'."),
        ({"family": "uniform", "low90": 1, "high90": 2}, "a uniform prior has no 'low90'."),
        (
            {"family": "normal", "low90": 1, "high90": 2, "mode": 1},
            "a normal prior has no 'mode'.",
        ),
        ({"family": "normal", "low90": 2, "high90": 2}, "'low90' must lie below 'high90'."),
        (
            {"family": "triangular", "low": 1, "mode": 5, "high": 4},
            "'mode' must lie below 'high'.",
        ),
        (
            {"family": "lognormal", "low90": 0, "high90": 2},
            "a lognormal prior lies above zero.",
        ),
        (
            {"family": "beta", "low90": 0.2, "high90": 1.2},
            "a beta prior lies between zero and one.",
        ),
        (
            {"family": "normal", "low90": [1, 2], "high90": [3, 4, 5]},
            "the lists of a prior differ in length.",
        ),
        ({"family": "normal", "low90": 1, "high90": 2, "min": 3, "max": 2}, "'min' is 3"),
        (
            {"family": "uniform", "low": 1, "high": 2, "min": 3},
            "'min' and 'max' leave nothing of the prior.",
        ),
        ({"family": "normal", "low90": "1", "high90": 2}, "expected a number"),
        ({"family": "normal", "low90": True, "high90": 2}, "expected a number"),
    ],
)
def test_a_prior_that_makes_no_sense_is_refused(fields, message):
    with pytest.raises(ValidationError) as failure:
        Prior(**fields)
    assert message in str(failure.value)


def test_a_prior_says_itself_in_words():
    prior = Prior(family="lognormal", low90=0.003, high90=0.009, max=0.02)
    assert prior.describe() == "lognormal, 90 % between 0.003 and 0.009, not above 0.02"
