"""What every data file shares: strict fields, references to sources, how a value is graded."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite number; words and booleans are refused."""

Text = Annotated[str, Field(strict=True, min_length=1)]
"""A text that says something."""

VERIFIED = "seen in a copy, an abstract or the press, seldom in the document itself"
"""What `verified: true` means; printed beside any figure of coverage."""


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
    verified: StrictBool


Sources = tuple[SourceRef, ...]
