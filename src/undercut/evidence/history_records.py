"""Drivers and pulses of history as records: what they act on, by how much, when, and why."""

from undercut.evidence.history import Driver, Pulse, load_history
from undercut.evidence.records import Cited, Record
from undercut.evidence.schema import SourceRef
from undercut.evidence.usage import place_of, users_of

YEARS = (2000, 2004, 2008, 2012, 2016, 2020, 2024)
"""Years of which a driver's value is shown."""


def inputs() -> dict[str, Driver | Pulse]:
    """Every driver and pulse by id."""
    history = load_history()
    every: list[Driver | Pulse] = [*history.drivers, *history.pulses]
    return {one.id: one for one in every}


def input_record(key: str) -> Record:
    """Trace a driver or a pulse by its id."""
    entry = inputs()[key]
    target = f"{entry.target} ({entry.element})" if entry.element else entry.target
    return Record(
        key,
        "driver of history" if isinstance(entry, Driver) else "pulse of history",
        entry.label,
        entry.kind,
        entry.unit if isinstance(entry, Driver) else "1",
        (("acts on", target), *_values(entry)),
        tuple(Cited.of(ref) for ref in dict.fromkeys(_refs(entry))),
        " ".join((entry.rationale or "").split()),
        (entry.notes,) if isinstance(entry, Driver) and entry.notes else (),
        users_of(key),
        *place_of(key),
    )


def _values(entry: Driver | Pulse) -> tuple[tuple[str, str], ...]:
    if isinstance(entry, Pulse):
        span = f"{entry.at}, {entry.months} months"
        return (("held down", span), ("level left", f"{entry.low:g} to {entry.high:g} (90 %)"))
    grid = load_history().grid
    course = entry.by_month(grid)
    middle = [12 * (year - grid.first.year) + 6 for year in YEARS]
    spread = f"{entry.spread:g} (log sd, drawn once a future)" if entry.spread else "none"
    return (
        ("mode", entry.mode),
        *((f"mid-{year}", f"{course[at]:.4g}") for year, at in zip(YEARS, middle, strict=True)),
        ("spread of its size", spread),
    )


def _refs(entry: Driver | Pulse) -> list[SourceRef]:
    terms = entry.terms if isinstance(entry, Driver) else ()
    rows = [row for term in terms for row in term.rows()]
    named = {(row.source, row.series): row.verified for row in rows}
    return [
        *entry.sources,
        *(
            SourceRef(key=key, locator=series, verified=seen)
            for (key, series), seen in named.items()
        ),
    ]
