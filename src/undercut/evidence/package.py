"""Where the packaged data lies, and a fingerprint of all of it."""

from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

from undercut.core.documents import Document, read
from undercut.core.errors import EvidenceError, Problem

DATA_SIZE_CAP = 20_000_000
"""Bytes that one packaged data file may have."""


@cache
def data_root() -> Path:
    """Folder that holds the packaged data."""
    return Path(str(files("undercut") / "data"))


def data_path(*parts: str) -> Path:
    """Path of a packaged file or folder, such as `data_path("series", "us_seizures.csv")`."""
    return data_root().joinpath(*parts)


def shown(path: Path, root: Path | None = None) -> str:
    """Name of a data file in messages: `data/` and its path inside the data folder."""
    base = root or data_root()
    inside = path.relative_to(base) if path.is_relative_to(base) else Path(path.name)
    return f"data/{inside.as_posix()}"


def data_files(*parts: str, suffix: str = "", root: Path | None = None) -> list[Path]:
    """Every file below a data folder, in the order of their names; hidden files are left out."""
    base = root or data_root()
    folder = base.joinpath(*parts)
    found = (
        path
        for path in folder.rglob(f"*{suffix}")
        if path.is_file()
        and not any(part.startswith((".", "__")) for part in path.relative_to(base).parts)
    )
    return sorted(found, key=lambda path: path.relative_to(base).as_posix())


@cache
def _document(path: Path, name: str) -> Document:
    return read(path, name=name, size_cap=DATA_SIZE_CAP, error=EvidenceError)


def data_document(path: Path, root: Path | None = None) -> Document:
    """Read a YAML file of the data once.

    Raises
    ------
    EvidenceError : the file is missing or is not strict YAML.

    """
    return _document(path, shown(path, root))


def data_hash(root: Path | None = None) -> str:
    """Fingerprint of the data: blake2b over the names and bytes of all files, 32 hex digits.

    Equal hashes mean that two runs read the same numbers, texts and sources.

    Parameters
    ----------
    root : a data folder other than the packaged one.

    """
    return _hash(root or data_root())


@cache
def _hash(root: Path) -> str:
    whole = blake2b(digest_size=16)
    for path in data_files(root=root):
        try:
            content = path.read_bytes()
        except OSError as failure:
            raise EvidenceError(
                Problem(f"cannot be read: {failure.strerror}.", shown(path, root))
            ) from None
        name = path.relative_to(root).as_posix().encode()
        for part in (name, content):
            whole.update(len(part).to_bytes(8, "little"))
            whole.update(part)
    return whole.hexdigest()
