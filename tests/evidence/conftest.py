"""Data folders that a test may break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from undercut.evidence.package import data_root

Writer = Callable[..., Path]


@pytest.fixture
def data(tmp_path: Path) -> Writer:
    """Write files, given by their path inside a new data folder; returns the folder."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the whole packaged data folder."""
    return Path(shutil.copytree(data_root(), tmp_path / "data"))


@pytest.fixture
def change(copy: Path) -> Callable[[str, str, str], int]:
    """Replace a text in a file of the copy; returns the line where it stood."""

    def replace(name: str, old: str, new: str) -> int:
        path = copy / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    return replace
