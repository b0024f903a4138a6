"""The engine: runs the loop over many futures, in blocks of one fixed width.

Start with `simulate`. One future or a million, everything runs as padded blocks of `WIDTH` futures,
so that a future's result does not depend on who runs beside it; the width is part of a result's
version. Two threads each call a block. JAX compiles one program per number of months, and another
for strategies with triggers; NumPy runs the same source as oracle.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import platformdirs

from undercut.core import draws
from undercut.core.arrays import Array, Namespace
from undercut.core.errors import FutureError
from undercut.world import loop
from undercut.world.levers import Levers
from undercut.world.outcomes import MEASURES, NAMES
from undercut.world.triggers import Triggers, answer, at_rest

WIDTH = 64
"""Futures in a block: a constant of the program."""

THREADS = 2

SIGNPOST_MONTHS = 24
"""Months whose signals are always kept."""


@dataclass(frozen=True)
class Futures:
    """Futures to run: who they are and what they drew.

    Attributes
    ----------
    numbers : (future,) consecutive numbers of the futures, from 0.
    seed : the run's seed.
    parameters : every sector's parameters, arrays with futures last.

    """

    numbers: np.ndarray
    seed: int
    parameters: loop.Parameters

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def packed(self) -> np.ndarray:
        """Every parameter's rows in one array: (row, future)."""
        return np.concatenate([np.atleast_2d(a) for sector in self.parameters for a in sector])

    @property
    def layout(self) -> tuple[int, ...]:
        """Rows of every parameter, in order; 0 for one that is a single row."""
        return tuple(len(a) if a.ndim == 2 else 0 for sector in self.parameters for a in sector)


class Result(NamedTuple):
    """Measures of one policy over futures.

    Attributes
    ----------
    years : (measure, year, future), sums or means of the months as `MEASURES` says.
    first : (measure, 24, future), the first 24 months (flows per month).
    months : (measure, month, future) when asked for, else None; flows are per month.
    levers : (lever, month, future) where triggers set them, else None: they are those given.

    """

    years: np.ndarray
    first: np.ndarray
    months: np.ndarray | None
    levers: np.ndarray | None


def simulate(
    values: np.ndarray,
    baseline: np.ndarray,
    futures: Futures,
    *,
    triggers: Triggers | None = None,
    series: bool = False,
    engine: Literal["jax", "numpy"] = "jax",
    threads: int = THREADS,
) -> Result:
    """Run one policy over futures.

    Parameters
    ----------
    values : (lever, month) lever settings in their own units, from the month after the start state;
        whole calendar years.
    baseline : (lever,) the same at baseline.
    futures : who to run.
    triggers : what lets levers answer to what happens; they then differ between futures.
    series : keep every month, not only years and the first 24 months.
    engine : `jax`, or `numpy` for the oracle.
    threads : blocks to run side by side.

    Raises
    ------
    FutureError : a future left the finite numbers; the message names it.
    ValueError : the months are not whole years.

    """
    months = values.shape[1]
    if months % 12:
        raise ValueError(f"{months} months are not whole years.")
    run, blocks = _block_runner(values, baseline, futures, triggers, engine)

    def part(block: int) -> Result:
        rows = run(block)
        measured, settled = rows[:, : len(MEASURES)], rows[:, len(MEASURES) :]
        return Result(
            to_years(measured),
            measured[:SIGNPOST_MONTHS].transpose(1, 0, 2),
            measured.transpose(1, 0, 2) if series else None,
            settled.transpose(1, 0, 2) if triggers is not None else None,
        )

    with ThreadPoolExecutor(max(1, min(threads, blocks))) as pool:
        parts = list(pool.map(part, range(blocks)))
    years, first, monthly, levers = (
        None if column[0] is None else np.concatenate(column, axis=2)
        for column in zip(*parts, strict=True)
    )
    assert years is not None, "always kept"
    assert first is not None, "always kept"
    _refuse_non_finite(years, futures)
    return Result(years, first, monthly, levers)


