"""Authorities: statutes, treaties, constitutions, cases and orders, with their dates and sources.

Start with `load_authorities`. `says`, `conditions` and `exceptions` are paraphrases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from undercut.core.documents import Document
from undercut.core.errors import LawError, Problem
from undercut.law.package import read_data


def parse_date(value: Any) -> Any:
    """Read an ISO day; documents give dates as words."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"'{value}' is not a date (YYYY-MM-DD).") from None
    return value


Day = Annotated[date, BeforeValidator(parse_date)]


class Strict(BaseModel):
    """Base of the schemas: unknown keys are errors, objects are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Span(Strict):
    """Days on which something is law; an open end is None."""

    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _is_ordered(self) -> "Span":
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"'from' ({self.start}) is after 'to' ({self.end}).")
        return self

    def covers(self, on: date) -> bool:
        """Whether the day lies in the span, ends included."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


class Amendment(Strict):
    """A dated change of an authority."""

    date: Day
    what: str


class SourceReference(Strict):
    """Where a point was read: a key of `sources.bib` and a place in that document."""

    key: str
    locator: str
    verified: bool


class Authority(Strict):
    """One source of law.

    Attributes
    ----------
    actors, places, activities : the scope it speaks to, in the words of the vocabulary.
    background : why no rule rests on it; None where a rule does.

    """

    id: str
    citation: str
    title: str
    kind: Literal[
        "prohibition", "grant", "condition", "procedure", "treaty", "constitution", "regulation",
        "executive_order", "host_state_law", "international_law", "case_law",
    ]  # fmt: skip
    layer: Literal["us_domestic", "international", "host_state"]
    effective: Span
    amended: tuple[Amendment, ...]
    actors: tuple[str, ...]
    places: tuple[str, ...]
    activities: tuple[str, ...]
    says: str
    conditions: tuple[str, ...]
    exceptions: tuple[str, ...]
    consequence: str
    disputed: tuple[str, ...]
    sources: Annotated[tuple[SourceReference, ...], Field(min_length=1)]
    background: str | None = None

    def speaks_to(self, facts: Mapping[str, Any]) -> bool:
        """Whether its scope covers the actor, the place and the activity of some facts."""
        actors = facts.get("actor", ())
        return (
            facts.get("activity") in self.activities
            and ("any" in self.places or facts.get("place") in self.places)
            and any(actor in self.actors for actor in actors)
        )

    def before(self) -> "Authority":
        """Stand for the law that held before this authority came into force."""
        return self.model_copy(update={"citation": f"the law before {self.citation}"})

    def reference(self, on: date) -> dict[str, Any]:
        """Id and citation, with a word of caution where it came into force after the day."""
        data: dict[str, Any] = {"id": self.id, "citation": self.citation}
        if self.effective.start and self.effective.start > on:
            data["later"] = f"in this form in force from {self.effective.start}"
        return data


def cited_on(on: date, authorities: Sequence[Authority]) -> tuple[Authority, ...]:
    """Give the authorities to cite on a day for a rule that rests on all of them.

    They are those in force. Where none is yet, the rule rests on older law that the base does not
    hold, and what is cited is the law before the first of them.
    """
    in_force = tuple(a for a in authorities if a.effective.covers(on))
    return in_force or (authorities[0].before(),)


class _File(Strict):
    authorities: tuple[Authority, ...]


@dataclass(frozen=True)
class Authorities:
    """The authorities by id, and the document they stand in."""

    by_id: Mapping[str, Authority]
    document: Document

    @property
    def first_day(self) -> date:
        """The first day on which any of them is law."""
        return min(a.effective.start for a in self.by_id.values() if a.effective.start)


@cache
def load_authorities() -> Authorities:
    """Read `data/law/authorities.yaml`.

    Raises
    ------
    LawError : a field is wrong or an id is given twice.

    """
    document = read_data("authorities.yaml")
    wrapped = Document(
        document.file,
        {"authorities": document.data},
        {("authorities", *path): line for path, line in document.lines.items()},
    )
    loaded = wrapped.validate(_File, LawError).authorities
    by_id: dict[str, Authority] = {}
    problems: list[Problem] = []
    for index, authority in enumerate(loaded):
        if authority.id in by_id:
            problems.append(
                document.problem((index, "id"), f"authority '{authority.id}' is given twice.")
            )
        by_id[authority.id] = authority
    if problems:
        raise LawError(problems)
    return Authorities(MappingProxyType(by_id), document)
