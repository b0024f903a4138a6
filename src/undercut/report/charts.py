"""Charts as Vega-Lite specifications, the same for memo, page and notebook.

Start with `fan_chart`, then `svg`. A specification is a plain dictionary (`altair.Chart.from_dict`
reads it), carries its data, states its unit on the axis and comes with a text alternative.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undercut.report import words

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

BASELINE = "baseline"

COLORS: dict[str, str] = {
    "baseline": "#6b6b6b",
    "support-not-supplant": "#1f5fa8",
    "interdiction-only": "#0f8577",
    "military-campaign": "#b3412c",
    "demand-first": "#4f7d1f",
    "institutions-first": "#7a4c9e",
}
"""Strategy to color; a strategy keeps its color on every chart."""

SPARE = ("#8a5a00", "#a8326f", "#2e6f91", "#5c5c1a")
"""Colors for strategies that do not ship with the package, by their order in a chart."""

FONT = "Libertinus Serif, Georgia, serif"
INK = "#1c1c1c"
TEXT_SIZE = 9
"""Size of the smallest text in pixels; one pixel is set as one point."""


@dataclass(frozen=True)
class Observation:
    """What was observed in a year."""

    year: int
    value: float


@dataclass(frozen=True)
class Chart:
    """A chart with everything a reader needs who cannot see it.

    Attributes
    ----------
    spec : Vega-Lite specification with its data.
    alternative : the chart in words.
    caption : what is drawn, in which unit.

    """

    spec: dict[str, Any]
    alternative: str
    caption: str


def color_scale(strategy_ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Domain and range of the color scale for some strategies, in the given order."""
    spare = iter(SPARE * (1 + len(strategy_ids) // len(SPARE)))
    return list(strategy_ids), [COLORS.get(name) or next(spare) for name in strategy_ids]


def fan_chart(
    bands: Mapping[str, Any],
    strategy_id: str,
    *,
    title: str = "This strategy",
    observed: Sequence[Observation] = (),
    width: int = 270,
    height: int = 150,
) -> Chart:
    """Draw an outcome over the years beside baseline: medians with 50% and 80% bands.

    Parameters
    ----------
    bands : what `Run.bands` gives: unit, label, years, baseline and strategy.
    strategy_id : decides the color.
    title : what the legend calls the strategy.
    observed : yearly observations before the first year of the run.
    width, height : of the whole chart in pixels.

    """
    names = {BASELINE: "Baseline", "strategy": title}
    rows = [
        {
            "year": year,
            "who": name,
            **{q: bands[who][q][index] for q in ("q10", "q25", "q50", "q75", "q90")},
        }
        for who, name in names.items()
        for index, year in enumerate(bands["years"])
    ]
    _, colors = color_scale([BASELINE, strategy_id])
    unit = words.sentence(words.unit_label(bands["unit"])) or "1 = end of 2024"
    first = observed[0].year if observed else bands["years"][0]
    x = {
        "field": "year",
        "type": "quantitative",
        "scale": {"domain": [first, bands["years"][-1]], "nice": False},
        "axis": {"format": "d", "title": None, "tickCount": 6, "grid": False},
    }
    color = {
        "field": "who",
        "type": "nominal",
        "scale": {"domain": list(names.values()), "range": colors},
        "legend": {"title": None, "orient": "top", "symbolType": "stroke", "symbolOpacity": 1},
    }
    dash = {
        "field": "who",
        "type": "nominal",
        "scale": {"domain": list(names.values()), "range": [[4, 2], [1, 0]]},
    }

    def y(field: str) -> dict[str, Any]:
        return {
            "field": field,
            "type": "quantitative",
            "scale": {"zero": True, "nice": True},
            "axis": {"title": unit, "tickCount": 5, "format": _axis_format(rows)},
        }

    def band(low: str, high: str, opacity: float) -> dict[str, Any]:
        return {
            "mark": {"type": "area", "opacity": opacity, "line": False},
            "encoding": {"x": x, "y": y(low), "y2": {"field": high}, "color": color},
        }

    layers: list[dict[str, Any]] = [
        band("q10", "q90", 0.16),
        band("q25", "q75", 0.26),
        {
            "mark": {"type": "line", "strokeWidth": 1.8},
            "encoding": {"x": x, "y": y("q50"), "color": color, "strokeDash": dash},
        },
    ]
    if observed:
        layers.append(
            {
                "data": {"values": [{"year": o.year, "value": o.value} for o in observed]},
                "mark": {
                    "type": "line",
                    "color": INK,
                    "strokeWidth": 1,
                    "point": {"size": 12, "color": INK, "filled": True},
                },
                "encoding": {"x": x, "y": y("value")},
            }
        )
    spec = {
        "$schema": SCHEMA,
        "description": words.plain(bands["label"]),
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 1,
        "background": "white",
        "data": {"values": rows},
        "layer": layers,
        "config": _CONFIG,
    }
    return Chart(spec, _fan_in_words(bands, title, observed), _fan_caption(bands, bool(observed)))


_TEXT = {"labelFontSize": TEXT_SIZE, "titleFontSize": TEXT_SIZE, "labelColor": INK}

_CONFIG: dict[str, Any] = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        **_TEXT,
        "titleColor": INK,
        "titleFontWeight": "normal",
        "gridColor": "#e3e3e3",
        "domainColor": "#8a8a8a",
        "tickColor": "#8a8a8a",
        "tickSize": 3,
    },
    "legend": {**_TEXT, "symbolStrokeWidth": 2, "labelLimit": 240, "columnPadding": 14},
}


def _axis_format(rows: Sequence[Mapping[str, Any]]) -> str:
    top = max(abs(float(row["q90"])) for row in rows)
    return ",.0f" if top >= 10 else "~g"


def _fan_in_words(bands: Mapping[str, Any], title: str, observed: Sequence[Observation]) -> str:
    """Say what the fan chart shows: first and last year, both medians and 80% bands."""
    unit, last = bands["unit"], bands["years"][-1]
    parts = [f"Fan chart of {bands['label']}, {bands['years'][0]} to {last}."]
    if observed:
        parts.append(
            f"Observed: {words.number(observed[0].value)} in {observed[0].year} and "
            f"{words.number(observed[-1].value)} in {observed[-1].year}."
        )
    for who, name in ((BASELINE, "Baseline"), ("strategy", title)):
        band = {q: values[-1] for q, values in bands[who].items()}
        parts.append(
            f"{name} in {last}: median {words.quantity(band['q50'], unit)}, "
            f"50% band {words.interval(band['q25'], band['q75'])}, "
            f"80% band {words.interval(band['q10'], band['q90'])}."
        )
    return words.plain(" ".join(parts))


def _fan_caption(bands: Mapping[str, Any], has_observed: bool) -> str:
    unit = words.unit_label(bands["unit"])
    measure = bands["label"] + (f", {unit}" if unit else ", 1 = end of 2024")
    seen = " Dots: observed." if has_observed else ""
    return f"{measure}. Lines: medians; bands: 50% and 80% of futures.{seen}"


def svg(spec: Mapping[str, Any]) -> str:
    """Draw a specification as SVG, without network."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(dict(spec), allowed_base_urls=[])
    return drawn


def png(spec: Mapping[str, Any], scale: float = 3.0) -> bytes:
    """Draw a specification as PNG, without network."""
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(dict(spec), scale=scale, allowed_base_urls=[])
    return drawn


def warm_up() -> None:
    """Start the drawing engine, which takes a moment the first time."""
    svg({"$schema": SCHEMA, "data": {"values": []}, "mark": "point"})
