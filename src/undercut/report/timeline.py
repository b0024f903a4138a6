"""A timeline of cases on one page: lanes by kind, consent and military role visible at a glance.

Start with `lay_out`. The layout is plain numbers in points, so that the PDF template and the SVG of
the HTML file draw the same page. Context series stand below as context, never as an effect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from undercut.evidence.case_schema import RECENT_FROM, Case
from undercut.evidence.series import load_series
from undercut.report import casebook_words as words
from undercut.report.words import counted, listed

CONSENT_COLORS = {
    "given": ("#c3dbee", "#2c6e9f"),
    "contested": ("#fbdca8", "#c77700"),
    "absent": ("#f4bdb8", "#b3261e"),
    "not_applicable": ("#e3e3e3", "#7a7a7a"),
}
"""Fill and edge of a bar by consent."""

CONTEXT = (
    ("od_deaths_total", "US", "US overdose deaths a year", "#17375e"),
    ("homicides_inegi", "Mexico", "Homicides in Mexico a year", "#8a4b08"),
)
CONTEXT_NOTE = (
    "Context, not effect: the two series below move for many reasons, and no bar above is shown "
    "to have moved them."
)

TIMELINE_MARKS = (
    "Letter: grade A to D.  \N{BLACK RIGHT-POINTING TRIANGLE} no end on record.  * provisional."
)
TIMELINE_READING = (
    "Bars show when cases ran, as far as the record goes; they say nothing of effect. Cases are "
    "here because someone wrote about them: they are not a sample. Grades: "
    + "; ".join(f"{grade} {meaning}" for grade, meaning in words.GRADES.items())
    + ". What begins after January 2025 is described, not evaluated."
)

_MARGIN, _HEAD, _AXIS, _FOOT = 34.0, 58.0, 20.0, 28.0
_LANE = 100.0
_CONTEXT = 48.0
_PAGES = (("us-letter", 792.0, 612.0), ("us-tabloid", 1224.0, 792.0))
_CONTEXT_GAP, _LANE_GAP = 24.0, 3.0
_ROW_MIN, _ROW_MAX = 6.0, 13.0
_BIG_ENOUGH = 10.6
_NARROW, _WIDE = frozenset("ijltfrI.,'()-: "), frozenset("mwMWOQGDHN")


@dataclass(frozen=True)
class Bar:
    """One case as drawn; lengths in points from the page's top left corner.

    Attributes
    ----------
    x, y, width, height : the bar.
    label_x, anchor : where the label stands, `start` or `end` of it.
    is_open : no end on record.

    """

    id: str
    label: str
    grade: str
    years: str
    lane: str
    consent: str
    role: str
    provisional: bool
    is_open: bool
    x: float
    y: float
    width: float
    height: float
    label_x: float
    label_width: float
    anchor: str
    words: str


@dataclass(frozen=True)
class Lane:
    """A kind of case: its label and band."""

    label: str
    y: float
    height: float


@dataclass(frozen=True)
class Curve:
    """A context series as drawn."""

    label: str
    color: str
    y: float
    height: float
    points: tuple[tuple[float, float], ...]
    first: str
    peak: tuple[float, float, str]
    last: str
    source: str


@dataclass(frozen=True)
class Layout:
    """The whole page in points."""

    paper: str
    width: float
    height: float
    title: str
    subtitle: str
    left: float
    right: float
    top: float
    bottom: float
    text_size: float
    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    decades: tuple[tuple[float, str], ...]
    years: tuple[float, ...]
    recent_x: float | None
    context_y: float
    curves: tuple[Curve, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data for the template."""
        return asdict(self)


@dataclass(frozen=True)
class _Scale:
    first: int
    last: int
    left: float
    right: float

    def x(self, day: date) -> float:
        """Place of a day."""
        year = day.year + (day.timetuple().tm_yday - 1) / 366
        share = (year - self.first) / (self.last - self.first)
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)


@dataclass
class _Placed:
    case: Case
    row: int
    x: float
    end: float
    label_x: float
    label_width: float
    anchor: str


def lay_out(cases: Sequence[Case], title: str, subtitle: str) -> Layout:
    """Place cases on one page.

    The smaller page is taken where its rows are high enough to read; lanes without a case are left
    out, and rows share the height that there is.
    """
    first = min(case.start.first.year for case in cases)
    last = max(max(case.last.last.year for case in cases) + 1, first + 5)
    fixed = 2 * _MARGIN + _HEAD + _AXIS + _FOOT + _CONTEXT * len(CONTEXT) + _CONTEXT_GAP
    for page in _PAGES:
        scale = _Scale(first, last, _MARGIN + _LANE, page[1] - _MARGIN)
        row, lanes = _fit(cases, scale, page[2] - fixed)
        if row >= _BIG_ENOUGH:
            break
    return _draw(lanes, scale, row, page, title, subtitle)