def to_years(monthly: np.ndarray) -> np.ndarray:
    """Reduce months to calendar years: flows add up, levels are averaged.

    Parameters
    ----------
    monthly : (month, measure, future), whole years from January.

    Returns
    -------
    (measure, year, future)

    """
    months, measures, futures = monthly.shape
    by_year = monthly.reshape(months // 12, 12, measures, futures).sum(1)
    divisor = np.array([1.0 if measure.adds_up else 12.0 for measure in MEASURES])
    return np.ascontiguousarray((by_year / divisor[:, None]).transpose(1, 0, 2))


def compilations() -> int:
    """Programs compiled so far in this process: by number of months, and with triggers or not."""
    return sum(
        program._cache_size()  # type: ignore[attr-defined] # JAX's own count of traces
        for program in _programs.values()
    )


_programs: dict[tuple[int, tuple[int, ...]], Callable[..., Any]] = {}


def whole_blocks(numbers: np.ndarray) -> tuple[int, int]:
    """Places to add before and after consecutive futures so that they fill whole blocks.

    A future's lane is its number modulo `WIDTH`: vector code may round differently by lane.
    """
    lead = int(numbers[0]) % WIDTH
    return lead, -(lead + len(numbers)) % WIDTH


def _block_runner(
    values: np.ndarray,
    baseline: np.ndarray,
    futures: Futures,
    triggers: Triggers | None,
    engine: str,
) -> tuple[Callable[[int], np.ndarray], int]:
    values = np.ascontiguousarray(values, dtype=np.float64)
    baseline = np.ascontiguousarray(baseline, dtype=np.float64)
    keys = draws.keys(futures.seed, futures.numbers)
    layout = futures.layout
    program = _program(values.shape[1], layout) if engine == "jax" else partial(_run_numpy, layout)
    lead, rest = whole_blocks(futures.numbers)

    def run(block: int) -> np.ndarray:
        first = block * WIDTH - lead
        start, stop = max(first, 0), min(first + WIDTH, len(futures))
        room = (start - first, first + WIDTH - stop)
        packed = np.pad(futures.packed[:, start:stop], [(0, 0), room], mode="edge")
        key = np.pad(keys[start:stop], room, mode="edge")
        result = np.asarray(program(values, baseline, packed, key, triggers))
        return result[:, :, room[0] : WIDTH - room[1]]

    return run, (lead + len(futures) + rest) // WIDTH


def unpack(packed: Array, layout: tuple[int, ...]) -> loop.Parameters:
    """Take the parameters out of one array again: the reverse of `Futures.packed`."""
    arrays = []
    row = 0
    for rows in layout:
        arrays.append(packed[row : row + rows] if rows else packed[row])
        row += max(rows, 1)
    found = iter(arrays)
    return loop.Parameters(
        **{
            name: fields(*[next(found) for _ in fields._fields])
            for name, fields in loop.SECTORS.items()
        }
    )


def _steps(
    xp: Namespace,
    baseline: Array,
    p: loop.Parameters,
    key: Array,
    triggers: Triggers | None,
) -> tuple[Any, Callable[[Any, tuple[Array, Array]], tuple[Any, Array]]]:
    """State before the first month, and the month: measures, and levers where triggers set them."""
    base = Levers(*baseline)
    world, reference = loop.start(xp, p, base)
    if triggers is None:

        def plain(world: loop.World, now: tuple[Array, Array]) -> tuple[loop.World, Array]:
            levers, month = now
            return loop.month(xp, world, Levers(*levers), base, p, reference, key, month)

        return world, plain

    def answering(state: Any, now: tuple[Array, Array]) -> tuple[Any, Array]:
        world, answers, seen = state
        answers, levers = answer(xp, answers, triggers, now[0], seen, now[1])
        world, seen = loop.month(xp, world, Levers(*levers), base, p, reference, key, now[1])
        return (world, answers, seen), xp.concatenate([seen, levers])

    nothing = xp.full((len(MEASURES), len(key)), xp.nan)
    return (world, at_rest(xp, len(key)), nothing), answering


def _run_numpy(
    layout: tuple[int, ...],
    values: np.ndarray,
    baseline: np.ndarray,
    packed: np.ndarray,
    key: np.ndarray,
    triggers: Triggers | None,
) -> np.ndarray:
    """Run the same months in plain NumPy: (month, measure and lever, future)."""
    state, step = _steps(np, baseline, unpack(packed, layout), key, triggers)
    out = []
    for month in range(values.shape[1]):
        state, row = step(state, (values[:, month], np.asarray(month)))
        out.append(row)
    return np.stack(out)


@cache
def configure_jax() -> tuple[Any, Namespace]:
    """Switch on 64-bit numbers and the compile cache, once and before any array."""
    import jax
    import jax.numpy as jnp

    setting: Callable[[str, object], None] = jax.config.update
    setting("jax_enable_x64", True)
    setting("jax_platforms", "cpu")
    folder = (
        Path(os.environ.get("UNDERCUT_CACHE", platformdirs.user_cache_dir("undercut"))) / "compiled"
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return jax, jnp
    if os.access(folder, os.W_OK):
        setting("jax_compilation_cache_dir", str(folder))
        setting("jax_persistent_cache_min_compile_time_secs", 0.5)
        setting("jax_persistent_cache_min_entry_size_bytes", 0)
    return jax, jnp


def _program(months: int, layout: tuple[int, ...]) -> Callable[..., Any]:
    """Compile (or take up) the program for a number of months."""
    if (months, layout) in _programs:
        return _programs[months, layout]
    jax, jnp = configure_jax()

    def run(
        values: Array,
        baseline: Array,
        packed: Array,
        key: Array,
        triggers: Triggers | None = None,
    ) -> Array:
        state, step = _steps(jnp, baseline, unpack(packed, layout), key, triggers)
        return jax.lax.scan(step, state, (values.T, jnp.arange(months)))[1]

    return _programs.setdefault((months, layout), jax.jit(run))


def _refuse_non_finite(years: np.ndarray, futures: Futures) -> None:
    """Refuse futures with a year that is no number: a month that is none makes its year none."""
    if np.isfinite(years).all():
        return
    bad = ~np.isfinite(years)
    names = [NAMES[index] for index in np.flatnonzero(bad.any((1, 2)))]
    numbers = futures.numbers[np.flatnonzero(bad.any((0, 1)))]
    shown = ", ".join(str(number) for number in numbers[:10])
    more = f" and {len(numbers) - 10} more" if len(numbers) > 10 else ""
    raise FutureError(
        f"future {shown}{more} (seed {futures.seed}) left the finite numbers in {', '.join(names)}."
    )
