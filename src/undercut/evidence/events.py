"""Dated events of 2000 to 2024: leaders removed, groups split, wars, soldiers deployed.

Start with `load_events`; `timeline` lays the events out as arrays by month. In history they are
data, forecasts draw them. Groups and roles only, never persons.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from undercut.core.arrays import Array
from undercut.core.documents import Document, ModelT, Path_
from undercut.core.errors import EvidenceError, Problem
from undercut.core.months import Month
from undercut.evidence.event_checks import WAR_ROWS, contradictions, span, unknown
from undercut.evidence.event_schema import (
    HISTORY,
    LOCAL,
    SLOTS,
    Deployments,
    Events,
    Map,
    Removals,
    Splits,
    War,
    Wars,
)
from undercut.evidence.package import data_document, data_root
from undercut.evidence.regions import load_regions
from undercut.evidence.series import load_series

__all__ = [
    "HISTORY",
    "LOCAL",
    "SLOTS",
    "WAR_ROWS",
    "WEIGHT",
    "Events",
    "Timeline",
    "event_documents",
    "load_events",
    "timeline",
    "war_rows",
]

WEIGHT = {"top": 1.0, "other": 0.5}
"""Gap in leadership that a removal opens, by rank, relative to that of a head."""


@dataclass(frozen=True)
class Timeline:
    """The events as arrays, month by month.

    Within a month groups dissolve, then one splits; wars and the living are those after that.

    Attributes
    ----------
    removal : (month, slot) 1, summed weights of the removals (top 1, other 0.5). Removals among
        local groups are left out.
    split_parent, split_child : (month,) slots, -1 where nothing splits. A child whose parent is -1
        was born of local groups: `split_share` is then part of the members of all local groups.
    split_share : (month,) 1, part of the parent's members that the child takes; else 0.
    split_map : (month, region) 1, the child's members by region; adds up to 1, or 0 without split.
    war_first, war_second : (month, row) slots of the two sides. They stay when a war is over, until
        the row is used again, so that hostility can fade in it; of idle rows the same pair's is
        used first, then the one that was idle longest.
    war_intensity : (month, row) 1, hostility while the war is on; stays likewise.
    war_on : (month, row) 1 while the war is on, else 0.
    war_regions : (month, row, region) 1 where it is fought, else 0; stays likewise.
    dissolve : (month, slot) 1 in the first month in which a group has left its slot, else 0.
    deployment : (month, region) 1, soldiers relative to the end of 2024.
    alive : (month, slot) 1 where a group fills the slot after the month's events, else 0.

    """

    removal: NDArray[np.float64]
    split_parent: NDArray[np.int64]
    split_child: NDArray[np.int64]
    split_share: NDArray[np.float64]
    split_map: NDArray[np.float64]
    war_first: NDArray[np.int64]
    war_second: NDArray[np.int64]
    war_intensity: NDArray[np.float64]
    war_on: NDArray[np.float64]
    war_regions: NDArray[np.float64]
    dissolve: NDArray[np.float64]
    deployment: NDArray[np.float64]
    alive: NDArray[np.float64]


def load_events(root: Path | None = None) -> Events:
    """Read `data/events`.

    Parameters
    ----------
    root : a data folder other than the packaged one.

    Raises
    ------
    EvidenceError : a file does not fit its schema, or events contradict one another.

    """
    return _load(root or data_root())


def event_documents(root: Path | None = None) -> dict[str, Document]:
    """Read the files of the events, by name."""
    base = root or data_root()
    names = ("removals", "splits", "wars", "deployments")
    return {name: data_document(base / "events" / f"{name}.yaml", base) for name in names}


@cache
def _load(root: Path) -> Events:
    files = event_documents(root)
    problems: list[Problem] = []

    def read(name: str, model: type[ModelT]) -> ModelT | None:
        try:
            return files[name].validate(model, EvidenceError)
        except EvidenceError as failure:
            problems.extend(failure.problems)
            return None

    splits, removals = read("splits", Splits), read("removals", Removals)
    wars, deployments = read("wars", Wars), read("deployments", Deployments)
    if splits is None or removals is None or wars is None or deployments is None:
        raise EvidenceError(problems)
    parts = (splits, removals, wars, deployments)
    regions = load_regions(root).ids
    problems += unknown(files, parts, regions)
    if problems:
        raise EvidenceError(problems)
    events = Events(
        groups=tuple(sorted(splits.groups, key=lambda group: group.slot)),
        presence=MappingProxyType(_presence(splits, regions)),
        removals=tuple(sorted(removals.removals, key=lambda removal: removal.date)),
        splits=tuple(sorted(splits.splits, key=lambda split: split.date)),
        wars=tuple(sorted(wars.wars, key=lambda war: war.start.date)),
        deployments=deployments.steps,
        levels=MappingProxyType(_levels(files["deployments"], deployments, root)),
        intensity=wars.intensity,
        caution=" ".join(wars.caution.split()),
        regions=regions,
    )
    problems += contradictions(files, parts, events)
    if problems:
        raise EvidenceError(problems)
    return events


def _presence(splits: Splits, regions: tuple[str, ...]) -> dict[str, tuple[float, ...]]:
    maps: dict[str, Map] = {group.id: group.map for group in splits.groups if group.map}
    maps |= {split.child: split.map for split in splits.splits if split.child and split.map}
    return {name: tuple(float(part[region]) for region in regions) for name, part in maps.items()}


def _levels(document: Document, found: Deployments, root: Path) -> dict[str, float]:
    series, levels = load_series(root), {}
    problems: list[Problem] = []
    for place, step in enumerate(found.steps):
        if step.level is not None:
            levels[step.id] = float(step.level)
            continue
        try:
            base = series.value(found.series, found.place, found.base)
            levels[step.id] = series.value(found.series, found.place, step.period or "") / base
        except EvidenceError as failure:
            path: Path_ = ("steps", place, "period")
            problems += [document.problem(path, p.message, p.hint) for p in failure.problems]
    if problems:
        raise EvidenceError(problems)
    return levels


def timeline(events: Events, start: Month, months: int) -> Timeline:
    """Lay the events out by month.

    Parameters
    ----------
    events : from `load_events`.
    start : first month; 2000-01 at the earliest.
    months : how many; up to 2024-12.

    Raises
    ------
    EvidenceError : the months leave the history.

    """
    if months < 1 or start < HISTORY.first or start + (months - 1) > HISTORY.last:
        asked = f"{months} months from {start}"
        known = f"{HISTORY.first} to {HISTORY.last}"
        raise EvidenceError(Problem(f"events are known for {known}, not for {asked}."))
    parts = {
        **_of_groups(events),
        **_of_splits(events),
        **_of_wars(events),
        "deployment": _deployment(events),
    }
    first = start - HISTORY.first
    return Timeline(**{name: part[first : first + months] for name, part in parts.items()})


def _of_groups(events: Events) -> dict[str, Array]:
    months = HISTORY.months
    removal = np.zeros((len(months), SLOTS))
    dissolve, alive = np.zeros_like(removal), np.zeros_like(removal)
    for one in events.removals:
        if one.group != LOCAL:
            removal[one.date - HISTORY.first, events.slot(one.group)] += WEIGHT[one.rank]
    for group in events.groups:
        alive[:, group.slot] = [events.lives(group.id, month) for month in months]
        if group.dissolves is not None:
            dissolve[group.dissolves.date - HISTORY.first, group.slot] = 1.0
    return {"removal": removal, "dissolve": dissolve, "alive": alive}


def _of_splits(events: Events) -> dict[str, Array]:
    months = len(HISTORY)
    parent, child = np.full(months, -1), np.full(months, -1)
    share, region = np.zeros(months), np.zeros((months, len(events.regions)))
    for split in events.splits:
        if split.child is None or split.share is None:
            continue
        month = split.date - HISTORY.first
        parent[month], child[month] = events.slot(split.parent), events.slot(split.child)
        share[month], region[month] = split.share.middle, events.presence[split.child]
    return {
        "split_parent": parent,
        "split_child": child,
        "split_share": share,
        "split_map": region,
    }


def war_rows(events: Events) -> list[tuple[War, int]]:
    """Give every war a row: the last one of the same pair if idle, else the one idle longest."""
    ended = [Month(place) for place in range(WAR_ROWS)]
    pairs: list[set[str]] = [set() for _ in range(WAR_ROWS)]
    found = []
    for war in events.wars:
        first, last = span(war)
        idle = [row for row in range(WAR_ROWS) if ended[row] < first]
        assert idle, f"{war.id} finds no row"
        row = min(idle, key=lambda row: (pairs[row] != set(war.sides), ended[row]))
        ended[row], pairs[row] = last, set(war.sides)
        found.append((war, row))
    return found


def _of_wars(events: Events) -> dict[str, Array]:
    shape = (len(HISTORY), WAR_ROWS)
    first, second = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    intensity, on = np.zeros(shape), np.zeros(shape)
    where = np.zeros((*shape, len(events.regions)))
    for war, row in war_rows(events):
        begin, end = (month - HISTORY.first for month in span(war))
        first[begin:, row], second[begin:, row] = (events.slot(side) for side in war.sides)
        intensity[begin:, row] = events.intensity_of(war).central
        where[begin:, row] = [float(region in war.regions) for region in events.regions]
        on[begin : end + 1, row] = 1.0
    return {
        "war_first": first,
        "war_second": second,
        "war_intensity": intensity,
        "war_on": on,
        "war_regions": where,
    }


def _deployment(events: Events) -> NDArray[np.float64]:
    level = np.zeros((len(HISTORY), len(events.regions)))
    for step in events.deployments:
        columns = [events.regions.index(region) for region in step.regions]
        level[step.first - HISTORY.first : step.last - HISTORY.first + 1, columns] = events.levels[
            step.id
        ]
    return level