def _fit(
    cases: Sequence[Case], scale: _Scale, room: float
) -> tuple[float, dict[str, list[_Placed]]]:
    """Find the highest rows with which all lanes fit into a height; labels shrink with rows."""
    row = _ROW_MAX
    while True:
        lanes = {kind: packed for kind in words.KINDS if (packed := _pack(cases, kind, scale, row))}
        rows = sum(max(item.row for item in lane) + 1 for lane in lanes.values())
        if rows * row + _LANE_GAP * len(lanes) <= room or row <= _ROW_MIN:
            return min(row, (room - _LANE_GAP * len(lanes)) / rows), lanes
        row -= 0.2


def _pack(cases: Sequence[Case], kind: str, scale: _Scale, row: float) -> list[_Placed]:
    """Put the cases of a lane into as few rows as their bars and labels need."""
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for case in cases:
        if case.kind != kind:
            continue
        x = scale.x(case.start.first)
        end = min(max(scale.x(case.last.last), x + row * 0.9), scale.right)
        head = row * 1.05
        tip = row * 0.6 if case.is_open else 0.0
        width = text_width(_label(case), row * 0.78) + 3
        is_stub = end - x < 2.2 * row or (case.is_open and head + width > end - x)
        start = x + head if not is_stub else max(end + tip, x + head) + 2
        if start + width <= scale.right:
            label_x, anchor, span = start, "start", (x, max(end + tip, start + width))
        else:
            label_x, anchor, span = x - 3, "end", (x - 3 - width, end + tip)
        number = next((n for n, spans in enumerate(taken) if _is_free(spans, span)), len(taken))
        if number == len(taken):
            taken.append([])
        taken[number].append(span)
        placed.append(_Placed(case, number, x, end, label_x, width - 3, anchor))
    return placed


def _is_free(spans: list[tuple[float, float]], span: tuple[float, float]) -> bool:
    return all(span[1] + 3 <= low or high + 3 <= span[0] for low, high in spans)


def _label(case: Case) -> str:
    return f"{case.short} {case.grade}{'*' if case.recent else ''}"


def heading(cases: Sequence[Case], filters: Mapping[str, str]) -> tuple[str, str]:
    """Title and subtitle of a timeline, with the filters that chose its cases."""
    first = min(case.start.first.year for case in cases)
    last = max(case.last.last.year for case in cases)
    chosen = listed([f"{name} {value.replace('_', ' ')}" for name, value in filters.items()])
    title = f"What was tried against the drug trade, {first} to {last}"
    counted_cases = counted(len(cases), "operation or program", "operations and programs")
    with_filter = f" with {chosen}" if chosen else ""
    return title, (
        f"{counted_cases}{with_filter}, by kind, with the consent of the host and the role of the "
        "military."
    )


def text_width(text: str, size: float) -> float:
    """Estimate the width of a text in points, on the safe side."""
    return size * sum(_ems(letter) for letter in text)


def _ems(letter: str) -> float:
    if letter in _NARROW:
        return 0.30
    if letter in _WIDE:
        return 0.80
    return 0.66 if letter.isupper() else 0.50


def _draw(
    lanes: dict[str, list[_Placed]],
    scale: _Scale,
    row: float,
    page: tuple[str, float, float],
    title: str,
    subtitle: str,
) -> Layout:
    top = _MARGIN + _HEAD + _AXIS
    y = top
    drawn: list[Bar] = []
    bands: list[Lane] = []
    for kind, placed in lanes.items():
        height = (max(item.row for item in placed) + 1) * row + _LANE_GAP
        bands.append(Lane(words.KINDS[kind], y, height))
        drawn += [_bar(item, y + 1.5, row) for item in placed]
        y += height
    decades = [year for year in range(scale.first, scale.last + 1) if year % 10 == 0]
    context_y = y + _CONTEXT_GAP
    return Layout(
        paper=page[0],
        width=page[1],
        height=page[2],
        title=title,
        subtitle=subtitle,
        left=scale.left,
        right=scale.right,
        top=top,
        bottom=y,
        text_size=row * 0.78,
        lanes=tuple(bands),
        bars=tuple(drawn),
        decades=tuple((scale.x(date(year, 1, 1)), str(year)) for year in decades),
        years=tuple(
            scale.x(date(year, 1, 1))
            for year in range(scale.first, scale.last + 1)
            if year % 5 == 0
        ),
        recent_x=scale.x(RECENT_FROM) if scale.last > RECENT_FROM.year else None,
        context_y=context_y,
        curves=tuple(
            curve
            for number, item in enumerate(CONTEXT)
            if (curve := _curve(item, scale, context_y + number * _CONTEXT)) is not None
        ),
    )


