"""Write docs/model/history.md and its figures: history runs beside what was observed.

    python benchmarks/history_docs.py [--futures 1024]

Prior draws of rough fits, not a posterior; the page says so on top.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from history_findings import lessons, seam

from undercut.evidence.history import Course, load_history, load_start
from undercut.fit.history import (
    NOTE,
    QUANTILES,
    Comparison,
    HistoryRun,
    Seen,
    compare,
    run_history,
)
from undercut.report import charts, words

DOCS = Path(__file__).parents[1] / "docs" / "model"
FIGURES = DOCS / "history"

MARK = (
    "**These are prior draws of rough fits and judgments, not a posterior.** No future was\n"
    "weighted by how well it meets the record, and 2023 and 2024 were seen when the structure was\n"
    "chosen."
)
TITLES = {
    "people": "Overdose deaths and opioid use in the United States",
    "organizations": "Homicides and organizations in Mexico",
    "justice": "Punishment in Mexico",
    "supply": "Coca and cocaine output",
    "routes": "Removals at sea and seizures at the border",
    "market": "Use and prices in the United States",
}
BANDS = (("q025", "q975", 0.13), ("q10", "q90", 0.17), ("q25", "q75", 0.24))
COLOR = charts.COLORS["support-not-supplant"]


@dataclass(frozen=True)
class Fit:
    """How a series fares: shares inside the bands, and the median's error."""

    inside: dict[str, float]
    error: float
    worst: str


def fit_of(one: Comparison) -> Fit:
    """Coverage and the log error of the median, with the year that is missed most."""
    errors = {
        str(seen.period): np.log(max(float(np.median(seen.futures)), 1e-9) / seen.value)
        for seen in one.seen
    }
    worst = max(errors, key=lambda year: abs(errors[year]))
    factor = np.exp(errors[worst])
    said = f"{words.number(factor)} times" if factor >= 1 else f"1/{words.number(1 / factor)}"
    return Fit(
        {level: one.coverage(level) for level in ("80", "95")},
        float(np.mean(np.abs(list(errors.values())))),
        f"{worst}: {said}",
    )


def specification(group: str, parts: Sequence[Comparison]) -> dict[str, Any]:
    """Vega-Lite specification of a group's small multiples."""
    columns = 3 if len(parts) > 4 else 2
    return {
        "$schema": charts.SCHEMA,
        "description": f"{TITLES[group]}. {NOTE}",
        "title": {
            "text": TITLES[group], "subtitle": NOTE, "anchor": "start", "fontSize": 12,
            "subtitleFontSize": 9, "color": charts.INK, "subtitleColor": charts.INK, "offset": 12,
        },
        "background": "white",
        "padding": 4,
        "columns": columns,
        "spacing": 14,
        "concat": [_panel(one, 205 if columns == 3 else 300) for one in parts],
        "config": {
            "font": charts.FONT,
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 9, "titleFontSize": 9, "titleFontWeight": "normal",
                "labelColor": charts.INK, "titleColor": charts.INK, "gridColor": "#e3e3e3",
                "domainColor": "#8a8a8a", "tickColor": "#8a8a8a", "tickSize": 3,
            },
            "title": {
                "fontSize": 10.5, "anchor": "start", "frame": "group", "color": charts.INK,
                "offset": 7,
            },
        },
    }  # fmt: skip


def _panel(one: Comparison, width: int) -> dict[str, Any]:
    cuts = {name: np.quantile(one.runs, q, axis=1) for name, q in QUANTILES.items()}
    rows = [
        {"year": int(year), **{name: _round(cut[at]) for name, cut in cuts.items()}}
        for at, year in enumerate(one.years)
    ]
    seen = [{"year": _year(each.period), "value": _round(each.value)} for each in one.seen]
    others = [*one.beside, *((each.period, each.value) for each in _anchored(one))]
    beside = [{"year": _year(period), "value": _round(value)} for period, value in others]
    top = max([row["q975"] for row in rows] + [each["value"] for each in seen + beside])
    capped = 1.05 * min(
        top, 2.5 * max([row["q90"] for row in rows] + [each["value"] for each in seen])
    )
    x = {
        "field": "year", "type": "quantitative",
        "scale": {"domain": [2000, 2025], "nice": False},
        "axis": {"format": "d", "title": None, "values": [2000, 2005, 2010, 2015, 2020, 2024],
                 "grid": False},
    }  # fmt: skip

    def y(field: str) -> dict[str, Any]:
        return {
            "field": field, "type": "quantitative",
            "scale": {"zero": True, "domainMax": capped},
            "axis": {
                "title": unit_of(one), "tickCount": 4, "minExtent": 30,
                "format": "~s" if top >= 1e5 else ",.0f" if top >= 10 else "~g",
            },
        }  # fmt: skip

    def points(values: list[dict[str, Any]], filled: bool) -> dict[str, Any]:
        return {
            "data": {"values": values},
            "mark": {"type": "point", "size": 16, "color": charts.INK, "filled": filled,
                     "strokeWidth": 1, "opacity": 1 if filled else 0.6, "clip": True},
            "encoding": {"x": x, "y": y("value")},
        }  # fmt: skip

    layers: list[dict[str, Any]] = [
        {
            "mark": {
                "type": "area",
                "color": COLOR,
                "opacity": opacity,
                "line": False,
                "clip": True,
            },
            "encoding": {"x": x, "y": y(low), "y2": {"field": high}},
        }
        for low, high, opacity in BANDS
    ]
    layers.append(
        {
            "mark": {"type": "line", "color": COLOR, "strokeWidth": 1.6},
            "encoding": {"x": x, "y": y("q50")},
        }
    )
    layers += [points(beside, False)] if beside else []
    return {
        "title": one.observable.label,
        "width": width,
        "height": 110,
        "data": {"values": rows},
        "layer": [*layers, points(seen, True)],
    }


