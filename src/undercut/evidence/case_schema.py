"""The shape of a case, a lesson, a selection, a contradiction and a set of legal facts.

Start with `Case`. Outputs (seizures, arrests, hectares, people killed by the operation) are kept
apart from outcomes (price, purity, use, homicide, overdose, territory).
"""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, PlainSerializer, PlainValidator, StrictBool, model_validator

from undercut.evidence.schema import Entry, SourceRef, Text

Kind = Literal[
    "maritime_interdiction", "air_interdiction", "border_military_support",
    "domestic_enforcement_surge", "weapons", "kingpin", "strike", "source_eradication",
    "precursor", "finance", "institution_building", "multinational_mission", "demand_side",
]  # fmt: skip
Consent = Literal["given", "contested", "absent", "not_applicable"]
MilitaryRole = Literal["lead", "joint", "support", "none"]
Grade = Literal["A", "B", "C", "D"]
LeadKind = Literal["law_enforcement", "military", "civil", "multinational"]
Direction = Literal["better", "none", "mixed", "worse", "unknown"]
Attribution = Literal["claimed_by_agency", "independent_evaluation", "peer_reviewed", "contested"]
Consequence = Literal[
    "displacement", "substitution", "fragmentation", "violence", "civilian_harm",
    "health_or_environmental_harm", "corruption", "diplomatic_cost", "political_backlash",
    "legal_challenge", "economic_cost", "market_adaptation", "institutional_effect", "data_gap",
]  # fmt: skip

KINDS: tuple[str, ...] = get_args(Kind)
CONSENTS: tuple[str, ...] = get_args(Consent)
MILITARY_ROLES: tuple[str, ...] = get_args(MilitaryRole)
GRADES: tuple[str, ...] = get_args(Grade)
LEAD_KINDS: tuple[str, ...] = get_args(LeadKind)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
ATTRIBUTIONS: tuple[str, ...] = get_args(Attribution)

CASE_GRADES = {
    "A": "several or peer-reviewed evaluations that identify an effect",
    "B": "at least one independent evaluation",
    "C": "agency figures and serious reporting, no evaluation",
    "D": "thin or recalled record, or too recent to judge",
}
"""What the grade of a case means."""

RECENT_FROM = date(2025, 2, 1)
"""What begins on or after this day is described, marked provisional and never scored."""

FIRST_YEAR, LAST_YEAR = 1960, 2100
SHORT_LENGTH = 32
"""Characters that the short title of a case may have; it has to fit beside a bar."""

_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
_ID = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True, order=True)
class When:
    """A year, a month or a day: the days it spans."""

    first: date
    last: date
    text: str = field(compare=False)

    @classmethod
    def parse(cls, text: object) -> "When":
        """Read `2012`, `2012-01` or `2012-01-31`.

        Raises
        ------
        ValueError : the text is no such date, or lies outside 1960 to 2100.

        """
        match = _DATE.match(text) if isinstance(text, str) else None
        expected = "expected YYYY, YYYY-MM or YYYY-MM-DD in quotes, such as '2012-01'"
        if match is None:
            raise ValueError(f"'{text}' is not a date; {expected}.")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"'{text}' lies outside {FIRST_YEAR} to {LAST_YEAR}.")
        try:
            if month is None:
                return cls(date(year, 1, 1), date(year, 12, 31), str(text))
            end = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
            return cls(date(year, month, day or 1), date(year, month, day or end), str(text))
        except ValueError:
            raise ValueError(f"'{text}' is not a date; {expected}.") from None

    def __str__(self) -> str:
        return self.text


def _identifier(value: object) -> str:
    if not isinstance(value, str) or not _ID.match(value):
        raise ValueError(f"'{value}' is not an id; use lower case, digits and underscores.")
    return value


def _value(value: object) -> float | str | None:
    if value is None or (isinstance(value, str) and value):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise ValueError(f"'{value}' is not a value; expected a number, a text or null.")


def _when(value: object) -> When:
    return value if isinstance(value, When) else When.parse(value)


Identifier = Annotated[str, PlainValidator(_identifier)]
Value = Annotated[float | str | None, PlainValidator(_value)]
Date = Annotated[When, PlainValidator(_when), PlainSerializer(str, return_type=str)]
SourceList = Annotated[tuple[SourceRef, ...], Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]


class Output(Entry):
    """What the operation itself counted or did; never an effect.

    Attributes
    ----------
    name : its name within the case; `CASE.NAME` finds the figure.
    value : a number, words where the source gives a range or a change, or None.
    unit : the source's unit, or what it says where there is no number.
    recent : happened after January 2025.

    """

    name: Identifier
    what: Text
    value: Value
    unit: Text | None
    period: Text
    recent: StrictBool = False
    sources: SourceList


class Outcome(Output):
    """What changed, in which direction, and who says so.

    `none` means measured or stated as no change, `unknown` that nobody measured.
    """

    direction: Direction
    attribution: Attribution


class SecondOrder(Entry):
    """What followed beside the aim."""

    name: Identifier
    what: Consequence
    finding: Text
    recent: StrictBool = False
    sources: SourceList


