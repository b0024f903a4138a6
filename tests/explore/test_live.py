"""Runs in memory: the same numbers as runs on disk, with or without what is kept."""

import dataclasses
import threading

import numpy as np
import pytest

from undercut.core.errors import InputError, StrategyError
from undercut.core.months import Grid, Month
from undercut.explore.live import AbandonedError, Kept, Laboratory, Turns, alternatives
from undercut.explore.run import run_strategies
from undercut.law import check_strategy
from undercut.strategy import load_strategy
from undercut.world import engine
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
        assert np.array_equal(live.values(strategy.id, name), stored.values(strategy.id, name))
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


def test_a_run_that_nobody_waits_for_stops_at_the_next_blocks_and_keeps_what_it_has(
    laboratory, monkeypatch
):
    ran = []
    simulate = engine.simulate

    def counted(values, baseline, futures, **options):
        ran.append(len(futures))
        return simulate(values, baseline, futures, **options)

    monkeypatch.setattr(engine, "simulate", counted)
    strategy = load_strategy("institutions-first")
    laboratory.run(load_strategy("baseline"), law)
    ran.clear()
    with pytest.raises(AbandonedError):
        laboratory.run(strategy, law, left=lambda: len(ran) > 0)
    first = engine.THREADS * engine.WIDTH
    assert ran == [first]
    whole = laboratory.run(strategy, law)
    assert sum(ran) == 512, "what was computed before is not computed again"
    fresh = Laboratory().run(strategy, law)
    for name in NAMES:
        assert np.array_equal(whole.values(strategy.id, name), fresh.values(strategy.id, name))


def test_what_is_kept_is_given_even_to_one_who_leaves(laboratory, strategy):
    kept = laboratory.run(strategy, law, futures=128)
    again = laboratory.run(strategy, law, futures=128, left=lambda: True)
    assert np.array_equal(kept.values(strategy.id, NAMES[0]), again.values(strategy.id, NAMES[0]))


def test_memory_goes_back_after_a_program_is_compiled_and_only_then(
    laboratory, strategy, monkeypatch
):
    given = []
    compiled = iter([0, 1, 1, 1])
    monkeypatch.setattr("undercut.explore.live.give_back", lambda: given.append(True))
    monkeypatch.setattr(engine, "compilations", lambda: next(compiled))
    lever = dataclasses.replace(strategy.levers["treatment"], target=1_234_567.0)
    moved = dataclasses.replace(strategy, levers={**strategy.levers, "treatment": lever})
    laboratory.run(moved, law, futures=128)
    assert given == [True]
    lever = dataclasses.replace(lever, target=1_234_568.0)
    moved = dataclasses.replace(strategy, levers={**strategy.levers, "treatment": lever})
    laboratory.run(moved, law, futures=128)
    assert given == [True]


def test_turns_are_taken_in_the_order_of_asking():
    turns, order, asked = Turns(), [], []

    def ask(number):
        with turns.take():
            order.append(number)

    with turns.take():
        for number in range(4):
            thread = threading.Thread(target=ask, args=(number,))
            thread.start()
            while len(turns) < number + 2:
                pass
            asked.append(thread)
        assert order == []
    for thread in asked:
        thread.join()
    assert order == [0, 1, 2, 3]


def test_a_turn_ends_with_a_failure_too():
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.take():
        1 / 0  # noqa: B018 - the failure is the point
    with turns.take():
        assert len(turns) == 1


def test_a_program_is_prepared_once_before_its_first_run(strategy, monkeypatch):
    events = []
    simulate = engine.simulate

    def noted(values, *rest, **options):
        events.append("run")
        return simulate(values, *rest, **options)

    monkeypatch.setattr(engine, "simulate", noted)
    laboratory = Laboratory(prepare=lambda *program: events.append(program))
    laboratory.run(strategy, law, futures=128)
    assert events[:2] == [(180, False), "run"]
    laboratory.run(load_strategy("military-campaign"), law, futures=128)
    assert events.count((180, False)) == 1
