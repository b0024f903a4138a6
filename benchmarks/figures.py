"""Figures of docs/model: bands of the main stocks and series, as small multiples.

Start with `draw_all`. Every figure comes with a text alternative that a generated page carries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from recorder import Recorded, held, record

from undercut.evidence.corridors import load_corridors
from undercut.evidence.regions import load_regions
from undercut.evidence.series import load_series
from undercut.fit.priors import draw_futures
from undercut.report import charts, words
from undercut.world.people import PeopleParameters

START = 2024
YEARS = np.arange(START + 1, 2040)
QUANTILES = {"q10": 0.10, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q90": 0.90}
DRUGS = ("Cocaine", "Heroin", "Fentanyl", "Methamphetamine")
BASELINE = "Baseline"
GRAY, BLUE, RED = (
    charts.COLORS[name] for name in ("baseline", "support-not-supplant", "military-campaign")
)
SURGE, REMOVALS = 224.0, 2.4
"""Ship-days a month and leaders sought a year: twice the baseline."""


@dataclass(frozen=True)
class Panel:
    """One series in one small chart: what it is, its unit, and runs by name.

    `runs` are (year, future); `observed` are (year, value) before the start.
    """

    title: str
    unit: str
    runs: dict[str, np.ndarray]
    observed: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Figure:
    """A page of panels, with the color of each run."""

    name: str
    sector: str
    title: str
    panels: tuple[Panel, ...]
    colors: dict[str, str]
    columns: int = 3


def draw_all(futures: int) -> Iterator[tuple[str, str]]:
    """Run what the figures need, and give each file: its name and its text."""
    drawn = draw_futures(np.arange(futures), 0)
    base = record(held(), drawn)
    surge = record(held(maritime_interdiction=SURGE), drawn)
    removals = record(held(leader_removal=REMOVALS), drawn)
    figures = [*_baseline(base, drawn.parameters.people), *_contrasts(base, surge, removals)]
    for figure in figures:
        yield f"{figure.name}.svg", charts.svg(specification(figure))
    yield "README.md", page(figures, futures)


def specification(figure: Figure) -> dict:
    """Vega-Lite specification of a figure."""
    return {
        "$schema": charts.SCHEMA,
        "description": figure.title,
        "background": "white",
        "padding": 4,
        "columns": figure.columns,
        "spacing": 14,
        "concat": [_panel(panel, figure) for panel in figure.panels],
        "config": {
            "font": charts.FONT,
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 9,
                "titleFontSize": 9,
                "labelColor": charts.INK,
                "titleColor": charts.INK,
                "titleFontWeight": "normal",
                "gridColor": "#e3e3e3",
                "domainColor": "#8a8a8a",
                "tickColor": "#8a8a8a",
                "tickSize": 3,
            },
            "title": {
                "fontSize": 10.5,
                "anchor": "start",
                "frame": "group",
                "color": charts.INK,
                "offset": 7,
            },
            "legend": {"labelFontSize": 9, "labelColor": charts.INK, "orient": "top"},
        },
    }


def _panel(panel: Panel, figure: Figure) -> dict:
    rows = [
        {"year": int(year), "who": who, **{q: _round(bands[q][index]) for q in QUANTILES}}
        for who, bands in _bands(panel).items()
        for index, year in enumerate(YEARS)
    ]
    top = max(row["q90"] for row in rows)
    x = {
        "field": "year",
        "type": "quantitative",
        "scale": {
            "domain": [panel.observed[0][0] if panel.observed else int(YEARS[0]), int(YEARS[-1])],
            "nice": False,
        },
        "axis": {"format": "d", "title": None, "values": list(range(2015, 2040, 5))},
    }
    x["axis"]["grid"] = False
    legend = (
        {"title": None, "symbolType": "stroke", "symbolOpacity": 1, "symbolStrokeWidth": 2}
        if len(figure.colors) > 1
        else None
    )
    color = {
        "field": "who",
        "type": "nominal",
        "scale": {"domain": list(figure.colors), "range": list(figure.colors.values())},
        "legend": legend,
    }

    scale = {"zero": True, "nice": True}
    if panel.unit.startswith("1 ="):
        low = min(row["q10"] for row in rows)
        scale = {"domain": [min(low, 0.8), max(top, 1.2)], "nice": True, "zero": False}

    def y(field: str) -> dict:
        return {
            "field": field,
            "type": "quantitative",
            "scale": scale,
            "axis": {
                "title": panel.unit,
                "tickCount": 4,
                "minExtent": 30,
                "format": ",.0f" if 10 <= top < 1e6 else "~s" if top >= 1e6 else "~g",
            },
        }

    def area(low: str, high: str, opacity: float) -> dict:
        return {
            "mark": {"type": "area", "opacity": opacity, "line": False},
            "encoding": {"x": x, "y": y(low), "y2": {"field": high}, "color": color},
        }

    layers = [
        area("q10", "q90", 0.16),
        area("q25", "q75", 0.26),
        {
            "mark": {"type": "line", "strokeWidth": 1.8},
            "encoding": {"x": x, "y": y("q50"), "color": color},
        },
    ]
    if panel.observed:
        seen = [{"year": year, "value": value} for year, value in panel.observed]
        layers.append(
            {
                "data": {"values": seen},
                "mark": {
                    "type": "line",
                    "color": charts.INK,
                    "strokeWidth": 1,
                    "point": {"size": 12, "color": charts.INK, "filled": True},
                },
                "encoding": {"x": x, "y": y("value")},
            }
        )
    return {
        "title": panel.title,
        "width": {2: 300, 4: 135}.get(figure.columns, 190),
        "height": 105,
        "data": {"values": rows},
        "layer": layers,
    }


def _bands(panel: Panel) -> dict[str, dict[str, np.ndarray]]:
    return {
        who: {name: np.quantile(run, q, axis=1) for name, q in QUANTILES.items()}
        for who, run in panel.runs.items()
    }


def _round(value: float) -> float:
    """Four digits are more than a chart can show."""
    return float(f"{value:.4g}")


def _baseline(base: Recorded, p: PeopleParameters) -> list[Figure]:
    """Main stocks and series under baseline, by sector.

    The last published counts by class are of 2023; the point of 2024 is what the start continues.
    """

    def one(title: str, unit: str, name: str, row: int | None = None, scale: float = 1.0) -> Panel:
        run = base[name] if row is None else base[name][row]
        return Panel(title, unit, {BASELINE: run * scale})

    def many(titles: Sequence[str], unit: str, name: str, scale: float = 1.0) -> list[Panel]:
        return [one(title, unit, name, row, scale) for row, title in enumerate(titles)]

    def with_observed(panel: Panel, series: str, place: str, anchor: Any = None) -> Panel:
        seen = _observed(series, place)
        if anchor is not None:
            seen += ((START, float(np.median(anchor))),)
        return replace(panel, observed=seen)

    zones = [zone.label for zone in load_corridors().transit_zones]
    modes = [mode.label for mode in load_corridors().entry_modes]
    regions = [region.label for region in load_regions().regions.values()]
    deaths = "deaths a year"
    start = "1 = end of 2024"

    def figure(sector: str, name: str, title: str, *panels: Panel, columns: int = 3) -> Figure:
        return Figure(name, sector, title, panels, {BASELINE: GRAY}, columns)

    return [
        figure(
            "people",
            "people-deaths",
            "Overdose deaths in the United States by class",
            with_observed(one("All drugs", deaths, "deaths"), "od_deaths_total", "US"),
            with_observed(
                one("Any opioid", deaths, "deaths_opioid"),
                "od_deaths_any_opioid",
                "US",
                p.deaths_opioid,
            ),
            with_observed(
                one("Cocaine", deaths, "deaths_cocaine"),
                "od_deaths_cocaine",
                "US",
                p.deaths_cocaine,
            ),
            with_observed(
                one("Psychostimulants", deaths, "deaths_psychostimulant"),
                "od_deaths_psychostimulants",
                "US",
                p.deaths_psychostimulant,
            ),
            columns=2,
        ),
        figure(
            "people",
            "people-stocks",
            "People who use illicit opioids, by state, and the hazard of untreated disorder",
            one("Use without disorder", "million people", "use", scale=1e-6),
            one("Disorder, not in treatment", "million people", "disorder", scale=1e-6),
            one("In treatment", "million people", "treated", scale=1e-6),
            one("Early remission", "million people", "remission", scale=1e-6),
            one("Fatal overdoses", "per untreated person-year", "hazard"),
            one("Fentanyl's share of use", "share", "fentanyl_share"),
        ),
        figure(
            "market",
            "market-prices",
            "Retail prices and purity",
            *many([f"{drug}, price" for drug in DRUGS], start, "price"),
            *many([f"{drug}, purity" for drug in DRUGS], start, "purity"),
            columns=4,
        ),
        figure(
            "market",
            "market-stocks",
            "Stocks in the United States and consumption",
            *many([f"{drug}, US stock" for drug in DRUGS[:2]], "pure tonnes", "us_stock"),
            one("Strength of a fentanyl dose", start, "dose"),
            *many([f"{d}, consumed" for d in DRUGS], "pure tonnes a year", "consumption"),
        ),
        figure(
            "supply",
            "supply",
            "Coca area, heroin output, capacity and precursors of synthetics",
            one("Coca, Colombia", "thousand hectares", "coca_colombia"),
            one("Coca, other Andean countries", "thousand hectares", "coca_others"),
            one("Heroin, potential output", "pure tonnes a year", "production", 1),
            one("Fentanyl, usable capacity", "1 = demand of the start", "capacity", 2),
            one("Methamphetamine, usable capacity", "1 = demand of the start", "capacity", 3),
            one("Precursor factor, fentanyl", "1 = undisturbed", "precursor", 0),
        ),
        figure(
            "routes",
            "routes-stocks",
            "Stocks on the way, what is taken and what arrives",
            one("Cocaine waiting in the Andes", "pure tonnes", "andean_stock"),
            one("Cocaine in Mexico", "pure tonnes", "mexico_stock"),
            one("Removed at sea", "pure tonnes a year", "removed_at_sea"),
            *many([f"{drug} arrived" for drug in DRUGS], "pure tonnes a year", "arrived"),
            one("Cocaine seized at the border", "pure tonnes a year", "seized", 0),
            one("Fentanyl seized at the border", "pure tonnes a year", "seized", 2),
        ),
        figure(
            "routes",
            "routes-entry",
            "Shares of cocaine and fentanyl by mode of entry",
            *(
                one(f"{drug}: {_low(mode)}", "share", f"entry_share_{drug.lower()}", row)
                for row, mode in enumerate(modes)
                for drug in ("Cocaine", "Fentanyl")
            ),
            columns=2,
        ),
        figure(
            "routes",
            "routes-zones",
            "Shares of cocaine traffic by transit zone",
            *many(zones, "share", "zone_share"),
            one("Effective zones", "zones", "effective_zones"),
        ),
        figure(
            "money",
            "money",
            "Revenue, funds and wealth of the organizations",
            one("Gross revenue", "billion USD a year", "gross_revenue", scale=1e-3),
            one("Net funds", "billion USD a year", "net_funds", scale=1e-3),
            one("Wealth", "billion USD", "wealth", scale=1e-3),
            one("Wealth within reach of dollar banks", "billion USD", "exposed", scale=1e-3),
            one("Cost of laundering", "share of drug revenue", "laundering_share"),
            one("What spending buys", start, "funds"),
        ),
        figure(
            "weapons",
            "weapons",
            "Guns of the organizations",
            one("Stock in use", start, "gun_stock"),
            one("Inflow", start, "gun_inflow"),
            one("Lethality", start, "lethality"),
        ),
        figure(
            "organizations",
            "organizations",
            "Members, groups, wars and deaths",
            one("Members, all", "thousand people", "members", scale=1e-3),
            one("Members of named organizations", "thousand people", "members_named", scale=1e-3),
            one("Organizations and local groups", "groups", "groups"),
            with_observed(one("Homicides", deaths, "homicides"), "homicides_inegi", "Mexico"),
            one("Conflict deaths", deaths, "conflict"),
            one("Wars between organizations", "wars", "wars"),
        ),
        figure(
            "organizations",
            "organizations-regions",
            "Homicides by region of Mexico",
            *many(regions, deaths, "homicides_region"),
        ),
        figure(
            "justice",
            "justice",
            "Punishment and capture",
            one("Certainty of punishment for homicide", "share", "certainty"),
            one("Posts captured", "share", "corruption"),
            one("Capacity to prosecute", start, "prosecution"),
        ),
        figure(
            "politics",
            "politics",
            "Consent and support",
            one("Consent of the host", "0 to 1", "consent"),
            one("Public support", "0 to 1", "support"),
            one("Yield of work that needs explicit consent", start, "gate_explicit"),
        ),
    ]


def _contrasts(base: Recorded, surge: Recorded, removals: Recorded) -> list[Figure]:
    """Baseline beside a surge at sea, and beside doubled leader removals."""
    zones = [zone.label for zone in load_corridors().transit_zones]
    regions = [region.label for region in load_regions().regions.values()]
    ships, leaders = "Ship-days doubled", "Leader removals doubled"

    def pair(title: str, unit: str, other: str, run: Recorded, name: str, row: int | None) -> Panel:
        def of(found: Recorded) -> np.ndarray:
            return found[name] if row is None else found[name][row]

        return Panel(title, unit, {BASELINE: of(base), other: of(run)})

    shares = [pair(zone, "share", ships, surge, "zone_share", k) for k, zone in enumerate(zones)]
    by_region = [
        pair(f"{region}, {what}", unit, leaders, removals, name, k)
        for what, unit, name in (
            ("local groups", "groups", "groups_region"),
            ("homicides", "deaths a year", "homicides_region"),
        )
        for k, region in enumerate(regions)
    ]
    return [
        Figure(
            "routes-surge",
            "routes",
            "Cocaine traffic by transit zone under a surge of ships in all zones",
            (*shares, pair("Effective zones", "zones", ships, surge, "effective_zones", None)),
            {BASELINE: GRAY, ships: BLUE},
        ),
        Figure(
            "organizations-removals",
            "organizations",
            "Groups and homicides by region under doubled leader removals",
            tuple(by_region),
            {BASELINE: GRAY, leaders: RED},
        ),
    ]


def _observed(series: str, place: str) -> tuple[tuple[int, float], ...]:
    """Yearly observations from 2015 on."""
    rows = load_series().rows(series, place)
    found = {row.period.first.year: row.value for row in rows if row.period.kind == "year"}
    return tuple((year, value) for year, value in sorted(found.items()) if year >= 2015)


def _low(label: str) -> str:
    return label[0].lower() + label[1:]


def page(figures: Sequence[Figure], futures: int) -> str:
    """Give every figure with its text alternative, in Markdown."""
    parts = [
        "# Figures\n\nGenerated by `python benchmarks/model_docs.py`; do not edit. "
        f"{futures} futures drawn from the priors, by calendar year. Line: median; bands: 50 and "
        "80 % of\nfutures; dots: observed, or what the start continues. No fit stands behind them: "
        "bands show what the priors allow. See\n[weaknesses](../../weaknesses.md).\n"
    ]
    for sector in dict.fromkeys(figure.sector for figure in figures):
        parts.append(f"\n## {words.sentence(sector)}\n\n[The sector](../{sector}.md)\n")
        parts += [_with_words(figure) for figure in figures if figure.sector == sector]
    return "".join(parts)


def _with_words(figure: Figure) -> str:
    lines = []
    for panel in figure.panels:
        said = "; ".join(
            f"{f'{who}, ' if len(figure.colors) > 1 else ''}"
            f"{YEARS[0]} {_said(bands, 0)}, {YEARS[-1]} {_said(bands, -1)}"
            for who, bands in _bands(panel).items()
        )
        lines.append(f"| {panel.title} | {panel.unit} | {said} |\n")
    return (
        f"\n### {figure.title}\n\n![{figure.title}: medians and bands by year; the table below says"
        f" where they begin and end]({figure.name}.svg)\n\n"
        "| series | unit | median (80 % of futures) |\n|---|---|---|\n" + "".join(lines)
    )


def _said(bands: dict[str, np.ndarray], at: int) -> str:
    return (
        f"{words.number(bands['q50'][at])}"
        f" ({words.number(bands['q10'][at])} to {words.number(bands['q90'][at])})"
    )
