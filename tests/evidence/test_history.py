"""Inputs of history: dated, in the catalog's units, with sources; faults are told by line."""

from pathlib import Path

import numpy as np
import pytest

from undercut.core.errors import EvidenceError
from undercut.core.months import Grid, Month
from undercut.evidence.catalog import load_catalog
from undercut.evidence.events import load_events
from undercut.evidence.history import load_history, load_observables, load_start
from undercut.evidence.history_schema import Course, Knot, Term
from undercut.evidence.lookup import lookup
from undercut.evidence.parameters import load_parameters
from undercut.evidence.series import load_series

GRID = load_history().grid


def test_history_runs_from_january_2000_to_the_start_of_forecasts():
    assert (str(GRID.first), str(GRID.last)) == ("2000-01", "2024-12")


def test_a_lever_stands_in_the_catalogs_unit_and_never_below_zero():
    catalog = load_catalog().levers
    for held in load_history().levers:
        assert held.unit == catalog[held.lever].unit
        values = held.by_month(GRID)
        assert values.shape == (300,)
        assert np.all(values >= 0.0), held.lever


def test_a_factor_is_one_in_the_first_month_so_that_the_start_stays_observed():
    for driver in load_history().drivers:
        if driver.mode == "factor" and not driver.terms:
            assert driver.by_month(GRID)[0] == 1.0, driver.id


def test_no_driver_and_no_pulse_is_named_twice():
    names = [one.id for one in (*load_history().drivers, *load_history().pulses)]
    assert len(names) == len(set(names))


def test_a_course_runs_through_its_observations_and_is_linear_between():
    series = load_series()
    course = Course(
        label="x", unit="1", kind="measured",
        terms=(Term(series="extraditions_to_us", place="Mexico"),),
    )  # fmt: skip
    grid = Grid(Month.parse("2003-01"), Month.parse("2004-12"))
    values = course.by_month(grid)
    low, high = (series.value("extraditions_to_us", "Mexico", year) for year in ("2003", "2004"))
    assert values[6] == pytest.approx(low + (high - low) * 0.5 / 12)
    assert values[11:13].mean() == pytest.approx((low + high) / 2)


def test_a_second_series_counts_from_its_first_observation():
    course = {one.lever: one for one in load_history().levers}["treatment"]
    methadone = load_series().value("otp_methadone_patients", "US", "2001") * 0.96
    june = Month.parse("2001-06") - GRID.first
    assert course.by_month(GRID)[june : june + 2].mean() == pytest.approx(methadone, rel=1e-3)


def test_knots_stand_in_the_middle_of_their_period():
    assert Knot(at="2006", value=1.0).position == 2006 * 12 + 6
    assert Knot(at="2006-07", value=1.0).position == 2006 * 12 + 6.5
    assert Knot(at="FY2006", value=1.0).position == 2006 * 12 + 3


@pytest.mark.parametrize(
    ("knots", "said"),
    [
        (({"at": "2006", "value": 1}, {"at": "2005", "value": 1}), "order of their dates"),
        ((), "give 'terms', 'knots' or both"),
    ],
)
def test_a_course_without_order_or_values_is_refused(knots, said):
    with pytest.raises(ValueError, match=said):
        Course(label="x", unit="1", kind="judged", rationale="y", knots=knots)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lever: sanctions", "lever: sanction", r"inputs.yaml:\d+.*no lever is called 'sanction'"),
        ("unit: soldier", "unit: person", "'host_deployment' is in soldier, not in person"),
        ("unit: year\n", "unit: month\n", "'fentanyl_capacity' must be in year, not in month"),
        ("element: coast.east", "element: coast.north", "no element is called 'coast.north'"),
        ("series: heroin_price_index", "series: heroin_price", "no series is called"),
    ],
)
def test_a_name_that_nothing_knows_is_refused(copy, old, new, said):
    file = Path(copy) / "history" / "inputs.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match=said):
        load_history(copy)


