"""Read a strategy from its document; every problem of a well-formed file is found at once.

Start with `read_strategy`. A part that cannot be read gives a problem and stands aside, so that the
rest is still checked; only a document without problems becomes a strategy.
"""

import re

from undercut.core.documents import Document, Path_
from undercut.core.errors import StrategyError, nearest
from undercut.core.months import STATE, Grid, Month
from undercut.evidence.catalog import Catalog, Lever
from undercut.strategy.document import (
    BASELINE,
    DISCOUNT,
    HOST,
    OBJECTIVES,
    Budget,
    LawAssumptions,
    Schedule,
    Strategy,
)
from undercut.strategy.quantities import (
    parse_money_rate,
    parse_months,
    parse_rate,
    quoted,
)
from undercut.strategy.triggers import levers_named, read_triggers
from undercut.strategy.walker import ELSEWHERE, Walker, kind_of

HORIZON_CAP = 30
"""Most years that a run may reach past its start state."""

TITLE_CAP = 200
"""Most letters of a title."""

WEIGHT_CAP = 1_000_000
"""Highest weight of an outcome in an objective."""

REQUIRED = ("strategy", "title", "objective", "from", "to", "levers")
OPTIONAL = ("triggers", "budget", "law", "discount", "because")

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def read_strategy(document: Document, catalog: Catalog, *, text: str, source: str) -> Strategy:
    """Check a document and turn it into a strategy.

    Parameters
    ----------
    document : the parsed file.
    catalog : levers with units, baselines and ranges.
    text : the file as it was written.
    source : the shipped id or path that it was asked for by.

    Raises
    ------
    StrategyError : with every problem of the document, in the order of its lines.

    """
    reader = _Reader(document, catalog)
    body = reader.mapping((), (*REQUIRED, *OPTIONAL, *ELSEWHERE), REQUIRED)
    if not body:
        raise StrategyError(reader.problems)
    for key in ELSEWHERE:
        if key in body:
            reader.say((key,), ELSEWHERE[key])
    identifier = reader.identifier()
    grid = reader.grid()
    levers = reader.levers(grid)
    triggers = read_triggers(reader)
    for key, found in (("levers", levers), ("triggers", triggers)):
        if identifier == BASELINE and found:
            reader.say(
                (key,),
                "the strategy 'baseline' sets no lever: it is the reference of every run.",
                "Give the strategy another id.",
            )
    strategy = Strategy(
        id=identifier,
        title=reader.title(),
        objective=reader.objective(),
        grid=grid or Grid(STATE + 1, STATE + 1),
        levers=levers,
        law=reader.law(),
        budget=reader.budget(),
        discount=reader.value(("discount",), parse_rate, DISCOUNT),
        because=reader.because(),
        document=document,
        text=text,
        source=source,
        triggers=triggers,
    )
    if reader.problems:
        raise StrategyError(sorted(reader.problems, key=lambda problem: problem.line or 0))
    return strategy


