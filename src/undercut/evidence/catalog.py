"""The lever catalog: what the government can do, at which level today, how far, at what cost.

Start with `load_catalog`. Levers stand in the order of their families, then of the files.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, PlainValidator, PrivateAttr, ValidationError, model_validator

from undercut.core import units
from undercut.core.documents import Document
from undercut.core.errors import EvidenceError, Problem, nearest
from undercut.evidence.package import data_document, data_root
from undercut.evidence.schema import Entry, Number, Sources, Text, Unit, Year

Family = Literal["logistics", "cash", "executives", "suppliers", "market", "institutions", "force"]
Sector = Literal[
    "politics", "justice", "supply", "market", "routes", "people", "money", "weapons",
    "organizations", "outcomes",
]  # fmt: skip
Consent = Literal["none", "tacit", "explicit"]
Payer = Literal["us_federal", "host", "mixed"]

FAMILIES: tuple[str, ...] = get_args(Family)


def _facts(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise ValueError("facts must be a mapping of vocabulary fields.")
    for name, fact in value.items():
        parts = fact if isinstance(fact, list) else [fact]
        if not parts or not all(isinstance(part, str | bool | int | float) for part in parts):
            raise ValueError(
                f"fact '{name}' must be a word, a number, true, false or a list of words."
            )
    return value


Facts = Annotated[Mapping[str, Any], PlainValidator(_facts)]
"""A fact record in the words of the law's vocabulary."""


class Deflator(Entry):
    """Consumer prices by year, to bring dollars to 2024.

    Attributes
    ----------
    index : which index.
    values : its level by year.
    sources : where it was published.

    """

    index: Text
    sources: Sources = Field(min_length=1)
    values: Mapping[int, Number]

    @property
    def base(self) -> int:
        """The year whose dollars everything is brought to: the last of the index."""
        return max(self.values)

    def to_2024(self, value: float, price_year: int) -> float:
        """Bring an amount to dollars of 2024, the last year of the index.

        A price year past the index counts as its last year.

        Raises
        ------
        EvidenceError : the index lacks the year.

        """
        year = min(price_year, self.base)
        if year not in self.values:
            known = ", ".join(str(y) for y in sorted(self.values))
            message = f"the price index has no value for {price_year}."
            raise EvidenceError(Problem(message, hint=f"Years: {known}."))
        return value * (self.values[self.base] / self.values[year])


def _ordered(low: float, middle: float, high: float, what: str) -> None:
    if not low <= middle <= high:
        raise ValueError(f"{what}: {middle:g} does not lie between {low:g} and {high:g}.")


class Baseline(Entry):
    """Level of about 2024.

    Attributes
    ----------
    value, low, high : in the lever's unit.
    period : when it was observed.
    judged : why no published figure carries the value, or None.

    """

    value: Number
    low: Number
    high: Number
    period: Text
    sources: Sources
    judged: Text | None = None

    @model_validator(mode="after")
    def _graded(self) -> "Baseline":
        _ordered(self.low, self.value, self.high, "baseline")
        if not self.sources and self.judged is None:
            raise ValueError("a baseline needs sources or 'judged'.")
        return self


class Range(Entry):
    """How far a lever can go, in its unit, and why."""

    min: Number
    max: Number
    rationale: Text
    sources: Sources = ()


class RampMonths(Entry):
    """Months to build a change up, and why."""

    typical: Number = Field(gt=0)
    low: Number = Field(gt=0)
    high: Number = Field(gt=0)
    rationale: Text | None = None
    sources: Sources = ()

    @model_validator(mode="after")
    def _graded(self) -> "RampMonths":
        _ordered(self.low, self.typical, self.high, "ramp_months")
        if not self.sources and self.rationale is None:
            raise ValueError("a ramp needs sources or a rationale.")
        return self