class Cost(Entry):
    """A cost as published, in dollars of its period."""

    name: Identifier
    value: Value
    unit: Text
    period: Text
    sources: SourceList


class AuthorityRef(Entry):
    """An authority as the record words it, and the entries of `data/law` that stand for it."""

    text: Text
    ids: tuple[Identifier, ...]


class Lead(Entry):
    """Who led."""

    agency: Text
    kind: LeadKind


class Case(Entry):
    """One past operation, program or episode.

    Attributes
    ----------
    name : its public title, which may name a person.
    short : a title of at most 32 characters that speaks of groups and roles.
    end, ongoing_as_of : one of the two, or neither where `end_note` says why.
    levers : ids of the lever catalog, in its order.
    gained : what was achieved, in one sentence; None where the sources report nothing.
    not_gained : what was not, or what followed.
    counter_example_of : cases whose lesson this one limits.
    recent : began or was decided after January 2025; provisional.

    """

    id: Identifier
    name: Text
    short: Annotated[Text, Field(max_length=SHORT_LENGTH)]
    start: Date
    end: Date | None = None
    ongoing_as_of: Date | None = None
    end_note: Text | None = None
    places: Texts
    kind: Kind
    lead: Lead
    military_role: MilitaryRole
    military_role_note: Text
    partners: tuple[Text, ...]
    host_consent: Consent
    authorities: tuple[AuthorityRef, ...]
    levers: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    objectives_stated: Texts
    cost: Cost | None
    outputs: Annotated[tuple[Output, ...], Field(min_length=1)]
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1)]
    second_order: tuple[SecondOrder, ...]
    gained: Text | None
    not_gained: Text
    lesson: Text
    counter_example_of: tuple[Identifier, ...] = ()
    grade: Grade
    recent: StrictBool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.end is not None and self.ongoing_as_of is not None:
            raise ValueError(f"'{self.id}' has both 'end' and 'ongoing_as_of'; give one.")
        if self.end is None and self.ongoing_as_of is None and self.end_note is None:
            raise ValueError(f"'{self.id}' needs 'end', 'ongoing_as_of' or an 'end_note'.")
        last = self.end or self.ongoing_as_of
        if last is not None and last.last < self.start.first:
            raise ValueError(f"'{self.id}' ends ({last}) before it starts ({self.start}).")
        if self.start.first >= RECENT_FROM and not self.recent:
            raise ValueError(f"'{self.id}' starts after January 2025 and needs 'recent: true'.")
        keys = [row.name for row in [*self.figure_rows(), *self.second_order]]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"'{self.id}' gives the name '{key}' to two of its rows.")
        return self

    @property
    def last(self) -> When:
        """Last date on record: the end, else the last sighting, else the start."""
        return self.end or self.ongoing_as_of or self.start

    @property
    def is_open(self) -> bool:
        """No end is on record."""
        return self.end is None

    @property
    def years(self) -> str:
        """Years on record, such as `2012-2018+`; a plus marks an open end."""
        first, last = self.start.first.year, self.last.last.year
        span = str(first) if first == last else f"{first}-{last}"
        return f"{span}+" if self.is_open else span

    def figure_rows(self) -> list[Output | Cost]:
        """Cost, outputs and outcomes, in this order."""
        return [*([self.cost] if self.cost else []), *self.outputs, *self.outcomes]

    def source_keys(self) -> list[str]:
        """Keys of every source, in the order of first use."""
        rows: list[Output | Cost | SecondOrder] = [*self.figure_rows(), *self.second_order]
        return list(dict.fromkeys(ref.key for row in rows for ref in row.sources))


class Lesson(Entry):
    """What cases suggest, with the cases that speak against it or mark its limits."""

    id: Identifier
    lesson: Text
    cases_for: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    cases_against: tuple[Identifier, ...]
    limits: Text


class Selected(Entry):
    """A case in a selection, in a few words."""

    case: Identifier
    gained: Text
    not_gained: Text


class Selection(Entry):
    """A shipped choice of cases."""

    id: Identifier
    title: Text
    about: Text
    cases: Annotated[tuple[Selected, ...], Field(min_length=1)]


class Side(Entry):
    """One answer to a question on which findings disagree."""

    label: Text
    findings: Annotated[tuple[Identifier, ...], Field(min_length=1)]


class Contradiction(Entry):
    """A question with findings on both sides.

    Attributes
    ----------
    apart : findings that measure another thing: shown in words, never on the common axis.

    """

    id: Identifier
    question: Text
    sides: Annotated[tuple[Side, ...], Field(min_length=2)]
    apart: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Self:
        named = {name for side in self.sides for name in side.findings}
        for name in self.apart:
            if name not in named:
                raise ValueError(f"'{name}' is set apart but stands on no side.")
        return self


class Action(Entry):
    """One act within a case, as the law engine asks about it.

    Attributes
    ----------
    on : day for which the law of the time is read.
    read_from : fields of the case that the facts are read from, or the worked case of the law.
    facts : the fact record; what is not given is unknown.

    """

    name: Identifier
    case: Identifier
    label: Text
    on: Date
    read_from: Texts
    facts: dict[str, Any]
