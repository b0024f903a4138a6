"""Levers that are raised with no way back: neither an end date nor a trigger ends it."""

from undercut.strategy.clauses import clause
from undercut.strategy.policy import Policy


def without_exit(policy: Policy) -> dict[str, str]:
    """Levers that stand above baseline, or may come to, and are never to come down.

    A schedule ends by `until` or by a trigger that sets the lever at baseline or below. What a
    trigger raises ends by its release, or by a later trigger that sets the lever so: of two that
    act on one lever the later goes before.

    Returns
    -------
    By lever, the clause of the trigger that raises it; empty where its schedule does.

    """
    strategy, found = policy.strategy, {}
    for row, lever in enumerate(policy.levers):
        baseline = float(policy.baseline[row])
        acting = [
            (trigger, setting.level)
            for trigger in strategy.triggers
            for setting in trigger.settings
            if setting.lever == lever
        ]
        ends = [place for place, (_, level) in enumerate(acting) if level <= baseline]
        schedule = strategy.levers.get(lever)
        raised = bool((policy.values[row] > baseline).any())
        if raised and not ends and not (schedule and schedule.until):
            found[lever] = ""
            continue
        for place, (trigger, level) in enumerate(acting):
            stays = trigger.releases is None and place >= max(ends, default=0)
            if level > baseline and stays:
                found[lever] = clause(trigger.signal, trigger.fires)
                break
    return found
