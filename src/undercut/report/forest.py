"""A small forest plot: findings on one question as points with intervals, drawn or in characters.

Start with `panel`. Ratios, and percent changes beside them, share one logarithmic axis (1 is no
change); percent changes alone and other measures get a linear axis of their own. Only findings on
the commonest axis of a question are plotted; the others, and findings without a number, are listed
beside it in words.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from undercut.evidence.effects import Size
from undercut.report.words import MINUS, plain

RATIO = "ratio, 1 = no change"
PERCENT = "percent change, 0 = none"
_RATIO_TICKS: tuple[tuple[float, ...], ...] = (
    (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20),
    (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 1.8, 2, 3, 5, 10),
    (0.85, 0.9, 0.92, 0.94, 0.96, 0.98, 1, 1.02, 1.04, 1.06, 1.08, 1.1, 1.2, 1.3, 1.4, 1.5),
)
_PAD = 0.04


@dataclass(frozen=True)
class Point:
    """One finding on one side of a question; `apart` measures another thing and is not plotted."""

    side: str
    label: str
    outcome: str
    size: Size
    text: str
    apart: bool = False


@dataclass(frozen=True)
class Row:
    """A finding as drawn: places from 0 (left) to 1 (right), None where nothing is plotted."""

    side: str
    label: str
    outcome: str
    text: str
    at: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Panel:
    """A question, its axis and its findings.

    Attributes
    ----------
    axis : what the axis measures; empty where nothing is plotted.
    ticks : places and labels.
    neutral : place of no change, or None where it lies outside.

    """

    question: str
    axis: str
    ticks: tuple[tuple[float, str], ...]
    neutral: float | None
    rows: tuple[Row, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data for files, templates and the page."""
        return asdict(self)


def panel(question: str, points: Sequence[Point]) -> Panel:
    """Place findings on the commonest axis of a question."""
    together = [point for point in points if point.size.value is not None and not point.apart]
    has_ratio = any(point.size.kind == "rate_ratio" for point in together)
    axes = Counter(_axis(point.size, has_ratio=has_ratio) for point in together)
    axis, count = axes.most_common(1)[0] if axes else ("", 0)
    is_ratio = axis == RATIO
    if count < 2 and axis not in {RATIO, PERCENT}:
        rows = tuple(_row(point, None, is_ratio=False) for point in points)
        return Panel(question, "", (), None, rows)
    neutral = 1.0 if is_ratio else 0.0
    plotted = [point for point in together if _axis(point.size, has_ratio=has_ratio) == axis]
    ends = [
        _scale(value, is_ratio)
        for point in plotted
        for value in (_values(point.size) if is_ratio else _raw(point.size))
        if value is not None
    ]
    low, high = min([*ends, _scale(neutral, is_ratio)]), max([*ends, _scale(neutral, is_ratio)])
    margin = _PAD * (high - low or 1.0)
    box = (low - margin, high + margin)
    return Panel(
        question,
        axis,
        _ticks(box, is_ratio),
        _place(neutral, box, is_ratio),
        tuple(
            _row(point, box if point in plotted else None, is_ratio=is_ratio) for point in points
        ),
    )


def _axis(size: Size, *, has_ratio: bool) -> str:
    if size.kind == "rate_ratio" or (size.kind == "percent_change" and has_ratio):
        return RATIO
    return PERCENT if size.kind == "percent_change" else size.unit


def _raw(size: Size) -> tuple[float | None, float | None, float | None]:
    return size.value, size.low, size.high


def _values(size: Size) -> tuple[float | None, float | None, float | None]:
    """Turn percent changes into ratios."""
    if size.kind != "percent_change":
        return _raw(size)
    value, low, high = ((None if x is None else 1 + x / 100) for x in _raw(size))
    return value, low, high


def _scale(value: float, is_ratio: bool) -> float:
    return math.log(max(value, 0.01)) if is_ratio else value


def _place(value: float | None, box: tuple[float, float], is_ratio: bool) -> float | None:
    if value is None:
        return None
    return (_scale(value, is_ratio) - box[0]) / (box[1] - box[0])


def _row(point: Point, box: tuple[float, float] | None, *, is_ratio: bool) -> Row:
    places: tuple[float | None, ...] = (None, None, None)
    if box is not None:
        values = _values(point.size) if is_ratio else _raw(point.size)
        places = tuple(_place(value, box, is_ratio) for value in values)
    at, low, high = places
    return Row(point.side, point.label, point.outcome, point.text, at, low, high)


def _ticks(box: tuple[float, float], is_ratio: bool) -> tuple[tuple[float, str], ...]:
    if is_ratio:
        within = [[t for t in ticks if box[0] <= math.log(t) <= box[1]] for ticks in _RATIO_TICKS]
        inside = next((ticks for ticks in within if len(ticks) >= 3), within[-1])
    else:
        step = 10 ** math.floor(math.log10(box[1] - box[0]))
        step = next(s for s in (step / 2, step, 2 * step, 5 * step) if (box[1] - box[0]) / s <= 6)
        inside = [step * n for n in range(math.ceil(box[0] / step), math.floor(box[1] / step) + 1)]
    placed = ((_place(t, box, is_ratio), f"{t:,.6g}".replace("-", MINUS)) for t in inside)
    return tuple((place, label) for place, label in placed if place is not None)


