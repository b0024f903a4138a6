"""The two words that equations are written against: an array, and the namespace that makes it.

A namespace is `numpy` or `jax.numpy`: the same source runs under both. Futures stand on the last
axis. What an equation may use is what both namespaces share.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import numpy

Array: TypeAlias = Any
"""A float64 array of NumPy or JAX; its shape and unit stand in the docstring that names it."""

Namespace: TypeAlias = Any
"""`numpy` or `jax.numpy`."""

State = TypeVar("State")


def when(xp: Namespace, due: Array, change: Callable[[State], State], state: State) -> State:
    """Change a state in the months in which that is due, and only then spend the time for it.

    Parameters
    ----------
    due : () bool, the same for all futures.
    change : takes the state and returns one of the same shapes.

    """
    if xp is numpy:
        return change(state) if due else state
    from jax import lax

    changed: State = lax.cond(due, change, lambda same: same, state)
    return changed
