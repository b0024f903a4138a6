"""How much of the evidence was sourced, seen and judged, by file and in total.

Start with `coverage`. A value counts once; it is *sourced* when it names a source, *seen* when one
of its sources is marked verified, *judged* when it is marked so with a rationale. A value can be
both sourced and judged, as when a range is set around a published figure; `traced` are those that
are either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from undercut.evidence.catalog import Lever, lever_documents, load_catalog
from undercut.evidence.corridors import load_corridors
from undercut.evidence.costs import load_costs
from undercut.evidence.entries import entry_documents
from undercut.evidence.event_schema import Group, Split, Told, War
from undercut.evidence.events import event_documents, load_events
from undercut.evidence.history import Course, load_history, load_start
from undercut.evidence.package import data_document, data_files, data_root
from undercut.evidence.parameters import Parameter, Value, load_parameters, parameter_documents
from undercut.evidence.regions import load_regions
from undercut.evidence.schema import VERIFIED, SourceRef
from undercut.evidence.series import load_series


@dataclass(frozen=True)
class Share:
    """Counts of values of one file, or of all.

    Attributes
    ----------
    file : name of the file; `total` for all.
    values, sourced, seen, judged, traced : numbers of values.

    """

    file: str
    values: int
    sourced: int
    seen: int
    judged: int
    traced: int

    def to_json(self) -> dict[str, str | int | float]:
        """Give the counts, and their shares of the values."""
        counts = {name: getattr(self, name) for name in ("sourced", "seen", "judged", "traced")}
        shares = {f"share_{name}": count / max(self.values, 1) for name, count in counts.items()}
        return {"file": self.file, "values": self.values, **counts, **shares}


@dataclass(frozen=True)
class Coverage:
    """Counts by file and in total.

    Attributes
    ----------
    files : one row a file.
    total : all of them.
    verified : what `seen` means; to be printed beside the shares.

    """

    files: tuple[Share, ...]
    total: Share
    verified: str = VERIFIED

    def to_json(self) -> dict[str, Any]:
        """Give the rows, the total and the meaning of `seen`."""
        return {
            "seen_means": self.verified,
            "total": self.total.to_json(),
            "files": [share.to_json() for share in self.files],
        }


@dataclass(frozen=True)
class _Mark:
    """How some values of a file are marked."""

    sourced: bool
    seen: bool
    judged: bool
    count: int = 1


def coverage(root: Path | None = None) -> Coverage:
    """Count the values of the evidence and how each is marked.

    Raises
    ------
    EvidenceError : a file does not fit its schema.

    """
    base = root or data_root()
    rows = [_share(file, marks) for file, marks in _files(base)]
    rows.sort(key=lambda row: row.file)
    fields = ("values", "sourced", "seen", "judged", "traced")
    sums = {field: sum(getattr(row, field) for row in rows) for field in fields}
    return Coverage(tuple(rows), Share("total", **sums))


def _share(file: str, marks: Iterable[_Mark]) -> Share:
    known = list(marks)
    return Share(
        file,
        sum(mark.count for mark in known),
        sum(mark.count for mark in known if mark.sourced),
        sum(mark.count for mark in known if mark.seen),
        sum(mark.count for mark in known if mark.judged),
        sum(mark.count for mark in known if mark.sourced or mark.judged),
    )


def _files(root: Path) -> Iterator[tuple[str, list[_Mark]]]:
    yield from _of_series(root)
    yield from _of_parameters(root)
    yield from _of_levers(root)
    for folder in ("effects", "costs"):
        for document in entry_documents(folder, root):
            yield (
                document.file,
                [_refs([SourceRef(**ref) for ref in raw["sources"]]) for raw in document.data],
            )
    yield "data/corridors.yaml", list(_of_corridors(root))
    yield from _of_events(root)
    yield from _of_history(root)
    regions = load_regions(root)
    lists = sum(len(values) for values in regions.state_population.values())
    yield (
        "data/regions.yaml",
        [
            _Mark(True, regions.population.verified, False, lists),
            _Mark(False, False, True, len(regions.ids)),
        ],
    )
    for folder in ("law", "casebook"):
        for path in data_files(folder, suffix=".yaml", root=root):
            document = data_document(path, root)
            marks = list(_statements(document.data))
            if marks:
                yield document.file, marks


def _refs(refs: Iterable[SourceRef], judged: bool = False) -> _Mark:
    known = list(refs)
    return _Mark(bool(known), any(ref.verified for ref in known), judged)


def _of_series(root: Path) -> Iterator[tuple[str, list[_Mark]]]:
    by_file: dict[str, list[_Mark]] = {}
    for row in load_series(root).all_rows():
        by_file.setdefault(row.file, []).append(_Mark(True, row.verified, False))
    yield from by_file.items()


def _of_parameters(root: Path) -> Iterator[tuple[str, list[_Mark]]]:
    parameters = load_parameters(root)
    for document in parameter_documents(root):
        marks = [
            _of_value(parameters[key], value, root)
            for key in document.data
            for value in parameters[key].values
            if not value.ended
        ]
        yield document.file, marks


def _of_value(parameter: Parameter, value: Value, root: Path) -> _Mark:
    judged = parameter.rationale is not None and parameter.kind not in ("measured", "derived")
    if value.observed is None:
        return _refs(value.sources, judged)
    rows = [row for group in value.observed.rows(root) for row in group]
    return _Mark(True, all(row.verified for row in rows), judged)


def _of_levers(root: Path) -> Iterator[tuple[str, list[_Mark]]]:
    catalog, costs = load_catalog(root), load_costs(root)
    for document in lever_documents(root):
        marks: list[_Mark] = []
        for raw in document.data:
            lever: Lever = catalog.levers[raw["id"]]
            cost = lever.unit_cost
            behind = [ref for name in cost.costs for ref in costs[name].sources]
            marks += [
                _refs(lever.baseline.sources, lever.baseline.judged is not None),
                _refs(lever.range.sources, True),
                _refs(lever.ramp_months.sources, lever.ramp_months.rationale is not None),
                _refs((*cost.sources, *behind), cost.judged is not None),
            ]
        yield document.file, marks
    index = catalog.deflator
    mark = _refs(index.sources)
    yield "data/levers/catalog.yaml", [mark] * len(index.values)


def _of_corridors(root: Path) -> Iterator[_Mark]:
    for quantity in load_corridors(root).quantities().values():
        for figure in quantity.figures:
            yield _Mark(
                figure.source is not None,
                bool(figure.verified),
                figure.kind == "judged",
                len(figure.by_period or (1,)),
            )


def _of_history(root: Path) -> Iterator[tuple[str, list[_Mark]]]:
    """Count start values, and every knot, followed series and pulse of the inputs."""
    starts = load_start(root).values()
    yield "data/history/start.yaml", [_of_value(p, v, root) for p in starts for v in p.values]
    history = load_history(root)
    marks = [_Mark(False, False, True)]
    marks += [_refs(pulse.sources, pulse.rationale is not None) for pulse in history.pulses]
    courses: list[Course] = [*history.levers, *history.drivers]
    for one in courses:
        judged = one.kind in ("judged", "fitted")
        marks += [_refs(one.sources, judged)] * len(one.knots)
        marks += [_Mark(True, all(row.verified for row in t.rows(root)), judged) for t in one.terms]
    yield "data/history/inputs.yaml", marks


def _of_events(root: Path) -> Iterator[tuple[str, list[_Mark]]]:
    """Count every date, and what is judged beside it: ranks, shares, maps, intensities."""
    events, judged = load_events(root), _Mark(False, False, True)
    found = events.by_id()
    for document in event_documents(root).values():
        marks: list[_Mark] = []
        for entry in (found[name] for name in _names(document.data)):
            told: list[Told | None] = []
            if isinstance(entry, War):
                told = [entry.start, entry.end]
                marks.append(judged)
            elif isinstance(entry, Group):
                told = [entry.dissolves]
                marks += [judged] * 2 * (entry.share is not None)
            else:
                told = [entry]
                marks += [judged] * 2 * (isinstance(entry, Split) and entry.share is not None)
            marks += [_refs(one.sources, one.kind == "judged") for one in told if one is not None]
        yield document.file, marks


def _names(node: Any) -> Iterator[str]:
    for part in node.values():
        if isinstance(part, list):
            yield from (entry["id"] for entry in part)


def _statements(node: Any) -> Iterator[_Mark]:
    """Every entry that carries a list of sources, in files whose schema another package owns."""
    if isinstance(node, dict):
        refs = node.get("sources")
        if isinstance(refs, list) and all(isinstance(ref, dict) for ref in refs):
            seen = any(ref.get("verified") is True for ref in refs)
            yield _Mark(bool(refs), seen, False)
        for child in node.values():
            yield from _statements(child)
    elif isinstance(node, list):
        for child in node:
            yield from _statements(child)
