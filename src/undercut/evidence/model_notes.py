"""The notes in which published models were digested: what each covers, which sources it rests on.

Start with `load_model_notes`. Levers name them under `acts_on`, as in `06 M1`.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import Field, RootModel

from undercut.core.errors import EvidenceError
from undercut.evidence.entries import once_a_root
from undercut.evidence.package import data_document
from undercut.evidence.schema import Entry, Sources, Text


class ModelNote(Entry):
    """One note: its number, its subject, its sources."""

    id: Text
    subject: Text
    sources: Sources = Field(min_length=1)


class _ModelNotes(RootModel[tuple[ModelNote, ...]]):
    pass


@once_a_root
def load_model_notes(root: Path) -> Mapping[str, ModelNote]:
    """Every note by its number.

    Parameters
    ----------
    root : a data folder; without one, the packaged data.

    Raises
    ------
    EvidenceError : the file is missing or does not fit the schema.

    """
    document = data_document(root / "model_notes.yaml", root)
    notes = document.validate(_ModelNotes, EvidenceError).root
    return MappingProxyType({note.id: note for note in notes})
