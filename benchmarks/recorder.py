"""Record signals and stocks of the coupled world, which its outcomes do not keep.

Start with `record`. One compiled program serves every policy: the start state is solved first, may
be changed by the caller, and then the months run, with other parameters than the start if asked.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from undercut.core import draws
from undercut.evidence.catalog import load_catalog
from undercut.world import engine, loop
from undercut.world.levers import Levers

FLOW, LEVEL = True, False
"""A year of a flow is the sum of its months, a year of a level their mean."""


class Series(NamedTuple):
    """One recorded series: where it stands, and how a year is made of months."""

    read: Callable[[loop.Signals, loop.World], Any]
    rows: int
    adds_up: bool


def _signal(sector: str, field: str, rows: int = 0, adds_up: bool = LEVEL) -> Series:
    return Series(lambda s, _: getattr(getattr(s, sector), field), rows, adds_up)


def _stock(sector: str, field: str, rows: int = 0) -> Series:
    return Series(lambda _, w: getattr(getattr(w, sector), field), rows, LEVEL)


SERIES: dict[str, Series] = {
    "deaths": _signal("people", "overdose_deaths", adds_up=FLOW),
    "deaths_opioid": _signal("people", "overdose_deaths_opioid", adds_up=FLOW),
    "deaths_cocaine": _signal("people", "overdose_deaths_cocaine", adds_up=FLOW),
    "deaths_psychostimulant": _signal("people", "overdose_deaths_psychostimulant", adds_up=FLOW),
    "use": _stock("people", "use"),
    "disorder": _stock("people", "disorder"),
    "treated": _stock("people", "treated"),
    "remission": _stock("people", "remission"),
    "hazard": _signal("people", "hazard"),
    "users": _signal("people", "users_ratio", 4),
    "prisoners": _signal("people", "us_prisoners"),
    "fentanyl_share": _signal("sales", "fentanyl_share"),
    "price": _signal("sales", "price_ratio", 4),
    "wholesale": _signal("sales", "wholesale_price_ratio", 4),
    "purity": _signal("sales", "purity_ratio", 4),
    "dose": _signal("sales", "dose_ratio"),
    "consumption": _signal("sales", "consumption", 4, FLOW),
    "us_stock": _signal("sales", "stocks", 2),
    "coca_colombia": _stock("supply", "colombia"),
    "coca_others": _stock("supply", "others"),
    "coca_area": _signal("supply", "coca_area"),
    "capacity": _signal("supply", "capacity_ratio", 4),
    "precursor": _signal("supply", "precursor_factor", 2),
    "production": _signal("supply", "production", 4, FLOW),
    "arrived": _signal("routes", "arrived", 4, FLOW),
    "seized": _signal("routes", "seized", 4, FLOW),
    "removed_at_sea": _signal("routes", "removed_at_sea", adds_up=FLOW),
    "zone_share": _signal("routes", "zone_share", 5),
    "zone_flow": _signal("routes", "zone_flow", 5, FLOW),
    "entry_share_cocaine": Series(lambda s, _: s.routes.entry_share[0], 5, LEVEL),
    "entry_share_fentanyl": Series(lambda s, _: s.routes.entry_share[2], 5, LEVEL),
    "effective_zones": _signal("routes", "effective_zones"),
    "trips_sent": _signal("routes", "trips_sent"),
    "andean_stock": _signal("routes", "andean_stock"),
    "mexico_stock": _signal("routes", "mexico_stock"),
    "gross_revenue": _signal("money", "gross_revenue", adds_up=FLOW),
    "net_funds": _signal("money", "net_funds", adds_up=FLOW),
    "laundering_share": _signal("money", "laundering_cost_share"),
    "wealth": _signal("money", "wealth"),
    "exposed": _signal("money", "exposed"),
    "funds": _signal("money", "funds_ratio"),
    "gun_stock": _signal("weapons", "gun_stock"),
    "gun_inflow": _signal("weapons", "gun_inflow"),
    "lethality": _signal("weapons", "lethality_ratio"),
    "certainty": _signal("justice", "certainty"),
    "corruption": _signal("justice", "corruption"),
    "prosecution": _signal("justice", "prosecution_ratio"),
    "consent": _signal("politics", "host_consent"),
    "legal_basis": _signal("politics", "has_consent"),
    "gate_explicit": _signal("politics", "gate_explicit"),
    "gate_tacit": _signal("politics", "gate_tacit"),
    "support": _stock("politics", "support"),
    "backlash": _signal("politics", "domestic_backlash"),
    "escalations": _signal("politics", "escalations", adds_up=FLOW),
    "homicides": _signal("organizations", "homicides", adds_up=FLOW),
    "homicides_region": _signal("organizations", "homicides_by_region", 6, FLOW),
    "conflict": _signal("organizations", "conflict_deaths", adds_up=FLOW),
    "members": _signal("organizations", "members"),
    "members_named": _signal("organizations", "members_named"),
    "groups": _signal("organizations", "organizations"),
    "groups_region": _stock("organizations", "groups", 6),
    "plazas": _signal("organizations", "plazas_held"),
    "wars": _signal("organizations", "wars"),
    "splits": _signal("organizations", "splits", adds_up=FLOW),
    "removals": _signal("organizations", "removals", adds_up=FLOW),
    "arrests": _signal("organizations", "arrests", adds_up=FLOW),
    "recruits": _signal("organizations", "recruits", adds_up=FLOW),
}

Recorded = dict[str, np.ndarray]
"""By series: (time, future), or (row, time, future) where a series has rows."""


def baseline() -> np.ndarray:
    """(lever,) baseline of the catalog, in the levers' own units."""
    return np.array([lever.baseline.value for lever in load_catalog().levers.values()])


