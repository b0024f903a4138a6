"""Do the dated events contradict one another? Start with `unknown`, then `contradictions`.

`unknown` finds ids given twice, groups and regions that do not exist, maps that do not add up;
`contradictions` what can only be asked of events that are known: who lived when.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations

from undercut.core.documents import Document, Path_
from undercut.core.errors import Problem, nearest
from undercut.core.months import Month
from undercut.evidence.event_schema import (
    HISTORY,
    LOCAL,
    Deployment,
    Deployments,
    Event,
    Events,
    Group,
    Removal,
    Removals,
    Split,
    Splits,
    War,
    Wars,
)

WAR_ROWS = 12
"""Wars that the arrays hold at a time."""

Files = Mapping[str, Document]


def unknown(
    files: Files,
    parts: tuple[Splits, Removals, Wars, Deployments],
    regions: tuple[str, ...],
) -> Iterator[Problem]:
    """Ids given twice, groups and regions that do not exist, maps that do not add up."""
    splits, removals, wars, deployments = parts
    lists: tuple[tuple[str, str, tuple[Event, ...]], ...] = (
        ("splits", "groups", splits.groups),
        ("removals", "removals", removals.removals),
        ("splits", "splits", splits.splits),
        ("wars", "wars", wars.wars),
        ("deployments", "steps", deployments.steps),
    )
    groups = {group.id for group in splits.groups}
    taken: set[str] = set()
    for name, field, entries in lists:
        for place, entry in enumerate(entries):
            path: Path_ = (field, place)
            if entry.id in taken:
                yield files[name].problem((*path, "id"), f"id '{entry.id}' is given twice.")
            taken.add(entry.id)
            for part, noun, value, known in _named(entry, groups, regions):
                if value not in known:
                    hint = nearest(value, known, noun=f"{noun.capitalize()}s")
                    message = f"no {noun} is called '{value}'."
                    yield files[name].problem((*path, part), message, hint)
            if isinstance(entry, Group | Split) and entry.map is not None:
                total = sum(entry.map.values())
                if set(entry.map) != set(regions):
                    message = "a map has every region, and no other."
                    yield files[name].problem((*path, "map"), message)
                elif abs(total - 1) > 1e-9:
                    message = f"the map adds up to {total:g}, not 1."
                    yield files[name].problem((*path, "map"), message)


def _named(
    entry: Event, groups: set[str], regions: tuple[str, ...]
) -> Iterator[tuple[str, str, str, set[str]]]:
    """Every group and region that an event names: field, noun, name, the names that exist."""
    if isinstance(entry, Removal):
        yield "group", "group", entry.group, groups | {LOCAL}
        if entry.region is not None:
            yield "region", "region", entry.region, set(regions)
    if isinstance(entry, Split):
        yield "parent", "group", entry.parent, groups | {LOCAL}
        if entry.child is not None:
            yield "child", "group", entry.child, groups
    if isinstance(entry, War):
        for side in entry.sides:
            yield "sides", "group", side, groups
    if isinstance(entry, War | Deployment):
        for region in entry.regions:
            yield "regions", "region", region, set(regions)


def contradictions(
    files: Files, parts: tuple[Splits, Removals, Wars, Deployments], events: Events
) -> Iterator[Problem]:
    """Events of groups that do not live then, slots taken twice, months without soldiers.

    Parameters
    ----------
    files, parts : as they were read, in the order of the files, for the lines.
    events : the same, in the order of months.

    """
    splits, removals, wars, deployments = parts
    yield from _of_groups(files["splits"], splits, events)
    yield from _of_removals(files["removals"], removals, events)
    yield from _of_splits(files["splits"], splits, events)
    yield from _of_wars(files["wars"], wars, events)
    yield from _of_deployments(files["deployments"], deployments, events.regions)


def _of_groups(document: Document, splits: Splits, events: Events) -> Iterator[Problem]:
    taken: dict[int, str] = {}
    for place, group in enumerate(splits.groups):
        path: Path_ = ("groups", place)
        if group.slot in taken:
            message = f"slot {group.slot} is filled by '{taken[group.slot]}' already."
            yield document.problem((*path, "slot"), message)
        taken[group.slot] = group.id
        births = [split.date for split in splits.splits if split.child == group.id]
        if len(births) + (group.share is not None) != 1:
            message = f"'{group.id}' must live from the first month or be born once."
            yield document.problem(path, message)
        end = group.dissolves
        if end is not None:
            yield from _inside(document, (*path, "dissolves", "date"), end.date)
            if births and end.date <= births[0]:
                message = f"'{group.id}' dissolves in {end.date}, before it is born."
                yield document.problem((*path, "dissolves"), message)
    total = sum(group.share for group in events.groups if group.share is not None)
    if abs(total - 1) > 1e-9:
        yield document.problem(("groups",), f"the shares add up to {total:g}, not 1.")


def _of_removals(document: Document, removals: Removals, events: Events) -> Iterator[Problem]:
    for place, removal in enumerate(removals.removals):
        path: Path_ = ("removals", place, "date")
        yield from _inside(document, path, removal.date)
        if not events.lives(removal.group, removal.date):
            yield _dead(document, path, removal.group, removal.date)


def _of_splits(document: Document, splits: Splits, events: Events) -> Iterator[Problem]:
    months: dict[Month, str] = {}
    for place, split in enumerate(splits.splits):
        path: Path_ = ("splits", place, "date")
        yield from _inside(document, path, split.date)
        if not (events.lives(split.parent, split.date) and split.parent != split.child):
            yield _dead(document, path, split.parent, split.date)
        if split.child is not None and split.date in months:
            message = f"'{months[split.date]}' takes a slot in {split.date} already."
            yield document.problem(path, message)
        if split.child is not None:
            months[split.date] = split.id


def _of_wars(document: Document, wars: Wars, events: Events) -> Iterator[Problem]:
    for place, war in enumerate(wars.wars):
        path: Path_ = ("wars", place)
        first, last = span(war)
        for name, month in (("start", first), ("end", last)):
            yield from _inside(document, (*path, name, "date"), month)
            for side in war.sides:
                if not events.lives(side, month):
                    yield _dead(document, (*path, name, "date"), side, month)
        if first > last:
            yield document.problem((*path, "end"), f"ends in {last}, before {first}.")
        if war.sides[0] == war.sides[1]:
            yield document.problem((*path, "sides"), "a group cannot be at war with itself.")
    for (_, one), (place, other) in combinations(enumerate(wars.wars), 2):
        apart = span(one)[1] < span(other)[0] or span(other)[1] < span(one)[0]
        if set(one.sides) == set(other.sides) and not apart:
            message = f"the two are at war already: '{one.id}'."
            yield document.problem(("wars", place, "sides"), message)
    for month in HISTORY.months:
        on = sum(span(war)[0] <= month <= span(war)[1] for war in wars.wars)
        if on > WAR_ROWS:
            message = f"{on} wars are on in {month}; the world holds {WAR_ROWS}."
            yield document.problem(("wars",), message)
            return


def _of_deployments(
    document: Document, deployments: Deployments, regions: tuple[str, ...]
) -> Iterator[Problem]:
    for region in regions:
        steps = [step for step in deployments.steps if region in step.regions]
        for month in HISTORY.months:
            on = sum(step.first <= month <= step.last for step in steps)
            if on != 1:
                message = f"the {region} has {on} steps in {month}, expected one."
                yield document.problem(("steps",), message)
                break


def span(war: War) -> tuple[Month, Month]:
    """First and last month of a war; one that goes on ends with the history."""
    return war.start.date, war.end.date if war.end is not None else HISTORY.last


def _inside(document: Document, path: Path_, month: Month) -> Iterator[Problem]:
    if not HISTORY.first <= month <= HISTORY.last:
        message = f"{month} lies outside {HISTORY.first} to {HISTORY.last}."
        yield document.problem(path, message)


def _dead(document: Document, path: Path_, group: str, month: Month) -> Problem:
    return document.problem(path, f"'{group}' fills no slot in {month}.")
