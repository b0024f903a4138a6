"""Transit zones and entry modes: what is reported about shares, loads, costs and effort.

Start with `load_corridors`. Zones are ocean basins and whole modes, nothing finer. The order of
the zones, modes and drugs is the order of their axes everywhere.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from undercut.core.errors import EvidenceError
from undercut.evidence.entries import once_a_root
from undercut.evidence.package import data_document
from undercut.evidence.schema import Entry, Flag, Number, Text, Unit


class Figure(Entry):
    """One reported or judged number.

    Attributes
    ----------
    of : what it is about, where a quantity has parts (a drug, a kind of vessel).
    period : when, as the source has it.
    value, low, high : the number and its range.
    by_period : several periods at once, instead of a value.
    kind : measured, or judged with a `rationale`.
    source, verified : key of `sources.bib`, and whether the number was seen.
    note : definition, caution.

    """

    of: Text | None = None
    period: Text | None = None
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    by_period: Mapping[str, Number] | None = None
    kind: Literal["measured", "judged"] = "measured"
    rationale: Text | None = None
    source: Text | None = None
    verified: Flag | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _graded(self) -> "Figure":
        if self.kind == "judged" and self.rationale is None:
            raise ValueError("a judged figure needs a rationale.")
        if self.kind == "measured":
            if self.source is None or self.verified is None:
                raise ValueError("a measured figure needs 'source' and 'verified'.")
            if self.value is None and self.low is None and self.by_period is None:
                raise ValueError("a measured figure needs a value, a range or 'by_period'.")
        return self


class Quantity(Entry):
    """A quantity with its unit and what is known of it."""

    unit: Unit
    note: Text | None = None
    figures: tuple[Figure, ...] = Field(min_length=1)


Quantities = Mapping[str, Quantity]


class Corridor(Entry):
    """A transit zone or an entry mode.

    Attributes
    ----------
    id, label : name in the data and for readers.
    covers : what belongs to it.
    drugs : drugs that use it, in the order of the drug axis.
    quantities : what is known, by name.
    patrolled_at_sea, ends_in : of transit zones only.
    note : caution.

    """

    id: Text
    label: Text
    covers: Text
    drugs: tuple[Text, ...] = Field(min_length=1)
    quantities: Quantities
    note: Text | None = None
    patrolled_at_sea: Flag | None = None
    ends_in: Text | None = None


def _distinct(corridors: tuple[Corridor, ...]) -> tuple[Corridor, ...]:
    ids = [corridor.id for corridor in corridors]
    if len(set(ids)) < len(ids):
        raise ValueError("two corridors have the same id.")
    return corridors


CorridorList = Annotated[tuple[Corridor, ...], Field(min_length=1), AfterValidator(_distinct)]


class Denominators(Entry):
    """Totals that shares refer to, and the rule for reading them."""

    rule: Text
    quantities: Quantities


class Corridors(Entry):
    """Everything in `data/corridors.yaml`.

    Attributes
    ----------
    transit_zones, entry_modes : in the order of their axes.
    denominators : totals of flow as reported.
    effort_history : ships, aircraft and what they knew and answered.
    seizure_loads : weight of a seizure by drug.
    detection : chance of being found at a port of entry.
    gaps : what could not be found.

    """

    denominators: Denominators
    transit_zones: CorridorList
    effort_history: Quantities
    entry_modes: CorridorList
    seizure_loads: Quantity
    detection: Quantities
    gaps: tuple[Text, ...]

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs, in the order of the drug axis."""
        return self.entry_modes[0].drugs

    def quantities(self) -> dict[str, Quantity]:
        """Every quantity by dotted name, such as `eastern_pacific.share_of_flow`."""
        found = {f"denominators.{k}": q for k, q in self.denominators.quantities.items()}
        for corridor in (*self.transit_zones, *self.entry_modes):
            found |= {f"{corridor.id}.{k}": q for k, q in corridor.quantities.items()}
        found |= {f"effort_history.{k}": q for k, q in self.effort_history.items()}
        found |= {f"detection.{k}": q for k, q in self.detection.items()}
        found["seizure_loads"] = self.seizure_loads
        return found


@once_a_root
def load_corridors(root: Path) -> Corridors:
    """Read `data/corridors.yaml`.

    Parameters
    ----------
    root : a data folder; without one, the packaged data.

    Raises
    ------
    EvidenceError : the file is missing or does not fit the schema.

    """
    return data_document(root / "corridors.yaml", root).validate(Corridors, EvidenceError)
