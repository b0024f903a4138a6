"""The legal map: actor by activity by place, for one host state, its consent and a day.

Start with `legal_map` for the printed map and `whole_map` for every cell of the vocabulary. A cell
that no rule of the base decides is a gap and says so.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import product
from typing import Any

from pydantic import Field

from undercut.core.errors import LawError, Problem, nearest
from undercut.law.authorities import Authority, Day, Strict
from undercut.law.day import law_on
from undercut.law.engine import assess
from undercut.law.findings import Assessment, Effect, Finding
from undercut.law.package import read_data
from undercut.law.rules import load_rules
from undercut.law.vocabulary import NOT_APPLICABLE, UNKNOWN, Facts, load_vocabulary

CONSENTS = ("given", "absent", UNKNOWN)


class _Shown(Strict):
    id: str
    label: str
    facts: dict[str, Any] = Field(default_factory=dict)


class Actor(_Shown):
    """A column of the printed map, and the places it is shown in (all, if none is named)."""

    places: tuple[str, ...] = ()


class _Place(_Shown):
    abroad: bool
    activities: tuple[str, ...]


class _Variant(Strict):
    place: str
    activity: str
    facts: dict[str, Any]


class _Milestone(Strict):
    authority: str
    date: Day


class Layout(Strict):
    """What the printed map shows: rows by place and activity, columns by actor.

    An actor with `places` is shown there only.
    """

    actors: tuple[Actor, ...]
    activities: tuple[_Shown, ...]
    variants: tuple[_Variant, ...]
    places: tuple[_Place, ...]
    milestones: tuple[_Milestone, ...]


@dataclass(frozen=True)
class Cell:
    """One cell of the map.

    Attributes
    ----------
    actor, activity, place : ids.
    assessment : what the engine says.

    """

    actor: str
    activity: str
    place: str
    assessment: Assessment

    @property
    def finding(self) -> Finding:
        """The most restrictive layer."""
        return self.assessment.finding

    @property
    def is_gap(self) -> bool:
        """Whether no rule of the base decides the cell."""
        deciding = self.assessment.headline.deciding
        return all(reason.effect is Effect.SILENT for reason in deciding)

    @property
    def ground(self) -> Authority | None:
        """The first authority of the rule that decides the cell."""
        for reason in self.assessment.headline.deciding:
            if reason.authorities:
                return reason.authorities[0]
        return None

    def to_json(self) -> dict[str, Any]:
        """Plain data for files and the page."""
        assessment = self.assessment
        return {
            "actor": self.actor,
            "activity": self.activity,
            "place": self.place,
            "finding": str(self.finding),
            "gap": self.is_gap,
            "layer": str(assessment.headline.layer),
            "layers": {str(name): str(found.finding) for name, found in assessment.layers.items()},
            "authorities": [
                a.reference(assessment.on)
                for reason in assessment.headline.deciding
                for a in reason.authorities
            ],
            "missing": list(assessment.headline.missing),
        }


@dataclass(frozen=True)
class LegalMap:
    """The cells of a map and what they were asked for.

    Attributes
    ----------
    host, host_label, coverage : the state, and how far its own law is in the base.

    """

    host: str
    host_label: str
    coverage: str
    consent: str
    on: date
    cells: tuple[Cell, ...]

    def cell(self, actor: str, activity: str, place: str) -> Cell | None:
        """Return one cell; None where the actor is not shown in the place."""
        return self._index.get((actor, activity, place))

    @cached_property
    def _index(self) -> dict[tuple[str, str, str], Cell]:
        return {(c.actor, c.activity, c.place): c for c in self.cells}

    def to_json(self) -> dict[str, Any]:
        """Plain data: what was asked, and `cells`."""
        return {
            "host": self.host,
            "coverage": self.coverage,
            "consent": self.consent,
            "on": self.on.isoformat(),
            "cells": [cell.to_json() for cell in self.cells],
        }

    def to_csv(self) -> str:
        """One row a cell: findings by layer, whether a gap, citations of the deciding rules."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        layers = ["us_domestic", "international", "host_state"]
        writer.writerow(
            ["host", "consent", "on", "actor", "activity", "place", "finding", *layers, "gap",
             "citations", "missing"]
        )  # fmt: skip
        for cell in self.cells:
            row = cell.to_json()
            writer.writerow(
                [
                    self.host,
                    self.consent,
                    self.on.isoformat(),
                    cell.actor,
                    cell.activity,
                    cell.place,
                    row["finding"],
                    *(row["layers"][layer] for layer in layers),
                    str(cell.is_gap).lower(),
                    "; ".join(a["citation"] for a in row["authorities"]),
                    "; ".join(row["missing"]),
                ]
            )
        return stream.getvalue()


@cache
def load_layout() -> Layout:
    """Read `data/law/map.yaml`.

    Raises
    ------
    LawError : the file names an unknown fact, activity or authority, or a date that is none of the
        authority's.

    """
    document = read_data("map.yaml")
    layout = document.validate(Layout, LawError)
    vocabulary = load_vocabulary()
    problems: list[Problem] = []
    for section in ("actors", "activities", "variants"):
        for index, entry in enumerate(getattr(layout, section)):
            path = (section, index, "facts")
            problems += vocabulary.read_facts(entry.facts, document, path)[1]
    known = {activity.id for activity in layout.activities}
    problems += [
        document.problem(
            ("places", index), f"no activity is called '{name}'.", nearest(name, known)
        )
        for index, place in enumerate(layout.places)
        for name in place.activities
        if name not in known
    ]
    problems += [
        document.problem(
            ("milestones", index), f"'{item.authority}' has no start or amendment on {item.date}."
        )
        for index, item in enumerate(layout.milestones)
        if not _milestone_text(item)
    ]
    if problems:
        raise LawError(problems)
    return layout


