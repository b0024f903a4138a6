"""What an analyst writes for an amount: `190 ship_day/month`, `1.3 x`, `4 billion USD/year`, `3 %`.

Start with `parse_level` for a lever's setting. A number may group its thousands with commas or
underscores, and may be followed by `thousand`, `million`, `billion` or `trillion`.
"""

import re
import sys

from undercut.core import units

SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

MULTIPLE = "x"
"""The unit of a multiple of baseline."""

RAMP_CAP = 240
"""Most months that a ramp, or the wait of a trigger, may take."""

DISCOUNT_CAP = 0.2
"""Highest yearly discount rate."""

_NUMBER = r"[-+]?(?:\d{1,3}(?:[,_]\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?"
_AMOUNT = re.compile(rf"(?P<number>{_NUMBER})(?P<rest>(?:[^\d.,_+-].*)?)", re.ASCII)
_WORD = re.compile(r"[A-Za-z_]+")


def parse_amount(written: object, expected: str) -> tuple[float, str]:
    """Split what was written into a finite number and a unit; the unit is empty for a bare number.

    Parameters
    ----------
    written : a number, or text that starts with one.
    expected : what to write instead, for the message.

    Raises
    ------
    ValueError : it does not start with a number, or the number is not finite.

    """
    if isinstance(written, int | float) and not isinstance(written, bool):
        return _finite(written, written), ""
    match = _AMOUNT.fullmatch(written.strip()) if isinstance(written, str) else None
    if not match or not any(letter.isdigit() for letter in match["number"]):
        raise ValueError(f"{quoted(written)} does not start with a number; expected {expected}.")
    value = float(match["number"].replace(",", "").replace("_", ""))
    unit = match["rest"].strip()
    word = _WORD.match(unit)
    if word and word[0] in SCALES:
        value *= SCALES[word[0]]
        unit = unit[word.end() :].strip()
    return _finite(value, written), unit


def parse_level(written: object, unit: str, baseline: float) -> float:
    """Read a lever's setting.

    Parameters
    ----------
    written : `N unit`, `N x` (times baseline) or a bare number in the lever's unit.
    unit : the lever's unit.
    baseline : the lever's baseline, in its unit.

    Returns
    -------
    The level, in the lever's unit.

    Raises
    ------
    ValueError : it cannot be read, the unit does not fit, or it is a multiple of zero.

    """
    value, given = parse_amount(written, f"'N {unit}' or 'N x'")
    if not given:
        return value
    if given == MULTIPLE:
        if baseline == 0:
            raise ValueError(
                f"{quoted(written)} is a multiple of a baseline of zero; expected 'N {unit}'."
            )
        return value * baseline
    return _converted(
        value, given, unit, f"{quoted(written)} has the wrong unit; expected 'N {unit}' or 'N x'."
    )


def parse_money_rate(written: object) -> float:
    """Read a yearly amount of money, such as `4 billion USD/year`, in USD/year.

    Raises
    ------
    ValueError : it cannot be read, has another unit or none, or is not above zero.

    """
    expected = "money a year, such as '4 billion USD/year'"
    value, given = parse_amount(written, expected)
    message = f"{quoted(written)} has {'the wrong' if given else 'no'} unit; expected {expected}."
    if not given:
        raise ValueError(message)
    value = _converted(value, given, "USD/year", message)
    if value <= 0:
        raise ValueError(f"{quoted(written)} is not above zero.")
    return value


def parse_threshold(written: object, unit: str) -> float:
    """Read the threshold of a signal: `N unit`, or a bare number in the signal's unit.

    Raises
    ------
    ValueError : it cannot be read, the unit does not fit, or it is below zero.

    """
    expected = "a bare number" if unit == "1" else f"'N {unit}'"
    value, given = parse_amount(written, expected)
    if given:
        message = f"{quoted(written)} has the wrong unit; expected {expected}."
        value = _converted(value, given, unit, message)
    if value < 0:
        raise ValueError(f"{quoted(written)} is below zero, where no signal lies.")
    return value


def parse_months(written: object, least: int = 0) -> int:
    """Read a length of time in whole months: `24 months` or `2 years`.

    Parameters
    ----------
    written : what the document says.
    least : fewest months that are allowed.

    Raises
    ------
    ValueError : it cannot be read, is not a whole number of months, or is out of range.

    """
    expected = "a length of time, such as '24 months'"
    value, given = parse_amount(written, expected)
    if given not in {"month", "months", "year", "years"}:
        unit = "the wrong" if given else "no"
        raise ValueError(f"{quoted(written)} has {unit} unit; expected {expected}.")
    months = value * (12 if given.startswith("year") else 1)
    if not least <= months <= RAMP_CAP or months != round(months):
        reach = f"from {least} to {RAMP_CAP}"
        raise ValueError(f"{quoted(written)} is not a whole number of months {reach}.")
    return round(months)


def parse_rate(written: object) -> float:
    """Read a yearly rate: `3 %`, or the bare share `0.03`.

    Raises
    ------
    ValueError : it cannot be read or is out of range.

    """
    expected = "a yearly rate, such as '3 %'"
    value, given = parse_amount(written, expected)
    if given not in {"", "%", "percent"}:
        raise ValueError(f"{quoted(written)} has the wrong unit; expected {expected}.")
    rate = value / 100 if given else value
    if not 0 <= rate <= DISCOUNT_CAP:
        raise ValueError(f"{quoted(written)} is outside 0 to {DISCOUNT_CAP * 100:g} % a year.")
    return rate


def quoted(written: object) -> str:
    """Quote what was written, short enough for one line."""
    if written is None:
        return "nothing"
    if isinstance(written, list | dict):
        return "a list" if isinstance(written, list) else "a mapping"
    text = str(written).lower() if isinstance(written, bool) else str(written)
    return f"'{text if len(text) <= 60 else text[:57] + '...'}'"


def _converted(value: float, given: str, unit: str, message: str) -> float:
    try:
        return units.convert(value, given, unit)
    except ValueError:
        raise ValueError(message) from None


def _finite(value: float, written: object) -> float:
    if not abs(value) <= sys.float_info.max:
        raise ValueError(f"{quoted(written)} is not a finite number.")
    return float(value)
