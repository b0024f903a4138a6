"""Put results into words: ours, what was published, and whether they agree.

Start with `row`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from undercut.evidence.effects import Effect, load_effects
from undercut.evidence.sources import find_source
from undercut.report import words

SMALL = 2.0
"""Percent below which a change counts as none, where a study found none."""

SEEN = 0.005
"""Below this a change is printed as 0."""

KEYS = {
    *("effect", "rough", "low", "value", "high", "sources", "series"),
    *("as", "note", "direction", "beside"),
}

SWITCH = {
    "market.pass_through": "1 pass-through",
    "market.dose_response": "2 dose response",
    "people.treatment_reach": "3 reach of treatment",
    "organizations.removal_form": "4 leader removal",
    "organizations.conflict_form": "5 conflict form",
    "politics.consent_form": "6 consent",
    "organizations.incapacitation_form": "7 incapacitation",
    "weapons.gun_link": "8 gun link",
}


class Ours(NamedTuple):
    """A change over futures: its middle, the ends of its 80 % band, and what moves it."""

    middle: float
    low: float
    high: float
    error: float | None
    moved: tuple[str, dict[str, float]] | None

    @classmethod
    def of(cls, values: np.ndarray, measure: str, moved: Any) -> "Ours":
        low, high = np.quantile(values, [0.1, 0.9])
        if measure == "per_event":
            error = float(values.std() / np.sqrt(len(values)))
            return cls(float(values.mean()), float(low), float(high), error, moved)
        return cls(float(np.median(values)), float(low), float(high), None, moved)


class Published(NamedTuple):
    """What was published: numbers where there are some, else a direction."""

    low: float | None
    value: float | None
    high: float | None
    direction: str | None
    text: str
    beside: bool


def published(entry: Mapping[str, Any]) -> Published:
    """Read one published finding, with its numbers from the data where it is an entry there."""
    unknown = set(entry) - KEYS
    if unknown:
        raise ValueError(f"unknown keys in {entry}: {', '.join(map(str, unknown))}")
    beside = bool(entry.get("beside"))
    direction = entry.get("direction")
    if "effect" in entry:
        effect = load_effects()[entry["effect"]]
        low, value, high = _numbers(effect, entry.get("as"))
        said = _interval(low, value, high) or effect.finding or "no number"
        keys = dict.fromkeys(source.key for source in effect.sources)
        text = f"{said} [{', '.join(keys)}]"
    elif "rough" in entry:
        low, value, high = (entry["rough"].get(part) for part in ("low", "value", "high"))
        text = f"{_interval(low, value, high)} [earlier rough fit]"
    else:
        low, value, high = (entry.get(part) for part in ("low", "value", "high"))
        sources = entry.get("sources", ())
        for key in sources:
            find_source(key)
        named = ", ".join(sources) or f"series {entry['series']}"
        text = f"{_interval(low, value, high) or 'none seen'} [{named}]"
    if entry.get("note"):
        text += f"; {entry['note']}"
    return Published(low, value, high, direction, text, beside)


def _numbers(effect: Effect, form: str | None) -> tuple[float | None, ...]:
    found = (effect.effect.low, effect.effect.value, effect.effect.high)
    if form == "percent":
        return tuple(None if x is None else 100.0 * (x - 1.0) for x in found)
    return found


def verdict(ours: Ours, theirs: Published) -> str:
    """Say whether we agree: `yes`, `bands overlap`, `leans so`, `no`, or why not compared."""
    if theirs.beside:
        return "not compared"
    if theirs.low is not None and theirs.high is not None:
        if theirs.low <= ours.middle <= theirs.high:
            return "yes"
        overlap = ours.low <= theirs.high and theirs.low <= ours.high
        return "bands overlap" if overlap else "**no**"
    if theirs.value is not None:
        low, high = ours.low, ours.high
        if ours.error is not None:
            low, high = ours.middle - 2.0 * ours.error, ours.middle + 2.0 * ours.error
        return "yes" if low <= theirs.value <= high else "**no**"
    if theirs.direction == "none":
        inside = ours.low <= 0.0 <= ours.high or abs(ours.middle) < SMALL
        return "yes" if inside else "**no**"
    sign = 1.0 if theirs.direction == "positive" else -1.0
    if sign * ours.middle <= 0.0:
        return "**no**"
    return "yes" if min(sign * ours.low, sign * ours.high) >= 0.0 else "leans so"


def row(entry: Mapping[str, Any], ours: Ours) -> tuple[str, list[str]]:
    """One line of a table, and the verdicts in it."""
    found = [published(each) for each in entry["published"]]
    verdicts = [verdict(ours, each) for each in found]
    years = entry.get("years", ())
    if years:
        when = f"{years[0]}" if len(years) == 1 else f"{years[0]}-{years[-1]}"
    else:
        when = f"months 1-{entry['months']}"
    unit = entry["unit"]
    said = f"{_short(ours.middle)} ({_short(ours.low)} to {_short(ours.high)})"
    if entry["measure"] == "mean_percent":
        said = _short(ours.middle)
    if ours.error is not None:
        said += f"; mean, standard error {words.number(ours.error)}"
    what = entry["what"] if unit in ("1", "times") else f"{entry['what']}, {unit}"
    cells = (
        what,
        when,
        said,
        "<br>".join(each.text for each in found) or "nothing published",
        "<br>".join(verdicts) or "-",
        moved(ours.moved),
    )
    return f"| {' | '.join(cells)} |\n", verdicts


def moved(most: tuple[str, dict[str, float]] | None) -> str:
    """Say which switch moves a change most, with its median by option."""
    if most is None:
        return "none stands out"
    key, medians = most
    parts = (f"{name.replace('_', ' ')} {_short(value)}" for name, value in medians.items())
    return f"{SWITCH[key]}: {', '.join(parts)}"


def _interval(low: float | None, value: float | None, high: float | None) -> str:
    ends = f"{_short(low)} to {_short(high)}" if low is not None and high is not None else ""
    if value is None:
        return ends
    return f"{_short(value)} ({ends})" if ends else _short(value)


def _short(value: float) -> str:
    """Two digits; a change too small to see is 0."""
    return words.number(value) if abs(value) >= SEEN else "0"
