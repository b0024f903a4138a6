"""What levers have been found to do: one entry a finding, contradictions side by side.

Start with `load_effects`. A finding checks a mechanism or informs the prior of a parameter, never
both; it is not a multiplier on an outcome.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from undercut.evidence.entries import load_entries, once_a_root
from undercut.evidence.schema import Entry, Number, Sources, Text

GRADES = {
    "A": "meta-analysis or randomized trial",
    "B": "credible natural experiment",
    "C": "observational study or calibrated model",
    "D": "expert judgment",
}
"""What a grade means."""


class Size(Entry):
    """How large an effect is.

    Attributes
    ----------
    kind : absolute, elasticity, percent_change, rate_ratio, or qualitative (no number).
    value, low, high : in `unit`.
    interval : what low and high are: ci95, range or none.
    unit : in words.

    """

    kind: Literal["absolute", "elasticity", "percent_change", "rate_ratio", "qualitative"]
    value: Number | None
    low: Number | None
    high: Number | None
    interval: Literal["ci95", "range", "none"]
    unit: Text

    @model_validator(mode="after")
    def _ordered(self) -> "Size":
        known = [x for x in (self.low, self.value, self.high) if x is not None]
        if known != sorted(known):
            raise ValueError("'low', 'value' and 'high' are not in order.")
        if self.interval != "none" and self.low is None and self.high is None:
            raise ValueError(f"interval '{self.interval}' without 'low' or 'high'.")
        return self


class Months(Entry):
    """A range of months."""

    low: Number = Field(ge=0)
    high: Number = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> "Months":
        if self.low > self.high:
            raise ValueError(f"'low' is {self.low:g}, above 'high' {self.high:g}.")
        return self


class Effect(Entry):
    """One finding.

    Attributes
    ----------
    id, lever_family, lever : name; family and older name of the lever (`legacy_names` maps it).
    outcome : what was measured.
    effect : how large.
    finding : what the numbers cannot say.
    lag_months, duration_months : when it sets in, how long it lasts.
    population_or_place, period, design : where, when, how.
    grade : A to D, see `GRADES`.
    transport_note : what to mind when carrying it to here and now.

    """

    id: Text
    lever_family: Text
    lever: Text
    outcome: Text
    effect: Size
    finding: Text | None = None
    lag_months: Months | None
    duration_months: Months | None
    population_or_place: Text
    period: Text
    design: Literal[
        "meta_analysis", "rct", "natural_experiment", "did", "rdd", "observational", "model",
        "expert",
    ]  # fmt: skip
    grade: Literal["A", "B", "C", "D"]
    transport_note: Text
    sources: Sources = Field(min_length=1)


@once_a_root
def load_effects(root: Path) -> Mapping[str, Effect]:
    """Every finding by id, from `data/effects/*.yaml`.

    Parameters
    ----------
    root : a data folder; without one, the packaged data.

    Raises
    ------
    EvidenceError : a file does not fit the schema, or an id is given twice.

    """
    return load_entries(Effect, "effects", root)
