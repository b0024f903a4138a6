"""Groups and dated events as records: when, how it is known, what is judged beside it."""

from collections.abc import Mapping

from undercut.evidence.event_schema import (
    GRADES,
    LOCAL,
    Event,
    Events,
    Group,
    Map,
    Removal,
    Split,
    Told,
    War,
)
from undercut.evidence.events import load_events
from undercut.evidence.records import Cited, Record
from undercut.evidence.usage import place_of, users_of

_Values = tuple[tuple[str, str], ...]


def event_record(key: str) -> Record:
    """Trace a group, a removal, a split, a war or a deployment by its id."""
    events = load_events()
    entry = events.by_id()[key]
    told = _told(entry)
    refs = dict.fromkeys(ref for part in told.values() for ref in part.sources)
    refs |= dict.fromkeys(entry.rivals if isinstance(entry, War) else ())
    refs |= dict.fromkeys(entry.sources if isinstance(entry, Group) else ())
    note = entry.note if isinstance(entry, Removal | War) else None
    return Record(
        key,
        "group" if isinstance(entry, Group) else type(entry).__name__.lower(),
        _label(entry, events),
        "; ".join(f"{part}{one.grade}: {GRADES[one.grade]}" for part, one in told.items()),
        "",
        tuple((name, text) for name, text in _values(entry, events) if text),
        tuple(Cited.of(ref) for ref in refs),
        _rationale(entry, told, events),
        (note,) if note else (),
        users_of(key),
        *place_of(key),
    )


def _told(entry: Event) -> dict[str, Told]:
    """Everything dated in an entry, by what to put before its grade."""
    if isinstance(entry, War):
        ends = {"last month ": entry.end} if entry.end is not None else {}
        return {"first month ": entry.start, **ends}
    if isinstance(entry, Group):
        return {"dissolves ": entry.dissolves} if entry.dissolves is not None else {}
    return {"": entry}


def _label(entry: Event, events: Events) -> str:
    if isinstance(entry, Group):
        return entry.label
    if isinstance(entry, Removal):
        head = "Head" if entry.rank == "top" else "Another leader"
        return f"{head} of {_name(entry.group, events)} removed"
    if isinstance(entry, Split):
        child = _name(entry.child, events) if entry.child else str(entry.named)
        return f"{child}: split from {_name(entry.parent, events)}"
    if isinstance(entry, War):
        return f"War of {' and '.join(_name(side, events) for side in entry.sides)}"
    return f"Soldiers deployed in the {', '.join(entry.regions)}"


def _values(entry: Event, events: Events) -> _Values:
    if isinstance(entry, Group):
        dissolves = str(entry.dissolves.date) if entry.dissolves is not None else ""
        share = f"{entry.share:.0%}" if entry.share is not None else ""
        return (
            ("slot", str(entry.slot)),
            ("share of named members, 2000-01", share),
            ("members by region, 2000-01", _shares(entry.map)),
            ("in the fringe from", dissolves),
        )
    if isinstance(entry, Removal):
        return (
            ("month", str(entry.date)),
            ("rank", entry.rank),
            ("manner", entry.manner.replace("_", " ")),
            ("region", entry.region or ""),
            ("by", (entry.by or "").replace("_", " ")),
        )
    if isinstance(entry, Split):
        taken = entry.share
        return (
            ("month", str(entry.date)),
            ("share taken", f"{taken.low:.0%} to {taken.high:.0%}" if taken is not None else ""),
            ("members by region", _shares(entry.map)),
        )
    if isinstance(entry, War):
        intensity = events.intensity_of(entry)
        spread = f", log sd {intensity.log_sd:g}" if intensity.log_sd is not None else ""
        return (
            ("first month", str(entry.start.date)),
            ("last month", str(entry.end.date) if entry.end is not None else "goes on"),
            ("regions", ", ".join(entry.regions)),
            ("intensity", f"{intensity.central:g}{spread} ({intensity.kind})"),
        )
    return (
        ("months", f"{entry.first} to {entry.last}"),
        ("level, 2024-11 is 1", f"{events.levels[entry.id]:.2f}"),
    )


def _rationale(entry: Event, told: Mapping[str, Told], events: Events) -> str:
    parts = [(part, one.rationale) for part, one in told.items()]
    if isinstance(entry, War):
        parts += [("intensity ", events.intensity_of(entry).rationale), ("", events.caution)]
    if isinstance(entry, Group):
        parts = [("", entry.rationale), *parts]
    if isinstance(entry, Split) and entry.share is not None:
        parts += [("share ", entry.share.rationale), ("map ", entry.map_rationale)]
    return " ".join(
        f"{part.capitalize().strip()}: {text}" if part else text for part, text in parts if text
    )


def _name(group: str, events: Events) -> str:
    return "local groups" if group == LOCAL else events.group(group).name


def _shares(shares: Map | None) -> str:
    return ", ".join(f"{name} {share:.0%}" for name, share in (shares or {}).items() if share)
