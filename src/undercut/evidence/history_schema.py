"""What the files of `data/history` and `data/observables.yaml` may say. Start with `History`.

A *course* is a number by date: series added up, knots, or both; linear between, flat outside.
"""

from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field, StrictInt, field_validator, model_validator

from undercut.core.errors import EvidenceError, Problem, nearest
from undercut.core.months import Grid, Month
from undercut.evidence import axes
from undercut.evidence.periods import Period
from undercut.evidence.priors import Floats
from undercut.evidence.regions import load_regions
from undercut.evidence.schema import Entry, Number, Sources, Text, Unit
from undercut.evidence.series import Row, load_series

ELEMENTS = {
    "source": ("cocaine", "heroin"),
    "synthetic": ("fentanyl", "methamphetamine"),
    "coast": ("east", "west"),
}
"""Axes whose members no data file names."""

Grade = Literal["measured", "derived", "judged", "fitted"]
Role = Literal["check", "shaped", "input"]


class Term(Entry):
    """A series that a path follows, between the middles of its periods.

    Attributes
    ----------
    series, place : which observations; the first row of a period counts.
    scale : factor from the series' unit.
    before : value before the first observation; else the first holds.

    """

    series: Text
    place: Text
    scale: Number = 1.0
    before: Number | None = None

    def rows(self, root: Path | None = None) -> list[Row]:
        """Give the observations, one a period.

        Raises
        ------
        EvidenceError : no such series or place.

        """
        first: dict[str, Row] = {}
        for row in load_series(root).rows(self.series, self.place):
            first.setdefault(row.period.text, row)
        return list(first.values())

    def at(self, positions: Floats, root: Path | None = None) -> Floats:
        """Value at positions in months, linear between observations."""
        rows = self.rows(root)
        where = [middle(row.period) for row in rows]
        values = [row.value * self.scale for row in rows]
        return np.asarray(np.interp(positions, where, values, left=self.before))


class Knot(Entry):
    """A value at a month or in the middle of a year."""

    at: Text
    value: Number

    @field_validator("at", mode="before")
    @classmethod
    def _period(cls, value: Any) -> str:
        return Period.parse(str(value)).text

    @property
    def position(self) -> float:
        """Middle of the period, in months."""
        return middle(Period.parse(self.at))


class Course(Entry):
    """A number by date: the sum of series, and knots; linear between, flat outside.

    Attributes
    ----------
    label, unit : what it is.
    kind : measured, derived, judged or fitted.
    rationale : why; mandatory for judged and fitted.
    terms : series that are added up; read at the periods of the first.
    knots : values that are set; they stand beside the series' points.
    power : exponent on the sum of the series.
    sources, notes : where knots come from; cautions.

    """

    label: Text
    unit: Unit
    kind: Grade
    rationale: Text | None = None
    terms: tuple[Term, ...] = ()
    knots: tuple[Knot, ...] = ()
    power: Number = 1.0
    sources: Sources = ()
    notes: Text | None = None

    @model_validator(mode="after")
    def _graded(self) -> "Course":
        if self.kind in ("judged", "fitted") and self.rationale is None:
            raise ValueError(f"kind '{self.kind}' needs a rationale.")
        if self.kind in ("measured", "derived") and not self.terms and not self.sources:
            raise ValueError(f"kind '{self.kind}' needs terms or sources.")
        if not self.terms and not self.knots:
            raise ValueError("give 'terms', 'knots' or both.")
        if any(b.position <= a.position for a, b in pairwise(self.knots)):
            raise ValueError("'knots' must be in the order of their dates.")
        return self

    def by_month(self, grid: Grid, root: Path | None = None) -> Floats:
        """Values in the middle of every month: (month,) in `unit`."""
        points = {knot.position: knot.value for knot in self.knots}
        if self.terms:
            where = np.array([middle(row.period) for row in self.terms[0].rows(root)])
            whole = np.sum([term.at(where, root) for term in self.terms], axis=0) ** self.power
            for position, value in zip(where, whole, strict=True):
                points.setdefault(float(position), float(value))
        where = np.array(sorted(points))
        centers = np.array([month.index + 0.5 for month in grid.months])
        return np.asarray(np.interp(centers, where, [points[position] for position in where]))


class Held(Course):
    """A lever by date, in the catalog's unit.

    Attributes
    ----------
    lever : id of the catalog.

    """

    lever: Text


class Reading(Entry):
    """Another course that the same record may be read as; none is run unless asked for.

    Attributes
    ----------
    id, label : what it is.
    knots : in the driver's unit, linear between, flat outside.

    """

    id: Text
    label: Text
    knots: tuple[Knot, ...] = Field(min_length=1)


class Driver(Course):
    """A dated input that no sector makes.

    Attributes
    ----------
    target : `sector.field`, `sector.anchors.field` or `demand` (see `world/history.py`).
    element : `axis.member` when it acts on one element.
    mode : `factor` (relative to the first month), `add` or `value`.
    spread : standard deviation of the log of its size, drawn once a future: a factor is raised to
        that power, a value or an addition multiplied by it.
    readings : other courses, by which a run can be set beside this one.

    """

    id: Text
    target: Text
    element: Text | None = None
    mode: Literal["factor", "add", "value"]
    spread: Number = Field(default=0.0, ge=0.0)
    readings: tuple[Reading, ...] = ()

    def read_as(self, reading: str) -> "Driver":
        """Give the driver with the course of one of its readings.

        Raises
        ------
        EvidenceError : it has no such reading.

        """
        known = {one.id: one for one in self.readings}
        if reading not in known:
            message = f"'{self.id}' has no reading '{reading}'."
            raise EvidenceError(Problem(message, hint=nearest(reading, known, noun="Readings")))
        return self.model_copy(update={"terms": (), "knots": known[reading].knots, "power": 1.0})

    def row(self, root: Path | None = None) -> int | None:
        """Place of its element on the axis; None for all.

        Raises
        ------
        EvidenceError : no axis has that member.

        """
        return element_row(self.element, root)


