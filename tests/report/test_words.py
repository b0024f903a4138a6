"""What a person reads: digits, probability words, labels, and text that somebody else wrote."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercut.report import words
from undercut.report.words import MINUS


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (82_341.0, "82,000"),
        (0.3129, "0.31"),
        (1_449_000.0, "1.4 million"),
        (3_003_918_200.0, "3.0 billion"),
        (999_600.0, "1.0 million"),
        (995.0, "1,000"),
        (99.6, "100"),
        (0.0996, "0.10"),
        (7.0, "7.0"),
        (-1_234.0, f"{MINUS}1,200"),
        (0.0, "0"),
        (math.nan, "n/a"),
    ],
)
def test_a_number_has_two_significant_digits(value, text):
    assert words.number(value) == text


@given(st.floats(1e-6, 1e12))
def test_a_written_number_is_within_half_a_unit_of_its_second_digit(value):
    text, _, scale = words.number(value).partition(" ")
    factor = {"": 1.0, "million": 1e6, "billion": 1e9, "trillion": 1e12}[scale]
    assert abs(float(text.replace(",", "")) * factor - value) <= 0.0501 * value


def test_changes_carry_their_sign_and_ranges_do_not_repeat_their_scale():
    assert words.signed(1200.0) == "+1,200"
    assert words.signed(0.0) == "0"
    assert words.interval(-9_400.0, 310.0, change=True) == f"{MINUS}9,400 to +310"
    assert words.interval(1.2e9, 3.4e9) == "1.2 to 3.4 billion"
    assert words.interval(0.9e9, 3.4e9) == "900 million to 3.4 billion"
    assert words.interval(0.0, 0.0, change=True) == "0"
    assert words.money(-2.5e9) == f"{MINUS}$2.5 billion"


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.0, "almost no chance"),
        (0.03, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.449, "unlikely"),
        (0.45, "roughly even chance"),
        (0.55, "roughly even chance"),
        (0.551, "likely"),
        (0.80, "likely"),
        (0.81, "very likely"),
        (0.951, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_a_probability_word_is_used_only_in_its_range(share, word):
    assert words.likelihood(share) == word


def test_a_probability_outside_zero_to_one_is_refused():
    with pytest.raises(ValueError, match="not a probability"):
        words.likelihood(1.2)


def test_a_share_that_is_not_certain_never_reads_as_certain():
    assert words.percent(0.998) == "more than 99%"
    assert words.percent(0.002) == "less than 1%"
    assert words.percent(1.0) == "100%"
    assert words.percent(0.834) == "83%"


def test_units_read_as_words():
    assert words.unit_label("death/year") == "deaths a year"
    assert words.unit_label("ship_day/month") == "ship-days a month"
    assert words.unit_label("1") == ""
    assert words.quantity(190.0, "ship_day/month") == "190 ship-days a month"


def test_findings_read_as_on_paper():
    assert list(words.FINDINGS.values()) == ["not lawful", "disputed", "lawful if", "lawful"]
    assert words.finding_label("barred") == "not lawful"


def test_foreign_text_loses_what_could_mislead_a_reader():
    assert words.plain("Plan\n\tA \u202eevil\u200b\x00") == "Plan A evil"
    assert words.plain("one two three four", 12) == "one two…"
    assert len(words.plain("x" * 500, 100)) == 100


def test_lists_and_counts_read_as_phrases():
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.counted(1, "lever") == "1 lever"
    assert words.counted(22, "lever") == "22 levers"
    assert words.month_label("2026-01") == "January 2026"


def test_an_amount_that_somebody_set_keeps_its_digits():
    assert words.exact_money(3.15e9) == "$3.15 billion"
    assert words.exact_money(1e6) == "$1 million"
    assert words.exact_money(2500.0) == "$2,500"
