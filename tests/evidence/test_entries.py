"""Loaders read each data folder once."""

from pathlib import Path

from undercut.evidence.entries import once_a_root
from undercut.evidence.package import data_root


def test_a_loader_reads_a_root_once_and_the_packaged_one_without_a_root(tmp_path):
    read: list[Path] = []

    @once_a_root
    def load(root: Path) -> Path:
        """Read it."""
        read.append(root)
        return root

    assert [load(), load(data_root()), load(tmp_path), load(tmp_path)] == [
        data_root(),
        data_root(),
        tmp_path,
        tmp_path,
    ]
    assert read == [data_root(), tmp_path]
    assert load.__doc__ == "Read it."
