"""History runs: inputs act on what exists, start where 2000 was observed, and are repeatable."""

import numpy as np
import pytest

from undercut.core.errors import EvidenceError, StrategyError
from undercut.evidence.events import load_events, timeline
from undercut.evidence.history import load_history, load_observables, load_start
from undercut.evidence.series import load_series
from undercut.fit.history import compare, history_futures, history_inputs, run_history
from undercut.world.history import SERIES, parts

GRID = load_history().grid
FORM = "organizations.conflict_form"


@pytest.fixture(scope="module")
def run():
    return run_history(np.arange(64), 0)


@pytest.fixture(scope="module")
def comparisons(run):
    return {one.observable.id: one for one in compare(run)}


def test_drivers_and_pulses_act_on_what_the_world_has():
    futures = history_futures(np.arange(2), 0)
    for one in (*load_history().drivers, *load_history().pulses):
        sector, kind, field = parts(one.target)
        if kind == "":
            array = getattr(getattr(futures.parameters, sector), field)
            assert (one.row() is None) or (array.ndim == 2 and one.row() < len(array)), one.id


def test_what_is_compared_is_recorded():
    for one in load_observables():
        rows = SERIES[one.output].rows
        assert (one.row() is None) == (rows == 0), one.id


def test_every_start_is_drawn_in_place_of_a_forecasts():
    drawn = history_futures(np.arange(256), 0).parameters
    for key, parameter in load_start().items():
        sector, field = key.split(".")
        values = getattr(getattr(drawn, sector), field)
        center = parameter.quantile(np.full((values.shape[0] if values.ndim == 2 else 1, 1), 0.5))
        middle = np.median(values, axis=-1)
        apart = np.abs(middle - center.reshape(middle.shape))
        allowed = np.maximum(0.25 * np.abs(middle), 0.25 * values.std(axis=-1)) + 1e-9
        assert np.all(apart <= allowed), key


@pytest.mark.parametrize(
    ("observable", "error"),
    [
        ("overdose_deaths", 0.05),
        ("opioid_deaths", 0.05),
        ("cocaine_deaths", 0.1),
        ("psychostimulant_deaths", 0.15),
        ("homicides", 0.05),
        ("coca_area_colombia", 0.1),
    ],
)
def test_the_run_starts_at_the_levels_observed_in_2000(comparisons, observable, error):
    first = comparisons[observable].anchored
    assert first.period.text == "2000"
    assert np.median(first.futures) == pytest.approx(first.value, rel=error)
    assert all(seen.period.text != "2000" for seen in comparisons[observable].seen)


def test_every_anchor_is_an_observation_that_is_taken_out(comparisons):
    for one in comparisons.values():
        assert (one.anchored is None) == (one.observable.anchor is None), one.observable.id


def test_only_prices_were_free(comparisons):
    free = {name for name, one in comparisons.items() if one.observable.role == "check"}
    assert free == {"cocaine_price", "heroin_price"}


def test_the_first_month_has_the_homicides_of_every_region(run):
    observed = run.futures.parameters.organizations.homicides_start / 12.0
    first = run.months["mx_homicides_region"][:, 0]
    assert np.median(np.abs(first / observed - 1.0)) < 0.05


def test_organizations_live_as_long_as_they_are_dated(run):
    alive = timeline(load_events(), GRID.first, len(GRID)).alive.sum(1)
    assert np.array_equal(run.months["living"], np.repeat(alive[:, None], 64, axis=1))


def test_wars_are_on_as_dated(run):
    line = timeline(load_events(), GRID.first, len(GRID))
    assert np.array_equal(run.months["wars"][:, 0], line.war_on.sum(1))


def test_a_future_of_history_is_the_same_in_any_batch_and_twice(run):
    few = run_history(np.arange(7), 0)
    again = run_history(np.arange(3, 20), 0)
    for name, values in few.months.items():
        assert np.array_equal(values, run.months[name][..., :7]), name
        assert np.array_equal(again.months[name], run.months[name][..., 3:20]), name


def test_seeds_differ():
    one, other = (history_inputs(history_futures(np.arange(4), seed)) for seed in (0, 1))
    assert np.array_equal(one.levers, other.levers)
    assert not np.array_equal(one.paths, other.paths)
    assert not np.array_equal(one.events.war_intensity, other.events.war_intensity)


def test_a_lever_that_history_does_not_list_is_held():
    inputs = history_inputs(history_futures(np.arange(1), 0))
    moved = np.ptp(inputs.levers, axis=1) > 0.0
    assert moved.sum() == len(load_history().levers) - 1, "all but leader removal, held at nought"


