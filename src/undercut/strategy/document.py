"""What a strategy says, once read: levers over time, triggers, objective, budget, law."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from undercut.core.documents import Document
from undercut.core.months import Grid, Month

OBJECTIVES = ("us_overdose_deaths", "mx_homicides", "network_capability")
"""Outcomes that a strategy may be judged by; lower is better for each."""

DISCOUNT = 0.03
"""Yearly discount rate of a strategy that names none: a convention, not a measurement."""

HOST = "mexico"
"""Host state of a strategy that names none."""

BASELINE = "baseline"
"""Id of the strategy that sets no lever, the reference of every run."""

MOST_TRIGGERS = 8
"""Triggers that a strategy may have."""

MOST_SETTINGS = 16
"""Settings that the triggers of a strategy may have together."""

SIGNALS: Mapping[str, str] = MappingProxyType(
    {
        "us_overdose_deaths": "death/year",
        "mx_homicides": "death/year",
        "network_capability": "1",
        "escalations": "event/year",
        "host_consent": "1",
        "domestic_backlash": "1",
        "regional_spillover": "1",
        "civilian_harm": "person/year",
        "killed_by_force": "person/year",
        "organizations": "organization",
        "us_prisoners": "person",
        "cocaine_price": "1",
        "fentanyl_purity": "1",
        "seizures": "t/year",
    }
)
"""Measures that a trigger may watch, and the unit of each; a flow is judged at the month's pace."""

SETTLED = ("organizations",)
"""Signals that stand still between the months in which the world settles organizations."""

SETTLES_EVERY = 3
"""Months from one such month to the next."""


@dataclass(frozen=True)
class Schedule:
    """One lever's setting over time.

    Attributes
    ----------
    lever : its id in the catalog.
    target : level to reach, in the lever's unit.
    start : first month that differs from baseline.
    ramp : months of linear change from baseline to the target; 0 and 1 both mean at once.
    until : last month before the lever starts back to baseline, or None.
    written : the level as the analyst wrote it.

    """

    lever: str
    target: float
    start: Month
    ramp: int
    until: Month | None
    written: str


@dataclass(frozen=True)
class Condition:
    """When a signal counts as beyond a threshold.

    Attributes
    ----------
    above : whether it must lie above the threshold; else below.
    threshold : in the signal's unit; of a flow, a year at the month's pace.
    months : months in a row, at least 1.

    """

    above: bool
    threshold: float
    months: int


@dataclass(frozen=True)
class Setting:
    """The level at which a trigger sets a lever.

    Attributes
    ----------
    lever : its id in the catalog.
    level : in the lever's unit.
    ramp : months of linear change to the level, and back; 0 and 1 both mean at once.
    written : the level as the analyst wrote it.

    """

    lever: str
    level: float
    ramp: int
    written: str


@dataclass(frozen=True)
class Trigger:
    """What is to change when a signal stays beyond a threshold.

    Attributes
    ----------
    signal : the measure that it watches, one of `SIGNALS`.
    fires : when the settings take over their levers.
    releases : when they give them back, or None where they stay for good.
    settings : in the order of the document.

    """

    signal: str
    fires: Condition
    releases: Condition | None
    settings: tuple[Setting, ...]


@dataclass(frozen=True)
class Budget:
    """A bound on what a strategy costs in each fiscal year.

    Attributes
    ----------
    limit : USD of 2024 a year.
    on_exceed : whether a year above the limit is an error or a warning.
    basis : whether the limit bounds what is added to baseline, or the total of all levers.

    """

    limit: float
    on_exceed: Literal["error", "warn"] = "error"
    basis: Literal["added", "total"] = "added"


@dataclass(frozen=True)
class LawAssumptions:
    """What the legal check takes as given.

    Attributes
    ----------
    host : host state.
    facts : facts for every lever.
    levers : facts for one lever, which go before those for every lever.

    """

    host: str = HOST
    facts: Mapping[str, Any] = field(default_factory=dict)
    levers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Strategy:
    """An analyst's document, read and checked.

    Attributes
    ----------
    id, title : name for machines and for people.
    objective : weight by outcome; weights sum to 1.
    grid : the strategy's months, first to last.
    levers : schedules by lever, in the order of the document.
    law : assumptions of the legal check.
    budget : the bound on its cost, or None.
    discount : yearly rate for present values.
    because : the analyst's reason by lever.
    document : the parsed document, which knows its lines.
    text : the document as it was written.
    source : the shipped id or path that it was asked for by.
    triggers : what answers to signals, in the order of the document; of two settings of one lever
        the later goes before.

    """

    id: str
    title: str
    objective: Mapping[str, float]
    grid: Grid
    levers: Mapping[str, Schedule]
    law: LawAssumptions
    budget: Budget | None
    discount: float
    because: Mapping[str, str]
    document: Document = field(repr=False, compare=False)
    text: str = field(repr=False)
    source: str
    triggers: tuple[Trigger, ...] = ()

    @property
    def objective_names(self) -> list[str]:
        """Outcomes of the objective, heaviest first."""
        return sorted(self.objective, key=lambda name: -self.objective[name])
