"""What fires and releases a trigger, as part of a sentence: `host consent stays below 0.35 ...`.

Start with `clause`. Thresholds keep all the digits that the analyst wrote.
"""

from undercut.strategy.document import Condition

_RATIO = " times the level of 2024"
_SIGNALS = {
    "us_overdose_deaths": ("US overdose deaths", True, " a year"),
    "mx_homicides": ("homicides in Mexico", True, " a year"),
    "network_capability": ("network capability", False, _RATIO),
    "escalations": ("rounds of escalation", True, " a year"),
    "host_consent": ("host consent", False, ""),
    "domestic_backlash": ("backlash at home", False, ""),
    "regional_spillover": ("regional spillover", False, _RATIO),
    "civilian_harm": ("civilians harmed by force", True, " a year"),
    "killed_by_force": ("people killed by the strategy's force", True, " a year"),
    "organizations": ("organizations and local groups", True, ""),
    "us_prisoners": ("US prisoners for drug offenses", True, ""),
    "cocaine_price": ("the retail price of cocaine", False, _RATIO),
    "fentanyl_purity": ("fentanyl purity", False, _RATIO),
    "seizures": ("seizures at sea and border", True, " tonnes a year"),
}
"""By signal: its name, whether that is a plural, and what follows a threshold."""


def clause(signal: str, condition: Condition) -> str:
    """Say when a condition holds.

    Examples
    --------
    >>> clause("host_consent", Condition(above=False, threshold=0.35, months=6))
    'host consent stays below 0.35 for 6 months'

    """
    name, plural, after = _SIGNALS[signal]
    side = "above" if condition.above else "below"
    what = f"{side} {condition.threshold:,.10g}{after}"
    if condition.months == 1:
        return f"{name} {'are' if plural else 'is'} {what} in any month"
    return f"{name} {'stay' if plural else 'stays'} {what} for {condition.months} months"
