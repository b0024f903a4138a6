"""Folders of YAML lists whose items have an id: read, check, index by id."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from undercut.core.documents import Document
from undercut.core.errors import EvidenceError, Problem
from undercut.evidence.package import data_document, data_files, data_root
from undercut.evidence.schema import Entry

EntryT = TypeVar("EntryT", bound=Entry)
LoadedT_co = TypeVar("LoadedT_co", covariant=True)


class Loader(Protocol[LoadedT_co]):
    """Reads something from the packaged data, or from a data folder of another root."""

    def __call__(self, root: Path | None = None) -> LoadedT_co:
        """Read it, or raise an `EvidenceError`."""


def once_a_root(load: Callable[[Path], LoadedT_co]) -> Loader[LoadedT_co]:
    """Read each data folder once; without a root the packaged one."""
    kept = cache(load)

    @wraps(load)
    def loaded(root: Path | None = None) -> LoadedT_co:
        return kept(root or data_root())

    return loaded


def entry_documents(folder: str, root: Path | None = None) -> Iterator[Document]:
    """Read the files of a folder of entries, one by one."""
    for path in data_files(folder, suffix=".yaml", root=root):
        yield data_document(path, root)


def load_entries(model: type[EntryT], folder: str, root: Path) -> Mapping[str, EntryT]:
    """Every entry of a folder by id; each file holds the family that it is named for.

    Raises
    ------
    EvidenceError : an entry does not fit the model, or an id is given twice.

    """
    found: dict[str, EntryT] = {}
    problems: list[Problem] = []
    for document in entry_documents(folder, root):
        family = document.file.rsplit("/", 1)[-1].removesuffix(".yaml")
        if not isinstance(document.data, list):
            problems.append(document.problem((), "expected a list of entries."))
            continue
        for place, raw in enumerate(document.data):
            try:
                entry: Any = model.model_validate(raw)
            except ValidationError as failure:
                problems += document.problems_of(failure, (place,))
                continue
            if entry.lever_family != family:
                message = f"family '{entry.lever_family}' stands in the file of '{family}'."
                problems.append(document.problem((place, "lever_family"), message))
            if entry.id in found:
                message = f"id '{entry.id}' is given twice."
                problems.append(document.problem((place, "id"), message))
            found[entry.id] = entry
    if problems:
        raise EvidenceError(problems)
    return MappingProxyType(found)
