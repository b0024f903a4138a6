"""Runs in memory: the same numbers as runs on disk, with or without what is kept."""

import dataclasses

import numpy as np
import pytest

from undercut.core.errors import InputError, StrategyError
from undercut.core.months import Grid, Month
from undercut.explore.live import Kept, Laboratory, alternatives
from undercut.explore.run import run_strategies
from undercut.law import check_strategy
from undercut.strategy import load_strategy
from undercut.world.outcomes import NAMES


def law(strategy, policy):
    return check_strategy(strategy, policy).to_json()


@pytest.fixture(scope="module")
def laboratory():
    return Laboratory()


@pytest.fixture(scope="module")
def strategy():
    return load_strategy("demand-first")


def test_a_run_in_memory_gives_what_a_run_on_disk_gives(laboratory, strategy, tmp_path):
    stored = run_strategies([strategy], futures=128, seed=0, out=tmp_path / "run")
    live = laboratory.run(strategy, law, futures=128)
    assert live.run_id == stored.run_id
    for name in NAMES:
        expected = stored.values(strategy.id, name)
        np.testing.assert_allclose(live.values(strategy.id, name), expected, rtol=1e-9, atol=1e-9)
    kept, made = live.summary(), stored.summary()
    assert kept["path"] is None
    assert kept["strategies"][1]["cost"] == made["strategies"][1]["cost"]
    assert live.strategy(strategy.id).title == strategy.title


def test_more_futures_take_up_what_fewer_have_computed(laboratory, strategy):
    few = laboratory.run(strategy, law, futures=128)
    many = laboratory.run(strategy, law, futures=512)
    fresh = Laboratory().run(strategy, law, futures=512)
    for name in NAMES:
        assert np.array_equal(
            many.values(strategy.id, name)[:128], few.values(strategy.id, name)
        ), name
        assert np.array_equal(many.values(strategy.id, name), fresh.values(strategy.id, name)), name


def test_a_strategy_that_ends_earlier_has_the_same_years_and_no_more(laboratory, strategy):
    short = dataclasses.replace(strategy, grid=Grid(strategy.grid.first, Month.parse("2032-12")))
    years = laboratory.run(short, law, futures=128)
    whole = laboratory.run(strategy, law, futures=128)
    found = years.values(strategy.id, "us_overdose_deaths")
    assert found.shape == (128, 8)
    assert np.array_equal(found, whole.values(strategy.id, "us_overdose_deaths")[:, :8])


def test_an_assumption_holds_in_every_future_and_for_the_baseline_too(laboratory, strategy):
    free = laboratory.run(strategy, law, futures=128)
    held = laboratory.run(
        strategy, law, futures=128, assumptions={"people.treatment_reach": "individual"}
    )
    name = "us_overdose_deaths"
    assert not np.array_equal(held.values("baseline", name), free.values("baseline", name)) or (
        not np.array_equal(held.values(strategy.id, name), free.values(strategy.id, name))
    )
    assert held.manifest["assumptions"] == {"people.treatment_reach": "individual"}


def test_unknown_assumptions_are_named_all_at_once(laboratory, strategy):
    wrong = {"people.treatment_reech": "individual", "weapons.gun_link": "stok"}
    with pytest.raises(InputError) as caught:
        laboratory.run(strategy, law, futures=128, assumptions=wrong)
    assert "Did you mean 'people.treatment_reach'?" in str(caught.value)
    assert "Did you mean 'stock'?" in str(caught.value)


def test_only_whole_programs_are_served(laboratory, strategy):
    with pytest.raises(StrategyError, match="expected 128 or 512"):
        laboratory.run(strategy, law, futures=100)


def test_every_alternative_has_a_choice():
    assert all(len(options) > 1 for options in alternatives().values())


def test_the_item_unused_for_longest_goes():
    kept = Kept(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    assert kept.find("a") == 1
    kept.keep("c", 3)
    assert kept.find("b") is None
    assert kept.find("a") == 1
