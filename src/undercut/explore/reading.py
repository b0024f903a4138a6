"""Read the arrays of a run folder, one strategy at a time, so that memory holds what is asked for.

Start with `Arrays.read`.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import zarr

from undercut.core.errors import RunError
from undercut.explore import store as stores

if TYPE_CHECKING:
    import xarray

UNREADABLE = (OSError, ValueError, RuntimeError, KeyError)
"""What reading a damaged folder raises."""


class Arrays:
    """The arrays of a run folder.

    Raises
    ------
    RunError : there are none.

    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._group = zarr.open_group(path / stores.OUTCOMES, mode="r", zarr_format=3)
        except UNREADABLE as failure:
            raise RunError(f"{path}: it cannot be read: {failure}.") from None

    def read(self, name: str, strategy: int | None = None) -> np.ndarray:
        """Read an array, or what it holds of one strategy.

        Parameters
        ----------
        name : the array.
        strategy : its place in the run; the whole array when None.

        Raises
        ------
        RunError : the array or chunks of it are missing or damaged.

        """
        whole: slice | int = slice(None) if strategy is None else strategy
        try:
            array = self._group[name]
            assert isinstance(array, zarr.Array), "a run holds no groups"
            found = np.asarray(array[whole])
        except UNREADABLE as failure:
            raise RunError(
                f"{self._path}: '{name}' cannot be read: {failure}. "
                "Run it again with --resume, which computes what is damaged."
            ) from None
        # Nothing that a run stores is NaN, and a chunk without its file reads as NaN.
        if found.dtype.kind == "f" and np.isnan(found).any():
            raise RunError(
                f"{self._path}: chunks of '{name}' are missing. Run it again without --resume."
            )
        return found

    @cached_property
    def labeled(self) -> "xarray.Dataset":
        """All arrays with their labels, each read when it is used and not kept."""
        # Only notebooks ask for labels, and a memo need not wait for their library.
        import xarray

        found: xarray.Dataset = xarray.open_dataset(
            self._path / stores.OUTCOMES,
            engine="zarr",
            consolidated=False,
            chunks=None,
            cache=False,
        )
        return found
