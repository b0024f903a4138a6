"""Read what a strategy's triggers say: which signal, beyond what, for how long, and what it sets.

Start with `read_triggers`.
"""

from undercut.core.documents import Path_
from undercut.core.errors import nearest
from undercut.strategy.document import (
    MOST_SETTINGS,
    MOST_TRIGGERS,
    SIGNALS,
    Condition,
    Setting,
    Trigger,
)
from undercut.strategy.quantities import parse_months, parse_threshold, quoted
from undercut.strategy.walker import Walker, kind_of

KEYS = ("when", "set", "release")
SIDES = ("above", "below")

SHARES = ("host_consent", "domestic_backlash")
"""Signals that never leave 0 to 1."""

UNSEEN = "reversals"
"""A risk that compares a month with those after it, so that nobody could act on it in time."""

_SUCH = "Expected such as {signal: host_consent, below: 0.35, for: 6 months}."


def read_triggers(walker: Walker) -> tuple[Trigger, ...]:
    """Read the triggers in their order; what is wrong with them is noted with the walker."""
    written = walker.at(("triggers",))
    if written is None:
        return ()
    if not isinstance(written, list):
        hint = "Expected a list of {when: ..., set: ...}."
        walker.say(("triggers",), f"'triggers' holds {kind_of(written)}.", hint)
        return ()
    found = [_trigger(walker, ("triggers", place)) for place in range(len(written))]
    triggers = tuple(trigger for trigger in found if trigger is not None)
    settings = sum(len(trigger.settings) for trigger in triggers)
    if len(written) > MOST_TRIGGERS:
        walker.say(
            ("triggers",), f"there are {len(written)} triggers; expected at most {MOST_TRIGGERS}."
        )
    elif settings > MOST_SETTINGS:
        walker.say(
            ("triggers",),
            f"the triggers set {settings} levers in all; expected at most {MOST_SETTINGS}.",
        )
    return triggers


def levers_named(walker: Walker) -> set[str]:
    """Names under the `set` of any trigger, whether the trigger can be read or not."""
    written = walker.at(("triggers",))
    places = range(len(written)) if isinstance(written, list) else range(0)
    parts = [walker.at(("triggers", place, "set")) for place in places]
    return {name for part in parts if isinstance(part, dict) for name in part}


def _trigger(walker: Walker, path: Path_) -> Trigger | None:
    """Read one trigger; None where it cannot be told what fires it."""
    part = walker.mapping(path, KEYS, ("when", "set"))
    settings = _settings(walker, (*path, "set")) if part.get("set") is not None else ()
    if part.get("when") is None:
        return None
    when = walker.mapping((*path, "when"), ("signal", *SIDES, "for"), ("signal",))
    signal = _signal(walker, (*path, "when", "signal")) if when.get("signal") is not None else ""
    fires = _condition(walker, (*path, "when"), signal)
    releases = None
    if "release" in part and part["release"] is None:
        hint = "Expected such as {above: 0.5, for: 12 months}; without it the trigger stays on."
        walker.say((*path, "release"), "'release' holds nothing.", hint)
    elif "release" in part:
        walker.mapping((*path, "release"), (*SIDES, "for"))
        releases = _condition(walker, (*path, "release"), signal)
    if fires is None or not signal:
        return None
    if releases is not None:
        _hold_apart(walker, (*path, "release"), fires, releases)
    return Trigger(signal, fires, releases, settings)


def _signal(walker: Walker, path: Path_) -> str:
    """Read which signal is watched; empty where there is no such signal."""
    name = walker.at(path)
    if isinstance(name, str) and name in SIGNALS:
        return name
    if name == UNSEEN:
        walker.say(path, f"'{UNSEEN}' is known only after a run, so no trigger can watch it.")
    else:
        hint = nearest(str(name), SIGNALS, noun="Signals", listing="docs/strategies.md.")
        walker.say(path, f"no signal is called {quoted(name)}.", hint)
    return ""


def _condition(walker: Walker, path: Path_, signal: str) -> Condition | None:
    """Read a side, a threshold and a number of months; None where there is no telling the side."""
    part = walker.at(path)
    if not isinstance(part, dict):
        return None
    months = walker.value((*path, "for"), lambda w: parse_months(w, least=1), 1)
    sides = [side for side in SIDES if part.get(side) is not None]
    if len(sides) != 1:
        given = "both 'above' and 'below' are" if sides else "neither 'above' nor 'below' is"
        walker.say(path, f"{given} given; expected one of them.", "" if sides else _SUCH)
        return None
    where, above = (*path, sides[0]), sides[0] == "above"
    if not signal:
        return None
    most = 1.0 if signal in SHARES else float("inf")
    threshold = walker.value(where, lambda w: parse_threshold(w, SIGNALS[signal]), None)
    if threshold is None:
        return None
    if threshold > most:
        message = f"{quoted(part[sides[0]])} is out of range; '{signal}' lies between 0 and 1."
        walker.say(where, message)
        return None
    if threshold == (most if above else 0.0):
        message = f"'{signal}' never lies {sides[0]} {threshold:g}, so nothing would happen."
        walker.say(where, message)
    return Condition(above, threshold, months)


def _hold_apart(walker: Walker, path: Path_, fires: Condition, releases: Condition) -> None:
    """Refuse a release that holds while the trigger fires, or only where it fires."""
    side, other = ("above", "below") if fires.above else ("below", "above")
    beyond = releases.threshold - fires.threshold
    if releases.above == fires.above:
        walker.say(
            (*path, side),
            f"the trigger fires {side} {fires.threshold:,.10g}, so it cannot be released {side} a "
            f"threshold; expected '{other}'.",
        )
    elif beyond > 0 if fires.above else beyond < 0:
        least = "at most" if fires.above else "at least"
        walker.say(
            (*path, other),
            f"{releases.threshold:,.10g} lies where the trigger fires ({side} "
            f"{fires.threshold:,.10g}), so it would be released at once; expected {least} "
            f"{fires.threshold:,.10g}.",
        )


def _settings(walker: Walker, path: Path_) -> tuple[Setting, ...]:
    part = walker.mapping(path, None)
    if isinstance(walker.at(path), dict) and not part:
        walker.say(path, "'set' sets no lever.", "Expected such as {treatment: 1.2 x}.")
    found = (_setting(walker, (*path, name), name) for name in part)
    return tuple(setting for setting in found if setting is not None)


def _setting(walker: Walker, path: Path_, name: str) -> Setting | None:
    lever = walker.lever(path, name)
    if lever is None:
        return None
    written = walker.at(path)
    where = path
    if isinstance(written, dict):
        walker.mapping(path, ("to", "ramp"), ("to",))
        where = (*path, "to")
    elif written is None:
        walker.say(path, f"'{name}' is set to nothing.", "Expected such as 1.2 x.")
    return Setting(
        lever=name,
        level=walker.level(where, lever),
        ramp=walker.value((*path, "ramp"), parse_months, round(lever.ramp_months.typical)),
        written=str(walker.at(where)),
    )
