"""Futures drawn from the priors: one draw of every parameter and structural alternative.

Start with `draw_futures`. A parameter's draw is keyed by (seed, future, its name): adding one never
moves another, and a future draws the same whoever else is in the batch.
"""

import numpy as np

from undercut.core import draws
from undercut.evidence.catalog import load_catalog
from undercut.fit.sectors import draw_sector
from undercut.world.engine import Futures, whole_blocks
from undercut.world.loop import SECTORS, Parameters, map_parameters


def draw_futures(numbers: np.ndarray, seed: int) -> Futures:
    """Draw the futures of the given numbers.

    Parameters
    ----------
    numbers : (future,) consecutive, from 0.
    seed : the run's seed.

    Raises
    ------
    EvidenceError : a parameter that the world needs is missing from `data/parameters/`.

    """
    numbers = np.asarray(numbers)
    if len(numbers) == 0 or np.any(np.diff(numbers) != 1):
        raise ValueError("futures must be consecutive numbers.")
    lead, rest = whole_blocks(numbers)
    key = draws.keys(seed, np.arange(numbers[0] - lead, numbers[-1] + rest + 1))
    drawn = {name: draw_sector(name, fields, key) for name, fields in SECTORS.items()}
    parameters = map_parameters(
        lambda array: array[..., lead : lead + len(numbers)], Parameters(**drawn)
    )
    return Futures(numbers, seed, parameters)


def draw_unit_costs(futures: Futures) -> np.ndarray:
    """Draw the unit cost of every lever: triangular between its low and high, peak at its value.

    Returns
    -------
    (lever, future) USD of 2024 per unit of the lever held for a year.

    """
    key = draws.keys(futures.seed, futures.numbers)
    rows = []
    for lever in load_catalog().levers.values():
        low, mode, high = lever.unit_cost_2024
        rows.append(_triangular(draws.named(key, f"unit_cost.{lever.id}"), low, mode, high))
    return np.stack(rows)


def _triangular(u: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    """Quantiles of a triangular distribution, also where its sides or the whole are points."""
    width = max(high - low, 1e-300)
    turn = (mode - low) / width
    rising = low + np.sqrt(u * width * max(mode - low, 0.0))
    falling = high - np.sqrt((1.0 - u) * width * max(high - mode, 0.0))
    return np.where(u < turn, rising, falling)
