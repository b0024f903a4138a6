"""Units at the border: files and commands speak in units, the world in plain numbers.

The registry knows the field's counting units (persons, deaths, ship-days, kits ...) as dimensions
of their own, so that a kit is never mistaken for a patient.
"""

import re
from functools import cache
from typing import Any

import pint

COUNTS = (
    "person", "patient", "student", "participant", "prosecutor", "soldier", "service_member",
    "death", "kit", "ship_day", "strike", "removal", "designation", "scan", "inmate",
    "staff", "percent_conditioned", "organization", "event", "load", "conviction", "firearm",
    "USD",
)  # fmt: skip
"""Base counting units; each is a dimension of its own."""

_NAME = r"[A-Za-z_%][A-Za-z_]*[0-9]{0,5}(?:\s?(?:\*\*|\^)\s?-?[1-4])?"
_GROUP = rf"(?:{_NAME}|\(\s?(?:[1-9][0-9]{{0,8}}\s)?{_NAME}(?:\s?[*/ ]\s?{_NAME}){{0,3}}\s?\))"
_GRAMMAR = re.compile(
    rf"1|(?:1\s?/\s?)?(?:[1-9][0-9]{{0,8}}\s)?{_GROUP}(?:\s?[*/ ]\s?{_GROUP}){{0,5}}"
)
"""A small grammar keeps what reaches the parser of a library to products of named units."""

_DERIVED = (
    "flight_hour = [flight_hour]",
    "staff_year = staff * year",
    "inmate_year = inmate * year",
    "million_usd = 1e6 * USD",
    "billion_usd = 1e9 * USD",
    "thousand_usd = 1e3 * USD",
    "tonne = 1000 * kilogram = t",
    "percent = 0.01 = %",
)


@cache
def registry() -> "pint.UnitRegistry[Any]":
    """Build the registry once."""
    units: pint.UnitRegistry[Any] = pint.UnitRegistry(on_redefinition="ignore")
    for name in COUNTS:
        units.define(f"{name} = [{name}]")
    for line in _DERIVED:
        units.define(line)
    return units


def parse(text: str) -> Any:
    """Read a unit such as `ship_day/month`, as a quantity of one of it.

    Raises
    ------
    ValueError : the text is not a unit.

    """
    if not _GRAMMAR.fullmatch(text.strip()):
        raise ValueError(f"'{text}' is not a unit.")
    try:
        return registry().Quantity(1.0 if text.strip() == "1" else text)
    except pint.UndefinedUnitError as failure:
        raise ValueError(f"'{text}' is not a unit ({failure}).") from None


def convert(value: float, unit: str, to: str) -> float:
    """Convert a number between units of the same dimension.

    Raises
    ------
    ValueError : a unit is unknown, or the dimensions differ.

    """
    if unit == to:
        return value
    try:
        return float((value * parse(unit) / parse(to)).to("").magnitude)
    except (pint.DimensionalityError, pint.OffsetUnitCalculusError, OverflowError):
        raise ValueError(f"'{unit}' cannot be turned into '{to}'.") from None