class UnitCost(Entry):
    """Cost of one unit of the lever held for a year.

    Attributes
    ----------
    value, low, high : in `unit`, dollars of `price_year`.
    kind : average, marginal, budget or contract.
    costs : ids of the unit costs that it is built from.
    derivation : how.
    judged : which part no published figure carries, or None.

    """

    value: Number
    low: Number
    high: Number
    unit: Unit
    price_year: Year
    kind: Literal["average", "marginal", "budget", "contract"]
    costs: tuple[Text, ...] = ()
    sources: Sources = ()
    derivation: Text
    judged: Text | None = None

    @model_validator(mode="after")
    def _graded(self) -> "UnitCost":
        _ordered(self.low, self.value, self.high, "unit_cost")
        if not self.sources and not self.costs and self.judged is None:
            raise ValueError("a unit cost needs 'costs', 'sources' or 'judged'.")
        return self


class ActsOn(Entry):
    """A quantity of the world that a lever moves.

    Attributes
    ----------
    sector, quantity : where, and what in plain words.
    model : note and equation that the mechanism comes from (see docs/evidence.md).
    form : how, in plain words.
    sign : what is expected; a test of the mechanism, never an input.

    """

    sector: Sector
    quantity: Text
    model: Text
    form: Text
    sign: Text


class Action(Entry):
    """The usual lawful way to pull a lever, as facts for the law."""

    id: Text
    facts: Facts
    note: Text | None = None


class Contrast(Entry):
    """Another way, and how the law is expected to see it.

    Attributes
    ----------
    kind : finding expected in `layer`, or `lawful_alternative`.
    turns_on : what decides.
    like_case : a worked case of the law.

    """

    id: Text
    kind: Literal["barred", "contested", "permitted_if", "lawful_alternative"]
    layer: Literal["us_domestic", "international", "host_state"]
    turns_on: Text
    like_case: Text | None = None
    facts: Facts


class Lever(Entry):
    """A thing the government can do.

    Attributes
    ----------
    id, label, family : name in the data, name for readers, one of seven families.
    unit, unit_text : its unit, and what one unit is in words.
    definition, planners_call_it, examples, saturation, side_effects, limits : text for readers.
    co_benefits, harms : what else it brings, and who bears the harms.
    baseline, range, ramp_months, unit_cost : see their classes.
    payer : who pays.
    acts_on : what it moves in the world.
    needs_consent : none, tacit or explicit consent of the host.
    actions, contrast : fact records for the law.
    effects, cases, authorities : ids of findings, cases of the casebook, and authorities.

    """

    id: Text
    label: Text
    family: Family
    unit: Unit
    unit_text: Text
    definition: Text
    planners_call_it: Text
    examples: tuple[Text, ...] = Field(min_length=1)
    baseline: Baseline
    range: Range
    ramp_months: RampMonths
    unit_cost: UnitCost
    payer: Payer
    acts_on: tuple[ActsOn, ...] = Field(min_length=1)
    needs_consent: Consent
    actions: tuple[Action, ...] = Field(min_length=1)
    contrast: tuple[Contrast, ...]
    effects: tuple[Text, ...]
    cases: tuple[Text, ...]
    authorities: tuple[Text, ...]
    saturation: Text
    side_effects: tuple[Text, ...]
    limits: Text
    co_benefits: Text
    harms: Text
    _deflator: Deflator | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _whole(self) -> "Lever":
        _ordered(self.range.min, self.baseline.value, self.range.max, "baseline in range")
        if (
            units.parse(self.unit_cost.unit).units
            != (units.parse("USD") / units.parse(self.unit) / units.parse("year")).units
        ):
            raise ValueError(f"unit_cost: '{self.unit_cost.unit}' is not USD/({self.unit})/year.")
        return self

    @property
    def unit_cost_2024(self) -> tuple[float, float, float]:
        """Low, central and high cost of one unit held for a year, in dollars of 2024."""
        cost, deflator = self.unit_cost, self._deflator
        if deflator is None:
            raise EvidenceError(Problem(f"lever '{self.id}' was not loaded with a catalog."))
        low, value, high = (
            deflator.to_2024(amount, cost.price_year)
            for amount in (cost.low, cost.value, cost.high)
        )
        return low, value, high


