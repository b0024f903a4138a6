"""What the files of `data/events` may say: one model a kind of event, groups and never persons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, PlainValidator, model_validator

from undercut.core.months import STATE, Grid, Month
from undercut.evidence.schema import Entry, Number, Sources, Text

GRADES = {
    "A": "date seen in two or more retrieved texts",
    "B": "seen in one retrieved text",
    "C": "recalled from a citable text, or its month is ours",
    "D": "judged from public histories: no source in the evidence",
}
"""What a grade of a dated event means."""

LOCAL = "local"
"""In place of a group: the local groups outside the slots, the fringe of the world."""

SLOTS = 12
"""Slots of named organizations that the world has."""

HISTORY = Grid(Month.parse("2000-01"), STATE)
"""The months that the events cover."""

Share = Annotated[Number, Field(ge=0.0, le=1.0)]


def _month(value: Any) -> Month:
    return Month.parse(value)


Dated = Annotated[Month, PlainValidator(_month)]
"""A month, written YYYY-MM."""

Map = Mapping[str, Share]
"""Share of a group's members by region; adds up to 1."""


class Told(Entry):
    """How an event is known.

    Attributes
    ----------
    kind : reported (as a text dates it) or judged (dated by us, with a rationale).
    grade : A to D, see `GRADES`.
    rationale : why; mandatory for judged.
    sources : where it was found; none only for grade D.

    """

    kind: Literal["reported", "judged"]
    grade: Literal["A", "B", "C", "D"]
    rationale: Text | None = None
    sources: Sources = ()

    @model_validator(mode="after")
    def _graded(self) -> "Told":
        if self.kind == "judged" and self.rationale is None:
            raise ValueError("a judged event needs a rationale.")
        if (self.grade == "D") != (not self.sources):
            raise ValueError("grade D means no source, and no source means grade D.")
        if self.kind == "reported" and not self.sources:
            raise ValueError("a reported event needs sources.")
        seen = sum(source.verified for source in self.sources)
        if seen < {"A": 2, "B": 1}.get(self.grade, 0):
            raise ValueError(f"grade {self.grade}: {GRADES[self.grade]}; {seen} are marked seen.")
        return self


class Dating(Told):
    """A month and how it is known."""

    date: Dated


class Group(Entry):
    """An organized group and the slot that it fills.

    Attributes
    ----------
    id, name, label : in the data, for readers in short and in full.
    slot : number from 0, in the order of the world's slots.
    share : share of the members of all named groups in the first month; None for one born later.
    map : share of its members by region in the first month.
    kind, rationale : share and map are judged, and why they are so.
    sources : which show that it was there.
    dissolves : first month in which it is a local group, outside the slots.

    """

    id: Text
    slot: int = Field(strict=True, ge=0, lt=SLOTS)
    name: Text
    label: Text
    share: Share | None = None
    map: Map | None = None
    kind: Literal["judged"] | None = None
    rationale: Text | None = None
    sources: Sources = ()
    dissolves: Dating | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Group":
        given = [part is not None for part in (self.share, self.map, self.kind, self.rationale)]
        if any(given) and not all(given):
            raise ValueError("'share', 'map', 'kind' and 'rationale' come together.")
        return self


class Ranks(Entry):
    """Why leaders have the rank that they have."""

    kind: Literal["judged"]
    rationale: Text


class Removal(Told):
    """A leader removed.

    Attributes
    ----------
    id : name in the data.
    group : id of the group, or `local`.
    date : month.
    rank : top is the head of the whole group; other leads a branch or is a lieutenant.
    manner : what happened.
    region : where, if the evidence says so.
    by : whose forces, if the evidence says so.
    note : caution.

    """

    id: Text
    group: Text
    date: Dated
    rank: Literal["top", "other"]
    manner: Literal["arrest", "killed", "surrender", "reported_killed"]
    region: Text | None = None
    by: Literal["mexican_army", "mexican_navy", "mexican_police", "united_states"] | None = None
    note: Text | None = None


class Removals(Entry):
    """Everything in `removals.yaml`: removals in the order of months, and how they were chosen."""

    ranks: Ranks
    selection: Text
    removals: tuple[Removal, ...]


class Taken(Entry):
    """Part of a parent's members whom a child took, judged."""

    low: Share
    high: Share
    rationale: Text

    @model_validator(mode="after")
    def _ordered(self) -> "Taken":
        if self.low > self.high:
            raise ValueError(f"'low' is {self.low:g}, above 'high' {self.high:g}.")
        return self

    @property
    def middle(self) -> float:
        """Midway between low and high."""
        return (self.low + self.high) / 2


class Split(Told):
    """A split of a group, or a birth.

    Attributes
    ----------
    id : name in the data.
    parent : id of the group that lost members, or `local` for a birth out of local groups.
    child : id of the group that takes a slot; None where it took none.
    named : what a child without a slot was called.
    date : first month of the child.
    share : part of the parent's members that the child took.
    map, map_rationale : the child's members by region, judged.

    """

    id: Text
    parent: Text
    child: Text | None = None
    named: Text | None = None
    date: Dated
    share: Taken | None = None
    map: Map | None = None
    map_rationale: Text | None = None

    @model_validator(mode="after")
    def _one_child(self) -> "Split":
        if (self.child is None) == (self.named is None):
            raise ValueError("give either 'child' (it takes a slot) or 'named' (it takes none).")
        given = [part is not None for part in (self.share, self.map, self.map_rationale)]
        if given != [self.child is not None] * 3:
            raise ValueError("'share', 'map' and 'map_rationale' go with 'child', all three.")
        return self


