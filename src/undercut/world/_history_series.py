"""History: what a run records of every month. Start with `history.simulate`."""

from collections.abc import Callable
from typing import Any, NamedTuple

from undercut.world import loop


class Recorded(NamedTuple):
    """One recorded series: how it is read off a month.

    Attributes
    ----------
    read : gives (future,), or (row, future) where there are rows.
    rows : number of rows; 0 for none.
    adds_up : a year is the sum of its months; else their mean.

    """

    read: Callable[[loop.Signals, loop.World, loop.Parameters], Any]
    rows: int
    adds_up: bool


def _signal(sector: str, field: str, rows: int = 0, adds_up: bool = False) -> Recorded:
    return Recorded(lambda s, _w, _p: getattr(getattr(s, sector), field), rows, adds_up)


def _stock(sector: str, field: str, rows: int = 0) -> Recorded:
    return Recorded(lambda _s, w, _p: getattr(getattr(w, sector), field), rows, False)


SERIES: dict[str, Recorded] = {
    "us_overdose_deaths": _signal("people", "overdose_deaths", adds_up=True),
    "us_overdose_deaths_opioid": _signal("people", "overdose_deaths_opioid", adds_up=True),
    "us_overdose_deaths_cocaine": _signal("people", "overdose_deaths_cocaine", adds_up=True),
    "us_overdose_deaths_psychostimulant": _signal(
        "people", "overdose_deaths_psychostimulant", adds_up=True
    ),
    "in_treatment": _signal("people", "in_treatment"),
    "untreated_disorder": _stock("people", "disorder"),
    "fentanyl_share": _signal("sales", "fentanyl_share"),
    "consumption": _signal("sales", "consumption", 4, adds_up=True),
    "retail_price": _signal("sales", "price_ratio", 4),
    "wholesale_price": _signal("sales", "wholesale_price_ratio", 4),
    "coca_area": _signal("supply", "coca_area"),
    "coca_area_colombia": _stock("supply", "colombia"),
    "production": _signal("supply", "production", 4, adds_up=True),
    "precursor_factor": _signal("supply", "precursor_factor", 2),
    "zone_share": _signal("routes", "zone_share", 5),
    "arrived": _signal("routes", "arrived", 4, adds_up=True),
    "removed_by_coast_guard": Recorded(
        lambda s, _w, p: (
            s.routes.removed_at_sea * p.routes.coast_guard_share / p.routes.seized_purity[0]
        ),
        0,
        True,
    ),
    "seized_at_border": Recorded(
        lambda s, _w, p: s.routes.seized / p.routes.seized_purity, 4, True
    ),
    "gross_revenue": _signal("money", "gross_revenue", adds_up=True),
    "funds": _signal("money", "funds_ratio"),
    "certainty": _signal("justice", "certainty"),
    "host_consent": _signal("politics", "host_consent"),
    "mx_homicides": _signal("organizations", "homicides", adds_up=True),
    "mx_homicides_region": _signal("organizations", "homicides_by_region", 6, adds_up=True),
    "conflict_deaths": _signal("organizations", "conflict_deaths", adds_up=True),
    "members": _signal("organizations", "members"),
    "members_named": _signal("organizations", "members_named"),
    "organizations": _signal("organizations", "organizations"),
    "wars": Recorded(lambda _s, w, _p: w.organizations.wars.on.sum(0), 0, False),
    "living": Recorded(lambda _s, w, _p: w.organizations.alive.sum(0), 0, False),
}
"""Series that a history records, by name."""