class _Reader(Walker):
    """Reads the sections of a strategy."""

    def identifier(self) -> str:
        """Read the strategy's id."""
        written = self.at(("strategy",))
        if isinstance(written, str) and _ID.fullmatch(written):
            return written
        if written is not None:
            self.say(
                ("strategy",),
                f"{quoted(written)} is not an id; expected 1 to 60 of a-z, 0-9, '-' and '_'.",
            )
        return ""

    def title(self) -> str:
        """Read the title."""
        written = self.at(("title",))
        if isinstance(written, str) and written.isprintable() and 0 < len(written) <= TITLE_CAP:
            return written
        if written is not None:
            self.say(
                ("title",),
                f"{quoted(written)} is not a title; expected one line of 1 to {TITLE_CAP} letters.",
            )
        return ""

    def objective(self) -> dict[str, float]:
        """Read the objective as weights that sum to 1."""
        written = self.at(("objective",))
        if written is None:
            return {}
        if isinstance(written, str):
            self._objective_name(("objective",), written)
            return {written: 1.0}
        if not isinstance(written, dict) or not written:
            self.say(
                ("objective",),
                f"{quoted(written)} is not an objective; expected a name, or weights by name.",
            )
            return {}
        weights: dict[str, float] = {}
        for name, weight in written.items():
            self._objective_name(("objective", name), name)
            number = isinstance(weight, int | float) and not isinstance(weight, bool)
            if number and 0 < weight <= WEIGHT_CAP:
                weights[name] = float(weight)
            else:
                self.say(
                    ("objective", name),
                    f"weight {quoted(weight)} of '{name}' is not above zero "
                    f"and at most {WEIGHT_CAP:,}.",
                )
        total = sum(weights.values())
        return {name: weight / total for name, weight in weights.items()}

    def _objective_name(self, path: Path_, name: str) -> None:
        if name not in OBJECTIVES:
            hint = nearest(name, OBJECTIVES, noun="Objectives")
            self.say(path, f"{quoted(name)} is not an objective.", hint)

    def grid(self) -> Grid | None:
        """Read the strategy's first and last month; None where they are no span."""
        first, last = self._month(("from",)), self._month(("to",))
        earliest, latest = STATE + 1, STATE + 12 * HORIZON_CAP
        if first is not None and first < earliest:
            self.say(
                ("from",),
                f"'from' is {first}; expected {earliest} or later, "
                f"since every run starts from the end of {STATE}.",
            )
            first = None
        if last is not None and last > latest:
            self.say(
                ("to",),
                f"'to' is {last}; expected {latest} or earlier, "
                f"since a run reaches at most {HORIZON_CAP} years.",
            )
            last = None
        if first is None or last is None:
            return None
        if last < first:
            message = f"'to' is {last}, before 'from' ({first}); expected a later month."
            self.say(("to",), message)
            return None
        return Grid(first, last)

    def _month(self, path: Path_) -> Month | None:
        return self.value(path, Month.parse, None)

    def levers(self, grid: Grid | None) -> dict[str, Schedule]:
        """Read the lever settings."""
        schedules = {}
        for name in self.mapping(("levers",), None):
            lever = self.lever(("levers", name), name)
            if lever is not None:
                schedules[name] = self._schedule(("levers", name), lever, grid)
        return schedules

    def _schedule(self, path: Path_, lever: Lever, grid: Grid | None) -> Schedule:
        known = ("to", "from", "ramp", "until")
        written = self.at(path)
        if not isinstance(written, dict):
            self.say(
                path, f"'{lever.id}' holds {kind_of(written)}.", "Expected such as {to: 1.2 x}."
            )
        else:
            self.mapping(path, known, ("to",))
        typical = round(lever.ramp_months.typical)
        start, until = self._span(path, grid)
        return Schedule(
            lever=lever.id,
            target=self.level((*path, "to"), lever),
            start=start or (grid.first if grid else STATE + 1),
            ramp=self.value((*path, "ramp"), parse_months, typical),
            until=until,
            written=str(self.at((*path, "to"))),
        )

    def _span(self, path: Path_, grid: Grid | None) -> tuple[Month | None, Month | None]:
        """Read a lever's own months and hold them against the strategy's."""
        start, until = self._month((*path, "from")), self._month((*path, "until"))
        for key, month in (("from", start), ("until", until)):
            if grid and month is not None and not grid.first <= month <= grid.last:
                message = f"'{key}' is {month}, outside the strategy's months"
                self.say((*path, key), f"{message}; expected {grid.first} to {grid.last}.")
        first = start or (grid.first if grid else None)
        if first and until and until < first:
            self.say((*path, "until"), f"'until' is {until}, before the lever starts ({first}).")
        return start, until

    def budget(self) -> Budget | None:
        """Read the budget."""
        if self.at(("budget",)) is None:
            return None
        self.mapping(("budget",), ("limit", "on_exceed", "basis"), ("limit",))
        return Budget(
            limit=self.value(("budget", "limit"), parse_money_rate, float("inf")),
            on_exceed=self.word(("budget", "on_exceed"), ("error", "warn")),
            basis=self.word(("budget", "basis"), ("added", "total")),
        )

    def law(self) -> LawAssumptions:
        """Read the legal assumptions; the law knows which facts there are, not this reader."""
        self.mapping(("law",), ("host", "facts", "levers"))
        host = self.at(("law", "host"))
        if host is not None and not isinstance(host, str):
            self.say(("law", "host"), f"{quoted(host)} is not a host state, such as '{HOST}'.")
        by_lever = {}
        for name in self.mapping(("law", "levers"), None):
            self.lever(("law", "levers", name), name)
            by_lever[name] = self.mapping(("law", "levers", name), None)
        return LawAssumptions(
            host=host if isinstance(host, str) else HOST,
            facts=self.mapping(("law", "facts"), None),
            levers=by_lever,
        )

    def because(self) -> dict[str, str]:
        """Read the reasons by lever."""
        levers = self.at(("levers",))
        named = {*(levers if isinstance(levers, dict) else ()), *levers_named(self)}
        reasons = self.mapping(("because",), None)
        for name, reason in reasons.items():
            path: Path_ = ("because", name)
            if self.lever(path, name) and name not in named:
                self.say(
                    path,
                    f"lever '{name}' has a reason and no setting under 'levers' or 'triggers'.",
                )
            if not isinstance(reason, str):
                self.say(path, f"{quoted(reason)} is not a reason in words.")
        return {name: str(reason) for name, reason in reasons.items()}
