"""What every data file shares: strict fields, references to sources, how a value is graded."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StrictBool, StrictInt

from undercut.core import units

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite number; words and booleans are refused."""

Text = Annotated[str, Field(strict=True, min_length=1)]
"""A text that says something."""

Flag = StrictBool
Year = Annotated[StrictInt, Field(ge=1700, le=2100)]

VERIFIED = "seen in a copy, an abstract or the press, seldom in the document itself"
"""What `verified: true` means; printed beside any figure of coverage."""


def _unit(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a unit must be a text in quotes, found {value!r}.")
    units.parse(value)
    return value


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"'{value}' is not a date; expected YYYY-MM-DD.") from None


Unit = Annotated[str, PlainValidator(_unit)]
"""A unit that `core.units` can read."""

Date = Annotated[date, PlainValidator(_date)]
"""A day, written YYYY-MM-DD."""


class Entry(BaseModel):
    """Root of the schemas: unknown keys fail, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceRef(Entry):
    """Where a value was found.

    Attributes
    ----------
    key : entry of `sources.bib`.
    locator : place in the source, or what it says there.
    verified : the value was seen in a retrieved text (see `VERIFIED`); false means recalled.

    """

    key: Text
    locator: Text
    verified: Flag


Sources = tuple[SourceRef, ...]
