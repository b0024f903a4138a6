"""Observed series: what was counted or estimated, where, when, by whom.

Start with `load_series`. A series may hold two values for one place and period when sources
disagree; the first row of the file is the one that `value` gives, `rows` gives all.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import isfinite
from pathlib import Path

from undercut.core.errors import EvidenceError, Problem, nearest
from undercut.evidence.package import data_files, data_root, shown
from undercut.evidence.periods import Period

COLUMNS = ("series", "place", "period", "value", "unit", "source", "verified", "note")

_parse_period = lru_cache(maxsize=4096)(Period.parse)


@dataclass(frozen=True, slots=True)
class Row:
    """One observation.

    Attributes
    ----------
    series, place, period : what, where, when.
    value : the number, in `unit` as the source words it.
    source : key of `sources.bib`.
    verified : the value was seen in a retrieved text; false means recalled.
    note : definition, vintage, caution.
    file, line : where the row stands.

    """

    series: str
    place: str
    period: Period
    value: float
    unit: str
    source: str
    verified: bool
    note: str
    file: str
    line: int


@dataclass(frozen=True)
class Series:
    """Every observed series, by name and place."""

    _rows: Mapping[str, Mapping[str, tuple[Row, ...]]] = field(repr=False)

    @property
    def names(self) -> list[str]:
        """Names of all series, in order of the alphabet."""
        return sorted(self._rows)

    def places(self, series: str) -> list[str]:
        """Places that a series has, in the order of its file."""
        return list(self._find(series))

    def rows(self, series: str, place: str | None = None) -> list[Row]:
        """Rows of a series, all places or one, in the order of time within a place.

        Raises
        ------
        EvidenceError : no such series or place; names the nearest.

        """
        by_place = self._find(series)
        if place is None:
            return [row for rows in by_place.values() for row in rows]
        if place not in by_place:
            raise EvidenceError(
                Problem(
                    f"series '{series}' has no place '{place}'.",
                    hint=nearest(place, by_place, noun="Places"),
                )
            )
        return list(by_place[place])

    def row(self, series: str, place: str, period: str) -> Row:
        """Find the observation of a period (the first of the file where sources disagree).

        Raises
        ------
        EvidenceError : no such series, place or period; names the nearest.

        """
        rows = self.rows(series, place)
        for row in rows:
            if row.period.text == period:
                return row
        known = {row.period.text for row in rows}
        raise EvidenceError(
            Problem(
                f"series '{series}' has no value for {place} in '{period}'.",
                hint=nearest(period, known, noun="Periods"),
            )
        )

    def value(self, series: str, place: str, period: str) -> float:
        """Value of one period.

        Raises
        ------
        EvidenceError : no such series, place or period.

        """
        return self.row(series, place, period).value

    def all_rows(self) -> Iterable[Row]:
        """Every row of every series."""
        for by_place in self._rows.values():
            for rows in by_place.values():
                yield from rows

    def __contains__(self, series: object) -> bool:
        return series in self._rows

    def _find(self, series: str) -> Mapping[str, tuple[Row, ...]]:
        if series not in self._rows:
            raise EvidenceError(
                Problem(f"no series is called '{series}'.", hint=_near(series, self._rows))
            )
        return self._rows[series]


def load_series(root: Path | None = None) -> Series:
    """Every row of `data/series/*.csv`.

    Parameters
    ----------
    root : a data folder other than the packaged one.

    Raises
    ------
    EvidenceError : a file has other columns, or a row a value that its column does not allow.

    """
    return _load(root or data_root())


@cache
def _load(root: Path) -> Series:
    problems: list[Problem] = []
    found: dict[str, dict[str, list[Row]]] = {}
    homes: dict[tuple[str, str], str] = {}
    for path in data_files("series", suffix=".csv", root=root):
        name = shown(path, root)
        for row in _read(path, name, problems):
            home = homes.setdefault((row.series, row.place), name)
            if home != name:
                message = f"series '{row.series}' of {row.place} also stands in {home}."
                problems.append(Problem(message, name, row.line, "series"))
            found.setdefault(row.series, {}).setdefault(row.place, []).append(row)
    if problems:
        raise EvidenceError(problems)
    return Series(
        {
            series: {
                place: tuple(sorted(rows, key=lambda row: (row.period.first, row.period.last)))
                for place, rows in by_place.items()
            }
            for series, by_place in found.items()
        }
    )


def _read(path: Path, name: str, problems: list[Problem]) -> Iterable[Row]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        problems.append(Problem("cannot be read as UTF-8 text.", name))
        return
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        if tuple(next(reader, ())) != COLUMNS:
            problems.append(Problem(f"the columns must be {','.join(COLUMNS)}.", name, 1))
            return
        for cells in reader:
            line = reader.line_num
            if len(cells) != len(COLUMNS):
                message = f"{len(cells)} cells, expected {len(COLUMNS)}."
                problems.append(Problem(message, name, line))
                continue
            row = _row(cells, name, line, problems)
            if row is not None:
                yield row
    except csv.Error as failure:
        problems.append(Problem(f"not valid CSV: {failure}.", name, reader.line_num))


def _row(cells: list[str], name: str, line: int, problems: list[Problem]) -> Row | None:
    series, place, period, value, unit, source, verified, note = cells
    before = len(problems)
    for column, cell in zip(COLUMNS[:7], cells[:7], strict=True):
        if not cell or cell != cell.strip():
            message = f"'{column}' is empty." if not cell else f"'{column}' has spaces around it."
            problems.append(Problem(message, name, line, column))
    try:
        span = _parse_period(period)
    except ValueError as failure:
        problems.append(Problem(str(failure), name, line, "period"))
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        problems.append(Problem(f"'{value}' is not a number.", name, line, "value"))
    if verified not in ("true", "false"):
        message = f"'{verified}' is not valid for 'verified'; expected true or false."
        problems.append(Problem(message, name, line, "verified"))
    if len(problems) > before:
        return None
    return Row(
        series, place, span, number, unit, source, verified == "true", note.strip(), name, line
    )


def _near(name: str, known: Iterable[str]) -> str:
    """Name the nearest series, without listing hundreds when none is near."""
    hint = nearest(name, known)
    return hint if hint.startswith("Did") else ""
