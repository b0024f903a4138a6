"""Where the law's data stands inside the package."""

from pathlib import Path

from undercut.core.documents import Document, read
from undercut.core.errors import LawError
from undercut.evidence.package import data_path

DATA_CAP = 4_000_000
"""Bytes that one of the package's own files of law may have."""


def law_path(*parts: str) -> Path:
    """Path of a packaged file or folder of law."""
    return data_path("law", *parts)


def read_data(*parts: str) -> Document:
    """Read one file of `data/law`.

    Raises
    ------
    LawError : the file is missing or not strict YAML.

    """
    name = "/".join(("data", "law", *parts))
    return read(law_path(*parts), name=name, size_cap=DATA_CAP, error=LawError)
