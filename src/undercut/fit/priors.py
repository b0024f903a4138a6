"""Futures drawn from the priors: one draw of every parameter and structural alternative.

Start with `draw_futures`. A parameter's draw is keyed by (seed, future, its name): adding one never
moves another, and a future draws the same whoever else is in the batch.
"""

from collections.abc import Mapping

import numpy as np

from undercut.core import draws
from undercut.evidence.catalog import load_catalog
from undercut.evidence.parameters import Parameter, load_parameters
from undercut.fit.sectors import draw_sector
from undercut.world.engine import Futures, whole_blocks
from undercut.world.loop import SECTORS, Parameters, map_parameters


def draw_futures(
    numbers: np.ndarray, seed: int, start: Mapping[str, Parameter] | None = None
) -> Futures:
    """Draw the futures of the given numbers.

    Parameters
    ----------
    numbers : (future,) consecutive, from 0.
    seed : the run's seed.
    start : parameters, by key, that stand in for those of a forecast, such as the start of history.

    Raises
    ------
    EvidenceError : a parameter that the world needs is missing from `data/parameters/`.

    """
    numbers = np.asarray(numbers)
    if len(numbers) == 0 or np.any(np.diff(numbers) != 1):
        raise ValueError("futures must be consecutive numbers.")
    lead, rest = whole_blocks(numbers)
    key = draws.keys(seed, np.arange(numbers[0] - lead, numbers[-1] + rest + 1))
    known = {**load_parameters(), **(start or {})}
    drawn = {name: draw_sector(name, fields, key, known) for name, fields in SECTORS.items()}
    parameters = map_parameters(
        lambda array: array[..., lead : lead + len(numbers)], Parameters(**drawn)
    )
    return Futures(numbers, seed, parameters)


def draw_unit_costs(futures: Futures) -> np.ndarray:
    """Draw the unit cost of every lever between its low and high, half of the draws on each side.

    Returns
    -------
    (lever, future) USD of 2024 per unit of the lever held for a year.

    Notes
    -----
    Budgets are checked at central costs. With the median at the central cost a strategy costs as
    often less as more than its check says; ranges are longer upward, so the mean lies above.

    """
    key = draws.keys(futures.seed, futures.numbers)
    rows = []
    for lever in load_catalog().levers.values():
        low, middle, high = lever.unit_cost_2024
        rows.append(_two_sided(draws.named(key, f"unit_cost.{lever.id}"), low, middle, high))
    return np.stack(rows)


def _two_sided(u: np.ndarray, low: float, middle: float, high: float) -> np.ndarray:
    """Quantiles of two triangles that meet at the median and fall to nothing at the ends."""
    below = low + (middle - low) * np.sqrt(2.0 * np.minimum(u, 0.5))
    above = high - (high - middle) * np.sqrt(2.0 * np.minimum(1.0 - u, 0.5))
    return np.where(u < 0.5, below, above)
