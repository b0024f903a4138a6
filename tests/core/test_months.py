"""The month grid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercut.core.months import STATE, Grid, Month


@given(st.integers(1960 * 12, 2101 * 12 - 1))
def test_a_month_reads_back_from_its_text(index):
    assert Month.parse(str(Month(index))) == Month(index)


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-1", "26-01", "2026-00", "1900-01", ""])
def test_what_is_not_a_month_is_refused(text):
    with pytest.raises(ValueError, match=r"not a month|outside"):
        Month.parse(text)


def test_the_fiscal_year_starts_in_october():
    assert Month.parse("2025-09").fiscal_year == 2025
    assert Month.parse("2025-10").fiscal_year == 2026


def test_fifteen_years_follow_the_start_state():
    grid = Grid(STATE + 1, Month.parse("2039-12"))
    assert len(grid) == 180
    assert (grid.years[0], grid.years[-1]) == (2025, 2039)
    assert grid.year_of(fiscal=True)[-1] == 2040


@pytest.mark.parametrize("fiscal", [False, True])
def test_the_years_of_a_grid_are_those_of_its_months(fiscal):
    grid = Grid(Month.parse("2025-08"), Month.parse("2028-11"))
    expected = [month.fiscal_year if fiscal else month.year for month in grid.months]
    assert grid.year_of(fiscal=fiscal).tolist() == expected
