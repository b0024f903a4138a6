"""Triggers in words."""

from undercut.strategy.clauses import clause
from undercut.strategy.document import SIGNALS, Condition


def test_every_signal_has_words_and_a_flow_says_its_year():
    for signal, unit in SIGNALS.items():
        said = clause(signal, Condition(above=True, threshold=2.0, months=3))
        assert " above 2" in said
        assert said.endswith(" for 3 months")
        assert (" a year for" in said) == unit.endswith("/year")


def test_thresholds_keep_their_digits_and_a_month_is_not_stayed_for():
    deaths = Condition(above=True, threshold=91_250.0, months=1)
    assert clause("us_overdose_deaths", deaths) == (
        "US overdose deaths are above 91,250 a year in any month"
    )
    price = Condition(above=False, threshold=1.125, months=12)
    assert clause("cocaine_price", price) == (
        "the retail price of cocaine stays below 1.125 times the level of 2024 for 12 months"
    )