def test_a_start_of_an_unknown_parameter_is_refused_with_the_nearest(copy):
    file = Path(copy) / "history" / "start.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("people.deaths_total", "people.death_total"), encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"Did you mean 'people\.deaths_total'"):
        load_start(copy)


def test_the_start_keeps_unit_index_and_length_of_its_parameters():
    known = load_parameters()
    for key, start in load_start().items():
        assert (start.unit, start.index, start.elements) == (
            known[key].unit,
            known[key].index,
            known[key].elements,
        ), key


def test_the_organizations_of_the_start_are_those_of_the_file_of_splits():
    events, start = load_events(), load_start()
    living = np.asarray(start["organizations.living"].at().value)
    here = {group.slot: group for group in events.groups if events.lives(group.id, GRID.first)}
    assert set(np.flatnonzero(living)) == set(here)
    size = start["organizations.size"].quantile(np.full((12, 1), 0.5))[:, 0]
    for slot, group in here.items():
        share = size[slot] / size[sorted(here)].sum()
        assert share == pytest.approx(group.share, abs=0.02), group.id
        for region, part in zip(events.regions, events.presence[group.id], strict=True):
            assert start[f"organizations.presence_{region}"].at().value[slot] == part, group.id


def test_the_growth_of_four_organizations_is_that_of_the_rough_fit_by_slot():
    fitness = load_start()["organizations.fitness"].quantile(np.full((12, 1), 0.5))[:, 0]
    slots = {group.id: group.slot for group in load_events().groups}
    fitted = {"jalisco": 0.04, "familia": 0.08, "juarez": -0.06, "tijuana": -0.05}
    for group, slot in slots.items():
        assert fitness[slot] == pytest.approx(fitted.get(group, 0.0)), group


def test_readings_part_from_the_driver_only_at_the_reformulation_of_2010():
    driver = {one.id: one for one in load_history().drivers}["prescribing_inflow"]
    course = driver.by_month(GRID)
    at = Month.parse("2010-10") - GRID.first
    lasting, without = (driver.read_as(name).by_month(GRID) for name in ("lasting", "no_surge"))
    for other in (lasting, without):
        np.testing.assert_allclose(other[:at], course[:at])
    assert np.all(lasting[at + 1 :] > course[at + 1 :])
    assert np.all(without[at : at + 60] < course[at : at + 60])
    np.testing.assert_allclose(lasting[at:] / without[at:], 4.1, rtol=0.02)
    assert without[-1] == pytest.approx(course[-1])


def test_observables_are_named_once_and_hold_observations_in_the_history():
    observables = load_observables()
    assert len({one.id for one in observables}) == len(observables) >= 24
    for one in observables:
        rows = one.points[0].rows()
        assert rows, one.id
        assert all(GRID.first <= period.last and period.first <= GRID.last for period, _, _ in rows)


def test_homicides_by_region_add_up_to_the_national_count():
    regional = [one for one in load_observables() if one.id.startswith("homicides_")]
    assert len(regional) == 6
    totals: dict[str, float] = {}
    for one in regional:
        for period, value, _ in one.points[0].rows():
            totals[period.text] = totals.get(period.text, 0.0) + value
    for year, total in totals.items():
        assert total == pytest.approx(load_series().value("homicides_inegi", "Mexico", year))


def test_a_driver_and_a_pulse_can_be_traced():
    driver = lookup("cheap_heroin")
    assert driver.noun == "driver of history"
    assert ("acts on", "people.quit_rate") in driver.values
    assert {"source_model", "lim2022source"} <= {cited.key for cited in driver.sources}
    assert driver.file == "data/history/inputs.yaml"
    assert lookup("rogue_firm_2007").noun == "pulse of history"


def test_a_parameter_shows_its_value_at_the_start_of_history():
    assert ("start of history", "3,700") in lookup("people.kits").values
