"""Quantities: what an analyst may write for an amount, and what is refused in which words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercut.strategy.quantities import (
    parse_amount,
    parse_level,
    parse_money_rate,
    parse_months,
    parse_rate,
)


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("190 ship_day/month", 190.0),
        ("2280 ship_day/year", 190.0),
        ("190 ship_days/month", 190.0),
        ("1.5 x", 168.0),
        ("1.5x", 168.0),
        (190, 190.0),
        ("1_190", 1190.0),
        ("1,190.5 ship_day/month", 1190.5),
        ("0.19 thousand ship_day/month", 190.0),
    ],
)
def test_a_level_may_be_written_in_any_fitting_way(written, level):
    assert parse_level(written, "ship_day/month", 112.0) == pytest.approx(level, rel=1e-12)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("3 kit/year", "'3 kit/year' has the wrong unit; expected 'N ship_day/month' or 'N x'."),
        ("3 degC", "'3 degC' has the wrong unit; expected 'N ship_day/month' or 'N x'."),
        ("3 os.system", "'3 os.system' has the wrong unit; expected 'N ship_day/month' or 'N x'."),
        (
            "lots",
            "'lots' does not start with a number; expected 'N ship_day/month' or 'N x'.",
        ),
        ("1,5 x", "'1,5 x' does not start with a number; expected 'N ship_day/month' or 'N x'."),
        ("nan", "'nan' does not start with a number; expected 'N ship_day/month' or 'N x'."),
        (".inf x", "'.inf x' does not start with a number; expected 'N ship_day/month' or 'N x'."),
        ("1e999", "'1e999' is not a finite number."),
        (float("nan"), "'nan' is not a finite number."),
        (True, "'true' does not start with a number; expected 'N ship_day/month' or 'N x'."),
    ],
)
def test_a_level_that_cannot_be_read_is_refused(written, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_level(written, "ship_day/month", 112.0)


def test_a_multiple_of_zero_is_refused():
    with pytest.raises(ValueError, match=r"^'2 x' is a multiple of a baseline of zero; expected"):
        parse_level("2 x", "strike/year", 0.0)


def test_a_multiple_is_exact_at_one():
    assert parse_level("1 x", "removal/year", 1.2) == 1.2


def test_money_is_read_by_year():
    assert parse_money_rate("4 billion USD/year") == 4e9
    assert parse_money_rate("100 million USD/month") == pytest.approx(1.2e9)
    assert parse_money_rate("4 billion_usd/year") == pytest.approx(4e9)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("4 billion", "'4 billion' has no unit; expected money a year"),
        (4e9, "'4000000000.0' has no unit; expected money a year"),
        ("4 billion USD", "'4 billion USD' has the wrong unit; expected money a year"),
        ("0 USD/year", "'0 USD/year' is not above zero."),
    ],
)
def test_a_limit_without_time_or_money_is_refused(written, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        parse_money_rate(written)


def test_ramps_are_whole_months():
    assert parse_months("18 months") == 18
    assert parse_months("1.5 years") == 18
    assert parse_months("0 months") == 0


@pytest.mark.parametrize("written", ["18", 18, "1.5 months", "241 months", "-1 month", "18 weeks"])
def test_other_lengths_of_time_are_refused(written):
    with pytest.raises(ValueError, match=r"expected a length of time|whole number of months"):
        parse_months(written)


def test_a_rate_is_a_percentage_or_a_share():
    assert parse_rate("3 %") == parse_rate("3%") == parse_rate(0.03) == 0.03


@pytest.mark.parametrize("written", [3, "-1 %", "3 x"])
def test_an_odd_rate_is_refused(written):
    with pytest.raises(ValueError, match=r"outside 0 to 20 % a year|expected a yearly rate"):
        parse_rate(written)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_reads_back(number):
    assert parse_amount(repr(number), "") == (number, "")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        parse_level(text, "ship_day/month", 112.0)
    except ValueError as failure:
        refusal = failure
    else:
        return
    assert type(refusal) is ValueError
    assert str(refusal).endswith(".")
