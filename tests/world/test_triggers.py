"""Triggers: fire after enough months, ramp both ways, release or latch, disturb nothing else."""

import numpy as np
import pytest

from undercut.evidence.catalog import load_catalog
from undercut.fit.priors import draw_futures
from undercut.world import engine
from undercut.world.outcomes import NAMES
from undercut.world.triggers import (
    MOST_SETTINGS,
    MOST_TRIGGERS,
    answer,
    at_rest,
    padded,
)

CATALOG = load_catalog().levers
BASE = np.array([lever.baseline.value for lever in CATALOG.values()])
ROW = {name: row for row, name in enumerate(CATALOG)}
MONTHS = 24


def walk(triggers, path, levers=(10.0, 20.0)):
    """Levers by month for one future whose only measure follows a path."""
    state, out = at_rest(np, 1), []
    seen = np.full((1, 1), np.nan)
    for month, value in enumerate(path):
        state, settled = answer(np, state, triggers, np.array(levers), seen, np.asarray(month))
        out.append(settled[:, 0])
        seen = np.full((1, 1), float(value))
    return np.array(out)


def below(threshold, months):
    return (False, threshold, months)


def above(threshold, months):
    return (True, threshold, months)


def test_it_fires_on_last_months_signal_after_enough_months_in_a_row():
    triggers = padded(0, [(0, 1.0, below(0.5, 2), None)], [(0, 0, 4.0, 1.0)])
    levers = walk(triggers, [0.4, 0.6, 0.4, 0.4, 0.9, 0.9, 0.9])
    np.testing.assert_array_equal(levers[:, 0], [10, 10, 10, 10, 4, 4, 4])
    np.testing.assert_array_equal(levers[:, 1], 20.0)


def test_it_gives_way_when_released_and_ramps_both_ways():
    triggers = padded(0, [(0, 1.0, above(1.0, 1), below(0.8, 2))], [(0, 1, 40.0, 2.0)])
    levers = walk(triggers, [2.0, 0.9, 0.7, 0.7, 0.7, 0.7, 0.7])
    np.testing.assert_array_equal(levers[:, 1], [20, 30, 40, 40, 30, 20, 20])


def test_of_two_settings_on_one_lever_the_later_goes_before():
    both = [(0, 1.0, above(0.0, 1), None), (0, 1.0, above(0.0, 1), None)]
    triggers = padded(0, both, [(0, 0, 1.0, 1.0), (1, 0, 2.0, 1.0)])
    assert walk(triggers, [1.0, 1.0])[1, 0] == 2.0


def test_flows_are_judged_at_a_years_pace_and_nothing_fires_before_the_first_month():
    triggers = padded(3, [(0, 12.0, above(100.0, 1), None)], [(0, 0, 0.0, 1.0)])
    levers = walk(triggers, [9.0] * 6)
    np.testing.assert_array_equal(levers[:, 0], [10, 10, 10, 0, 0, 0])


def test_more_than_the_program_holds_is_refused():
    one = (0, 1.0, above(0.0, 1), None)
    with pytest.raises(ValueError, match="at most 8 triggers and 16 settings"):
        padded(0, [one] * (MOST_TRIGGERS + 1), [])
    with pytest.raises(ValueError, match="at most 8 triggers and 16 settings"):
        padded(0, [one], [(0, 0, 1.0, 1.0)] * (MOST_SETTINGS + 1))


def host_consent_trigger(threshold):
    watch = [(NAMES.index("host_consent"), 1.0, below(threshold, 3), above(0.9, 6))]
    return padded(0, watch, [(0, ROW["multilateral_pressure"], 0.0, 3.0)])


def pressed():
    values = np.repeat(BASE[:, None], MONTHS, axis=1)
    values[ROW["multilateral_pressure"]] = CATALOG["multilateral_pressure"].range.max
    return values


def test_a_trigger_that_never_fires_changes_nothing():
    futures = draw_futures(np.arange(64), 4)
    plain = engine.simulate(pressed(), BASE, futures)
    watched = engine.simulate(pressed(), BASE, futures, triggers=host_consent_trigger(-1.0))
    np.testing.assert_allclose(watched.years, plain.years, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(watched.levers, np.repeat(pressed()[:, :, None], 64, axis=2))
    assert plain.levers is None


def test_futures_part_only_where_and_when_it_fires():
    futures = draw_futures(np.arange(64), 4)
    options = {"series": True}
    plain = engine.simulate(pressed(), BASE, futures, **options)
    watched = engine.simulate(
        pressed(), BASE, futures, triggers=host_consent_trigger(0.6), **options
    )
    row = ROW["multilateral_pressure"]
    moved = watched.levers[row] != pressed()[row][:, None]
    fired = moved.any(0)
    assert 0 < fired.sum() < 64
    np.testing.assert_allclose(
        watched.months[:, :, ~fired], plain.months[:, :, ~fired], rtol=1e-9, atol=1e-12
    )
    first = moved.argmax(0)
    for future in np.flatnonzero(fired):
        before = slice(0, first[future])
        np.testing.assert_allclose(
            watched.months[:, before, future],
            plain.months[:, before, future],
            rtol=1e-9,
            atol=1e-12,
        )
    consent = NAMES.index("host_consent")
    assert watched.months[consent, -1, fired].mean() > plain.months[consent, -1, fired].mean()


def test_numpy_agrees_with_the_compiled_program_and_batches_do_not_matter():
    futures = draw_futures(np.arange(8), 4)
    trigger = host_consent_trigger(0.6)
    jax = engine.simulate(pressed(), BASE, futures, triggers=trigger)
    oracle = engine.simulate(pressed(), BASE, futures, triggers=trigger, engine="numpy")
    np.testing.assert_allclose(jax.years, oracle.years, rtol=1e-9, atol=1e-12)
    more = engine.simulate(pressed(), BASE, draw_futures(np.arange(200), 4), triggers=trigger)
    np.testing.assert_array_equal(more.years[:, :, :8], jax.years)
    np.testing.assert_array_equal(more.levers[:, :, :8], jax.levers)
