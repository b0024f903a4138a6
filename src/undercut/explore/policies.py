"""From a strategy to what the engine runs: levels by month, triggers, and what was held in the end.

Start with `run_policy`.
"""

import numpy as np

from undercut.core.months import Grid
from undercut.strategy import Policy
from undercut.strategy.cost import Held, hold
from undercut.strategy.document import Condition
from undercut.world import engine
from undercut.world.outcomes import MEASURES, NAMES
from undercut.world.triggers import Triggers, padded


def run_policy(
    policy: Policy,
    grid: Grid,
    futures: engine.Futures,
    *,
    series: bool = False,
    threads: int = engine.THREADS,
) -> tuple[engine.Result, Held]:
    """Simulate a policy, and add up what its levers were held at above baseline.

    Parameters
    ----------
    grid : months to run, whole calendar years from the month after the start state.
    series, threads : as in `engine.simulate`.

    """
    values = policy.values_on(grid)
    result = engine.simulate(
        values,
        policy.baseline,
        futures,
        triggers=triggers_of(policy),
        series=series,
        threads=threads,
    )
    levers = values if result.levers is None else result.levers
    base = policy.baseline.reshape((-1,) + (1,) * (levers.ndim - 1))
    return result, hold(levers - base, grid, policy.strategy.discount)


def triggers_of(policy: Policy) -> Triggers | None:
    """Triggers of a policy as the engine reads them; None where it has none."""
    strategy = policy.strategy
    if not strategy.triggers:
        return None
    watch = []
    settings = []
    for number, trigger in enumerate(strategy.triggers):
        row = NAMES.index(trigger.signal)
        releases = None if trigger.releases is None else _written(trigger.releases)
        per_year = 12.0 if MEASURES[row].adds_up else 1.0
        watch.append((row, per_year, _written(trigger.fires), releases))
        for setting in trigger.settings:
            lever = policy.levers.index(setting.lever)
            settings.append((number, lever, setting.level, float(setting.ramp)))
    return padded(strategy.grid.first - policy.grid.first, watch, settings)


def _written(condition: Condition) -> tuple[bool, float, float]:
    return condition.above, condition.threshold, float(condition.months)


def key_of(policy: Policy, grid: Grid) -> bytes:
    """Bytes that two policies share only when they do the same on a grid."""
    triggers = triggers_of(policy)
    parts = [policy.values_on(grid)]
    if triggers is not None:
        parts += [*triggers[:3], *triggers.fires, *triggers.releases, *triggers[5:]]
    return b"".join(np.ascontiguousarray(part, dtype=np.float64).tobytes() for part in parts)
