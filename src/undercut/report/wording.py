"""Sentences that follow from numbers by rule: the same numbers always give the same words.

Start with `verdict`. A direction is claimed only where more than 55% of futures agree, with the
word that ICD 203 has for that share, and where the median change is at least 1% of the baseline;
better and worse are treated alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from undercut.report import words

CLEAR = 0.55
"""Share of futures above which a direction is claimed."""

EVEN = 0.45
"""At or above this share both ways, rise and fall are called about as likely."""

MATERIAL = 0.01
"""A median change below this share of the median baseline is called hardly a change."""

NEGLIGIBLE = 1e-4
"""A change below this share of the median baseline is written as about zero."""

SMALLEST = 1e-6
"""A change below this is written as about zero whatever the baseline."""

ABOUT_ZERO = "about 0"

BUILT_IN = 0.99
"""At or above this share one way, the sign may be the form's and not the numbers'."""

_ADVERBS = {"likely": "likely", "very likely": "very likely", "almost certain": "almost certainly"}

Outcome = Mapping[str, Any]
"""An outcome of `run --json`: unit, period, baseline, strategy, change, p_better, p_worse."""


def inline(label: str) -> str:
    """Put a label inside a sentence: `Homicides in Mexico` loses its capital, `US ...` does not."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def worse_share(outcome: Outcome) -> float:
    """Share of futures in which the outcome is worse than baseline."""
    return float(outcome["p_worse"])


def is_unmoved(outcome: Outcome) -> bool:
    """Whether the strategy changes the outcome in no future."""
    return float(outcome["p_better"]) == 0.0 and worse_share(outcome) == 0.0


def is_slight(outcome: Outcome) -> bool:
    """Whether the median change is too small to be called a rise or a fall."""
    median, level = float(outcome["change"]["q50"]), float(outcome["baseline"]["q50"])
    return is_about_zero(median, level) or abs(median) < MATERIAL * abs(level)


def is_steady(outcome: Outcome) -> bool:
    """Whether not even the ends of the 80% range amount to a rise or a fall."""
    found, level = outcome["change"], abs(float(outcome["baseline"]["q50"]))
    return is_slight(outcome) and all(
        abs(float(found[end])) < MATERIAL * level for end in ("q10", "q90")
    )


def verdict(outcome: Outcome, label: str) -> str:
    """Say what a strategy does to an outcome of which less is better."""
    better, worse, what = float(outcome["p_better"]), worse_share(outcome), inline(label)
    if is_unmoved(outcome):
        return f"does not change {what}"
    if is_slight(outcome) and max(better, worse) > CLEAR:
        return f"hardly changes {what}" + ("" if is_steady(outcome) else " in the median future")
    if better > CLEAR:
        return f"{_ADVERBS[words.likelihood(better)]} lowers {what}"
    if worse > CLEAR:
        return f"{_ADVERBS[words.likelihood(worse)]} raises {what}"
    if better >= EVEN and worse >= EVEN:
        return f"is about as likely to raise as to lower {what}"
    return f"moves {what} in no clear direction"


def is_about_zero(value: float, level: float) -> bool:
    """Whether a change is no change to a reader, beside the level that it changes."""
    return value == 0 or abs(value) < max(NEGLIGIBLE * abs(level), SMALLEST)


def change(outcome: Outcome) -> str:
    """Median change, or that it is about zero."""
    return _changed(outcome, "q50")


def change_with_unit(outcome: Outcome) -> str:
    """Median change with its unit."""
    return f"{change(outcome)} {words.unit_label(outcome['unit'])}".rstrip()


def change_range(outcome: Outcome) -> str:
    """80% range of the change."""
    first, last = _changed(outcome, "q10"), _changed(outcome, "q90")
    if first == last:
        return first
    if ABOUT_ZERO in (first, last):
        return f"{first} to {last}"
    found = outcome["change"]
    return words.interval(found["q10"], found["q90"], change=True)


def change_band(outcome: Outcome) -> str:
    """Median change with its 80% range."""
    middle, spread = change(outcome), change_range(outcome)
    return middle if middle == spread else f"{middle} ({spread})"


def short_verdict(outcome: Outcome) -> str:
    """Say in a cell what a strategy does to an outcome: same, hardly changes, or by how much."""
    if is_unmoved(outcome):
        return "same"
    better = f"better in {words.percent(outcome['p_better'])}"
    if is_steady(outcome):
        spread = change_range(outcome)
        return "hardly changes" + ("" if spread == ABOUT_ZERO else f" ({spread}), {better}")
    return f"{change_band(outcome)}, {better}"


