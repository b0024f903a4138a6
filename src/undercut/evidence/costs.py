"""What things cost: unit costs and budgets as published, in dollars of their year.

Start with `load_costs`. Units are in the words of the source. An average is rarely the cost of
one more unit; `kind` says which a cost is.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from undercut.evidence.entries import load_entries, once_a_root
from undercut.evidence.schema import Entry, Number, Sources, Text, Year


class Cost(Entry):
    """A price, an average, a margin or a budget.

    Attributes
    ----------
    id, lever_family : name, and the family of levers it speaks to.
    item : what is paid for.
    unit : in words, such as `USD/patient-year`.
    value, low, high : in `unit`, dollars of `price_year`.
    kind : average, marginal, budget (a total or a share) or contract (a price paid).

    """

    id: Text
    lever_family: Text
    item: Text
    unit: Text
    value: Number
    low: Number | None
    high: Number | None
    price_year: Year
    kind: Literal["average", "marginal", "budget", "contract"]
    sources: Sources = Field(min_length=1)
    note: Text | None = None

    @model_validator(mode="after")
    def _ordered(self) -> "Cost":
        if self.low is not None and self.low > self.value:
            raise ValueError(f"'low' is {self.low:g}, above the value {self.value:g}.")
        if self.high is not None and self.high < self.value:
            raise ValueError(f"'high' is {self.high:g}, below the value {self.value:g}.")
        return self


@once_a_root
def load_costs(root: Path) -> Mapping[str, Cost]:
    """Every cost by id, from `data/costs/*.yaml`.

    Parameters
    ----------
    root : a data folder; without one, the packaged data.

    Raises
    ------
    EvidenceError : a file does not fit the schema, or an id is given twice.

    """
    return load_entries(Cost, "costs", root)
