"""History: the same world run month by month through what is known to have happened.

Start with `simulate`. A history is lever values by month, *drivers* (dated inputs that no sector
makes), and dated events of the organizations in place of drawn ones. Sectors know none of this: a
driver replaces a parameter, an anchor of the start or a state before the month runs, so that the
program of forecasts stays as it is. Blocks, lanes, threads and luck are those of `world/engine.py`.

What a driver may act on (`Driver.target`):

- `sector.field`: a parameter that the sector reads every month
- `sector.anchors.field`: what the start solved; the driven value is always taken from the start
- `sector.state.field`: a state, changed in the month and left to the sector after it
- `demand`: users of a drug as the market sees them
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np

from undercut.core import draws
from undercut.core.arrays import Array, Namespace
from undercut.core.errors import FutureError
from undercut.world import dated, engine, loop
from undercut.world._history_series import SERIES, Recorded
from undercut.world.dated import Events
from undercut.world.levers import Levers

__all__ = ["SERIES", "Driver", "Inputs", "Recorded", "advance", "apply", "parts", "simulate"]

DEMAND = "demand"
ANCHORS, STATE = "anchors", "state"

Mode = Literal["factor", "value", "add", "ceiling"]


class Driver(NamedTuple):
    """What an input acts on, and how.

    Attributes
    ----------
    target : see the head of the module.
    row : element of the target's first axis; None for all of it.
    mode : `factor` multiplies, `add` adds, `value` replaces, `ceiling` caps.

    """

    target: str
    row: int | None
    mode: Mode


class Inputs(NamedTuple):
    """What happened, by month.

    Attributes
    ----------
    levers : (lever, month) in the catalog's units.
    baseline : (lever,) the same at the start.
    drivers : what each row of `paths` acts on.
    paths : (month, driver, future).
    events : dated events of the organizations, months first; None draws events as forecasts do.

    """

    levers: np.ndarray
    baseline: np.ndarray
    drivers: tuple[Driver, ...]
    paths: np.ndarray
    events: Events | None


def simulate(
    inputs: Inputs,
    futures: engine.Futures,
    *,
    engine_name: Literal["jax", "numpy"] = "jax",
    threads: int = engine.THREADS,
) -> dict[str, np.ndarray]:
    """Run a history over futures.

    Parameters
    ----------
    inputs : what happened, by month.
    futures : who to run; their parameters are those of the history's start.
    engine_name : `jax`, or `numpy` for the oracle.
    threads : blocks to run side by side.

    Returns
    -------
    By name of `SERIES`: (month, future), or (row, month, future); flows are per month.

    Raises
    ------
    FutureError : a future left the finite numbers; the message names it.

    """
    months = inputs.levers.shape[1]
    keys = draws.keys(futures.seed, futures.numbers)
    lead, rest = engine.whole_blocks(futures.numbers)
    program = (
        _program(months, inputs.drivers, inputs.events is not None)
        if engine_name == "jax"
        else _run_numpy(inputs.drivers)
    )
    levers = np.ascontiguousarray(inputs.levers.T, dtype=np.float64)
    baseline = np.ascontiguousarray(inputs.baseline, dtype=np.float64)

    def run(block: int) -> np.ndarray:
        first = block * engine.WIDTH - lead
        start, stop = max(first, 0), min(first + engine.WIDTH, len(futures))
        room = (start - first, first + engine.WIDTH - stop)

        def fill(array: Array) -> np.ndarray:
            part = np.asarray(array)[..., start:stop]
            return np.pad(part, [(0, 0)] * (part.ndim - 1) + [room], mode="edge")

        p = loop.map_parameters(fill, futures.parameters)
        events = inputs.events
        if events is not None:
            events = events._replace(war_intensity=fill(events.war_intensity))
        ran = np.asarray(program(levers, baseline, fill(inputs.paths), events, p, fill(keys)))
        return ran[:, :, room[0] : engine.WIDTH - room[1]]

    blocks = (lead + len(futures) + rest) // engine.WIDTH
    with ThreadPoolExecutor(max(1, min(threads, blocks))) as pool:
        whole = np.concatenate(list(pool.map(run, range(blocks))), axis=2)
    _refuse_non_finite(whole, futures)
    return _by_name(whole)


def advance(
    xp: Namespace,
    world: loop.World,
    begun: loop.World,
    levers: Levers,
    base: Levers,
    drivers: tuple[Driver, ...],
    path: Array,
    events: Events | None,
    p: loop.Parameters,
    reference: loop.Reference,
    key: Array,
    month: Array,
) -> tuple[loop.World, Array]:
    """Advance a driven world by one month.

    Parameters
    ----------
    begun : the world at its start, whose anchors drivers act on.
    path : (driver, future) the month's values.
    events : the month's events.

    Returns
    -------
    The world after the month, and what `SERIES` records of it: (recorded, future).

    """
    now, p_now = apply(xp, world, begun, drivers, path, p)
    if events is not None:
        p_now = p_now._replace(organizations=dated.undrawn(xp, p_now.organizations))
        now = now._replace(
            organizations=dated.happen(xp, now.organizations, events, p_now.organizations)
        )
    after, signals = loop.advance(xp, now, levers, base, p_now, reference, key, month)
    read = [each.read(signals, after, p_now) for each in SERIES.values()]
    rows = [row for one in read for row in (one if one.ndim == 2 else one[None])]
    return after, xp.stack(rows)


def apply(
    xp: Namespace,
    world: loop.World,
    begun: loop.World,
    drivers: tuple[Driver, ...],
    path: Array,
    p: loop.Parameters,
) -> tuple[loop.World, loop.Parameters]:
    """Put the month's drivers into the world and its parameters."""
    changed: dict[tuple[str, str], dict[str, Array]] = {}
    for driver, value in zip(drivers, path, strict=True):
        sector, kind, field = parts(driver.target)
        held: Any = {"": p, ANCHORS: begun, STATE: world, DEMAND: world}[kind]
        owner = getattr(held, sector)
        owner = owner.anchors if kind == ANCHORS else owner
        fields = changed.setdefault((sector, kind), {})
        before = fields.get(field, getattr(owner, field))
        fields[field] = _driven(xp, before, driver, value)
    for (sector, kind), fields in changed.items():
        if kind == "":
            p = p._replace(**{sector: getattr(p, sector)._replace(**fields)})
            continue
        state: Any = getattr(world, sector)
        if kind == ANCHORS:
            state = state._replace(anchors=getattr(begun, sector).anchors._replace(**fields))
        else:
            state = state._replace(**fields)
        world = world._replace(**{sector: state})
    return world, p