def _bar(item: _Placed, top: float, row: float) -> Bar:
    case = item.case
    return Bar(
        id=case.id,
        label=case.short + ("*" if case.recent else ""),
        grade=case.grade,
        years=case.years,
        lane=case.kind,
        consent=case.host_consent,
        role=case.military_role,
        provisional=case.recent,
        is_open=case.is_open,
        x=item.x,
        y=top + item.row * row,
        width=item.end - item.x,
        height=row - 1.2,
        label_x=item.label_x,
        label_width=item.label_width,
        anchor=item.anchor,
        words=describe(case),
    )


def describe(case: Case) -> str:
    """Say a bar in words, for those who listen."""
    provisional = ", provisional" if case.recent else ""
    return (
        f"{case.short}, {words.span(case)}; consent {words.CONSENTS[case.host_consent]}; military "
        f"{words.ROLES[case.military_role]}; grade {case.grade}{provisional}."
    )


def _curve(item: tuple[str, str, str, str], scale: _Scale, top: float) -> Curve | None:
    series, place, label, color = item
    rows = {
        row.period.first.year: row
        for row in reversed(load_series().rows(series, place))
        if row.period.kind == "year" and scale.first <= row.period.first.year < scale.last
    }
    if not rows:
        return None
    years = sorted(rows)
    peak = max(years, key=lambda year: rows[year].value)
    height = _CONTEXT - 12
    room = height - 10
    high = rows[peak].value

    def spot(year: int) -> tuple[float, float]:
        return scale.x(date(year, 7, 1)), top + 10 + room * (1 - rows[year].value / high)

    return Curve(
        label=label,
        color=color,
        y=top,
        height=height,
        points=tuple(spot(year) for year in years),
        first=f"{years[0]}: {rows[years[0]].value:,.0f}",
        peak=(*spot(peak), f"{peak}: {high:,.0f}"),
        last=f"{years[-1]}: {rows[years[-1]].value:,.0f}",
        source=f"series {series}, {place}; undercut evidence {series}",
    )


def timeline_trace(layout: Layout) -> str:
    """Say how to get from the page to the sources."""
    series = "; ".join(curve.source for curve in layout.curves)
    return f"A case with its figures and sources: undercut casebook ID. Context: {series}."


def timeline_words(layout: Layout) -> str:
    """Say the whole page in words, for those who listen."""
    return " ".join([layout.title + ".", *(bar.words for bar in layout.bars)])


_NAME, _STRIP = 32, 34


def text_lines(cases: Sequence[Case]) -> list[str]:
    """Set a timeline in characters, 80 columns wide: one line a case, lanes as headings."""
    first = min(case.start.first.year for case in cases)
    last = max(max(case.last.last.year for case in cases), first + 5)

    def cell(year: int) -> int:
        return round((year - first) / (last - first) * (_STRIP - 1))

    head = [" "] * (_STRIP + 4)
    for year in range(first + (-first) % 10, last + 1, 10):
        head[cell(year) : cell(year) + 4] = str(year)
    lines = [f"{'':{_NAME}} {''.join(head).rstrip()}"]
    for kind, label in words.KINDS.items():
        chosen = [case for case in cases if case.kind == kind]
        if chosen:
            lines.append(label)
        for case in chosen:
            strip = ["."] * _STRIP
            low, high = cell(case.start.first.year), cell(case.last.last.year)
            strip[low : high + 1] = "=" * (high - low + 1)
            if case.is_open:
                strip[high] = ">"
            name = f" {case.short}{'*' if case.recent else ''}"
            marks = f"{_CONSENT_MARKS[case.host_consent]}{_ROLE_MARKS[case.military_role]}"
            lines.append(f"{name:<{_NAME}} {''.join(strip)} {marks} {case.grade}")
    return [
        *lines,
        "",
        "Marks: consent g given, c contested, a absent, - not applicable; military L",
        "leads, J joint, S supports, - none; grade. > no end on record. * provisional.",
    ]


_CONSENT_MARKS = {"given": "g", "contested": "c", "absent": "a", "not_applicable": "-"}
_ROLE_MARKS = {"lead": "L", "joint": "J", "support": "S", "none": "-"}
