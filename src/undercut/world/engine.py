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
from functools import cache, cached_property
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


class Block(NamedTuple):
    """A whole block of futures, as a program takes it.

    Attributes
    ----------
    parameters : every sector's parameters, `WIDTH` futures last.
    key : (WIDTH,) of the futures' luck.
    room : places of padding before and after the futures.

    """

    parameters: loop.Parameters
    key: Array
    room: tuple[int, int]


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
    def blocks(self) -> list[Block]:
        """The futures in whole blocks, cut and padded once however many policies they meet."""
        keys = draws.keys(self.seed, self.numbers)
        lead, rest = whole_blocks(self.numbers)
        return [self._block(keys, first) for first in range(-lead, len(self) + rest, WIDTH)]

    @cached_property
    def ready(self) -> list[Block]:
        """The same blocks in JAX's memory."""
        jax, _ = configure_jax()
        return [
            Block(jax.device_put(block.parameters), jax.device_put(block.key), block.room)
            for block in self.blocks
        ]

    def _block(self, keys: np.ndarray, first: int) -> Block:
        start, stop = max(first, 0), min(first + WIDTH, len(self))
        room = (start - first, first + WIDTH - stop)

        def fill(array: np.ndarray) -> np.ndarray:
            part = np.asarray(array)[..., start:stop]
            return np.pad(part, [(0, 0)] * (part.ndim - 1) + [room], mode="edge")

        return Block(loop.map_parameters(fill, self.parameters), fill(keys), room)


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


_programs: dict[int, Callable[..., Any]] = {}


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
    blocks = futures.ready if engine == "jax" else futures.blocks
    program = _program(values.shape[1]) if engine == "jax" else _run_numpy

    def run(number: int) -> np.ndarray:
        parameters, key, room = blocks[number]
        result = np.asarray(program(values, baseline, parameters, key, triggers))
        return result[:, :, room[0] : WIDTH - room[1]]

    return run, len(blocks)


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
    values: np.ndarray,
    baseline: np.ndarray,
    p: loop.Parameters,
    key: np.ndarray,
    triggers: Triggers | None,
) -> np.ndarray:
    """Run the same months in plain NumPy: (month, measure and lever, future)."""
    state, step = _steps(np, baseline, p, key, triggers)
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


def _program(months: int) -> Callable[..., Any]:
    """Compile (or take up) the program for a number of months."""
    if months in _programs:
        return _programs[months]
    jax, jnp = configure_jax()

    def run(
        values: Array,
        baseline: Array,
        p: loop.Parameters,
        key: Array,
        triggers: Triggers | None = None,
    ) -> Array:
        state, step = _steps(jnp, baseline, p, key, triggers)
        return jax.lax.scan(step, state, (values.T, jnp.arange(months)))[1]

    return _programs.setdefault(months, jax.jit(run))


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
