"""Lessons by tally: how outcomes point, by kind, consent, who led, military role and grade.

Start with `tally`. Counts describe the record and prove nothing: cases enter because somebody wrote
about them. Cases and outcomes after January 2025 are counted apart.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from undercut.evidence.case_schema import (
    ATTRIBUTIONS,
    CONSENTS,
    DIRECTIONS,
    GRADES,
    KINDS,
    LEAD_KINDS,
    MILITARY_ROLES,
    Case,
    Outcome,
)
from undercut.evidence.casebook import Casebook
from undercut.report import casebook_words as words
from undercut.report.casebook_blocks import Block, Heading, Items, Page, Paragraph, Table
from undercut.report.words import counted

WARNINGS = (
    "The cases are not a sample: they enter because someone wrote about them, and failures with a "
    "scandal are written up more than quiet ones. Shares are not base rates.",
    "An outcome counts once, whatever its size; a case with many outcomes weighs more.",
    "A direction beside a case is what happened then, not what the case caused; only grade A and B "
    "cases have an evaluation, and few of those identify an effect.",
    "Cases and outcomes after January 2025 are provisional and left out of every count.",
)
GROUPS: Mapping[str, tuple[str, tuple[str, ...], Mapping[str, str], Callable[[Case], str]]] = (
    MappingProxyType(
        {
            "kind": ("kind of operation", KINDS, words.KINDS, lambda case: case.kind),
            "consent": (
                "consent of the host",
                CONSENTS,
                words.CONSENTS,
                lambda case: case.host_consent,
            ),
            "lead": ("who led", LEAD_KINDS, words.LEADS, lambda case: case.lead.kind),
            "military": (
                "role of the military",
                MILITARY_ROLES,
                words.ROLES,
                lambda case: case.military_role,
            ),
            "grade": (
                "grade of the evidence",
                GRADES,
                {grade: grade for grade in GRADES},
                lambda case: case.grade,
            ),
        }
    )
)
"""What the tally can group by: heading, values in order, their labels, the value of a case."""


def tally(cases: Iterable[Case], by: str) -> list[dict[str, Any]]:
    """Count outcomes by direction within the groups of cases.

    Parameters
    ----------
    cases : which; recent ones are skipped.
    by : a key of `GROUPS`.

    Returns
    -------
    rows : `group`, `label`, `cases`, `diplomatic_cost` (cases that record one), one count for each
        direction, `independent` (outcomes of an independent or peer-reviewed source).

    """
    _, values, labels, group_of = GROUPS[by]
    settled = [case for case in cases if not case.recent]
    rows = []
    for value in values:
        group = [case for case in settled if group_of(case) == value]
        outcomes = [outcome for case in group for outcome in case.outcomes if not outcome.recent]
        rows.append({"group": value, "label": labels[value], **_counts(group, outcomes)})
    return [row for row in rows if row["cases"]]


def _counts(cases: list[Case], outcomes: list[Outcome]) -> dict[str, Any]:
    directions: Counter[str] = Counter(outcome.direction for outcome in outcomes)
    who: Counter[str] = Counter(outcome.attribution for outcome in outcomes)
    return {
        "cases": len(cases),
        "outcomes": len(outcomes),
        **{direction: directions[direction] for direction in DIRECTIONS},
        **{f"by_{attribution}": who[attribution] for attribution in ATTRIBUTIONS},
        "diplomatic_cost": sum(
            any(row.what == "diplomatic_cost" for row in case.second_order) for case in cases
        ),
    }


def lessons_view(casebook: Casebook, cases: Iterable[Case]) -> dict[str, Any]:
    """Give the lessons, with their counter-examples, and every tally, as plain data.

    Parameters
    ----------
    casebook : where lessons and cases stand.
    cases : what the tallies count; the lessons are those that touch one of them.

    """
    chosen = list(cases)
    ids = {case.id for case in chosen}
    return {
        "warnings": list(WARNINGS),
        "cases": len(chosen),
        "provisional": sum(case.recent for case in chosen),
        "lessons": [
            {
                "id": lesson.id,
                "lesson": lesson.lesson,
                "cases_for": [_named(casebook, name) for name in lesson.cases_for],
                "cases_against": [_named(casebook, name) for name in lesson.cases_against],
                "limits": lesson.limits,
            }
            for lesson in casebook.lessons
            if ids & {*lesson.cases_for, *lesson.cases_against}
        ],
        "tallies": {by: tally(chosen, by) for by in GROUPS},
    }


def _named(casebook: Casebook, case_id: str) -> dict[str, Any]:
    case = casebook.cases[case_id]
    return {
        "id": case.id,
        "short": case.short,
        "grade": case.grade,
        "provisional": case.recent,
    }


def lessons_page(view: dict[str, Any]) -> Page:
    """Build the page of lessons and tallies."""
    blocks: list[Block] = [
        Heading("Read this first"),
        Items(tuple(view["warnings"])),
        Heading("What the cases suggest"),
    ]
    for number, lesson in enumerate(view["lessons"], 1):
        blocks += [
            Paragraph(f"{number}. {lesson['lesson']}", "strong"),
            Items(
                (
                    f"for: {_names(lesson['cases_for'])}",
                    f"against or beyond: {_names(lesson['cases_against'])}. {lesson['limits']}",
                )
            ),
        ]
    columns = ("", "Cases", "Better", "None", "Mixed", "Worse", "Not meas.", "Indep.")
    for by, rows in view["tallies"].items():
        if not rows:
            continue
        blocks += [
            Heading(f"Outcomes by {GROUPS[by][0]}"),
            Table(
                columns,
                tuple(
                    (
                        row["label"],
                        *(str(row[name]) for name in ("cases", "better", "none", "mixed")),
                        *(str(row[name]) for name in ("worse", "unknown")),
                        str(row["by_independent_evaluation"] + row["by_peer_reviewed"]),
                    )
                    for row in rows
                ),
                (0, 6, 7, 5, 6, 6, 9, 7),
            ),
        ]
        if by == "consent":
            said = "; ".join(
                f"consent {row['label']}: {row['diplomatic_cost']} of {row['cases']}"
                for row in rows
            )
            blocks.append(Paragraph(f"Cases that record a diplomatic cost: {said}.", "small"))
    blocks.append(
        Paragraph(
            "None: measured or stated as no change. Not meas.: nobody measured. Indep.: outcomes "
            "from an independent evaluation or peer-reviewed work. Figures: undercut casebook ID.",
            "small",
        )
    )
    counts = f"{counted(view['cases'], 'case')}, {view['provisional']} of them provisional"
    return Page("Lessons of the casebook", f"{counts} and left out of the counts", tuple(blocks))


def _names(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "none on record"
    return ", ".join(
        f"{row['short']} ({row['grade']}{', provisional' if row['provisional'] else ''})"
        for row in rows
    )
