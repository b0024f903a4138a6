"""History: where the world stood in January 2000, and what happened to it since, by date.

Start with `load_history` (dated levers, drivers and pulses of `data/history/inputs.yaml`),
`load_start` (parameters that have another value at the start of history, `data/history/start.yaml`)
and `load_observables` (which series is compared with which output, `data/observables.yaml`).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from undercut.core.documents import Document
from undercut.core.errors import EvidenceError, Problem, nearest
from undercut.evidence.catalog import load_catalog
from undercut.evidence.history_schema import (
    Course,
    Driver,
    Held,
    History,
    Observable,
    Pulse,
    element_row,
)
from undercut.evidence.package import data_document, data_root
from undercut.evidence.parameters import Parameter, load_parameters

__all__ = [
    "Course",
    "Driver",
    "Held",
    "History",
    "Observable",
    "Pulse",
    "element_row",
    "load_history",
    "load_observables",
    "load_start",
]


def load_history(root: Path | None = None) -> History:
    """Read `data/history/inputs.yaml`.

    Raises
    ------
    EvidenceError : the file does not fit its schema.

    """
    return _history(root or data_root())


@cache
def _history(root: Path) -> History:
    document = data_document(root / "history" / "inputs.yaml", root)
    history = document.validate(History, EvidenceError)
    problems = list(_unknown(document, history, root))
    if problems:
        raise EvidenceError(problems)
    return history


def _unknown(document: Document, history: History, root: Path) -> Iterator[Problem]:
    """Levers, units, elements and series that nothing else knows."""
    catalog = load_catalog(root).levers
    for place, one in enumerate(history.levers):
        if one.lever not in catalog:
            message = f"no lever is called '{one.lever}'."
            yield document.problem(("levers", place, "lever"), message, nearest(one.lever, catalog))
        elif one.unit != catalog[one.lever].unit:
            message = f"'{one.lever}' is in {catalog[one.lever].unit}, not in {one.unit}."
            yield document.problem(("levers", place, "unit"), message)
    for name, courses in (("levers", history.levers), ("drivers", history.drivers)):
        for place, course in enumerate(courses):
            for number, term in enumerate(course.terms):
                yield from _failed(document, (name, place, "terms", number), term.rows, root)
    parameters = load_parameters(root)
    for place, driver in enumerate(history.drivers):
        target = parameters.get(driver.target)
        unit = "1" if driver.mode == "factor" or target is None else target.unit
        if driver.unit != unit:
            message = f"'{driver.id}' must be in {unit}, not in {driver.unit}."
            yield document.problem(("drivers", place, "unit"), message)
        yield from _failed(document, ("drivers", place, "element"), driver.row, root)
    for place, pulse in enumerate(history.pulses):
        yield from _failed(document, ("pulses", place, "element"), pulse.row, root)


def _failed(
    document: Document, path: tuple[str | int, ...], read: Callable[[Path], Any], root: Path
) -> Iterator[Problem]:
    try:
        read(root)
    except EvidenceError as failure:
        for problem in failure.problems:
            yield document.problem(path, problem.message, problem.hint)


def load_observables(root: Path | None = None) -> tuple[Observable, ...]:
    """Read `data/observables.yaml`.

    Raises
    ------
    EvidenceError : the file does not fit its schema.

    """
    return _observables(root or data_root())


@cache
def _observables(root: Path) -> tuple[Observable, ...]:
    document = data_document(root / "observables.yaml", root)
    found: tuple[Observable, ...] = tuple(_entries(document, Observable))
    problems = [
        problem
        for place, one in enumerate(found)
        for number, points in enumerate(one.points)
        for problem in _failed(document, (place, "points", number), points.rows, root)
    ]
    problems += [
        problem
        for place, one in enumerate(found)
        for problem in _failed(document, (place, "element"), one.row, root)
    ]
    if problems:
        raise EvidenceError(problems)
    return found


def load_start(root: Path | None = None) -> dict[str, Parameter]:
    """Parameters that differ at the start of history, by key.

    An entry holds what a parameter's entry holds; label, unit and index are those of the parameter.

    Raises
    ------
    EvidenceError : no parameter has that key, or the entry does not fit its schema.

    """
    return dict(_start(root or data_root()))


@cache
def _start(root: Path) -> Mapping[str, Parameter]:
    document = data_document(root / "history" / "start.yaml", root)
    known, found = load_parameters(root), {}
    problems: list[Problem] = []
    for place, raw in enumerate(document.data):
        key = str(raw.get("parameter"))
        if key not in known or key in found:
            message = f"'{key}' stands twice." if key in found else f"no parameter is '{key}'."
            problems.append(document.problem((place,), message, nearest(key, known)))
            continue
        base = known[key]
        inherited = {"label": base.label, "unit": base.unit, "index": base.index}
        rest = {name: value for name, value in raw.items() if name != "parameter"}
        try:
            entry = Parameter.model_validate({**inherited, **rest})
        except ValidationError as failure:
            problems += document.problems_of(failure, (place,))
            continue
        entry._key, entry._root = key, base._root
        found[key] = entry
    if problems:
        raise EvidenceError(problems)
    return found


def _entries(document: Document, schema: type[Any]) -> list[Any]:
    problems: list[Problem] = []
    found = []
    for place, raw in enumerate(document.data):
        try:
            found.append(schema.model_validate(raw))
        except ValidationError as failure:
            problems += document.problems_of(failure, (place,))
    if problems:
        raise EvidenceError(problems)
    return found
