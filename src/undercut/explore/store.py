"""A run on disk: labeled arrays in zarr, written chunk by chunk, readable with xarray alone.

Layout of a run folder:

    manifest.json      what was run, by what, and the id that every output carries
    strategies/        the documents as given, one file a strategy
    findings.json      the law's findings by strategy
    outcomes.zarr/     measures by strategy, future and year, costs, and the first 24 months
    done/              an empty file per finished chunk, named STRATEGY-CHUNK

A chunk is one strategy by 1,024 futures. Its arrays carry a checksum; a chunk that does not read
back is computed again. A folder with another manifest is refused.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import zarr
import zarr.codecs

from undercut.core.errors import RunError
from undercut.core.files import write_atomically

CHUNK = 1024
"""Futures in a chunk."""

_BASIS = {
    "strategies": "strategies",
    "futures": "futures",
    "seed": "seed",
    "series": "--series",
    "last": "last month",
    "version": "version",
    "source_hash": "source code",
    "data_hash": "data",
    "on": "day of the law",
}
"""What tells two runs apart, in words for people."""

MANIFEST, FINDINGS, OUTCOMES, DONE = "manifest.json", "findings.json", "outcomes.zarr", "done"


class Store:
    """One run folder, open for writing or reading."""

    def __init__(self, path: Path, manifest: Mapping[str, Any]) -> None:
        self.path = path
        self.manifest = dict(manifest)

    @classmethod
    def create(cls, path: Path, manifest: Mapping[str, Any], *, resume: bool) -> "Store":
        """Make a run folder, or take up one with the same run id.

        Raises
        ------
        RunError : the folder holds another run, holds this one and `resume` is off, or cannot be
            written.

        """
        store = cls(path, manifest)
        existing = path / MANIFEST
        if existing.exists():
            found = read_manifest(path)
            if found.get("run_id") != manifest["run_id"]:
                apart = [
                    word for key, word in _BASIS.items() if found.get(key) != manifest.get(key)
                ]
                raise RunError(
                    f"{path}: holds run {found.get('run_id')}, not {manifest['run_id']}; they "
                    f"differ in {' and '.join(apart) or 'their make'}. Choose another folder."
                )
            if not resume:
                store._forget_chunks()
            return store
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise RunError(f"{path}: exists and is not a run of Undercut. Choose another folder.")
        try:
            (path / DONE).mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            raise RunError(f"{path}: cannot be made: {failure.strerror}.") from None
        write_atomically(existing, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
        return store

    def arrays(self, layout: "Sequence[Variable]", coordinates: Mapping[str, Any]) -> zarr.Group:
        """Open the arrays for writing, making those that are missing.

        Raises
        ------
        RunError : the folder cannot be written.

        """
        try:
            group = zarr.open_group(
                self.path / OUTCOMES,
                mode="a",
                zarr_format=3,
                attributes={"run_id": self.manifest["run_id"]},
            )
            for name, values in coordinates.items():
                if name in group:
                    continue
                labels = np.asarray(values)
                text = labels.dtype.kind == "U"
                made = group.create_array(
                    name,
                    shape=labels.shape,
                    chunks=labels.shape,
                    dtype=str if text else labels.dtype,
                    dimension_names=(name,),
                )
                made[:] = labels.astype(object) if text else labels
            for variable in layout:
                if variable.name not in group:
                    variable.create(group, self.manifest["run_id"])
        except OSError as failure:
            raise RunError(f"{self.path}: cannot be written: {failure.strerror}.") from None
        return group

    def is_done(self, strategy: str, chunk: int) -> bool:
        """Whether a chunk was finished."""
        return (self.path / DONE / f"{strategy}-{chunk}").exists()

    def mark_done(self, strategy: str, chunk: int) -> None:
        """Say that every array of a chunk stands."""
        write_atomically(self.path / DONE / f"{strategy}-{chunk}", b"")

    def forget_damaged(self, group: zarr.Group, strategies: Sequence[str]) -> None:
        """Take back the mark of every chunk that does not read back whole."""
        for index, strategy in enumerate(strategies):
            for mark in (self.path / DONE).glob(f"{strategy}-*"):
                start = CHUNK * int(mark.name.rpartition("-")[2])
                try:
                    for _, array in group.arrays():
                        if array.ndim > 1:
                            array[index, start : start + CHUNK]
                except (OSError, ValueError, RuntimeError):
                    mark.unlink()

    def write(self, name: str, content: str) -> None:
        """Write a text file of the run, whole or not at all."""
        write_atomically(self.path / name, content)

    def _forget_chunks(self) -> None:
        for mark in (self.path / DONE).glob("*"):
            mark.unlink()


class Variable:
    """A labeled array of the store: its dimensions, sizes, type and words."""

    def __init__(
        self,
        name: str,
        dimensions: Sequence[str],
        shape: Sequence[int],
        *,
        unit: str,
        label: str,
        dtype: str = "float64",
    ) -> None:
        self.name, self.dimensions, self.shape = name, tuple(dimensions), tuple(shape)
        self.unit, self.label, self.dtype = unit, label, dtype

    def create(self, group: zarr.Group, run_id: str) -> None:
        """Make the array, chunked by strategy and by `CHUNK` futures."""
        sizes = {"strategy": 1, "future": CHUNK}
        group.create_array(
            self.name,
            shape=self.shape,
            chunks=tuple(
                min(sizes.get(dimension, size), size)
                for dimension, size in zip(self.dimensions, self.shape, strict=True)
            ),
            dtype=self.dtype,
            fill_value=float("nan"),
            dimension_names=self.dimensions,
            compressors=[zarr.codecs.ZstdCodec(level=1), zarr.codecs.Crc32cCodec()],
            attributes={"unit": self.unit, "label": self.label, "run_id": run_id},
        )


def day_of(path: Path) -> date | None:
    """Give the day whose law a stored run was checked against; None where no run says one."""
    if not (path / MANIFEST).exists():
        return None
    written = read_manifest(path).get("on")
    return date.fromisoformat(written) if isinstance(written, str) else None


def read_manifest(path: Path) -> dict[str, Any]:
    """Read a run folder's manifest.

    Raises
    ------
    RunError : there is none, or it is not JSON.

    """
    try:
        manifest: dict[str, Any] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunError(f"{path}: there is no run here (no {MANIFEST}).") from None
    except (OSError, ValueError) as failure:
        raise RunError(f"{path / MANIFEST}: cannot be read: {failure}.") from None
    return manifest
