"""Futures drawn from the priors: one draw of every parameter and structural alternative.

Start with `draw_futures`. A parameter's draw is keyed by (seed, future, its name): adding one never
moves another, and a future draws the same whoever else is in the batch.
"""

from typing import Any

import numpy as np

from undercut.core import draws
from undercut.core.errors import EvidenceError, Problem, nearest
from undercut.evidence.catalog import load_catalog
from undercut.evidence.parameters import Parameter, load_parameters
from undercut.world.engine import WIDTH, Futures
from undercut.world.loop import SECTORS, Parameters, map_parameters


def draw_futures(numbers: np.ndarray, seed: int) -> Futures:
    """Draw the futures of the given numbers.

    Parameters
    ----------
    numbers : (future,) from 0.
    seed : the run's seed.

    Raises
    ------
    EvidenceError : a parameter that the world needs is missing from `data/parameters/`.

    """
    numbers = np.asarray(numbers)
    key = draws.keys(seed, _whole_blocks(numbers))
    drawn = {name: draw_sector(name, fields, key) for name, fields in SECTORS.items()}
    parameters = map_parameters(lambda array: array[..., : len(numbers)], Parameters(**drawn))
    return Futures(numbers, seed, parameters)


def _whole_blocks(numbers: np.ndarray) -> np.ndarray:
    """Fill up to whole blocks, so that vector code meets the same lanes for every batch."""
    missing = -len(numbers) % WIDTH
    return np.concatenate([numbers, np.repeat(numbers[-1:], missing)])


def draw_sector(name: str, fields: type[Any], key: np.ndarray) -> Any:
    """Draw the parameters of one sector.

    Parameters
    ----------
    name : the sector, such as `routes`.
    fields : its NamedTuple of parameters.
    key : (future,) from `undercut.core.draws.keys`.

    Returns
    -------
    The NamedTuple, each field (future,) or (k, future) in the parameter's unit.

    """
    known = load_parameters()
    values = []
    for field in fields._fields:
        full = f"{name}.{field}"
        if full not in known:
            raise EvidenceError(
                Problem(f"the world needs parameter '{full}'.", hint=nearest(full, known))
            )
        values.append(_draw(known[full], key))
    return fields(*values)


def _draw(parameter: Parameter, key: np.ndarray) -> np.ndarray:
    """Draw one parameter for every future."""
    if parameter.draws <= 1:
        return parameter.quantile(draws.named(key, parameter.key))
    names = [f"{parameter.key}[{position}]" for position in range(parameter.draws)]
    return parameter.quantile(np.stack([draws.named(key, name) for name in names]))


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
