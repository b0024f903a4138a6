"""Words of the casebook for people: labels of ids, figures as their sources give them, dates."""

import re

from undercut.evidence.case_schema import CASE_GRADES, Case, When

KINDS = {
    "maritime_interdiction": "Maritime interdiction",
    "air_interdiction": "Air interdiction",
    "border_military_support": "Military at the border",
    "domestic_enforcement_surge": "Enforcement surge",
    "weapons": "Weapons",
    "kingpin": "Leaders of groups",
    "strike": "Strikes and raids",
    "source_eradication": "Crops at the source",
    "precursor": "Precursors",
    "finance": "Finance and sanctions",
    "institution_building": "Institution building",
    "multinational_mission": "Multinational mission",
    "demand_side": "Demand",
}
"""Kinds of case in the order in which a timeline shows them."""

CONSENTS = {
    "given": "given",
    "contested": "contested",
    "absent": "absent",
    "not_applicable": "not applicable",
}
ROLES = {"lead": "leads", "joint": "joint", "support": "supports", "none": "none"}
LEADS = {
    "law_enforcement": "law enforcement",
    "military": "military",
    "civil": "civil authority",
    "multinational": "multinational body",
}
DIRECTIONS = {
    "better": "better",
    "none": "no change",
    "mixed": "mixed",
    "worse": "worse",
    "unknown": "not measured",
}
SIGNS = {"better": "+", "none": "=", "mixed": "~", "worse": "-", "unknown": "?"}
ATTRIBUTIONS = {
    "claimed_by_agency": "claimed by the agency",
    "independent_evaluation": "independent",
    "peer_reviewed": "peer reviewed",
    "contested": "contested",
}
GRADES = CASE_GRADES
PROVISIONAL = (
    "Provisional: after January 2025. Described only, not evaluated, never scored, "
    "kept out of fitting and of every tally."
)
NOTHING_GAINED = "The sources report nothing gained beyond the outputs."
NO_COST = "No cost was found in the sources."
NO_FACTS = "No facts recorded for the law to read."
OUTPUT_NOTE = "What the operation counted or did. An output is never an effect."
OUTCOME_NOTE = "What changed while it ran or after it, and who says so. None is proof of cause."

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_HEDGE = re.compile(
    r"^(?P<unit>.*?)\s*\((?P<hedge>about|more than|over|nearly|up to|at least)(?P<rest>,[^)]*)?\)$"
)
_ENDS_IN_NUMBER = re.compile(r"(?:\d|billion|million)$")
_DATED = re.compile(r"(?:\b|FY)(?:19|20)\d\d$")
_SINGULAR = {"people": "person", "sites": "site"}
_SILENT_UNITS = frozenset({"rate", "ratio", "share"})


def number(value: float) -> str:
    """Write a figure as its source gives it, with separators; millions and billions in words."""
    sign, size = ("\N{MINUS SIGN}" if value < 0 else ""), abs(value)
    for scale, name in ((1e9, "billion"), (1e6, "million")):
        if size >= scale:
            return f"{sign}{size / scale:,.4g} {name}"
    return f"{sign}{size:,.0f}" if size == int(size) else f"{sign}{size:,g}"


def figure(value: float | str | None, unit: str | None) -> str:
    """Write a value with its unit; empty where only a direction is on record.

    Examples
    --------
    >>> figure(127.0, "metric tons (about)"), figure("more than tripled", "ratio")
    ('about 127 metric tons', 'more than tripled')

    """
    unit = unit or ""
    if value is None:
        return unit
    hedged = _HEDGE.match(unit)
    before, rest = "", ""
    if hedged:
        unit, before, rest = hedged["unit"], f"{hedged['hedge']} ", hedged["rest"] or ""
    if isinstance(value, float):
        unit = _SINGULAR.get(unit, unit) if value == 1 else unit
        return f"{before}{number(value)} {unit}".rstrip() + rest
    if unit in _SILENT_UNITS or not unit:
        return f"{before}{value}{rest}"
    joins = bool(_ENDS_IN_NUMBER.search(value)) and not _DATED.search(value)
    return f"{before}{value} {unit if joins else f'({unit})'}{rest}"


def date(when: When) -> str:
    """Write a date as exactly as it is known: `2012`, `Jan 2012`, `20 Apr 2001`."""
    parts = when.text.split("-")
    if len(parts) == 1:
        return parts[0]
    month = f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return f"{int(parts[2])} {month}" if len(parts) == 3 else month


def span(case: Case) -> str:
    """Write from when to when a case ran, and what is not known of its end."""
    start = date(case.start)
    if case.ongoing_as_of is not None:
        text = f"{start}, still under way in {date(case.ongoing_as_of)}"
    elif case.end is None:
        text = f"{start}, no end on record"
    else:
        end = date(case.end)
        text = start if start == end else f"{start} to {end}"
    return f"{text} ({case.end_note})" if case.end_note else text


def consequence(what: str) -> str:
    """Write a kind of second-order effect."""
    words = what.replace("_", " ")
    return words[:1].upper() + words[1:]