def legal_map(host: str = "mexico", consent: str = UNKNOWN, on: date | None = None) -> LegalMap:
    """Make the printed map.

    Parameters
    ----------
    host : host state, in lower snake case.
    consent : consent of the host to each act in its space: given, absent or unknown.
    on : the day whose law is read; today by default.

    Raises
    ------
    LawError : the host or the consent is not one, or the day is before any law.

    """
    layout = load_layout()
    day = on or date.today()
    _check(host, consent)
    activities = {activity.id: activity for activity in layout.activities}
    variants = {(v.place, v.activity): v.facts for v in layout.variants}
    cells = []
    for place in layout.places:
        for name, actor in product(place.activities, layout.actors):
            if actor.places and place.id not in actor.places:
                continue
            facts = {
                **_place_facts(place.id, host, consent, abroad=place.abroad),
                "vessel_status": NOT_APPLICABLE,
                **actor.facts,
                **activities[name].facts,
                **variants.get((place.id, name), {}),
            }
            cells.append(_cell(actor.id, name, place.id, facts, day))
    return _finish(host, consent, day, cells)


def whole_map(host: str = "mexico", consent: str = UNKNOWN, on: date | None = None) -> LegalMap:
    """Make a map of every actor, activity and place of the vocabulary, with nothing else stated.

    Raises
    ------
    LawError : as for `legal_map`.

    """
    vocabulary = load_vocabulary()
    day = on or date.today()
    _check(host, consent)
    cells = []
    for actor, activity, place in product(
        *(map(str, vocabulary.values(name)) for name in ("actor", "activity", "place"))
    ):
        abroad = place in ("foreign_airspace", "foreign_territorial_sea", "foreign_territory")
        facts = {
            **_place_facts(place, host, consent, abroad=abroad),
            "actor": [actor],
            "activity": activity,
        }
        cells.append(_cell(actor, activity, place, facts, day))
    return _finish(host, consent, day, cells)


def _check(host: str, consent: str) -> None:
    _, problems = load_vocabulary().read_facts({"host_state": host})
    if consent not in CONSENTS:
        problems.append(
            Problem(
                f"'{consent}' is not a consent.", hint=nearest(consent, CONSENTS, noun="Values")
            )
        )
    if problems:
        raise LawError(problems)


def _place_facts(place: str, host: str, consent: str, *, abroad: bool) -> dict[str, Any]:
    if abroad:
        return {"place": place, "host_state": host, "consent": consent}
    return {"place": place, "consent": NOT_APPLICABLE}


def _cell(actor: str, activity: str, place: str, facts: Mapping[str, Any], on: date) -> Cell:
    read, problems = load_vocabulary().read_facts(facts)
    if problems:
        raise LawError(problems)
    return Cell(actor, activity, place, assess(Facts(read.values), on, law_on(on)))


def _finish(host: str, consent: str, on: date, cells: list[Cell]) -> LegalMap:
    known = load_rules().hosts.get(host)
    label = known.label if known else host.replace("_", " ").title()
    coverage = known.coverage if known else "Own law not in the base: a gap; have it checked."
    return LegalMap(host, label, coverage, consent, on, tuple(cells))


@dataclass(frozen=True)
class Event:
    """A day on which the law of the map changed."""

    on: date
    authority: Authority
    what: str


def timeline(until: date | None = None, host: str | None = None) -> list[Event]:
    """Give the dates on which an answer of the map switched, up to a day, in order.

    With a host, the law of other hosts is left out.
    """
    rules = load_rules()
    foreign = {
        name
        for rule in rules.by_id.values()
        if host is not None and rule.when.get("host_state", host) != host
        for name in rule.authority
        if rules.authorities.by_id[name].layer == "host_state"
    }
    events = [
        Event(item.date, rules.authorities.by_id[item.authority], _milestone_text(item))
        for item in load_layout().milestones
        if (until is None or item.date <= until) and item.authority not in foreign
    ]
    return sorted(events, key=lambda event: event.on)


def full_timeline(until: date | None = None) -> list[Event]:
    """Give every start and amendment of every authority in the base, up to a day, in order."""
    events = [
        event
        for authority in load_rules().authorities.by_id.values()
        for event in _events(authority)
        if until is None or event.on <= until
    ]
    return sorted(events, key=lambda event: event.on)


def _events(authority: Authority) -> Iterator[Event]:
    if authority.effective.start:
        yield Event(authority.effective.start, authority, "takes effect")
    for change in authority.amended:
        yield Event(change.date, authority, change.what)


def _milestone_text(item: _Milestone) -> str:
    authority = load_rules().authorities.by_id.get(item.authority)
    if authority is None:
        return ""
    changes = {change.date: change.what for change in authority.amended}
    if item.date in changes:
        return changes[item.date]
    return "takes effect" if authority.effective.start == item.date else ""