def _anchored(one: Comparison) -> tuple[Seen, ...]:
    return () if one.anchored is None else (one.anchored,)


def unit_of(one: Comparison) -> str:
    """Unit for readers."""
    if one.observable.relative:
        first = one.years[0]
        return f"{first} = 1"
    return {"1": "share", "death/year": "deaths a year", "t/year": "tonnes a year"}.get(
        one.observable.unit, f"{one.observable.unit}s"
    )


def _year(period: Any) -> float:
    return (period.first.index + period.last.index - 11) / 24


def _round(value: float) -> float:
    return float(f"{value:.4g}")


def page(run: HistoryRun, found: Sequence[Comparison]) -> str:
    """Everything but the figures' files."""
    futures = len(run.futures)
    fits = {one.observable.id: fit_of(one) for one in found}
    return "".join(
        [
            HEAD.format(futures=futures, mark=MARK, events=EVENTS),
            _summary(found, fits),
            *(_group(group, found, fits) for group in TITLES),
            seam(run),
            lessons(run, found),
            inputs_page(),
        ]
    )


def _summary(found: Sequence[Comparison], fits: dict[str, Fit]) -> str:
    lines = []
    for role, meaning in ROLES.items():
        held = [one for one in found if one.observable.role == role]
        counts = [len(one.seen) for one in held]
        shares = [
            sum(fits[one.observable.id].inside[level] * len(one.seen) for one in held) / sum(counts)
            for level in ("80", "95")
        ]
        lines.append(
            f"| {role} | {meaning} | {len(held)} | {sum(counts)} | {words.percent(shares[0])} |"
            f" {words.percent(shares[1])} |\n"
        )
    return (
        "\n## How much of the record lies inside the bands\n\n"
        "| role | what that means | series | observations | inside 80 % | inside 95 % |\n"
        "|---|---|---|---|---|---|\n" + "".join(lines) + COVERAGE.format(free=_free(found, fits))
    )


def _free(found: Sequence[Comparison], fits: dict[str, Fit]) -> str:
    """Say of each series whose course was free how many years the 80 % band holds."""
    said = []
    for one in found:
        if one.observable.role == "check" or one.observable.id == HALF_FREE:
            held = round(fits[one.observable.id].inside["80"] * len(one.seen))
            said.append(f"{one.observable.label}: {held} of {len(one.seen)}")
    return "; ".join(said)


def _group(group: str, found: Sequence[Comparison], fits: dict[str, Fit]) -> str:
    held = [one for one in found if one.observable.group == group]
    rows = []
    for one in held:
        fit, what = fits[one.observable.id], one.observable
        rows.append(
            f"| {what.label} | {what.role} | {len(one.seen)} | {words.percent(fit.inside['80'])} |"
            f" {words.percent(fit.inside['95'])} | {fit.error:.2f} | {fit.worst} | {what.why} |\n"
        )
    alt = f"{TITLES[group]}: medians and bands beside observations; the table says how they compare"
    return (
        f"\n## {TITLES[group]}\n\n![{alt}](history/{group}.svg)\n\n"
        "| series | role | observations | inside 80 % | inside 95 % | error of the median (logs) |"
        " worst year, median over observed | what to know; where and why it misses |\n"
        "|---|---|---|---|---|---|---|---|\n" + "".join(rows)
    )


