"""Observed series."""

import pytest

from undercut.core.errors import EvidenceError
from undercut.evidence.series import load_series

HEAD = "series,place,period,value,unit,source,verified,note\n"
GOOD = "deaths,US,2019,12.5,deaths,key2020,true,\n"


@pytest.mark.parametrize(
    ("series", "place", "period", "value"),
    [
        ("homicides_inegi", "Mexico", "2024", 33_550),
        ("homicides_inegi", "Mexico", "1990", 14_493),
        ("od_deaths_total", "US", "2024", 79_384),
        ("od_deaths_synthetic_opioids", "US", "2022", 73_838),
        ("od_deaths_synthetic_opioids", "US", "2024", 47_735),
        ("uscg_cocaine_removed", "US", "FY2016", 201.3),
    ],
)
def test_known_values_are_found(series, place, period, value):
    assert load_series().value(series, place, period) == value


def test_the_months_of_synthetic_opioid_deaths_add_up_to_the_year():
    rows = load_series().rows("od_deaths_synthetic_opioids_month", "US")
    total = sum(row.value for row in rows if row.period.first.year == 2024)
    assert total == load_series().value("od_deaths_synthetic_opioids", "US", "2024")


def test_sources_that_disagree_are_both_kept_and_the_first_is_the_value():
    series = load_series()
    rows = series.rows("homicides_organised_crime_lantia", "Mexico")
    assert [row.value for row in rows if row.period.text == "2017"] == [18_989, 18_898]
    assert series.value("homicides_organised_crime_lantia", "Mexico", "2017") == 18_989


def test_rows_stand_in_the_order_of_time():
    rows = load_series().rows("homicides_sesnsp_victims_monthly", "Colima")
    firsts = [row.period.first for row in rows]
    assert firsts == sorted(firsts)


def test_no_series_has_an_observation_after_2024_but_for_what_was_asked_in_budgets():
    late = {row.series for row in load_series().all_rows() if row.period.first.year > 2024}
    assert all("request" in name for name in late), late


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda s: s.value("homicides_ineg", "Mexico", "2024"),
            "no series is called 'homicides_ineg'. Did you mean 'homicides_inegi'?",
        ),
        (
            lambda s: s.value("homicides_inegi", "Mexic", "2024"),
            "series 'homicides_inegi' has no place 'Mexic'. Did you mean 'Mexico'?",
        ),
        (
            lambda s: s.value("homicides_inegi", "Mexico", "2025"),
            "series 'homicides_inegi' has no value for Mexico in '2025'. Did you mean '2024'?",
        ),
    ],
)
def test_what_is_not_there_names_the_nearest(call, message):
    with pytest.raises(EvidenceError) as failure:
        call(load_series())
    assert str(failure.value).startswith(message.split(" Did")[0])
    assert "Did you mean" in str(failure.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("deaths,US,2019,many,deaths,key2020,true,", "'many' is not a number."),
        ("deaths,US,2019,nan,deaths,key2020,true,", "'nan' is not a number."),
        ("deaths,US,2019,inf,deaths,key2020,true,", "'inf' is not a number."),
        ("deaths,US,2019,1,,key2020,true,", "'unit' is empty."),
        ("deaths,US,2019,1,deaths,,true,", "'source' is empty."),
        ("deaths, US,2019,1,deaths,key2020,true,", "'place' has spaces around it."),
        (
            "deaths,US,2019,1,deaths,key2020,yes,",
            "'yes' is not valid for 'verified'; expected true or false.",
        ),
        (
            "deaths,US,May 2019,1,deaths,key2020,true,",
            "'May 2019' is not a period; expected 2019, 2019-07, FY2019, 2019-H1 or 2019-Q1.",
        ),
        ("deaths,US,2019,1,deaths,key2020,true", "7 cells, expected 8."),
    ],
)
def test_a_bad_row_is_refused_with_its_line(data, row, message):
    root = data({"series/a.csv": HEAD + GOOD + row + "\n"})
    with pytest.raises(EvidenceError) as failure:
        load_series(root)
    assert str(failure.value) == f"data/series/a.csv:3: {message}"


def test_other_columns_are_refused(data):
    root = data({"series/a.csv": HEAD.replace("note", "notes") + GOOD})
    with pytest.raises(EvidenceError) as failure:
        load_series(root)
    assert str(failure.value) == (
        "data/series/a.csv:1: the columns must be "
        "series,place,period,value,unit,source,verified,note."
    )


def test_one_series_of_one_place_stands_in_one_file(data):
    root = data({"series/a.csv": HEAD + GOOD, "series/b.csv": HEAD + GOOD})
    with pytest.raises(EvidenceError) as failure:
        load_series(root)
    assert str(failure.value) == (
        "data/series/b.csv:2: series 'deaths' of US also stands in data/series/a.csv."
    )
