"""What a strategy asks of people: who decides, who leads, what starts first, when to stop.

Start with `who_decides`. Everything follows from the levers that the strategy changes: their
payers, the lead of their usual action, the consent they need, and when they move.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from undercut.evidence.catalog import Lever, load_catalog
from undercut.law.strategies import is_force
from undercut.report import triggers, wording, words
from undercut.report.content import NOT_COMPUTED, Point
from undercut.report.inputs import Move, lead_of
from undercut.report.sections import LABELS
from undercut.strategy import Policy
from undercut.strategy.exits import without_exit

FIRST_DAYS = 3
"""Months that the first 90 days span."""

NAMED = 3
"""Most levers named in one sentence; the others are counted."""


def who_decides(
    levers: Sequence[Lever],
    cost: Mapping[str, Any],
    years: int,
    findings: Sequence[Mapping[str, Any]],
) -> str:
    """Say whose decision the strategy needs, from payers, consent and findings.

    What a trigger would set needs it too, and before it fires.
    """
    if not levers:
        return "Nothing to decide: every lever stays at baseline."
    labels = {lever.id: lever.label for lever in levers}
    barred = [labels[item["lever"]] for item in findings if item["finding"] == "barred"]
    disputed = [item for item in findings if item["finding"] == "contested"]
    parts = []
    yearly = {payer: q["q50"] / years for payer, q in cost["by_payer"].items()}
    if yearly.get("us_federal", 0.0) > 0:
        parts.append(f"Congress on {words.money(yearly['us_federal'])} a year of federal money")
    if yearly.get("mixed", 0.0) > 0:
        parts.append(f"several payers on {words.money(yearly['mixed'])} a year that they share")
    needing = sum(lever.needs_consent == "explicit" for lever in levers)
    host = [f"on {words.money(yearly['host'])} a year"] if yearly.get("host", 0.0) > 0 else []
    host += [f"on consent to {words.counted(needing, 'lever')}"] if needing else []
    if host:
        parts.append(f"the host government {words.listed(host)}")
    if disputed:
        parts.append(f"counsel on {words.counted(len(disputed), 'disputed lever')}")
    text = words.sentence("; ".join(parts)) + "." if parts else ""
    if barred:
        text = (
            f"Nobody can lawfully approve {words.counted(len(barred), 'lever')} as written "
            f"({named(barred)}). {text}"
        )
    return text.strip() or "The agencies that lead, within present money and powers."


def who_leads(levers: Sequence[Lever]) -> str:
    """Count the levers by who leads their usual action."""
    if not levers:
        return "No lever is changed."
    counts = Counter(_leader(lead_of(lever)) for lever in levers)
    parts = [f"{leader} {count}" for leader, count in counts.most_common()]
    if "the military" not in counts:
        parts.append("the military none")
    return f"Of {words.counted(len(levers), 'changed lever')}: {words.listed(parts)}."


def _leader(lead: str) -> str:
    return words.lead_label(lead) if lead in words.LEADS else "providers and other bodies"


def first_days(moved: Sequence[Move], answering: bool = False) -> str:
    """Say which levers start in the first 90 days, and how fast they build up."""
    if not moved:
        return "No lever moves before a trigger fires." if answering else "No lever moves."
    start = min(move.start for move in moved)
    early = [move for move in moved if move.start - start < FIRST_DAYS]
    later = [move for move in moved if move.start - start >= FIRST_DAYS]
    some = f"{words.counted(len(early), 'lever')} of {len(moved)}" if later else _all(len(moved))
    text = f"From {words.month_label(start)}, {some} {'starts' if len(early) == 1 else 'start'}"
    if later:
        text += f"; the rest by {words.month_label(max(move.start for move in later))}"
    quick = min(early, key=lambda move: move.months_to_full)
    slow = max(moved, key=lambda move: move.months_to_full)
    text += (
        f". Quickest to full level: {wording.inline(quick.lever.label)} "
        f"({_months(quick.months_to_full)})"
    )
    if slow.months_to_full > quick.months_to_full:
        text += f"; slowest: {wording.inline(slow.lever.label)} ({_months(slow.months_to_full)})"
    return f"{text}."


def _all(count: int) -> str:
    return "the one lever" if count == 1 else f"all {count} levers"


def _months(count: int) -> str:
    return words.counted(count, "month")


def named(labels: Sequence[str]) -> str:
    """Name a few labels and count the others."""
    shown = [wording.inline(label) for label in labels[:NAMED]]
    more = len(labels) - len(shown)
    return words.listed([*shown, f"{more} more"]) if more else words.listed(shown)


def metrics(
    objective: str,
    outcome: Mapping[str, Any],
    moved: Sequence[Move],
    policy: Policy,
    budget: Mapping[str, Any] | None,
) -> tuple[Point, ...]:
    """Say what to watch, what then happens, and when to stop."""
    grid, answering = policy.grid, policy.strategy.triggers
    level = words.quantity(outcome["baseline"]["q50"], outcome["unit"])
    goal = words.quantity(outcome["strategy"]["q50"], outcome["unit"])
    points = [
        Point(
            "Measure",
            f"{LABELS[objective]}: median {goal} with the strategy, {level} without, as a "
            f"yearly mean of {wording.period_label(outcome['period'])}.",
        ),
        Point("Signposts", f"{NOT_COMPUTED}."),
    ]
    ending = [move for move in moved if move.end is not None]
    levers = load_catalog().levers
    endless = [
        levers[name].label + (" (once a trigger fires)" if raised_if else "")
        for name, raised_if in without_exit(policy).items()
        if is_force(levers[name])
    ]
    if ending:
        text = words.listed(
            [
                f"{wording.inline(move.lever.label)} in {words.month_label(move.end)}"
                for move in ending[:NAMED]
            ]
            + ([f"{len(ending) - NAMED} more"] if len(ending) > NAMED else [])
        )
        text = f"Back at baseline: {text}."
    elif moved:
        text = f"No changed lever has an end date before {words.month_label(grid.last)}."
    else:
        text = "No lever moves before a trigger fires." if answering else "No lever is changed."
    if moved and not answering:
        text += " There are no triggers."
    if endless:
        text += f" Force without an end date: {named(endless)}."
    points.append(Point("End dates", text))
    if answering:
        points.append(Point("Triggers", triggers.short(answering)))
    if budget:
        points.append(Point("Budget", wording.budget(budget)))
    if moved:
        full = max(move.full for move in moved)
        points.append(
            Point(
                "Review",
                f"Every lever stands at its full level from {words.month_label(full)}"
                f"{', unless a trigger sets it' if answering else ''}.",
            )
        )
    return tuple(points)
