"""What a memo says, apart from how it is set: one object, rendered as PDF, Word, HTML or Markdown.

Every text is plain: no markup, nothing escaped. A bracketed number, such as `[3]`, points into
`MemoContent.sources`; a figure without one comes from the run that the memo names.
"""

from dataclasses import dataclass, field
from datetime import datetime

from undercut.report.charts import Chart

NOT_COMPUTED = "not computed"
"""What stands where the run does not hold an analysis."""

ROWS = 5
"""Most rows that a table of the memo may have."""

SECTIONS = (
    "Bottom line and ask",
    "Objectives",
    "Authorities",
    "Risks and second-order effects",
    "Metrics and exit criteria",
    "Basis",
    "Sources",
)
"""Headings in their order."""


@dataclass(frozen=True)
class Table:
    """A table of at most five rows; one without rows is not printed.

    Attributes
    ----------
    caption : what the rows are; read out before the table.
    columns : headings.
    rows : cells as texts, one per column.

    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        assert len(self.rows) <= ROWS
        assert all(len(row) == len(self.columns) for row in self.rows)


@dataclass(frozen=True)
class Point:
    """A short labeled text, such as who decides."""

    label: str
    text: str


@dataclass(frozen=True)
class Reference:
    """A numbered source.

    Attributes
    ----------
    number : as in the brackets.
    short : one line for the page.
    full : the whole reference, for formats that are not bound to a page.
    url : its address, or empty.

    """

    number: int
    short: str
    full: str
    url: str = ""


@dataclass(frozen=True)
class MemoContent:
    """One memo about one strategy of one run.

    Attributes
    ----------
    title : the strategy's title, by whoever wrote it.
    mark : `unlawful as written` where an action is barred, else empty.
    standing : run, futures, and the days as of which law and data stand.
    bottom_line : two sentences with numbers and how sure we are.
    asks : who decides, who leads, the first 90 days.
    chart, objectives, cost, contributions : what the strategy does, and at whose cost.
    authorities, other_authorities : the four most restrictive levers, and the rest counted.
    risks, other_risks : the five likeliest to be worse than baseline, and the rest counted.
    metrics : what to watch and when to stop.
    basis : the small print.
    sources : what the bracketed numbers point to.
    further : references behind the unit costs, where the format has room.
    run_id, command : what was run and the line that rebuilds it.
    created : when the run was made, which is the date of the document.

    """

    title: str
    mark: str
    standing: tuple[str, ...]
    bottom_line: tuple[str, ...]
    asks: tuple[Point, ...]
    chart: Chart
    objectives: Table
    cost: Table
    contributions: str
    authorities: Table
    other_authorities: str
    risks: Table
    other_risks: str
    metrics: tuple[Point, ...]
    basis: tuple[Point, ...]
    sources: tuple[Reference, ...]
    run_id: str
    command: str
    created: datetime
    further: tuple[str, ...] = field(default=())

    @property
    def marked_title(self) -> str:
        """The title with its mark, as every output prints it."""
        return f"{self.title} ({self.mark})" if self.mark else self.title
