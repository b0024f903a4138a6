"""Triggers in words: what would have to happen, and what the strategy would then set.

Start with `sentence`.
"""

from collections.abc import Sequence
from typing import Any

from undercut.evidence.catalog import load_catalog
from undercut.report import wording, words
from undercut.strategy.clauses import clause
from undercut.strategy.document import SIGNALS, Condition, Setting, Trigger

ROOM = 420
"""Letters that the memo has for all triggers; the first is always stated."""

NAMED = 3
"""Most levers that the memo names of one trigger; the others are counted."""


def sentence(trigger: Trigger, named: int | None = None) -> str:
    """Say what a trigger does.

    Parameters
    ----------
    trigger : as the strategy says it.
    named : most levers to name; all when None.

    Examples
    --------
    `If host consent stays below 0.35 for 6 months, set multilateral pressure to 15 percent of aid
    conditioned over 6 months, until host consent stays above 0.5 for 12 months.`

    """
    shown = [_setting(setting) for setting in trigger.settings[:named]]
    more = len(trigger.settings) - len(shown)
    levers = words.listed([*shown, *([words.counted(more, "more lever")] if more else [])])
    end = (
        f", until {clause(trigger.signal, trigger.releases)}" if trigger.releases else ", for good"
    )
    return f"If {clause(trigger.signal, trigger.fires)}, set {levers}{end}."


def _setting(setting: Setting) -> str:
    lever = load_catalog().levers[setting.lever]
    pace = "at once" if setting.ramp <= 1 else f"over {setting.ramp} months"
    level = f"{setting.level:,.10g} {words.unit_label(lever.unit)}".rstrip()
    return f"{wording.inline(lever.label)} to {level} {pace}"


def short(triggers: Sequence[Trigger]) -> str:
    """State the triggers in their order as far as the memo has room, and count the others."""
    shown: list[str] = []
    for trigger in triggers:
        text = sentence(trigger, NAMED)
        if shown and sum(map(len, shown)) + len(text) > ROOM:
            break
        shown.append(text)
    more = len(triggers) - len(shown)
    return " ".join([*shown, *([f"{words.counted(more, 'more trigger')}."] if more else [])])


def to_json(trigger: Trigger) -> dict[str, Any]:
    """Give a trigger as plain data, with its sentence."""
    levers = load_catalog().levers
    return {
        "text": sentence(trigger),
        "signal": trigger.signal,
        "unit": SIGNALS[trigger.signal],
        "fires": _condition(trigger.fires),
        "releases": _condition(trigger.releases) if trigger.releases else None,
        "settings": [
            {
                "lever": setting.lever,
                "level": setting.level,
                "unit": levers[setting.lever].unit,
                "ramp_months": setting.ramp,
            }
            for setting in trigger.settings
        ],
    }


def _condition(condition: Condition) -> dict[str, Any]:
    side = "above" if condition.above else "below"
    return {side: condition.threshold, "for_months": condition.months}
