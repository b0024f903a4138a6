"""The two words that equations are written against: an array, and the namespace that makes it.

A namespace is `numpy` or `jax.numpy`: the same source runs under both. Futures stand on the last
axis. What an equation may use is what both namespaces share.
"""

from typing import Any, TypeAlias

Array: TypeAlias = Any
"""A float64 array of NumPy or JAX; its shape and unit stand in the docstring that names it."""

Namespace: TypeAlias = Any
"""`numpy` or `jax.numpy`."""
