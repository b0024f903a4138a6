"""The casebook as people and programs read it: one case, a list, two side by side.

Start with `case_view`: plain data in which every figure carries its key, its source numbers and its
words. The renderers (text, Markdown, HTML, PDF) only set it. `precedents` serves the memo.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from undercut.evidence.case_schema import DIRECTIONS, Case, Cost, Output, SecondOrder
from undercut.evidence.casebook import Casebook, load_casebook
from undercut.evidence.schema import SourceRef
from undercut.report import casebook_words as words

PRECEDENTS = 3
"""Most precedents that a memo names."""

_GRADE_ORDER = "ABCD"


def summary(case: Case) -> dict[str, Any]:
    """One line of the list as plain data."""
    directions: Counter[str] = Counter(outcome.direction for outcome in case.outcomes)
    return {
        "id": case.id,
        "name": case.name,
        "short": case.short,
        "years": case.years,
        "start": case.start.text,
        "end": case.end.text if case.end else None,
        "ongoing_as_of": case.ongoing_as_of.text if case.ongoing_as_of else None,
        "kind": case.kind,
        "lead": case.lead.agency,
        "lead_kind": case.lead.kind,
        "military_role": case.military_role,
        "host_consent": case.host_consent,
        "levers": list(case.levers),
        "cost": words.figure(case.cost.value, case.cost.unit) if case.cost else None,
        "outcomes": {direction: directions[direction] for direction in DIRECTIONS},
        "gained": case.gained,
        "not_gained": case.not_gained,
        "lesson": case.lesson,
        "grade": case.grade,
        "provisional": case.recent,
    }


def check_lever(casebook: Casebook, lever: str | None) -> None:
    """Refuse a lever that the catalog does not have; one without a case is fine.

    Raises
    ------
    EvidenceError : no lever has that id; names the nearest.

    """
    if lever is None or any(lever in case.levers for case in casebook.cases.values()):
        return
    from undercut.evidence.catalog import load_catalog  # slow to load, and seldom needed here

    load_catalog().lever(lever)


class Numbered:
    """Sources in the order of first use, numbered from 1."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def refs(self, sources: Iterable[SourceRef]) -> list[dict[str, Any]]:
        """Give references with their numbers."""
        return [
            {
                "number": self.numbers.setdefault(ref.key, len(self.numbers) + 1),
                "key": ref.key,
                "locator": ref.locator,
                "verified": ref.verified,
            }
            for ref in sources
        ]

    def listed(self) -> list[dict[str, Any]]:
        """Give the bibliography of what was cited."""
        from undercut.evidence.sources import load_sources  # parsing the bibliography is slow

        known = load_sources()
        return [
            {
                "number": number,
                "key": key,
                "citation": known[key].cite(),
                "title": known[key].title,
                "author": known[key].author,
                "year": known[key].year,
                "url": known[key].url,
            }
            for key, number in self.numbers.items()
        ]


def case_view(casebook: Casebook, case: Case, today: date) -> dict[str, Any]:
    """Everything that a page on one case says.

    Parameters
    ----------
    casebook : where the case stands among its counter-examples.
    case : which.
    today : the day taken as today in the findings of law.

    """
    from undercut.evidence.catalog import load_catalog
    from undercut.report import casebook_law  # the law and the catalog are not needed for a list

    catalog = load_catalog()
    numbered = Numbered()
    view = summary(case) | {
        "kind_label": words.KINDS[case.kind],
        "dates": words.span(case),
        "places": list(case.places),
        "lead_label": words.LEADS[case.lead.kind],
        "military_label": words.ROLES[case.military_role],
        "military_note": case.military_role_note,
        "consent_label": words.CONSENTS[case.host_consent],
        "partners": list(case.partners),
        "objectives": list(case.objectives_stated),
        "lever_labels": [catalog.levers[name].label for name in case.levers],
        "grade_meaning": words.GRADES[case.grade],
        "cost_row": _row(case, case.cost, numbered) if case.cost else None,
        "output_rows": [_row(case, row, numbered) for row in case.outputs],
        "outcome_rows": [
            _row(case, row, numbered)
            | {
                "direction": row.direction,
                "direction_label": words.DIRECTIONS[row.direction],
                "attribution": row.attribution,
                "attribution_label": words.ATTRIBUTIONS[row.attribution],
            }
            for row in case.outcomes
        ],
        "second_order": [_consequence(case, row, numbered) for row in case.second_order],
        "counter_examples": _related(casebook, casebook.counter_examples(case.id)),
        "counter_example_of": _related(casebook, case.counter_example_of),
        "authorities": casebook_law.authorities(case),
        "law": casebook_law.findings(casebook, case, today),
        "law_today": today.isoformat(),
    }
    return view | {"sources": numbered.listed()}


