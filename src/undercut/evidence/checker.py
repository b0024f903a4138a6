"""Does every number have its paper? Start with `check`.

The loaders refuse what does not fit their schema; the checker adds what no single file can know:
whether the sources, findings, costs, cases and observations that a file names exist, which
sources nobody cites, and how much of the evidence was sourced, seen or judged.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from undercut.core.documents import Document
from undercut.core.errors import EvidenceError, Problem, nearest
from undercut.evidence import walk
from undercut.evidence.catalog import Lever, lever_documents, load_catalog
from undercut.evidence.corridors import load_corridors
from undercut.evidence.costs import load_costs
from undercut.evidence.coverage import Coverage, coverage
from undercut.evidence.effects import load_effects
from undercut.evidence.entries import entry_documents
from undercut.evidence.events import load_events
from undercut.evidence.history import load_history, load_observables, load_start
from undercut.evidence.model_notes import load_model_notes
from undercut.evidence.package import data_document, data_files, data_root
from undercut.evidence.parameters import load_parameters, parameter_documents
from undercut.evidence.regions import load_regions
from undercut.evidence.series import load_series
from undercut.evidence.sources import load_sources

_LOADERS: tuple[Callable[[Path], Any], ...] = (
    load_sources,
    load_series,
    load_regions,
    load_corridors,
    load_costs,
    load_effects,
    load_model_notes,
    load_catalog,
    load_parameters,
    load_events,
    load_start,
    load_history,
    load_observables,
)


@dataclass(frozen=True)
class Report:
    """What the checker found.

    Attributes
    ----------
    problems : every fault, with file and line.
    coverage : how much was sourced, seen and judged, by file and in total; None while there are
        faults, since what cannot be followed cannot be counted.
    unused : sources that nothing cites; worth a look, not a fault.

    """

    problems: tuple[Problem, ...]
    coverage: Coverage | None
    unused: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


def check(root: Path | None = None) -> Report:
    """Check all evidence.

    Parameters
    ----------
    root : a data folder other than the packaged one.

    """
    base = root or data_root()
    problems: list[Problem] = []
    for load in _LOADERS:
        problems += _failures(load, base)
    for path in data_files(suffix=".yaml", root=base):
        problems += _failures(partial(data_document, path), base)
    if problems:
        return Report(tuple(dict.fromkeys(problems)), None, ())
    problems += _unknown_sources(base)
    problems += _unknown_ids(base)
    problems += _unknown_observations(base)
    cited = {mention.key for mention in walk.citations(base)}
    unused = tuple(key for key in load_sources(base) if key not in cited)
    return Report(tuple(problems), None if problems else coverage(base), unused)


def _failures(load: Callable[[Path], Any], root: Path) -> tuple[Problem, ...]:
    try:
        load(root)
    except EvidenceError as failure:
        return failure.problems
    return ()


def _unknown_sources(root: Path) -> Iterator[Problem]:
    sources = load_sources(root)
    for mention in walk.citations(root):
        if mention.key not in sources:
            hint = nearest(mention.key, sources)
            yield Problem(
                f"no source is called '{mention.key}'.",
                mention.file,
                mention.line,
                mention.owner,
                hint if hint.startswith("Did") else "",
            )


def _unknown_ids(root: Path) -> Iterator[Problem]:
    """Levers name costs, findings, cases, authorities, notes; findings name levers as of old."""
    catalog = load_catalog(root)
    known: dict[str, tuple[str, Collection[str]]] = {
        "effects": ("finding", load_effects(root)),
        "cases": ("case", _ids("casebook", root)),
        "authorities": ("authority", _ids("law", root)),
    }
    for document in lever_documents(root):
        for place, raw in enumerate(document.data):
            lever = catalog.levers[raw["id"]]
            for field, (noun, ids) in known.items():
                names = getattr(lever, field) if ids else ()
                yield from _unknown(document, (place, field), names, noun, ids)
            costs = lever.unit_cost.costs
            yield from _unknown(
                document, (place, "unit_cost", "costs"), costs, "cost", load_costs(root)
            )
            yield from _unknown_notes(document, place, lever, load_model_notes(root))
    for document in entry_documents("effects", root):
        for place, raw in enumerate(document.data):
            names = catalog.legacy_names.effects
            if raw["lever"] not in names:
                yield document.problem(
                    (place, "lever"),
                    f"'legacy_names' does not map '{raw['lever']}' to a lever.",
                    nearest(raw["lever"], names, noun="Names"),
                )


def _unknown(
    document: Document,
    path: tuple[str | int, ...],
    names: Iterable[str],
    noun: str,
    ids: Collection[str],
) -> Iterator[Problem]:
    for place, name in enumerate(names):
        if name not in ids:
            hint = nearest(name, ids)
            yield document.problem(
                (*path, place),
                f"no {noun} is called '{name}'.",
                hint if hint.startswith("Did") else "",
            )


def _unknown_notes(
    document: Document, place: int, lever: Lever, notes: Collection[str]
) -> Iterator[Problem]:
    for number, acts in enumerate(lever.acts_on):
        named = [word for word in acts.model.replace(",", " ").split() if word.isdigit()]
        path = (place, "acts_on", number, "model")
        yield from (
            document.problem(path, f"there is no model note {word}.")
            for word in named
            if word not in notes
        )


def _ids(folder: str, root: Path) -> set[str]:
    """Ids of the entries of a folder whose schema another package owns."""
    return {
        entry["id"]
        for path in data_files(folder, suffix=".yaml", root=root)
        for entry in _entries(data_document(path, root).data)
        if isinstance(entry.get("id"), str)
    }


def _entries(data: Any) -> Iterator[dict[str, Any]]:
    for part in data if isinstance(data, list) else data.values():
        if isinstance(part, dict):
            yield part
        elif isinstance(part, list):
            yield from (item for item in part if isinstance(item, dict))


def _unknown_observations(root: Path) -> Iterator[Problem]:
    """Parameters name observations, which must be there."""
    parameters = load_parameters(root)
    for document in parameter_documents(root):
        for key in document.data:
            for place, value in enumerate(parameters[key].values):
                if value.observed is None:
                    continue
                try:
                    value.observed.rows(root)
                except EvidenceError as failure:
                    for problem in failure.problems:
                        path = (key, "values", place, "observed")
                        yield document.problem(path, problem.message, problem.hint)
