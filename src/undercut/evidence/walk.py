"""Every mention in the YAML files of the data: of sources, and of anything else that has an id.

Start with `citations` (sources cited) or `mentions` (any other id).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from undercut.core.documents import Document, Path_
from undercut.evidence.package import data_document, data_files, data_root
from undercut.evidence.series import load_series

NOUNS = {
    "parameters": "parameter",
    "alternatives": "alternative",
    "levers": "lever",
    "effects": "finding",
    "costs": "cost",
    "corridors.yaml": "corridor",
    "regions.yaml": "region",
    "model_notes.yaml": "model note",
    "law": "law",
    "casebook": "case",
    "strategies": "strategy",
    "claims": "claim",
    "events": "event",
    "history": "history",
    "observables.yaml": "observable",
    "series": "series",
}
"""What an entry is called, by the folder or file of `data/` that it stands in."""

_NAMES = ("id", "strategy")


@dataclass(frozen=True)
class Mention:
    """A place in the data that names something.

    Attributes
    ----------
    key : what is named.
    noun, owner : kind and id of the entry that names it.
    field : name of the field that it stands in.
    file, line : where.

    """

    key: str
    noun: str
    owner: str
    field: str
    file: str
    line: int


def documents(root: Path | None = None) -> Iterator[Document]:
    """Read every YAML file of the data, one by one, in the order of their names."""
    for path in data_files(suffix=".yaml", root=root):
        yield data_document(path, root)


def noun_of(file: str) -> str:
    """Kind of the entries of a data file."""
    part = file.split("/")[1]
    return NOUNS.get(part, part.removesuffix(".yaml"))


def citations(root: Path | None = None) -> list[Mention]:
    """Every mention of a source, in YAML and in the series."""
    return list(_citations(root or data_root()))


@cache
def _citations(root: Path) -> tuple[Mention, ...]:
    found = [
        _mention(document, path, key)
        for document in documents(root)
        for path, key in _cited(document.data, ())
    ]
    found += [
        Mention(row.source, "series", row.series, "source", row.file, row.line)
        for row in load_series(root).all_rows()
    ]
    return tuple(found)


def mentions(root: Path | None = None) -> dict[str, list[Mention]]:
    """Every place where a word of the data stands, by word; entries' own names are left out."""
    return _mentions(root or data_root())


@cache
def _mentions(root: Path) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for document in documents(root):
        for path, word in _words(document.data, ()):
            found.setdefault(word, []).append(_mention(document, path, word))
    return found


def _mention(document: Document, path: Path_, key: str) -> Mention:
    above = path[:-1] if path[-1] == key else path
    field = next((part for part in reversed(above) if isinstance(part, str)), "")
    return Mention(
        key,
        noun_of(document.file),
        owner(document, path),
        field,
        document.file,
        document.line(path),
    )


def owner(document: Document, path: Path_) -> str:
    """Id of the innermost entry around a path: an `id` above it, else its first key."""
    name, node = "", document.data
    for part in path:
        if isinstance(node, dict):
            for field in _NAMES:
                if isinstance(node.get(field), str):
                    name = node[field]
        node = node[part]
    if not name:
        name = next((part for part in path if isinstance(part, str)), "")
    return name or document.file.rsplit("/", 1)[-1].removesuffix(".yaml")


def _cited(node: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Paths and keys of all references to sources below a node."""
    if isinstance(node, dict):
        key = node.get("key")
        in_list = len(path) >= 2 and path[-2] == "sources"
        if isinstance(key, str) and ("locator" in node or "verified" in node or in_list):
            yield (*path, "key"), key
        source = node.get("source")
        if isinstance(source, str) and "verified" in node:
            yield (*path, "source"), source
        for name, child in node.items():
            yield from _cited(child, (*path, name))
    elif isinstance(node, list):
        for place, child in enumerate(node):
            if isinstance(child, str) and path and path[-1] == "sources":
                yield (*path, place), child
            else:
                yield from _cited(child, (*path, place))


def _words(node: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Paths and texts of all words (no spaces) below a node, and of keys below the first level."""
    if isinstance(node, dict):
        for name, child in node.items():
            if path:
                yield (*path, name), name
            if name not in _NAMES:
                yield from _words(child, (*path, name))
    elif isinstance(node, list):
        for place, child in enumerate(node):
            yield from _words(child, (*path, place))
    elif isinstance(node, str) and " " not in node:
        yield path, node