def test_bands_are_quantiles_by_year_and_the_run_says_what_it_is(run):
    bands = run.bands("mx_homicides")
    assert list(bands) == ["q025", "q10", "q25", "q50", "q75", "q90", "q975"]
    assert all(band.shape == (25,) for band in bands.values())
    assert np.all(np.diff(np.stack(list(bands.values())), axis=0) >= 0.0)
    year = run.months["mx_homicides"][12:24].sum(0)
    assert bands["q50"][1] == pytest.approx(np.median(year))
    assert "not a posterior" in run.note


def test_history_may_be_asked_what_another_strategy_would_have_done(run):
    base = run.futures.parameters.people.kits[0]
    without = run_history(np.arange(64), 0, levers={"harm_reduction": base})
    deaths = without.months["us_overdose_deaths"] / run.months["us_overdose_deaths"]
    assert np.allclose(deaths[0], 1.0, atol=1e-3)
    assert np.all(deaths[-12:].mean(0) > 1.0)


def test_an_unknown_lever_is_refused():
    with pytest.raises(StrategyError, match="Did you mean 'treatment'"):
        run_history(np.arange(1), 0, levers={"treatments": 1.0})


def test_a_parameter_may_be_held_at_one_value_in_every_future(run):
    forms = [history_futures(np.arange(64), 0, {FORM: code}) for code in (0.0, 2.0)]
    assert np.all(forms[1].parameters.organizations.conflict_form == 2.0)
    kept = run.futures.parameters.organizations.members_start
    assert np.array_equal(forms[0].parameters.organizations.members_start, kept)
    linear, pact = (run_history(np.arange(8), 0, held={FORM: code}) for code in (0.0, 2.0))
    same = (linear.months[name] == pact.months[name] for name in SERIES)
    assert all(each.all() for each in same), "a pact acts on drawn wars alone"
    with pytest.raises(EvidenceError, match=r"Did you mean 'people\.kits'"):
        history_futures(np.arange(1), 0, {"people.kit": 1.0})


def test_a_driver_may_be_read_otherwise_and_a_pulse_left_out(run):
    lasting = run_history(np.arange(64), 0, readings={"prescribing_inflow": "lasting"})
    before, after = slice(0, 12 * 10), slice(12 * 15, None)
    people = lasting.months["untreated_disorder"] / run.months["untreated_disorder"]
    assert np.array_equal(people[before], np.ones_like(people[before]))
    assert np.all(people[after].mean(0) > 1.0)
    still = run_history(np.arange(64), 0, without=("rogue_firm_2007",))
    use = run.months["consumption"][3] / still.months["consumption"][3]
    assert np.allclose(use[: 12 * 7], 1.0)
    assert np.median(use[12 * 7 + 3 : 12 * 9].mean(0)) < 1.0
    for asked in ({"without": ("rogue_firm",)}, {"readings": {"prescribing": "lasting"}}):
        with pytest.raises(EvidenceError, match="no driver or pulse is called"):
            run_history(np.arange(1), 0, **asked)
    with pytest.raises(EvidenceError, match="'pandemic' has no reading 'mild'"):
        run_history(np.arange(1), 0, readings={"pandemic": "mild"})


def test_the_pandemic_raises_deaths_with_stimulants_too(run):
    calm = run_history(np.arange(64), 0, without=("pandemic",))
    year = slice(12 * 20 + 3, 12 * 21 + 3)
    for name in ("opioid", "cocaine", "psychostimulant"):
        deaths = f"us_overdose_deaths_{name}"
        more = run.months[deaths][year].sum(0) / calm.months[deaths][year].sum(0)
        assert 1.03 < np.median(more) < 1.2, name


def test_a_relative_series_starts_at_one_and_its_first_year_is_not_counted(comparisons):
    price = comparisons["cocaine_price"]
    assert np.allclose(price.runs[0], 1.0)
    assert price.seen[0].period.text == "2001"
    deflated = load_series().value("cocaine_retail_price_gram_unodc", "United States", "2001")
    base = load_series().value("cocaine_retail_price_gram_unodc", "United States", "2000")
    assert price.seen[0].value == pytest.approx(deflated / base * 172.2 / 177.1)


@pytest.mark.slow
def test_no_future_of_a_thousand_leaves_the_finite_numbers():
    assert all(np.isfinite(each).all() for each in run_history(np.arange(1000), 7).months.values())
