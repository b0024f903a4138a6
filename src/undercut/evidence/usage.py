"""Where an entry of the data stands, and which other entries use it."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from undercut.evidence import walk
from undercut.evidence.package import data_document, data_path
from undercut.evidence.parameters import load_parameters
from undercut.evidence.records import Use

TEMPLATE = "data/strategies/template/"
"""Folder of the strategy to start from."""


def place_of(key: str) -> tuple[str, int]:
    """File and line of an entry."""
    return _definitions()[key]


def place_of_quantity(key: str) -> tuple[str, int]:
    """File and line of a quantity of the corridors, by dotted name."""
    document = data_document(data_path("corridors.yaml"))
    head, _, name = key.partition(".")
    lines = [
        line
        for path, line in document.lines.items()
        if path and path[-1] == (name or head)
        if head in (path[0], walk.owner(document, path))
    ]
    return document.file, lines[0] if lines else 1


def users_of(key: str, fields: Collection[str] = ()) -> tuple[Use, ...]:
    """Entries that name a key; the strategy to start from names every lever and is no user.

    Parameters
    ----------
    key : id of an entry.
    fields : names of the fields that count; none means any. A lever's id can also be a word of the
        law, so that its fields must be told.

    """
    return once(
        Use(mention.noun, mention.owner, mention.file, mention.line)
        for mention in walk.mentions().get(key, ())
        if mention.owner != key
        and (not fields or mention.field in fields)
        and not mention.file.startswith(TEMPLATE)
    )


def users_of_axis(axis: str) -> tuple[Use, ...]:
    """Parameters that have elements along an axis."""
    return once(
        Use("parameter", key, *place_of(key))
        for key, parameter in load_parameters().items()
        if parameter.index == axis
    )


def once(uses: Iterable[Use]) -> tuple[Use, ...]:
    """Each user once, in the order of kinds and names."""
    first: dict[tuple[str, str], Use] = {}
    for use in uses:
        first.setdefault((use.noun, use.name), use)
    return tuple(sorted(first.values(), key=lambda use: (use.noun, use.name)))


@cache
def _definitions() -> Mapping[str, tuple[str, int]]:
    """File and line of every entry of the YAML files, by id."""
    found: dict[str, tuple[str, int]] = {}
    for document in walk.documents():
        for path, line in document.lines.items():
            if len(path) == 1 and isinstance(path[0], str):
                found.setdefault(path[0], (document.file, line))
            elif path and path[-1] == "id":
                node = document.data
                for part in path:
                    node = node[part]
                if isinstance(node, str):
                    found.setdefault(node, (document.file, line))
            elif len(path) == 2 and path[0] == "regions":
                found.setdefault(str(path[1]), (document.file, line))
    return found
