"""The casebook: past operations, what they counted, what changed, what followed, who says so.

Start with `load_casebook`; the shape of a case stands in `case_schema`. Legal facts of a case are
plain data here; the report layer asks the law engine about them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError

from undercut.core.documents import Document
from undercut.core.errors import EvidenceError, Problem, nearest
from undercut.evidence.case_schema import (
    CONSENTS,
    GRADES,
    KINDS,
    Action,
    Case,
    Contradiction,
    Cost,
    Lesson,
    Output,
    SecondOrder,
    Selection,
    When,
)
from undercut.evidence.package import data_document, data_files, data_root, shown
from undercut.evidence.schema import SourceRef


@dataclass(frozen=True)
class CaseFigure:
    """A figure of a case, as `undercut evidence` shows it.

    Attributes
    ----------
    key : `CASE.ROW`.
    part : cost, outputs, outcomes or second_order.
    value : a number, words, or None where only a direction or a finding is on record.

    """

    key: str
    case: str
    part: str
    what: str
    value: float | str | None
    unit: str
    period: str
    provisional: bool
    sources: tuple[SourceRef, ...]
    file: str
    line: int


@dataclass(frozen=True)
class Casebook:
    """Every case, oldest first, with the lessons, selections and legal facts that refer to them."""

    cases: Mapping[str, Case]
    lessons: tuple[Lesson, ...] = ()
    selections: Mapping[str, Selection] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    actions: tuple[Action, ...] = ()
    homes: Mapping[str, tuple[Document, int]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def case(self, case_id: str) -> Case:
        """Find a case.

        Raises
        ------
        EvidenceError : no such case; names the nearest.

        """
        return _pick(self.cases, case_id, "case", "undercut casebook lists them all.")

    def selection(self, selection_id: str) -> Selection:
        """Find a selection.

        Raises
        ------
        EvidenceError : no such selection; names the nearest.

        """
        return _pick(self.selections, selection_id, "selection")

    def actions_of(self, case_id: str) -> list[Action]:
        """Legal facts recorded for a case; empty where none are."""
        return [action for action in self.actions if action.case == case_id]

    def counter_examples(self, case_id: str) -> list[str]:
        """Cases that name this one as what they are a counter-example of."""
        return [case.id for case in self.cases.values() if case_id in case.counter_example_of]

    def select(
        self,
        *,
        lever: str | None = None,
        kind: str | None = None,
        consent: str | None = None,
        grade: str | None = None,
        since: When | None = None,
        until: When | None = None,
    ) -> list[Case]:
        """Cases that meet every filter given, oldest first.

        Parameters
        ----------
        lever, kind, consent, grade : exact values; a lever that no case has gives no case.
        since, until : keep cases that were under way at some day between the two, on record.

        Raises
        ------
        EvidenceError : a filter value that does not exist, or dates in the wrong order.

        """
        for name, found, known in (
            ("kind", kind, KINDS),
            ("consent", consent, CONSENTS),
            ("grade", grade, GRADES),
        ):
            if found is not None and found not in known:
                hint = nearest(found, known, noun="Expected")
                raise EvidenceError(Problem(f"no case has {name} '{found}'.", hint=hint))
        if since is not None and until is not None and until.last < since.first:
            raise EvidenceError(Problem(f"the span ends ({until}) before it starts ({since})."))
        return [
            case
            for case in self.cases.values()
            if (lever is None or lever in case.levers)
            and (kind is None or case.kind == kind)
            and (consent is None or case.host_consent == consent)
            and (grade is None or case.grade == grade)
            and (since is None or case.last.last >= since.first)
            and (until is None or case.start.first <= until.last)
        ]


ItemT = TypeVar("ItemT")


def _pick(items: Mapping[str, ItemT], name: str, noun: str, advice: str = "") -> ItemT:
    if name in items:
        return items[name]
    hint = nearest(name, items)
    if not hint.startswith("Did") and advice:
        hint = advice
    raise EvidenceError(Problem(f"no {noun} is called '{name}'.", hint=hint))


def load_casebook(root: Path | None = None) -> Casebook:
    """Every case of `data/casebook`, checked.

    Parameters
    ----------
    root : a data folder other than the packaged one.

    Raises
    ------
    EvidenceError : with every problem found, by file and line.

    """
    return _load(root or data_root())


@cache
def _load(root: Path) -> Casebook:
    problems: list[Problem] = []
    cases: dict[str, Case] = {}
    homes: dict[str, tuple[Document, int]] = {}
    for path in data_files("casebook", "cases", suffix=".yaml", root=root):
        for case, document, index in _entries(path, root, Case, problems):
            if case.id in cases:
                first = homes[case.id][0].file
                message = f"case '{case.id}' also stands in {first}."
                problems.append(document.problem((index, "id"), message))
                continue
            cases[case.id] = case
            homes[case.id] = (document, index)
    if not cases and not problems:
        problems.append(Problem("no cases are here.", shown(root / "casebook" / "cases", root)))
    for case_id, (document, index) in homes.items():
        for other in cases[case_id].counter_example_of:
            if other == case_id or other not in cases:
                message = f"'{case_id}' cannot be a counter-example of '{other}'."
                path_ = (index, "counter_example_of")
                problems.append(document.problem(path_, message, nearest(other, cases)))
    folder = root / "casebook"
    lessons = _side_file(folder / "lessons.yaml", root, Lesson, cases, problems)
    selections = _side_file(folder / "selections.yaml", root, Selection, cases, problems)
    contradictions = _side_file(
        folder / "contradictions.yaml", root, Contradiction, cases, problems
    )
    actions = _side_file(folder / "actions.yaml", root, Action, cases, problems)
    if problems:
        raise EvidenceError(problems)
    ordered = sorted(cases.values(), key=lambda case: (case.start.first, case.last.last, case.id))
    return Casebook(
        cases=MappingProxyType({case.id: case for case in ordered}),
        lessons=lessons,
        selections=MappingProxyType({item.id: item for item in selections}),
        contradictions=contradictions,
        actions=actions,
        homes=MappingProxyType(homes),
    )


EntryT = TypeVar("EntryT", Case, Lesson, Selection, Contradiction, Action)


def _entries(
    path: Path, root: Path, model: type[EntryT], problems: list[Problem]
) -> Iterable[tuple[EntryT, Document, int]]:
    try:
        document = data_document(path, root)
    except EvidenceError as failure:
        problems.extend(failure.problems)
        return
    if not isinstance(document.data, list):
        problems.append(document.problem((), "expected a list of entries."))
        return
    for index, item in enumerate(document.data):
        try:
            yield model.model_validate(item), document, index
        except ValidationError as failure:
            problems.extend(document.problems_of(failure, (index,)))


def _side_file(
    path: Path,
    root: Path,
    model: type[EntryT],
    cases: Mapping[str, Case],
    problems: list[Problem],
) -> tuple[EntryT, ...]:
    if not path.is_file():
        return ()
    found: dict[str, EntryT] = {}
    for entry, document, index in _entries(path, root, model, problems):
        key = _key(entry)
        if key in found:
            problems.append(document.problem((index, "id"), f"id '{key}' is given twice."))
        for case_id in _cases_named(entry):
            if case_id not in cases:
                message = f"no case is called '{case_id}'."
                problems.append(document.problem((index,), message, nearest(case_id, cases)))
        found[key] = entry
    return tuple(found.values())


def _key(entry: Case | Lesson | Selection | Contradiction | Action) -> str:
    return f"{entry.case}.{entry.name}" if isinstance(entry, Action) else entry.id


def _cases_named(entry: Case | Lesson | Selection | Contradiction | Action) -> Sequence[str]:
    if isinstance(entry, Lesson):
        return [*entry.cases_for, *entry.cases_against]
    if isinstance(entry, Selection):
        return [item.case for item in entry.cases]
    return [entry.case] if isinstance(entry, Action) else []


@cache
def figures() -> Mapping[str, CaseFigure]:
    """Every figure of the casebook by its key `CASE.ROW`: value, unit, period, sources, line."""
    casebook = load_casebook()
    found: dict[str, CaseFigure] = {}
    for case in casebook.cases.values():
        document, index = casebook.homes[case.id]
        parts: list[tuple[str, int | None, Output | Cost | SecondOrder]] = [
            *([("cost", None, case.cost)] if case.cost else []),
            *(("outputs", number, row) for number, row in enumerate(case.outputs)),
            *(("outcomes", number, row) for number, row in enumerate(case.outcomes)),
            *(("second_order", number, row) for number, row in enumerate(case.second_order)),
        ]
        for part, number, row in parts:
            path = (index, part) if number is None else (index, part, number)
            if isinstance(row, SecondOrder):
                what, value, unit, period = row.finding, None, "", ""
            else:
                what = "cost" if isinstance(row, Cost) else row.what
                value, unit, period = row.value, row.unit or "", row.period
            key = f"{case.id}.{row.name}"
            found[key] = CaseFigure(
                key=key,
                case=case.id,
                part=part,
                what=what,
                value=value,
                unit=unit,
                period=period,
                provisional=case.recent or (not isinstance(row, Cost) and row.recent),
                sources=row.sources,
                file=document.file,
                line=document.line(path),
            )
    return MappingProxyType(found)
