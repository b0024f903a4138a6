"""Charts: a fixed color for a strategy, a unit on the axis, words for who cannot see it."""

import json

import altair
import pytest

from undercut.report import charts
from undercut.report.charts import Observation


def test_a_fan_chart_is_a_valid_specification_that_altair_reads(bands):
    chart = charts.fan_chart(bands, "demand-first", observed=[Observation(2024, 79_384.0)])
    altair.Chart.from_dict(chart.spec, validate=True)
    assert json.loads(json.dumps(chart.spec)) == chart.spec


def test_a_fan_chart_draws_median_and_50_and_80_percent_bands_of_both(bands):
    layers = charts.fan_chart(bands, "demand-first").spec["layer"]
    spans = [
        (x["encoding"]["y"]["field"], x["encoding"].get("y2", {}).get("field")) for x in layers
    ]
    assert spans == [("q10", "q90"), ("q25", "q75"), ("q50", None)]
    drawn = {row["who"] for row in charts.fan_chart(bands, "demand-first").spec["data"]["values"]}
    assert drawn == {"Baseline", "This strategy"}


def test_the_axis_names_its_unit_and_starts_at_zero(bands):
    y = charts.fan_chart(bands, "demand-first").spec["layer"][0]["encoding"]["y"]
    assert y["axis"]["title"] == "Deaths a year"
    assert y["scale"]["zero"]


def test_a_strategy_keeps_its_color_whatever_stands_beside_it():
    for ids in (["demand-first", "baseline"], ["baseline", "mine", "demand-first"]):
        domain, colors = charts.color_scale(ids)
        assert domain == ids
        assert dict(zip(domain, colors, strict=True))["demand-first"] == "#4f7d1f"


def test_strategies_that_do_not_ship_get_colors_of_their_own():
    _, colors = charts.color_scale(["baseline", "a", "b", "c", "d"])
    assert len(set(colors)) == 5


def test_the_color_domain_is_explicit(bands):
    for layer in charts.fan_chart(bands, "demand-first").spec["layer"]:
        scale = layer["encoding"]["color"]["scale"]
        assert scale["domain"] == ["Baseline", "This strategy"]
        assert scale["range"] == ["#6b6b6b", "#4f7d1f"]


def test_the_alternative_says_what_the_chart_shows(bands):
    text = charts.fan_chart(bands, "x", observed=[Observation(2024, 79_384.0)]).alternative
    assert "79,000 in 2024" in text
    assert "Baseline in 2039: median 80,000 deaths a year" in text
    assert "80% band" in text


def test_svg_is_drawn_without_network_and_text_is_never_below_nine_points(bands):
    drawn = charts.svg(charts.fan_chart(bands, "demand-first").spec)
    assert drawn.startswith("<svg")
    sizes = [float(part.split("px")[0]) for part in drawn.split('font-size="')[1:]]
    assert min(sizes) >= charts.TEXT_SIZE


def test_a_chart_cannot_fetch_data(bands):
    spec = {**charts.fan_chart(bands, "x").spec, "data": {"url": "https://example.org/a.json"}}
    with pytest.raises(ValueError, match=r"(?i)url"):
        charts.svg(spec)
