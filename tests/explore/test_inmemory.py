"""A run in memory says what the run on disk says, to the last bit."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from undercut.core.errors import InputError
from undercut.explore.live import Laboratory
from undercut.explore.results import QUANTILES, quantiles, spread
from undercut.explore.run import run_strategies
from undercut.law import check_strategy
from undercut.strategy import load_strategy
from undercut.world.outcomes import NAMES

ANSWERING = """\
strategy: answering
title: Answering
objective: mx_homicides
from: 2025-01
to: 2036-06
budget: {limit: 2 billion USD/year}
levers:
  maritime_interdiction: {to: 1.2 x}
triggers:
  - when: {signal: host_consent, below: 0.5, for: 3 months}
    set: {treatment: 1.3 x}
    release: {above: 0.6, for: 6 months}
  - when: {signal: mx_homicides, above: 20000}
    set: {prevention: 2 x}
"""


@pytest.fixture(
    scope="module", params=["military-campaign", pytest.param("answering", marks=pytest.mark.slow)]
)
def both(request, tmp_path_factory):
    """Give one strategy's run on disk, and in memory."""
    folder = tmp_path_factory.mktemp("live")
    (folder / "answering.yaml").write_text(ANSWERING, encoding="utf-8")
    is_shipped = request.param != "answering"
    strategy = load_strategy(request.param if is_shipped else folder / "answering.yaml")
    stored = run_strategies([strategy], futures=128, seed=0, out=folder / "run")
    live = Laboratory().run(strategy, lambda *asked: check_strategy(*asked).to_json(), futures=128)
    return stored, live


def test_the_summary_is_the_same_to_the_last_bit(both):
    stored, live = both
    expected = json.loads(json.dumps(stored.summary()))
    found = json.loads(json.dumps(live.summary()))
    assert found == expected | {"path": None}
    answers = bool(live.strategy(live.strategy_ids[1]).triggers)
    assert (found["strategies"][1]["cost"]["budget"] is not None) == answers


def test_any_other_period_is_the_same_too(both):
    stored, live = both
    name = live.strategy_ids[1]
    for period in ((2027, 2030), (2026, 2036), (2025, 2025)):
        assert live.entry(name, period) == stored.entry(name, period)
    with pytest.raises(InputError, match="not covered"):
        live.entry(name, (2020, 2030))
    with pytest.raises(InputError, match="no strategy"):
        live.entry("nobody")


def test_bands_by_year_are_the_same_to_the_last_bit(both):
    stored, live = both
    chosen = live.strategy_ids[1]
    for name in NAMES:
        assert live.bands(chosen, name) == stored.bands(chosen, name)


def test_the_labeled_arrays_are_the_same(both):
    stored, live = both
    for name, variable in live.data.data_vars.items():
        assert variable.dims == stored.data[name].dims
        assert np.array_equal(variable.values, stored.data[name].values), name
    for name in NAMES:
        assert live.data[name].attrs["unit"] == stored.data[name].attrs["unit"]


@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 3), st.integers(1, 40)),
        elements=st.floats(-1e12, 1e12),
    )
)
def test_quantiles_are_those_of_numpy_to_the_last_bit(values):
    expected = np.quantile(values, list(QUANTILES.values()), axis=-1)
    assert np.array_equal(spread(values), np.moveaxis(expected, 0, -1))


@pytest.mark.parametrize("futures", [1, 2, 7, 64, 10_000])
def test_one_sample_has_the_quantiles_of_numpy_too(futures):
    values = np.random.default_rng(futures).lognormal(0.0, 3.0, futures)
    expected = np.quantile(values, list(QUANTILES.values())).tolist()
    assert quantiles(values) == dict(zip(QUANTILES, expected, strict=True))
