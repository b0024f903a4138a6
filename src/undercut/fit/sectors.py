"""One sector's parameters, drawn for futures.

A parameter's draw is keyed by (seed, future, its name): adding one never moves another, and a
future draws the same whoever else is in the batch.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from undercut.core import draws
from undercut.core.errors import EvidenceError, Problem, nearest
from undercut.evidence.parameters import Parameter, load_parameters


def draw_sector(
    name: str, fields: type[Any], key: np.ndarray, known: Mapping[str, Parameter] | None = None
) -> Any:
    """Draw the parameters of one sector.

    Parameters
    ----------
    name : the sector, such as `routes`.
    fields : its NamedTuple of parameters.
    key : (future,) from `undercut.core.draws.keys`.
    known : parameters by key; else those of a forecast.

    Returns
    -------
    The NamedTuple, each field (future,) or (k, future) in the parameter's unit.

    """
    known = known or load_parameters()
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
