"""History runs: the world from January 2000 under what is known to have happened.

Start with `run_history`, then `compare`, which sets its bands beside the series of
`data/observables.yaml`. Futures are prior draws of rough fits and judgments, not a posterior.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy.special import ndtri

from undercut.core import draws
from undercut.core.errors import EvidenceError, Problem, StrategyError, nearest
from undercut.core.months import Grid
from undercut.evidence.catalog import load_catalog
from undercut.evidence.history import (
    Course,
    History,
    Observable,
    load_history,
    load_observables,
    load_start,
)
from undercut.evidence.parameters import load_parameters
from undercut.evidence.periods import Period
from undercut.fit.events import dated_events, fought_at_start
from undercut.fit.priors import draw_futures
from undercut.world.engine import Futures
from undercut.world.history import SERIES, Driver, Inputs, simulate

NOTE = (
    "Prior draws of rough fits and judgments, not a posterior;"
    " 2023 and 2024 were seen when the structure was chosen."
)
"""Stands beside every output of a history run."""

QUANTILES = {
    "q025": 0.025, "q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9, "q975": 0.975,
}  # fmt: skip

LEVELS = {"80": (0.1, 0.9), "95": (0.025, 0.975)}
"""Bands whose coverage is counted."""

Levels: TypeAlias = float | np.ndarray
"""A lever's value, the same in every month or (month,)."""

_Z90 = float(ndtri(0.95))


@dataclass(frozen=True)
class HistoryRun:
    """A history over futures.

    Attributes
    ----------
    grid : its months.
    futures : who ran, with the parameters of the start.
    months : by name of `world.history.SERIES`: (month, future) or (row, month, future).
    note : what every output of it must say.

    """

    grid: Grid
    futures: Futures
    months: dict[str, np.ndarray]
    note: str = NOTE

    def bands(self, name: str, row: int | None = None) -> dict[str, np.ndarray]:
        """Quantiles over futures by calendar year.

        Returns
        -------
        By name, `q025` to `q975`: (year,) in the output's unit; flows are per year.

        """
        years = np.stack([self.over(name, Period.parse(str(y)), row) for y in self.grid.years])
        return {key: np.quantile(years, q, axis=1) for key, q in QUANTILES.items()}

    def over(self, name: str, period: Period, row: int | None = None) -> np.ndarray:
        """Give a series over a period: the sum of a flow, the mean of a level.

        Returns
        -------
        (future,)

        """
        values = self.months[name] if row is None else self.months[name][row]
        first = period.first - self.grid.first
        part = values[first : first + period.months]
        return np.asarray(part.sum(0) if SERIES[name].adds_up else part.mean(0))


@dataclass(frozen=True)
class Seen:
    """One observation beside the run."""

    period: Period
    value: float
    verified: bool
    futures: np.ndarray

    def inside(self, low: float, high: float) -> bool:
        """Say whether it lies between two quantiles of the futures."""
        bottom, top = np.quantile(self.futures, [low, high])
        return bool(bottom <= self.value <= top)

    @property
    def rank(self) -> float:
        """Share of futures below it."""
        return float(np.mean(self.futures < self.value))


@dataclass(frozen=True)
class Comparison:
    """A series beside the run.

    Attributes
    ----------
    observable : what is compared.
    years : (year,) and `runs` (year, future): the output by calendar year, in the unit shown.
    seen : observations of the first points that count.
    anchored : the one that the start is solved for, shown and not counted; None for none.
    beside : observations of other publishers, shown and not counted.

    """

    observable: Observable
    years: np.ndarray
    runs: np.ndarray
    seen: tuple[Seen, ...]
    anchored: Seen | None
    beside: tuple[tuple[Period, float], ...]

    def coverage(self, level: str) -> float:
        """Share of observations inside a band of `LEVELS`."""
        return float(np.mean([one.inside(*LEVELS[level]) for one in self.seen]))


def history_futures(
    numbers: np.ndarray, seed: int, held: Mapping[str, float] | None = None
) -> Futures:
    """Draw futures at the start of history, with the wars of that month.

    Parameters
    ----------
    held : parameters that take one value in every future, by key; a switch takes an option's place.

    Raises
    ------
    EvidenceError : no parameter has that key.

    """
    futures = fought_at_start(draw_futures(numbers, seed, load_start()), load_history().grid)
    for key, value in (held or {}).items():
        sector, _, field = key.partition(".")
        owner: Any = getattr(futures.parameters, sector, None)
        if field not in getattr(owner, "_fields", ()):
            hint = nearest(key, load_parameters())
            raise EvidenceError(Problem(f"no parameter is called '{key}'.", hint=hint))
        fields = owner._replace(**{field: np.full_like(getattr(owner, field), value)})
        parameters = futures.parameters._replace(**{sector: fields})
        futures = Futures(futures.numbers, futures.seed, parameters)
    return futures


