"""Tables of the memo from the run's own numbers: objectives, cost by payer, risks."""

from collections.abc import Mapping
from typing import Any

from undercut.evidence.series import Row, load_series
from undercut.report import wording, words
from undercut.report.content import ROWS, Table
from undercut.report.references import References
from undercut.world.outcomes import MEASURES, OBJECTIVES

LABELS = {measure.name: measure.label for measure in MEASURES} | {
    "reversals": "Gains lost within three years"
}

OBSERVED = {
    "us_overdose_deaths": ("od_deaths_total", "US"),
    "mx_homicides": ("homicides_inegi", "Mexico"),
}
"""Series and place in which an objective is observed."""

OBSERVED_YEARS = 5
"""Years before the run that the chart shows."""


def observed_rows(objective: str) -> list[Row]:
    """Yearly observations of an objective, the last few; empty for one that is a model's own."""
    if objective not in OBSERVED:
        return []
    rows = [row for row in load_series().rows(*OBSERVED[objective]) if row.period.text.isdigit()]
    return rows[-OBSERVED_YEARS:]


def objectives_table(outcomes: Mapping[str, Any], references: References) -> Table:
    """Show three objectives beside baseline: level, change, probability of better."""
    rows = []
    period, years = "", set()
    for name in OBJECTIVES:
        outcome = outcomes[name]
        period = wording.period_label(outcome["period"])
        seen = observed_rows(name)[-1:]
        observed = "".join(
            words.number(row.value) + references.mark(row.source) for row in seen
        ) or words.number(1.0)
        years |= {row.period.text for row in seen}
        rows.append(
            (
                LABELS[name],
                observed,
                words.number(outcome["baseline"]["q50"]),
                wording.change(outcome),
                wording.change_range(outcome),
                words.percent(outcome["p_better"]),
            )
        )
    return Table(
        f"Yearly means of {period}: medians, 80% range of the change, share of futures better",
        ("Objective", max(years, default="2024"), "Baseline", "Change", "80% range", "Better"),
        tuple(rows),
    )


def cost_table(cost: Mapping[str, Any], years: int, mark: str) -> Table:
    """Show added cost a year by payer, the largest first."""
    payers = sorted(cost["by_payer"].items(), key=lambda item: -abs(item[1]["q50"]))
    rows = [(words.payer_label(payer), _money_a_year(q, years)) for payer, q in payers]
    if len(rows) != 1:
        rows.append(("All payers", _money_a_year(cost["added"], years)))
    rows.append(("At central unit costs", words.money(cost["central"] / years)))
    return Table(
        f"Added cost a year, mean of {years} years, 2024 USD{mark}",
        ("Payer", "Median (80% range)"),
        tuple(rows[-ROWS:]),
    )


def _money_a_year(quantiles: Mapping[str, float], years: int) -> str:
    median, spread = (
        words.money(quantiles["q50"] / years),
        words.money_interval(quantiles["q10"] / years, quantiles["q90"] / years),
    )
    return median if spread == median else f"{median} ({spread})"


def risks_table(risks: Mapping[str, Any]) -> tuple[Table, str]:
    """Show the risks likeliest to be worse than baseline, and a line that counts the others."""
    moved = sorted(
        (item for item in risks.items() if not wording.is_unmoved(item[1])),
        key=lambda item: -wording.worse_share(item[1]),
    )
    shown, rest = moved[:ROWS], moved[ROWS:]
    rows = tuple(
        (
            LABELS.get(name, words.label(name)),
            words.number(outcome["baseline"]["q50"]),
            wording.change(outcome),
            wording.change_range(outcome),
            f"{words.percent(share)} ({words.likelihood(share)})",
        )
        for name, outcome in shown
        for share in [wording.worse_share(outcome)]
    )
    still = len(risks) - len(moved)
    notes = []
    if rest:
        most = max(wording.worse_share(outcome) for _, outcome in rest)
        verb = "is" if len(rest) == 1 else "are"
        notes.append(
            f"{len(rest)} more {verb} worse in {words.percent(most)} of futures"
            + (" at most." if len(rest) > 1 else ".")
        )
    if still:
        notes.append(
            f"{words.counted(still, 'risk')} {'does' if still == 1 else 'do'} not change in any "
            "future."
        )
    notes.append("Actors outside the region are not modeled.")
    caption = "Yearly means as above: medians, and share of futures worse than baseline"
    columns = ("Risk", "Baseline", "Change", "80% range", "Worse in")
    caption = caption if rows else ""
    return Table(caption, columns, rows), " ".join(notes)