def _row(case: Case, row: Output | Cost, numbered: Numbered) -> dict[str, Any]:
    return {
        "key": f"{case.id}.{row.name}",
        "what": "cost" if isinstance(row, Cost) else row.what,
        "value": row.value,
        "unit": row.unit,
        "text": words.figure(row.value, row.unit),
        "period": row.period,
        "provisional": case.recent or (not isinstance(row, Cost) and row.recent),
        "sources": numbered.refs(row.sources),
    }


def _consequence(case: Case, row: SecondOrder, numbered: Numbered) -> dict[str, Any]:
    return {
        "key": f"{case.id}.{row.name}",
        "what": row.what,
        "label": words.consequence(row.what),
        "finding": row.finding,
        "provisional": case.recent or row.recent,
        "sources": numbered.refs(row.sources),
    }


def _related(casebook: Casebook, ids: Iterable[str]) -> list[dict[str, Any]]:
    found = (casebook.cases[case_id] for case_id in ids)
    return [
        {
            "id": case.id,
            "short": case.short,
            "years": case.years,
            "lesson": case.lesson,
            "grade": case.grade,
            "provisional": case.recent,
        }
        for case in found
    ]


def precedents(levers: Sequence[str], count: int = PRECEDENTS) -> list[dict[str, Any]]:
    """Name the cases that speak most to a set of levers, with one that speaks against.

    Cases after January 2025 are left out; short titles name no person.

    Parameters
    ----------
    levers : ids of the levers that a strategy changes, weightiest first.
    count : how many at most, the counter-example among them.

    Returns
    -------
    cases : `id`, `short`, `years`, `grade`, `gained`, `not_gained`, `lesson`, `levers` (shared),
        `counter_example`; best match first, a counter-example last.

    """
    casebook = load_casebook()
    weight = {lever: len(levers) - place for place, lever in enumerate(levers)}
    scored = sorted(
        (
            (-sum(weight.get(lever, 0) for lever in case.levers) / len(case.levers) ** 0.5, case)
            for case in casebook.cases.values()
            if not case.recent and set(case.levers) & set(weight)
        ),
        key=lambda pair: (pair[0], _GRADE_ORDER.index(pair[1].grade), pair[1].id),
    )
    ranked = [case for _, case in scored]
    chosen = ranked[: max(count - 1, 1)]
    against = [
        other
        for case in chosen
        for other in casebook.counter_examples(case.id)
        if other not in {item.id for item in chosen} and not casebook.cases[other].recent
    ]
    counter = casebook.cases[against[0]] if against and count > 1 else None
    if counter is None and len(ranked) > len(chosen) and count > 1:
        chosen.append(ranked[len(chosen)])
    rows = [_precedent(case, weight, is_counter=False) for case in chosen]
    return rows + ([_precedent(counter, weight, is_counter=True)] if counter else [])


def _precedent(case: Case, weight: dict[str, int], *, is_counter: bool) -> dict[str, Any]:
    return {
        "id": case.id,
        "short": case.short,
        "years": case.years,
        "grade": case.grade,
        "gained": case.gained,
        "not_gained": case.not_gained,
        "lesson": case.lesson,
        "levers": [lever for lever in case.levers if lever in weight],
        "counter_example": is_counter,
    }
