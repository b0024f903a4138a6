"""The month grid: months as whole numbers since a start, and the US fiscal year."""

import re
from dataclasses import dataclass

import numpy as np

_PATTERN = re.compile(r"^(\d{4})-(\d{2})$")

FIRST_YEAR, LAST_YEAR = 1960, 2100


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month.

    Attributes
    ----------
    index : months since January of year 0.

    """

    index: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `YYYY-MM`.

        Raises
        ------
        ValueError : the text is not a month, or lies outside 1960 to 2100.

        """
        match = _PATTERN.match(str(text))
        if not match or not 1 <= int(match[2]) <= 12:
            raise ValueError(f"'{text}' is not a month; expected YYYY-MM, such as 2026-01.")
        if not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            raise ValueError(f"'{text}' lies outside {FIRST_YEAR} to {LAST_YEAR}.")
        return cls(int(match[1]) * 12 + int(match[2]) - 1)

    @property
    def year(self) -> int:
        """Calendar year."""
        return self.index // 12

    @property
    def month(self) -> int:
        """Month of the year, 1 to 12."""
        return self.index % 12 + 1

    @property
    def fiscal_year(self) -> int:
        """US federal fiscal year, which starts in October of the year before."""
        return self.year + (self.month >= 10)

    def __add__(self, months: int) -> "Month":
        return Month(self.index + months)

    def __sub__(self, other: "Month") -> int:
        return self.index - other.index

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


STATE = Month.parse("2024-12")
"""The month whose end is the start state of every run."""


@dataclass(frozen=True)
class Grid:
    """Consecutive months, first to last, both included."""

    first: Month
    last: Month

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def months(self) -> list[Month]:
        """Every month of the grid, in order."""
        return [self.first + step for step in range(len(self))]

    @property
    def years(self) -> list[int]:
        """Every calendar year that the grid touches, in order."""
        return list(range(self.first.year, self.last.year + 1))

    def year_of(self, *, fiscal: bool = False) -> np.ndarray:
        """Calendar (or fiscal) year of every month: (month,) integers."""
        index = np.arange(self.first.index, self.last.index + 1)
        return np.asarray(index // 12 + (index % 12 >= 9 if fiscal else 0))
