"""The states of Mexico in regions, and how many people lived in each.

Start with `load_regions`. The order of the regions is the order of the region axis everywhere.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, StrictInt, model_validator

from undercut.core.errors import EvidenceError, Problem, nearest
from undercut.evidence.entries import once_a_root
from undercut.evidence.package import data_document
from undercut.evidence.schema import Entry, Flag, Text, Unit, Year


class Region(Entry):
    """Some neighboring states.

    Attributes
    ----------
    label : name for readers.
    why : what sets the region apart.
    states : its states, spelled as in the series.

    """

    label: Text
    why: Text
    states: tuple[Text, ...] = Field(min_length=1)


class Population(Entry):
    """Where the population of the states comes from, and which years its lists hold."""

    source: Text
    verified: Flag
    unit: Unit
    moment: Text
    first_year: Year
    last_year: Year
    note: Text


class Regions(Entry):
    """All regions, in the order of the axis.

    Attributes
    ----------
    kind, rationale : the cut is judged, and why it was made so.
    regions : by id.
    population : what the lists of `state_population` are.
    state_population : state → one value a year, first to last year.

    """

    kind: Literal["judged"]
    rationale: Text
    regions: Mapping[str, Region]
    population: Population
    state_population: Mapping[str, tuple[StrictInt, ...]]

    @model_validator(mode="after")
    def _whole(self) -> "Regions":
        placed = [state for region in self.regions.values() for state in region.states]
        twice = sorted({state for state in placed if placed.count(state) > 1})
        if twice:
            raise ValueError(f"state '{twice[0]}' stands in two regions.")
        apart = sorted(set(placed) ^ set(self.state_population))
        if apart:
            raise ValueError(f"state '{apart[0]}' lacks a region or a population.")
        years = self.population.last_year - self.population.first_year + 1
        for state, values in self.state_population.items():
            if len(values) != years:
                raise ValueError(f"'{state}' has {len(values)} years, expected {years}.")
        return self

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the regions, in the order of the axis."""
        return tuple(self.regions)

    def states(self, region: str) -> tuple[str, ...]:
        """States of a region.

        Raises
        ------
        EvidenceError : no region has that id; names the nearest.

        """
        if region not in self.regions:
            hint = nearest(region, self.regions, noun="Regions")
            raise EvidenceError(Problem(f"no region is called '{region}'.", hint=hint))
        return self.regions[region].states

    def inhabitants(self, region: str, year: int) -> int:
        """Add up the population of a region in the middle of a year.

        Raises
        ------
        EvidenceError : no such region, or a year outside the lists.

        """
        first, last = self.population.first_year, self.population.last_year
        if not first <= year <= last:
            raise EvidenceError(Problem(f"population is known for {first} to {last}, not {year}."))
        return sum(self.state_population[state][year - first] for state in self.states(region))


@once_a_root
def load_regions(root: Path) -> Regions:
    """Read `data/regions.yaml`.

    Parameters
    ----------
    root : a data folder; without one, the packaged data.

    Raises
    ------
    EvidenceError : the file is missing or does not fit the schema.

    """
    return data_document(root / "regions.yaml", root).validate(Regions, EvidenceError)