def _changed(outcome: Outcome, quantile: str) -> str:
    value = float(outcome["change"][quantile])
    if value and is_about_zero(value, float(outcome["baseline"]["q50"])):
        return ABOUT_ZERO
    return words.signed(value)


def share_of_baseline(outcome: Outcome) -> str:
    """Median change as a share of the median baseline, such as `11% below`; empty without one."""
    base, median = outcome["baseline"]["q50"], outcome["change"]["q50"]
    if base <= 0 or is_about_zero(median, base):
        return ""
    share = words.percent(abs(median) / base)
    return f"{share} {'below' if median < 0 else 'above'}"


def period_label(period: str) -> str:
    """Turn `2035:2039` into `2035 to 2039`."""
    first, _, last = period.partition(":")
    return first if first == last else f"{first} to {last}"


def bottom_line(
    main: Outcome, main_label: str, others: Sequence[tuple[str, Outcome]], cost: str, futures: int
) -> tuple[str, str]:
    """Two sentences: the strategy's own objective, then the other two and the price.

    Parameters
    ----------
    main : the strategy's objective.
    others : label and outcome of the other objectives.
    cost : the added cost as a phrase, such as `at an added cost of $3.0 billion a year`.
    futures : how many futures the run has.

    """
    if is_unmoved(main):
        first = (
            f"In none of {futures:,} futures does this strategy change {inline(main_label)}, "
            f"beside the baseline (levels of 2024 carried on) of "
            f"{words.quantity(main['baseline']['q50'], main['unit'])}, yearly mean of "
            f"{period_label(main['period'])}."
        )
    else:
        first = _moved(main, main_label, futures)
    parts = [
        f"{verdict(outcome, label)}"
        + (
            ""
            if is_unmoved(outcome)
            else f" (better in {words.percent(outcome['p_better'])}, median {change(outcome)})"
        )
        for label, outcome in others
    ]
    return first, f"It {words.listed(parts)}, {cost}."


def _moved(main: Outcome, main_label: str, futures: int) -> str:
    relative = share_of_baseline(main)
    base = words.number(main["baseline"]["q50"])
    against = f", {relative} a baseline of {base}" if relative else f", on a baseline of {base}"
    return (
        f"Beside the baseline (levels of 2024 carried on), this strategy "
        f"{verdict(main, main_label)}: better in {words.percent(main['p_better'])} of "
        f"{futures:,} futures, median change {change_with_unit(main)} "
        f"(80% range {change_range(main)}){against}, yearly mean of "
        f"{period_label(main['period'])}."
    )


def cost_phrase(yearly: Mapping[str, float]) -> str:
    """Say what a strategy adds to baseline spending.

    Parameters
    ----------
    yearly : quantiles of the mean added cost, USD/year.

    """
    median = yearly["q50"]
    if all(abs(value) < 1.0 for value in yearly.values()):
        return "at no added cost"
    spread = words.money_interval(yearly["q10"], yearly["q90"])
    if median < 0:
        return f"and spends {words.money(-median)} a year less than baseline (80% range {spread})"
    return f"at an added cost of {words.money(median)} a year (80% range {spread})"


def budget(found: Mapping[str, Any]) -> str:
    """Say how often a run passes its yearly limit, and how far its schedule alone goes.

    Parameters
    ----------
    found : the budget's part of the cost of `run --json`.

    """
    basis = "" if found["basis"] == "added" else " in total"
    return (
        f"Some fiscal year passes the limit of {words.exact_money(found['limit'])} a year{basis} "
        f"in {words.percent(found['p_exceeds'])} of futures, where unit costs are drawn and "
        "triggers fire; the schedule alone, at central unit costs, reaches "
        f"{words.money(found['scheduled_peak'])}."
    )


def count_findings(findings: Iterable[str]) -> str:
    """Count findings, most restrictive first: `2 disputed, 9 lawful if conditions are met`."""
    found = list(findings)
    names = {**words.FINDINGS, "permitted_if": "lawful if conditions are met"}
    counts = [(found.count(finding), name) for finding, name in names.items()]
    return ", ".join(f"{count} {name}" for count, name in counts if count)


def how_sure(outcomes: Sequence[Outcome]) -> str:
    """Say what the percentages are, and that a sign shared by all futures may be built in."""
    text = (
        "Percentages are shares of futures drawn from stated ranges, not fitted to history: the "
        "model's odds, not a forecast."
    )
    if any(max(found["p_better"], found["p_worse"]) >= BUILT_IN for found in outcomes):
        text += (
            " A direction that nearly every future shares may be fixed by the model's form: read "
            "it as an assumption, not as evidence."
        )
    return text