def parts(target: str) -> tuple[str, str, str]:
    """Sector, kind and field of a target; the kind of a parameter is empty.

    Raises
    ------
    ValueError : the world has no such target.

    """
    if target == DEMAND:
        return "lagged", DEMAND, "users_ratio"
    sector, *kinds, field = target.split(".") if "." in target else (target, "")
    kind = kinds[0] if kinds else ""
    owner: Any = loop.SECTORS.get(sector)
    if kinds in ([ANCHORS], [STATE]) and sector in loop.World.__annotations__:
        owner = loop.World.__annotations__[sector]
        owner = owner.__annotations__.get("anchors") if kind == ANCHORS else owner
    elif kinds:
        owner = None
    if owner is None or field not in owner._fields:
        raise ValueError(f"the world has no '{target}'.")
    return sector, kind, field


def _driven(xp: Namespace, before: Array, driver: Driver, value: Array) -> Array:
    def changed(part: Array) -> Array:
        if driver.mode == "factor":
            return part * value
        if driver.mode == "ceiling":
            return xp.minimum(part, value)
        return part + value if driver.mode == "add" else value + xp.zeros_like(part)

    if driver.row is None:
        return changed(before)
    return xp.stack(
        [changed(part) if row == driver.row else part for row, part in enumerate(before)]
    )


def _run_numpy(drivers: tuple[Driver, ...]) -> Callable[..., np.ndarray]:
    """Run the same months in plain NumPy: (month, recorded, future)."""

    def run(
        levers: np.ndarray,
        baseline: np.ndarray,
        paths: np.ndarray,
        events: Events | None,
        p: loop.Parameters,
        key: np.ndarray,
    ) -> np.ndarray:
        base = Levers(*baseline)
        world, reference = loop.start(np, p, base)
        begun, out = world, []
        for month, (now, path) in enumerate(zip(levers, paths, strict=True)):
            happening = None if events is None else Events(*(each[month] for each in events))
            world, row = advance(
                np, world, begun, Levers(*now), base, drivers, path, happening, p, reference, key,
                np.asarray(month),
            )  # fmt: skip
            out.append(row)
        return np.stack(out)

    return run


@cache
def _program(months: int, drivers: tuple[Driver, ...], has_events: bool) -> Callable[..., Any]:
    """Compile the program of a history once."""
    jax, jnp = engine.configure_jax()

    def run(
        levers: Array,
        baseline: Array,
        paths: Array,
        events: Events | None,
        p: loop.Parameters,
        key: Array,
    ) -> Array:
        base = Levers(*baseline)
        begun, reference = loop.start(jnp, p, base)

        def body(world: loop.World, now: tuple[Any, ...]) -> tuple[loop.World, Array]:
            values, path, month, *happening = now
            return advance(
                jnp, world, begun, Levers(*values), base, drivers, path,
                happening[0] if has_events else None, p, reference, key, month,
            )  # fmt: skip

        dated_by_month = (events,) if has_events else ()
        rows = (levers, paths, jnp.arange(months), *dated_by_month)
        return jax.lax.scan(body, begun, rows)[1]

    compiled: Callable[..., Any] = jax.jit(run)
    return compiled


def _by_name(whole: np.ndarray) -> dict[str, np.ndarray]:
    found, at = {}, 0
    for name, series in SERIES.items():
        size = max(series.rows, 1)
        part = whole[:, at : at + size].transpose(1, 0, 2)
        found[name] = part if series.rows else part[0]
        at += size
    return found


def _refuse_non_finite(whole: np.ndarray, futures: engine.Futures) -> None:
    bad = ~np.isfinite(whole)
    if not bad.any():
        return
    names = [name for name, values in _by_name(whole).items() if not np.isfinite(values).all()]
    numbers = futures.numbers[np.flatnonzero(bad.any((0, 1)))]
    raise FutureError(
        f"future {', '.join(str(number) for number in numbers[:10])} (seed {futures.seed}) left"
        f" the finite numbers of history in {', '.join(names)}."
    )
