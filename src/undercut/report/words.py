"""Words for people: two significant digits, probability words, labels for units and findings.

Files keep every digit and every id; whatever a person reads goes through here. Start with `number`
for a value, `likelihood` for a probability and `plain` for text that a user wrote.
"""

import math
import unicodedata
from collections.abc import Sequence

DIGITS = 2
"""Significant digits that a person is shown."""

MINUS = "\N{MINUS SIGN}"

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))

LIKELIHOODS: tuple[tuple[float, str], ...] = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)
"""Upper bounds of the ranges in which a word may be used: the scale of ICD 203 (2015)."""

FINDINGS = {
    "barred": "not lawful",
    "contested": "disputed",
    "permitted_if": "lawful if",
    "permitted": "lawful",
}
"""Findings as they are printed, most restrictive first."""

UNLAWFUL = "unlawful as written"
"""The mark that a strategy with a barred action carries on every output."""

PAYERS = {
    "us_federal": "US federal government",
    "us_state_local": "US states and localities",
    "host": "Host government",
    "mixed": "Shared between payers",
}

LEADS = {
    "military": "the military",
    "coast_guard": "the Coast Guard",
    "civilian_law_enforcement": "civilian law enforcement",
    "civilian_agency": "civilian agencies",
    "intelligence": "intelligence agencies",
    "host_state": "the host government",
    "host_police": "host police",
    "state_government": "state governments",
    "local_police": "local police",
    "private_person": "private persons",
}

_UNITS = {
    "1": "",
    "death/year": "deaths a year",
    "death/month": "deaths a month",
    "event/year": "events a year",
    "event/month": "events a month",
    "person": "people",
    "person/year": "people a year",
    "organization": "groups",
    "t/year": "tonnes a year",
    "USD": "2024 USD",
    "USD/year": "2024 USD a year",
    "staff_year": "staff-years",
    "percent_conditioned": "percent of aid conditioned",
    "million_usd/year": "million USD a year",
}

_PLURALS = {"person": "people", "inventory": "inventories"}

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def significant(value: float, digits: int = DIGITS) -> float:
    """Round to significant digits; zero stays zero."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def number(value: float) -> str:
    """Write a number with two significant digits.

    Examples
    --------
    >>> [number(x) for x in (82341.0, 0.3129, 1_449_000.0, 7.04)]
    ['82,000', '0.31', '1.4 million', '7.0']

    """
    if not math.isfinite(value):
        return "n/a"
    rounded = significant(value)
    sign, size = (MINUS if rounded < 0 else ""), abs(rounded)
    for scale, name in _SCALES:
        if size >= scale:
            return f"{sign}{_decimal(size / scale)} {name}"
    return sign + _decimal(size)


def _decimal(size: float) -> str:
    if size == 0:
        return "0"
    places = max(0, DIGITS - 1 - math.floor(math.log10(significant(size))))
    return f"{size:,.{min(places, 9)}f}"


def signed(value: float) -> str:
    """Write a change: always with its sign, and `0` for none."""
    text = number(value)
    return text if text.startswith(MINUS) or text in {"0", "n/a"} else f"+{text}"


def interval(low: float, high: float, *, change: bool = False) -> str:
    """Write a range from low to high, with signs where it is a range of changes."""
    write = signed if change else number
    first, last = write(low), write(high)
    if first == last:
        return first
    scale = first.rpartition(" ")[2]
    if scale.isalpha() and last.endswith(f" {scale}"):
        first = first.removesuffix(f" {scale}")
    return f"{first} to {last}"


def money(value: float) -> str:
    """Write an amount of constant 2024 dollars."""
    text = number(value)
    return f"{MINUS}${text[1:]}" if text.startswith(MINUS) else f"${text}"


def exact_money(value: float) -> str:
    """Write an amount that somebody set, such as a limit, with all its digits."""
    for scale, name in _SCALES:
        if abs(value) >= scale:
            return f"${value / scale:,.10g} {name}"
    return f"${value:,.10g}"


def money_interval(low: float, high: float) -> str:
    """Write a range of amounts; a scale that both ends share is said once."""
    first, last = money(low), money(high)
    if first == last:
        return first
    scale = first.rpartition(" ")[2]
    if scale.isalpha() and last.endswith(f" {scale}"):
        first = first.removesuffix(f" {scale}")
    return f"{first} to {last}"


def percent(share: float) -> str:
    """Write a share of futures; one that is not exactly 0 or 1 never reads as if it were."""
    if not math.isfinite(share):
        return "n/a"
    if 0 < share < 0.01:
        return "less than 1%"
    if 0.99 < share < 1:
        return "more than 99%"
    return f"{share * 100:.0f}%"


def likelihood(share: float) -> str:
    """Give the word for a probability; a bound belongs to the less certain of its two words."""
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is not a probability.")
    return next(
        word for bound, word in LIKELIHOODS if share < bound or (share == bound and bound > 0.5)
    )


def unit_label(unit: str) -> str:
    """Write a unit for people: `ship_day/month` is `ship-days a month`; a pure number has none."""
    if unit in _UNITS:
        return _UNITS[unit]
    top, _, bottom = unit.partition("/")
    words = top.replace("_", "-")
    plural = _PLURALS.get(words, words if words.endswith("s") else f"{words}s")
    return f"{plural} a {bottom.replace('_', '-')}" if bottom else plural


def quantity(value: float, unit: str) -> str:
    """Write a value with its unit."""
    return f"{number(value)} {unit_label(unit)}".rstrip()


def finding_label(finding: str) -> str:
    """Say a finding as it stands on paper."""
    return FINDINGS.get(finding, label(finding))


def payer_label(payer: str) -> str:
    """Say who pays."""
    return PAYERS.get(payer, label(payer))


def lead_label(lead: str) -> str:
    """Say who leads, with its article, as it stands inside a sentence."""
    return LEADS.get(lead, label(lead).lower())


def label(identifier: str) -> str:
    """Turn an id that has no label into words."""
    words = identifier.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def month_label(month: object) -> str:
    """Turn `2026-01` into `January 2026`."""
    year, _, number_ = str(month).partition("-")
    return f"{_MONTHS[int(number_) - 1]} {year}"


def duration(months: float) -> str:
    """Write a number of months."""
    return f"{number(months)} month{'' if months == 1 else 's'}"


def listed(items: Sequence[str]) -> str:
    """Join items into one phrase."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun; counts are exact and not rounded."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def sentence(text: str) -> str:
    """Start with a capital."""
    return text[:1].upper() + text[1:]


def plain(text: object, limit: int | None = None) -> str:
    """Make text that somebody else wrote safe to set on one line.

    White space runs together; control and formatting characters (among them those that turn the
    reading direction) go. With a limit, the text is clipped at a word and ends in an ellipsis.
    Escaping for a format is the format's business.
    """
    spaced = " ".join(str(text).split())
    kept = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    kept = unicodedata.normalize("NFC", kept).strip()
    if limit is None or len(kept) <= limit:
        return kept
    head = kept[: limit - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip(" ,;:.") + "\N{HORIZONTAL ELLIPSIS}"