def history_inputs(
    futures: Futures,
    *,
    events: bool = True,
    levers: Mapping[str, Levels] | None = None,
    readings: Mapping[str, str] | None = None,
    without: Collection[str] = (),
) -> Inputs:
    """Resolve levers, drivers, pulses and events for futures.

    Parameters
    ----------
    futures : who will run.
    events : with dated removals, splits and wars.
    levers : levers that take another course than they took, by id: one value or (month,), in the
        catalog's unit. The baseline stays that of January 2000.
    readings : another reading of drivers, by id.
    without : drivers and pulses that are left out, by id.

    Raises
    ------
    StrategyError : no lever has that id.
    EvidenceError : no driver or pulse has that id, or a driver has no such reading.

    """
    history = load_history()
    grid = history.grid
    catalog = load_catalog().levers
    held = {one.lever: one.by_month(grid) for one in history.levers}
    first = {name: course[0] for name, course in held.items()}
    held |= {name: _otherwise(name, value, catalog, grid) for name, value in (levers or {}).items()}
    values = np.stack(
        [held.get(name, np.full(len(grid), one.baseline.value)) for name, one in catalog.items()]
    )
    base = np.array([first.get(name, one.baseline.value) for name, one in catalog.items()])
    key = draws.keys(futures.seed, futures.numbers)
    readings = readings or {}
    _refuse_unknown((*readings, *without), history)
    drivers: list[Driver] = []
    paths: list[np.ndarray] = []
    for one in history.drivers:
        if one.id in without:
            continue
        course = one.read_as(readings[one.id]) if one.id in readings else one
        drivers.append(Driver(one.target, one.row(), one.mode))
        paths.append(_path(course, one.mode, one.spread, grid, _normal(key, one.id)))
    for pulse in history.pulses:
        if pulse.id in without:
            continue
        drivers.append(Driver(pulse.target, pulse.row(), "ceiling"))
        center = np.log(pulse.low * pulse.high) / 2
        width = np.log(pulse.high / pulse.low) / (2 * _Z90)
        left = np.exp(center + width * _normal(key, pulse.id))
        path = np.full((len(grid), len(futures)), np.inf)
        begin = Period.parse(pulse.at).first - grid.first
        path[begin : begin + pulse.months] = left
        paths.append(path)
    return Inputs(
        levers=values,
        baseline=base,
        drivers=tuple(drivers),
        paths=np.stack(paths, axis=1),
        events=dated_events(futures, grid) if events else None,
    )


def run_history(
    numbers: np.ndarray,
    seed: int = 0,
    *,
    held: Mapping[str, float] | None = None,
    events: bool = True,
    levers: Mapping[str, Levels] | None = None,
    readings: Mapping[str, str] | None = None,
    without: Collection[str] = (),
) -> HistoryRun:
    """Run history over futures of the given numbers.

    Parameters
    ----------
    numbers : (future,) consecutive, from 0.
    seed : the run's seed.
    held : as in `history_futures`.
    events, levers, readings, without : as in `history_inputs`.

    """
    futures = history_futures(numbers, seed, held)
    inputs = history_inputs(
        futures, events=events, levers=levers, readings=readings, without=without
    )
    return HistoryRun(load_history().grid, futures, simulate(inputs, futures))


def compare(run: HistoryRun) -> Iterator[Comparison]:
    """Set every observable beside the run."""
    deflator = load_catalog().deflator
    years = np.array(run.grid.years)
    for one in load_observables():
        row = one.row()

        def output(period: Period, one: Observable = one, row: int | None = row) -> np.ndarray:
            return run.over(one.output, period, row) * one.scale

        first, *others = [points.rows() for points in one.points]
        if one.real:
            first, *others = [
                [(p, deflator.to_2024(v, p.first.year), s) for p, v, s in rows]
                for rows in (first, *others)
            ]
        unit, seen_unit = np.ones(len(run.futures)), 1.0
        if one.relative:
            unit, seen_unit = output(first[0][0]), first[0][1]
        seen = [
            Seen(p, v / seen_unit, s, output(p) / unit)
            for p, v, s in first
            if p.first >= run.grid.first and not (one.relative and p == first[0][0])
        ]
        yield Comparison(
            observable=one,
            years=years,
            runs=np.stack([output(Period.parse(str(year))) / unit for year in years]),
            seen=tuple(each for each in seen if each.period.text != one.anchor),
            anchored=next((each for each in seen if each.period.text == one.anchor), None),
            beside=tuple(
                (p, v / (rows[0][1] if one.relative else 1.0))
                for rows in others
                for p, v, _ in rows
            ),
        )


def _otherwise(name: str, value: Levels, catalog: Mapping[str, Any], grid: Grid) -> np.ndarray:
    if name not in catalog:
        raise StrategyError(Problem(f"no lever is called '{name}'.", hint=nearest(name, catalog)))
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (len(grid),))


def _refuse_unknown(names: Collection[str], history: History) -> None:
    known = [one.id for one in history.drivers] + [one.id for one in history.pulses]
    for name in names:
        if name not in known:
            hint = nearest(name, known)
            raise EvidenceError(Problem(f"no driver or pulse is called '{name}'.", hint=hint))


def _path(course: Course, mode: str, spread: float, grid: Grid, z: np.ndarray) -> np.ndarray:
    """Values of a driver: (month, future)."""
    center = course.by_month(grid)[:, None]
    size = np.exp(spread * z)
    return (center / center[0]) ** size if mode == "factor" else center * size


def _normal(key: np.ndarray, name: str) -> np.ndarray:
    return np.asarray(ndtri(draws.named(key, f"history.{name}")))