class Pulse(Entry):
    """A state that is held down for a time and then recovers as its sector says.

    Attributes
    ----------
    at, months : first month, and how many.
    low, high : ends of 90 % of the level that is left, drawn once a future.

    """

    id: Text
    label: Text
    target: Text
    element: Text | None = None
    at: Text
    months: StrictInt = Field(ge=1)
    low: Number = Field(gt=0.0, le=1.0)
    high: Number = Field(gt=0.0, le=1.0)
    kind: Grade
    rationale: Text
    sources: Sources = ()

    def row(self, root: Path | None = None) -> int | None:
        """Place of its element on the axis; None for all.

        Raises
        ------
        EvidenceError : no axis has that member.

        """
        return element_row(self.element, root)

    @model_validator(mode="after")
    def _ordered(self) -> "Pulse":
        Month.parse(self.at)
        if self.high <= self.low:
            raise ValueError("'high' must be above 'low'.")
        return self


class Spread(Entry):
    """A standard deviation, and why."""

    value: Number = Field(gt=0.0)
    kind: Literal["judged"]
    rationale: Text


class History(Entry):
    """What is known to have happened, apart from the events of organizations.

    Attributes
    ----------
    first, last : months of the grid.
    war_spread : of the log of a war's hostility around a value of its own.
    levers, drivers, pulses : by date.

    """

    first: Text
    last: Text
    war_spread: Spread
    levers: tuple[Held, ...]
    drivers: tuple[Driver, ...]
    pulses: tuple[Pulse, ...]

    @property
    def grid(self) -> Grid:
        """Every month from first to last."""
        return Grid(Month.parse(self.first), Month.parse(self.last))


class Points(Entry):
    """Observations of one series, made comparable with an output.

    Attributes
    ----------
    series, place, scale : which, and the factor to the observable's unit.
    complement : takes one minus the value, before scaling.
    region, total : in place of a place: the national series `total` by the share of a region's
        states in the series.
    from_year, to_year : first and last year that counts.

    """

    series: Text
    place: Text | None = None
    region: Text | None = None
    total: Text | None = None
    scale: Number = 1.0
    complement: bool = False
    from_year: int = 2000
    to_year: int = 2024

    def rows(self, root: Path | None = None) -> list[tuple[Period, float, bool]]:
        """Give period, value and whether it was seen, in the order of time."""
        found = self._regional(root) if self.region else self._plain(root)
        return [
            (period, (1.0 - value if self.complement else value) * self.scale, seen)
            for period, value, seen in found
            if self.from_year <= period.last.year <= self.to_year
        ]

    def _plain(self, root: Path | None) -> list[tuple[Period, float, bool]]:
        rows = Term(series=self.series, place=self.place or "").rows(root)
        return [(row.period, row.value, row.verified) for row in rows if row.period.months == 12]

    def _regional(self, root: Path | None) -> list[tuple[Period, float, bool]]:
        series, regions = load_series(root), load_regions(root)
        national = {row.period.text: row for row in series.rows(self.total or "", "Mexico")}
        sums: dict[str, dict[str, float]] = {}
        for region in regions.ids:
            for state in regions.states(region):
                for row in series.rows(self.series, state):
                    by_region = sums.setdefault(row.period.text, dict.fromkeys(regions.ids, 0.0))
                    by_region[region] += row.value
        return [
            (national[text].period, national[text].value * part[self.region or ""] / whole, True)
            for text, part in sorted(sums.items())
            if text in national and (whole := sum(part.values())) > 0.0
        ]


class Observable(Entry):
    """A series of history beside an output of the world.

    Attributes
    ----------
    id, label, unit : what it is, in the unit that it is shown in.
    output, element : name of `world.history.SERIES`, and `axis.member` of its rows.
    scale : factor from the output to the unit.
    relative : both are shown over their level in the first year that is observed.
    real : observations are money of their year, deflated.
    role : `check`: no input was set to meet it. `shaped`: a level, a driver or an event was, in
        part. `input`: it goes in.
    anchor : period whose observation the start is solved for; it is shown and not counted.
    points : observations; the first are the ones that count, others are shown beside.
    why : where and why the model misses, or what to know before reading it.

    """

    id: Text
    label: Text
    unit: Text
    group: Text
    output: Text
    element: Text | None = None
    scale: Number = 1.0
    relative: bool = False
    real: bool = False
    role: Role
    anchor: Text | None = None
    points: tuple[Points, ...] = Field(min_length=1)
    why: Text

    def row(self, root: Path | None = None) -> int | None:
        """Place of its element on the axis; None for all.

        Raises
        ------
        EvidenceError : no axis has that member.

        """
        return element_row(self.element, root)


def middle(period: Period) -> float:
    """Middle of a period in months since year 0."""
    return (period.first.index + period.last.index + 1) / 2


def element_row(element: str | None, root: Path | None = None) -> int | None:
    """Place of `axis.member` on its axis; None for none.

    Raises
    ------
    EvidenceError : no axis has that member.

    """
    if element is None:
        return None
    axis, _, member = element.partition(".")
    known = ELEMENTS.get(axis) or axes.members(axis, root) or ()
    if member not in known:
        hint = nearest(member, known, noun="Members")
        raise EvidenceError(Problem(f"no element is called '{element}'.", hint=hint))
    return known.index(member)
