"""Triggers: levers that answer to what last month showed.

Start with `answer`. A trigger watches one measure. When that has lain beyond a threshold for enough
months in a row, the trigger's settings take over their levers, each on a straight line over its
ramp; when it has lain beyond the release for enough months, they give way at the same pace. Without
a release a trigger stays on. Where two settings act on one lever, the later one goes before.

Triggers and settings are padded to a fixed number, so that one compiled program serves every
strategy that has any.
"""

from typing import NamedTuple

import numpy as np

from undercut.core.arrays import Array, Namespace

MOST_TRIGGERS = 8
MOST_SETTINGS = 16

NO_LEVER = -1
"""Row of the lever that a setting acts on which only fills up."""


class Condition(NamedTuple):
    """When a measure counts as beyond a threshold; each is (trigger,).

    Attributes
    ----------
    above : 1 when it must lie above, 0 when below.
    threshold : in the unit of the measure; of a flow, a year at the month's pace.
    months : in a row; infinite for never.

    """

    above: Array
    threshold: Array
    months: Array


class Triggers(NamedTuple):
    """What a strategy's triggers watch and set.

    Attributes
    ----------
    first : () month in which they may first fire, counted from the start.
    signal : (trigger,) row of the measure that it watches.
    per_year : (trigger,) 12 for a flow, 1 for a level.
    fires, releases : conditions.
    owner : (setting,) trigger that it belongs to.
    lever : (setting,) row of the lever that it sets.
    level : (setting,) in the lever's unit.
    ramp : (setting,) month, at least 1.

    """

    first: Array
    signal: Array
    per_year: Array
    fires: Condition
    releases: Condition
    owner: Array
    lever: Array
    level: Array
    ramp: Array


class TriggersState(NamedTuple):
    """Where the triggers stand at the start of a month.

    Attributes
    ----------
    met, calm : (trigger, future) month, in a row that each condition has held.
    on : (trigger, future) 1 or 0.
    weight : (setting, future) 1, how far a setting has taken its lever over.

    """

    met: Array
    calm: Array
    on: Array
    weight: Array


def at_rest(xp: Namespace, futures: int) -> TriggersState:
    """State in which nothing has fired."""
    none = xp.zeros((MOST_TRIGGERS, futures))
    return TriggersState(none, none, none, xp.zeros((MOST_SETTINGS, futures)))


def answer(
    xp: Namespace,
    state: TriggersState,
    triggers: Triggers,
    levers: Array,
    seen: Array,
    month: Array,
) -> tuple[TriggersState, Array]:
    """Let last month's measures decide who sets the levers this month.

    Parameters
    ----------
    levers : (lever,) what the schedule says, in the catalog's units.
    seen : (measure, future) last month's measures, flows per month; before the first month NaN,
        which fires nothing.
    month : months since the start.

    Returns
    -------
    The state after, and the levers of the month: (lever, future).

    """
    watched = xp.take(seen, triggers.signal, axis=0) * triggers.per_year[:, None]
    watched = xp.where(month >= triggers.first, watched, xp.nan)
    met = (state.met + 1.0) * _beyond(xp, watched, triggers.fires)
    calm = (state.calm + 1.0) * _beyond(xp, watched, triggers.releases) * state.on
    fires = xp.where(met >= triggers.fires.months[:, None], 1.0, 0.0)
    stays = xp.where(calm >= triggers.releases.months[:, None], 0.0, 1.0)
    on = xp.where(state.on > 0.5, stays, fires)
    pace = xp.where(xp.take(on, triggers.owner, axis=0) > 0.5, 1.0, -1.0)
    weight = xp.clip(state.weight + pace / triggers.ramp[:, None], 0.0, 1.0)

    rows = xp.arange(levers.shape[0])[:, None]
    settled = levers[:, None] + xp.zeros_like(weight[0])
    for setting in range(MOST_SETTINGS):
        taken = xp.where(rows == triggers.lever[setting], weight[setting], 0.0)
        settled = settled + taken * (triggers.level[setting] - settled)
    return TriggersState(met, calm, on, weight), settled


def _beyond(xp: Namespace, watched: Array, condition: Condition) -> Array:
    """Whether each trigger's measure lies beyond its threshold: (trigger, future) 1 or 0."""
    over = watched > condition.threshold[:, None]
    under = watched < condition.threshold[:, None]
    return xp.where(xp.where(condition.above[:, None] > 0.5, over, under), 1.0, 0.0)


def padded(
    first: int,
    watch: list[tuple[int, float, tuple[bool, float, float], tuple[bool, float, float] | None]],
    settings: list[tuple[int, int, float, float]],
) -> Triggers:
    """Fill up to the fixed number with triggers that never fire.

    Parameters
    ----------
    first : month in which they may first fire, counted from the start.
    watch : by trigger, its row among the measures, months a year for a flow, and (above,
        threshold, months) of what fires it and of what releases it, or None.
    settings : trigger, row of the lever, level and ramp.

    Raises
    ------
    ValueError : there are more than the program holds.

    """
    if len(watch) > MOST_TRIGGERS or len(settings) > MOST_SETTINGS:
        raise ValueError(f"at most {MOST_TRIGGERS} triggers and {MOST_SETTINGS} settings.")
    never = (True, np.inf, np.inf)
    full = [*watch, *[(0, 1.0, never, None)] * (MOST_TRIGGERS - len(watch))]
    rows = [*settings, *[(0, NO_LEVER, 0.0, 1.0)] * (MOST_SETTINGS - len(settings))]
    return Triggers(
        first=np.asarray(first),
        signal=np.array([each[0] for each in full]),
        per_year=np.array([each[1] for each in full]),
        fires=_condition([each[2] for each in full]),
        releases=_condition([each[3] or never for each in full]),
        owner=np.array([row[0] for row in rows]),
        lever=np.array([row[1] for row in rows]),
        level=np.array([row[2] for row in rows]),
        ramp=np.maximum(1.0, np.array([row[3] for row in rows])),
    )


def _condition(written: list[tuple[bool, float, float]]) -> Condition:
    above, threshold, months = (
        np.array(column, dtype=np.float64) for column in zip(*written, strict=True)
    )
    return Condition(above, threshold, months)