def inputs_page() -> str:
    """The inputs, from the data alone."""
    history = load_history()
    levers = "".join(
        f"| `{one.lever}` | {one.label} | {one.unit} | {one.kind} | {_span(one)} | {_said(one)} |\n"
        for one in history.levers
    )
    drivers = "".join(
        f"| `{one.id}` | {one.label} | `{one.target}`{f' ({one.element})' if one.element else ''} |"
        f" {one.mode} | {one.kind} | {_span(one)} | {one.spread:g} | {_said(one)} |\n"
        for one in history.drivers
    )
    pulses = "".join(
        f"| `{one.id}` | {one.label} | `{one.target}` ({one.element}) | {one.low:g} to {one.high:g}"
        f" left, {one.at}, {one.months} months | {one.kind} | {_one_line(one.rationale)} |\n"
        for one in history.pulses
    )
    start = "".join(
        f"| `{key}` | {entry.unit} | {entry.kind} | {entry.at().describe()} |\n"
        for key, entry in load_start().items()
    )
    return INPUTS.format(levers=levers, drivers=drivers, pulses=pulses, start=start)


def _span(course: Course) -> str:
    values = course.by_month(load_history().grid)
    at = dict(zip((2000, 2008, 2016, 2024), values[[6, 102, 198, 294]], strict=True))
    return ", ".join(f"{year} {words.number(value)}" for year, value in at.items())


def _said(course: Course) -> str:
    parts = [course.rationale, course.notes]
    if course.terms:
        parts.insert(0, "Series " + ", ".join(f"`{term.series}`" for term in course.terms) + ".")
    return _one_line(" ".join(part for part in parts if part))


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def write(futures: int) -> Iterator[Path]:
    """Run, and write every file."""
    run = run_history(np.arange(futures), 0)
    found = list(compare(run))
    FIGURES.mkdir(exist_ok=True)
    for group in TITLES:
        path = FIGURES / f"{group}.svg"
        held = [one for one in found if one.observable.group == group]
        path.write_text(charts.svg(specification(group, held)), encoding="utf-8")
        yield path
    path = DOCS / "history.md"
    path.write_text(page(run, found), encoding="utf-8")
    yield path


HALF_FREE = "untreated_disorder"
"""Series whose level was set and whose course was not."""

ROLES = {
    "check": "no level, driver or event was set to meet it",
    "shaped": "a level, a driver or an event was set with it in view, in part",
    "input": "it goes in; that it comes out again is no test",
}

EVENTS = "[dated events](../history-events.md)"

HEAD = """# History runs

Generated by `python benchmarks/history_docs.py`; do not edit. {futures} futures, seed 0.

{mark}

The functions of the forecasts' world, not its anchors, run from January 2000 to December 2024,
month by month, with what is known to have happened: lever values by date, *drivers* (dated inputs
that no sector makes, such as prescribing, the waves of fentanyl or Mexico's heroin output), and
{events}
of the organizations in place of drawn ones. Sectors are the same functions; a driver replaces a
parameter, an anchor of the start or a state for a month. `undercut.fit.history.run_history` runs
it; `src/undercut/data/history/` and `src/undercut/data/events/` hold the inputs,
`src/undercut/data/observables.yaml` what is compared. The start is solved for the levels observed
in 2000, as a forecast's is for those of 2024: the two do not meet (below).

In the figures the line is the median and the bands hold 50, 80 and 95 % of futures; dots are
observations. Open dots are not counted: those of other publishers, and the year that a start is
solved for. Bands hold drawn parameters, drawn sizes of drivers, drawn hostility of wars, and the
noise that forecasts carry too.
"""

COVERAGE = """
A band that is right holds its share of the record over many series; a few series of correlated
years can tell little more than that it is far too narrow or far off. Wide bands cover easily: the
error of the median says more about whether the middle is right. The year that a start is solved for
counts nowhere.

**Where the run was free to miss, by years inside the 80 % band.** {free}. Prices were free, and no
year of theirs is met. The course of untreated disorder was free too, its level was not: one model's
scaling of a survey, a judgment that the run shares and that the rough fit behind its start had
before it; and the bands are wide. All other agreement on this page is agreement with what was put
in.
"""

INPUTS = """
## Inputs

Levers by date; those not listed are held at the catalog's baseline. The first month is the
baseline of the run.

| lever | what is dated | unit | kind | middle of the year | why |
|---|---|---|---|---|---|
{levers}
Drivers. *Spread* is the standard deviation of the log of a driver's size, drawn once a future.

| driver | what it is | acts on | mode | kind | middle of the year | spread | why |
|---|---|---|---|---|---|---|---|
{drivers}
Pulses hold a state down for some months; then its sector lets it recover.

| pulse | what it is | acts on | level and time | kind | why |
|---|---|---|---|---|---|
{pulses}
Parameters that differ at the start; all others are drawn as in a forecast. Rationales stand in
`src/undercut/data/history/start.yaml`.

| parameter | unit | kind | value or prior |
|---|---|---|---|
{start}"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--futures", type=int, default=1024)
    for path in write(options.parse_args().futures):
        print(f"{path.relative_to(DOCS.parents[1])}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