def held(months: int = 180, **levers: float) -> np.ndarray:
    """(lever, month) the baseline, with some levers held elsewhere from the first month."""
    unknown = set(levers) - set(Levers._fields)
    if unknown:
        raise ValueError(f"no lever is called {', '.join(sorted(unknown))}.")
    values = np.repeat(baseline()[:, None], months, axis=1)
    for name, value in levers.items():
        values[Levers._fields.index(name)] = value
    return values


def record(
    values: np.ndarray,
    futures: engine.Futures,
    *,
    by_month: bool = False,
    during: loop.Parameters | None = None,
    edit: Callable[[loop.World], loop.World] | None = None,
) -> Recorded:
    """Run one policy and record every series of `SERIES`.

    Parameters
    ----------
    values : (lever, month) lever settings in their own units.
    futures : who to run; their parameters solve the start.
    by_month : keep months; else calendar years.
    during : parameters of the months, where they differ from those of the start.
    edit : change the start state (arrays of one block, NumPy).

    """
    width, count, months = engine.WIDTH, len(futures), values.shape[1]
    keys = draws.keys(futures.seed, futures.numbers)
    base = baseline()
    solve, run = _programs(months)

    def block(first: int) -> np.ndarray:
        stop = min(first + width, count)

        def cut(array: np.ndarray) -> np.ndarray:
            part = np.asarray(array)[..., first:stop]
            room = [(0, 0)] * (part.ndim - 1) + [(0, width - (stop - first))]
            return np.pad(part, room, mode="edge")

        p = loop.map_parameters(cut, futures.parameters)
        q = p if during is None else loop.map_parameters(cut, during)
        world, reference = solve(base, p)
        if edit is not None:
            world = edit(world)
        out = np.asarray(run(world, reference, values, base, q, cut(keys)))
        return _reduce(out[..., : stop - first], by_month)

    with ThreadPoolExecutor(engine.THREADS) as pool:
        parts = list(pool.map(block, range(0, count, width)))
    flat = np.concatenate(parts, axis=2)
    found, at = {}, 0
    for name, series in SERIES.items():
        rows = max(series.rows, 1)
        part = flat[at : at + rows]
        found[name] = part if series.rows else part[0]
        at += rows
    return found


def _reduce(out: np.ndarray, by_month: bool) -> np.ndarray:
    """(month, row, future) to (row, time, future), years as sums or means."""
    rows = np.moveaxis(out, 0, 1)
    if by_month:
        return rows
    count, months, futures = rows.shape
    years = rows.reshape(count, months // 12, 12, futures).sum(2)
    adds_up = [s.adds_up for s in SERIES.values() for _ in range(max(s.rows, 1))]
    return years / np.where(adds_up, 1.0, 12.0)[:, None, None]


@cache
def _programs(months: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    jax, jnp = engine.configure_jax()

    def solve(base, p):
        return loop.start(jnp, p, Levers(*base))

    def run(world, reference, values, base, p, key):
        base = Levers(*base)

        def body(world, now):
            levers, number = now
            after, signals = loop.advance(
                jnp, world, Levers(*levers), base, p, reference, key, number
            )
            rows = []
            for series in SERIES.values():
                value = series.read(signals, after)
                rows += list(value) if series.rows else [value]
            return after, jnp.stack(rows)

        return jax.lax.scan(body, world, (values.T, jnp.arange(months)))[1]

    return jax.jit(solve), jax.jit(run)