class LegacyNames(Entry):
    """Older names of levers in the findings and the casebook → levers of the catalog."""

    effects: Mapping[str, tuple[Text, ...]]
    operations: Mapping[str, tuple[Text, ...]]


class _Head(Entry):
    """The file `data/levers/catalog.yaml`."""

    families: tuple[Family, ...]
    deflator: Deflator
    legacy_names: LegacyNames


class Catalog(Entry):
    """All levers, the price index and the older names.

    Attributes
    ----------
    families : in order.
    levers : by id, in the order of the families.
    deflator : brings dollars to 2024.
    legacy_names : older names of levers.

    """

    families: tuple[str, ...]
    levers: Mapping[str, Lever]
    deflator: Deflator
    legacy_names: LegacyNames

    def lever(self, lever_id: str) -> Lever:
        """One lever.

        Raises
        ------
        EvidenceError : no lever has that id; names the nearest.

        """
        if lever_id not in self.levers:
            hint = nearest(lever_id, self.levers, noun="Levers")
            raise EvidenceError(Problem(f"no lever is called '{lever_id}'.", hint=hint))
        return self.levers[lever_id]

    def of_family(self, family: str) -> list[Lever]:
        """Levers of a family, in order."""
        return [lever for lever in self.levers.values() if lever.family == family]


def load_catalog(root: Path | None = None) -> Catalog:
    """Read `data/levers/`.

    Parameters
    ----------
    root : a data folder other than the packaged one.

    Raises
    ------
    EvidenceError : a file is missing or does not fit the schema; an id is given twice.

    """
    return _load(root or data_root())


def lever_documents(root: Path | None = None) -> list[Document]:
    """Read the files of the levers, one a family, in order."""
    base = root or data_root()
    return [data_document(base / "levers" / f"{family}.yaml", base) for family in FAMILIES]


@cache
def _load(root: Path) -> Catalog:
    document = data_document(root / "levers" / "catalog.yaml", root)
    head = document.validate(_Head, EvidenceError)
    problems: list[Problem] = []
    if head.families != FAMILIES:
        message = f"the families must be {', '.join(FAMILIES)}, in this order."
        problems.append(document.problem(("families",), message))
    levers: dict[str, Lever] = {}
    for document in lever_documents(root):
        family = document.file.rsplit("/", 1)[-1].removesuffix(".yaml")
        for place, raw in enumerate(_list(document)):
            try:
                lever = Lever.model_validate(raw)
            except ValidationError as failure:
                problems += document.problems_of(failure, (place,))
                continue
            if lever.family != family:
                message = f"lever '{lever.id}' of family '{lever.family}' stands in '{family}'."
                problems.append(document.problem((place, "family"), message))
            if lever.id in levers:
                message = f"lever '{lever.id}' is given twice."
                problems.append(document.problem((place, "id"), message))
            lever._deflator = head.deflator
            levers[lever.id] = lever
    if not problems:
        problems += _unknown_names(head.legacy_names, levers, root)
    if problems:
        raise EvidenceError(problems)
    return Catalog(
        families=head.families,
        levers=levers,
        deflator=head.deflator,
        legacy_names=head.legacy_names,
    )


def _list(document: Document) -> list[Any]:
    if not isinstance(document.data, list):
        raise EvidenceError(document.problem((), "expected a list of levers."))
    return document.data


def _unknown_names(names: LegacyNames, levers: Mapping[str, Lever], root: Path) -> list[Problem]:
    document = data_document(root / "levers" / "catalog.yaml", root)
    return [
        document.problem(
            ("legacy_names", part, old),
            f"no lever is called '{lever}'.",
            nearest(lever, levers, noun="Levers"),
        )
        for part in ("effects", "operations")
        for old, new in getattr(names, part).items()
        for lever in new
        if lever not in levers
    ]
