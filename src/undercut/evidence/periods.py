"""Periods of observation as the series write them: years, months, quarters, fiscal years."""

import re
from dataclasses import dataclass
from typing import Literal

from undercut.core.months import Month

Kind = Literal["year", "month", "fiscal", "half", "quarter"]

_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("year", re.compile(r"^(\d{4})$")),
    ("month", re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")),
    ("fiscal", re.compile(r"^FY(\d{4})$")),
    ("half", re.compile(r"^(\d{4})-H([12])$")),
    ("quarter", re.compile(r"^(\d{4})-Q([1-4])$")),
)
_MONTHS: dict[Kind, int] = {"year": 12, "month": 1, "fiscal": 12, "half": 6, "quarter": 3}


@dataclass(frozen=True)
class Period:
    """A span of whole months.

    Attributes
    ----------
    text : as written in the data.
    kind : year, month, fiscal (October to September), half or quarter.
    first, last : first and last month, both included.

    """

    text: str
    kind: Kind
    first: Month
    last: Month

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2019`, `2019-07`, `FY2019`, `2019-H1` or `2019-Q3`.

        Raises
        ------
        ValueError : the text is none of these.

        """
        for kind, form in _FORMS:
            match = form.match(text)
            if match is None:
                continue
            year = int(match[1])
            if kind == "fiscal":
                start = Month((year - 1) * 12 + 9)
            else:
                part = int(match[2]) - 1 if kind != "year" else 0
                start = Month(year * 12 + part * _MONTHS[kind])
            return cls(text, kind, start, start + (_MONTHS[kind] - 1))
        raise ValueError(
            f"'{text}' is not a period; expected 2019, 2019-07, FY2019, 2019-H1 or 2019-Q1."
        )

    @property
    def months(self) -> int:
        """Length in months."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        return self.text