class Splits(Entry):
    """Everything in `splits.yaml`: the groups in the order of slots, and how they came about."""

    groups: tuple[Group, ...]
    splits: tuple[Split, ...]


class Intensity(Entry):
    """Hostility of a war while it is on.

    Attributes
    ----------
    value : fitted or judged for one war.
    mean, log_sd : of a lognormal over all wars, for those without a value.
    kind, rationale : where it comes from.

    """

    value: Number | None = Field(default=None, gt=0.0)
    mean: Number | None = Field(default=None, gt=0.0)
    log_sd: Number | None = Field(default=None, gt=0.0)
    kind: Literal["fitted", "judged"]
    rationale: Text

    @model_validator(mode="after")
    def _one_form(self) -> "Intensity":
        if [self.value is None, self.value is None] != [
            self.mean is not None,
            self.log_sd is not None,
        ]:
            raise ValueError("give either 'value', or 'mean' and 'log_sd'.")
        return self

    @property
    def central(self) -> float:
        """The value, or the mean of the distribution."""
        return float(self.value if self.value is not None else self.mean or 0.0)


class War(Entry):
    """A war between two groups.

    Attributes
    ----------
    id : name in the data.
    sides : ids of the two groups.
    regions : where it is fought.
    start, end : first and last month, both included; an end of None means that it goes on.
    intensity : its own, or the distribution over all wars.
    rivals : sources that show the two as rivals at some time of the war.
    note : caution.

    """

    id: Text
    sides: tuple[Text, Text]
    regions: tuple[Text, ...] = Field(min_length=1)
    start: Dating
    end: Dating | None = None
    intensity: Intensity | None = None
    rivals: Sources = ()
    note: Text | None = None


class Wars(Entry):
    """Everything in `wars.yaml`.

    Attributes
    ----------
    caution : what the dates cannot say.
    intensity : distribution over all wars.
    wars : in the order of their first months.

    """

    caution: Text
    intensity: Intensity
    wars: tuple[War, ...]


class Deployment(Told):
    """Soldiers on public security tasks in some regions for some months.

    Attributes
    ----------
    id : name in the data.
    regions : where.
    first, last : months (`from` and `to` in the file), both included.
    period : observation of the series of the file, over that of its base.
    level : relative to the base, where there is no observation.

    """

    id: Text
    regions: tuple[Text, ...] = Field(min_length=1)
    first: Dated = Field(alias="from")
    last: Dated = Field(alias="to")
    period: Text | None = None
    level: Number | None = Field(default=None, ge=0.0)

    @model_validator(mode="after")
    def _one_form(self) -> "Deployment":
        if (self.period is None) == (self.level is None):
            raise ValueError("give either 'period' or 'level'.")
        if self.first > self.last:
            raise ValueError(f"'from' is {self.first}, after 'to' {self.last}.")
        return self


class Deployments(Entry):
    """Everything in `deployments.yaml`: the series that the levels are read from, and the steps."""

    series: Text
    place: Text
    base: Text
    steps: tuple[Deployment, ...]


Event: TypeAlias = Group | Removal | Split | War | Deployment


@dataclass(frozen=True)
class Events:
    """Everything in `data/events`.

    Attributes
    ----------
    groups : in the order of slots, one each.
    presence : group → share of its members by region, in the order of the region axis: in the first
        month, or in the month of its birth.
    removals, splits, wars : in the order of months.
    deployments : steps; every region has one in every month.
    levels : step → soldiers relative to the end of 2024.
    intensity : distribution of the intensity of wars that have none of their own.
    caution : what the dates of wars cannot say.
    regions : ids, in the order of the region axis.

    """

    groups: tuple[Group, ...]
    presence: Mapping[str, tuple[float, ...]]
    removals: tuple[Removal, ...]
    splits: tuple[Split, ...]
    wars: tuple[War, ...]
    deployments: tuple[Deployment, ...]
    levels: Mapping[str, float]
    intensity: Intensity
    caution: str
    regions: tuple[str, ...]

    def group(self, name: str) -> Group:
        """Find a group by its id."""
        return next(group for group in self.groups if group.id == name)

    def slot(self, name: str) -> int:
        """Slot of a group; -1 for the local groups."""
        return -1 if name == LOCAL else self.group(name).slot

    def lives(self, name: str, month: Month) -> bool:
        """Say whether a group fills its slot in a month; the local groups always live."""
        if name == LOCAL:
            return True
        born = next((split.date for split in self.splits if split.child == name), HISTORY.first)
        end = self.group(name).dissolves
        return born <= month and (end is None or month < end.date)

    def intensity_of(self, war: War) -> Intensity:
        """Intensity of a war: its own, or the distribution over all."""
        return war.intensity or self.intensity

    def by_id(self) -> dict[str, Event]:
        """Every group and event by id."""
        parts: tuple[tuple[Event, ...], ...] = (
            self.groups,
            self.removals,
            self.splits,
            self.wars,
            self.deployments,
        )
        return {event.id: event for part in parts for event in part}
