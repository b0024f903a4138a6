"""Sentences follow the numbers: a worse strategy is called worse, and nothing is oversold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercut.report import wording, words


def outcome(better, worse, **more):
    q = {"q05": -3.0, "q10": -2.0, "q25": -1.5, "q50": -1.0, "q75": 0.0, "q90": 1.0, "q95": 2.0}
    return {
        "unit": "death/year",
        "period": "2035:2039",
        "baseline": {name: 100.0 for name in q},
        "strategy": {name: 99.0 for name in q},
        "change": q,
        "p_better": better,
        "p_worse": worse,
        **more,
    }


@pytest.mark.parametrize(
    ("better", "worse", "words_"),
    [
        (0.97, 0.03, "almost certainly lowers homicides in Mexico"),
        (0.81, 0.19, "very likely lowers homicides in Mexico"),
        (0.60, 0.40, "likely lowers homicides in Mexico"),
        (0.52, 0.48, "is about as likely to raise as to lower homicides in Mexico"),
        (0.40, 0.60, "likely raises homicides in Mexico"),
        (0.02, 0.98, "almost certainly raises homicides in Mexico"),
        (0.30, 0.30, "moves homicides in Mexico in no clear direction"),
        (0.0, 0.0, "does not change homicides in Mexico"),
    ],
)
def test_the_verdict_follows_from_the_shares_alone(better, worse, words_):
    assert wording.verdict(outcome(better, worse), "Homicides in Mexico") == words_


def test_a_sure_sign_of_a_tiny_change_is_not_oversold():
    tiny = {name: -0.4 for name in ("q05", "q10", "q25", "q50", "q75", "q90", "q95")}
    assert wording.verdict(outcome(1.0, 0.0, change=tiny), "Deaths") == "hardly changes deaths"
    assert wording.verdict(outcome(0.0, 1.0, change=tiny), "Deaths") == "hardly changes deaths"


def test_a_change_that_no_reader_could_see_is_about_zero():
    names = ("q05", "q10", "q25", "q50", "q75", "q90", "q95")
    dust = outcome(1.0, 0.0, change=dict.fromkeys(names, 2.0e-7))
    assert wording.change_band(dust) == "about 0"
    assert wording.short_verdict(dust) == "hardly changes"
    half = outcome(0.9, 0.1, change=dict.fromkeys(names, 2.0e-7) | {"q90": 12.0})
    assert wording.change_band(half) == "about 0 (about 0 to +12)"
    assert wording.short_verdict(half) == "about 0 (about 0 to +12), better in 90%"
    still = outcome(0.0, 0.0, change=dict.fromkeys(names, 0.0))
    assert wording.change_band(still) == "0"
    assert wording.short_verdict(still) == "same"
    assert "about 0" in wording.bottom_line(outcome(0.9, 0.1), "A", [("B", dust)], "x", 9)[1]


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_better_and_worse_are_treated_alike(better, split):
    worse = (1.0 - better) * split
    one = wording.verdict(outcome(better, worse), "Deaths")
    other = wording.verdict(outcome(worse, better), "Deaths")
    swapped = one.replace("lowers", "@").replace("raises", "lowers").replace("@", "raises")
    assert swapped == other


@given(st.floats(0.0, 1.0))
def test_no_direction_is_claimed_at_or_below_55_percent(better):
    text = wording.verdict(outcome(better, 1.0 - better), "Deaths")
    if "lowers" in text:
        assert better > 0.55
    if "raises" in text:
        assert 1.0 - better > 0.55


def test_the_bottom_line_is_two_sentences_with_level_change_range_and_share():
    first, second = wording.bottom_line(
        outcome(0.9, 0.1),
        "US overdose deaths",
        [("Homicides in Mexico", outcome(0.2, 0.8))],
        "at no added cost",
        256,
    )
    assert first == (
        "Beside the baseline (levels of 2024 carried on), this strategy very likely lowers US "
        f"overdose deaths: better in 90% of 256 futures, median change {words.MINUS}1.0 deaths a "
        f"year (80% range {words.MINUS}2.0 to +1.0), 1% below a baseline of 100, yearly mean of "
        "2035 to 2039."
    )
    assert second == (
        f"It likely raises homicides in Mexico (better in 20%, median {words.MINUS}1.0), at no "
        "added cost."
    )


def test_a_strategy_that_changes_nothing_is_not_given_a_change():
    first, second = wording.bottom_line(
        outcome(0.0, 0.0), "Network capability", [("Deaths", outcome(0.0, 0.0))], "x", 8
    )
    assert first.startswith("In none of 8 futures does this strategy change network capability")
    assert second == "It does not change deaths, x."


def test_cost_is_a_price_a_saving_or_nothing():
    q = ("q10", "q50", "q90")
    assert wording.cost_phrase(dict.fromkeys(q, 0.0)) == "at no added cost"
    price = dict(zip(q, (2.2e9, 3.0e9, 4.0e9), strict=True))
    expected = "at an added cost of $3.0 billion a year (80% range $2.2 to $4.0 billion)"
    assert wording.cost_phrase(price) == expected
    saving = dict.fromkeys(q, -1e6)
    assert wording.cost_phrase(saving).startswith("and spends $1.0 million a year less")


def test_findings_are_counted_most_restrictive_first():
    found = ["permitted", "contested", "permitted_if", "permitted"]
    text = wording.count_findings(found)
    assert text == "1 disputed, 1 lawful if conditions are met, 2 lawful"


def test_a_sign_that_every_future_shares_is_called_an_assumption():
    mixed = {"p_better": 0.7, "p_worse": 0.3}
    assert "assumption" not in wording.how_sure([mixed])
    for sure in ({"p_better": 1.0, "p_worse": 0.0}, {"p_better": 0.004, "p_worse": 0.996}):
        assert "read it as an assumption" in wording.how_sure([mixed, sure])