def alternative(drawn: Panel) -> str:
    """Say the panel in words."""
    rows = "; ".join(f"{row.side}: {row.label}, {row.text}" for row in drawn.rows)
    axis = f" Axis: {drawn.axis}." if drawn.axis else ""
    return f"{drawn.question} {rows}.{axis}"


_LABEL, _PLOT = 26, 28


def text_lines(drawn: Panel) -> list[str]:
    """Set a panel in characters, 80 columns wide."""
    lines = [drawn.question]
    side = ""
    for row in drawn.rows:
        if row.side != side:
            side = row.side
            lines.append(f"  {side}:")
        head = f"   {row.label}"[:_LABEL].ljust(_LABEL)
        if row.at is None:
            room = 80 - _LABEL - 1
            words = plain(row.text, room)
            lines.append(f"{head} {words}")
        else:
            lines.append(f"{head} {_strip(drawn, row)} {plain(row.text, 80 - _LABEL - _PLOT - 2)}")
    if drawn.axis:
        lines.append(f"{'':{_LABEL}} {_axis_line(drawn)} {plain(drawn.axis, 24)}")
    return lines


def _strip(drawn: Panel, row: Row) -> str:
    cells = [" "] * _PLOT
    if drawn.neutral is not None:
        cells[_cell(drawn.neutral)] = ":"
    if row.low is not None and row.high is not None:
        for place in range(_cell(row.low), _cell(row.high) + 1):
            cells[place] = "-"
        cells[_cell(row.low)], cells[_cell(row.high)] = "[", "]"
    assert row.at is not None
    cells[_cell(row.at)] = "o"
    return "".join(cells)


def _cell(place: float) -> int:
    return min(_PLOT - 1, max(0, round(place * (_PLOT - 1))))


def _axis_line(drawn: Panel) -> str:
    cells = [" "] * _PLOT
    free = 0
    for place, label in drawn.ticks:
        start = min(max(_cell(place) - len(label) // 2, 0), _PLOT - len(label))
        if start >= free:
            cells[start : start + len(label)] = label
            free = start + len(label) + 1
    return "".join(cells)


def svg(drawn: Panel) -> str:
    """Draw a panel as SVG for the page and HTML files."""
    left, plot, width, step = 250, 300, 900, 22
    parts: list[str] = []
    y = 24
    side = ""
    for row in drawn.rows:
        if row.side != side:
            side = row.side
            parts.append(_label(4, y, side, "font-style='italic' fill='#555'"))
            y += step
        parts.append(_label(16, y, row.label))
        if row.at is not None:
            parts += _marks(row, left, plot, y - 4)
        parts.append(_label(left + plot + 20, y, plain(row.text, 52)))
        y += step
    frame: list[str] = []
    if drawn.axis:
        bottom = y - 8
        if drawn.neutral is not None:
            x = left + drawn.neutral * plot
            frame.append(
                f"<line x1='{x:.1f}' y1='28' x2='{x:.1f}' y2='{bottom}' stroke='#999' "
                "stroke-dasharray='3 3'/>"
            )
        frame.append(
            f"<line x1='{left}' y1='{bottom}' x2='{left + plot}' y2='{bottom}' stroke='#1c1c1c'/>"
        )
        for place, label in drawn.ticks:
            x = left + place * plot
            frame.append(_label(x, bottom + 15, label, "text-anchor='middle' font-size='11'"))
        frame.append(
            _label(left + plot + 20, bottom + 15, drawn.axis, "fill='#555' font-size='11'")
        )
        y = bottom + 24
    head = _label(0, 10, drawn.question, "font-weight='bold'")
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {y}' width='{width}' "
        "font-family=\"Georgia,'Times New Roman',serif\" font-size='13' fill='#1c1c1c'>"
        f"{head}{''.join(frame)}{''.join(parts)}</svg>"
    )


def _label(x: float, y: float, words: str, more: str = "") -> str:
    return f"<text x='{x:.1f}' y='{y}' {more}>{escape(plain(words))}</text>"


def _marks(row: Row, left: float, plot: float, y: float) -> list[str]:
    marks = []
    if row.low is not None and row.high is not None:
        marks.append(
            f"<line x1='{left + row.low * plot:.1f}' y1='{y}' x2='{left + row.high * plot:.1f}' "
            f"y2='{y}' stroke='#17375e' stroke-width='2'/>"
        )
    assert row.at is not None
    marks.append(f"<circle cx='{left + row.at * plot:.1f}' cy='{y}' r='4.5' fill='#17375e'/>")
    return marks
