"""Evidence on one lever: graded findings, contradictions side by side, what they do not show.

Start with `lever_view`; `lever_page` sets it for the terminal, `lever_files` for files.
"""

from collections import Counter
from typing import Any

from undercut.evidence.case_schema import Contradiction
from undercut.evidence.casebook import load_casebook
from undercut.evidence.catalog import Lever, load_catalog
from undercut.evidence.effects import GRADES, Effect, Months, Size, load_effects
from undercut.report import casebook_words as words
from undercut.report.casebook import Numbered, summary
from undercut.report.casebook_blocks import (
    Block,
    Drawing,
    Facts,
    Heading,
    Items,
    Page,
    Paragraph,
    Table,
)
from undercut.report.casebook_files import Maker, finding_rows, makers
from undercut.report.casebook_pages import refs
from undercut.report.casebook_typeset import lever_pdf
from undercut.report.forest import Panel, Point, alternative, panel, svg, text_lines
from undercut.report.words import counted, duration

DESIGNS = {
    "meta_analysis": "meta-analysis",
    "rct": "randomized trial",
    "natural_experiment": "natural experiment",
    "did": "difference in differences",
    "rdd": "close elections or thresholds",
    "observational": "observational",
    "model": "model",
    "expert": "expert judgment",
}
ALWAYS = (
    "A finding informs a mechanism or checks it; it is not a multiplier on an outcome.",
    "An estimate from another place, time or lever is an analog, not an estimate for this lever.",
)


def lever_view(lever_id: str) -> dict[str, Any]:
    """Everything that is on record about a lever, as plain data.

    Raises
    ------
    EvidenceError : no lever has that id; names the nearest.

    """
    lever = load_catalog().lever(lever_id)
    known = load_effects()
    found = [known[name] for name in lever.effects]
    casebook = load_casebook()
    numbered = Numbered()
    findings = [_finding(effect, numbered) for effect in found]
    disputes = [
        item
        for item in casebook.contradictions
        if any(name in lever.effects for side in item.sides for name in side.findings)
    ]
    panels = [_panel(item, known) for item in disputes]
    return {
        "id": lever.id,
        "label": lever.label,
        "family": lever.family,
        "definition": lever.definition,
        "findings": findings,
        "grades": {grade: sum(row["grade"] == grade for row in findings) for grade in GRADES},
        "contradictions": [
            {
                "id": item.id,
                "question": item.question,
                "sides": [
                    {
                        "label": side.label,
                        "findings": [_side_row(known[name]) for name in side.findings],
                    }
                    for side in item.sides
                ],
                "panel": drawn.to_json(),
            }
            for item, drawn in zip(disputes, panels, strict=True)
        ],
        "not_shown": _not_shown(lever, found),
        "cases": [summary(case) for case in casebook.select() if lever.id in case.levers],
        "sources": numbered.listed(),
        "panels": panels,
    }


def plain_view(view: dict[str, Any]) -> dict[str, Any]:
    """Drop what is not plain data, for `--json`."""
    return {name: value for name, value in view.items() if name != "panels"}


def lever_files(view: dict[str, Any]) -> dict[str, Maker]:
    """Give what makes each file format of the evidence on a lever."""
    return makers(
        plain_view(view),
        lambda: lever_page(view),
        lambda: finding_rows(view),
        lambda: lever_pdf(view),
    )


def _finding(effect: Effect, numbered: Numbered) -> dict[str, Any]:
    size = effect.effect
    return {
        "id": effect.id,
        "outcome": effect.outcome,
        "text": size_text(size) or effect.finding or "",
        "kind": size.kind,
        "value": size.value,
        "low": size.low,
        "high": size.high,
        "interval": size.interval,
        "unit": size.unit,
        "finding": effect.finding or "",
        "design": effect.design,
        "design_label": DESIGNS[effect.design],
        "grade": effect.grade,
        "lag": _months(effect.lag_months),
        "duration": _months(effect.duration_months),
        "place": effect.population_or_place,
        "period": effect.period,
        "mind": effect.transport_note,
        "sources": numbered.refs(effect.sources),
    }


def _side_row(effect: Effect) -> dict[str, Any]:
    return {
        "id": effect.id,
        "outcome": effect.outcome,
        "text": size_text(effect.effect) or effect.finding or "",
        "grade": effect.grade,
        "design_label": DESIGNS[effect.design],
        "place": effect.population_or_place,
        "mind": effect.transport_note,
    }


def size_text(size: Size) -> str:
    """Write how large an effect is, with its interval; empty where there is no number."""
    if size.value is None:
        return ""
    unit = "%" if size.unit == "percent" else f" {size.unit}"
    text = f"{words.number(size.value)}{unit}"
    if size.low is None and size.high is None:
        return text
    ends = " to ".join(words.number(end) for end in (size.low, size.high) if end is not None)
    kind = "95% interval" if size.interval == "ci95" else "range"
    return f"{text} ({kind} {ends})"


def _short_text(effect: Effect) -> str:
    """Value and interval without words, for beside a plot whose axis names the measure."""
    size = effect.effect
    if size.value is None:
        return effect.finding or ""
    unit = "%" if size.unit == "percent" or size.kind == "percent_change" else ""
    if size.kind in {"absolute", "elasticity"} and not unit:
        return size_text(size)
    ends = [words.number(end) for end in (size.low, size.high) if end is not None]
    return f"{words.number(size.value)}{unit}" + (f" ({' to '.join(ends)})" if ends else "")


def _apart_text(effect: Effect) -> str:
    return f"another measure: {effect.outcome}, {size_text(effect.effect) or effect.finding}"


def _months(months: Months | None) -> str:
    if months is None:
        return ""
    if months.low == months.high:
        return duration(months.low)
    return f"{months.low:g} to {months.high:g} months"


def _panel(item: Contradiction, known: Any) -> Panel:
    points = [
        Point(
            side=side.label,
            label=f"{effect.grade} {effect.sources[0].key}",
            outcome=effect.outcome,
            size=effect.effect,
            text=_short_text(effect) if effect.id not in item.apart else _apart_text(effect),
            apart=effect.id in item.apart,
        )
        for side in item.sides
        for effect in (known[name] for name in side.findings)
    ]
    return panel(item.question, points)


def _not_shown(lever: Lever, found: list[Effect]) -> list[str]:
    grades = Counter(effect.grade for effect in found)
    silent = sum(effect.effect.value is None for effect in found)
    lines = [f"Limits of the lever: {lever.limits}"]
    if not grades["A"] and not grades["B"]:
        lines.append("No finding rests on a trial, a meta-analysis or a natural experiment.")
    if silent:
        lines.append(f"{silent} of {counted(len(found), 'finding')} carry a direction, no number.")
    if grades["D"]:
        lines.append(f"{counted(grades['D'], 'finding')} of grade D: {GRADES['D']}.")
    return [*lines, *ALWAYS]


def lever_page(view: dict[str, Any]) -> Page:
    """Build the page on a lever from its view."""
    counts = ", ".join(
        f"{count} of grade {grade}" for grade, count in view["grades"].items() if count
    )
    blocks: list[Block] = [
        Paragraph(view["definition"]),
        Facts(tuple((f"Grade {grade}", meaning) for grade, meaning in GRADES.items())),
    ]
    if view["panels"]:
        blocks.append(Heading("Where findings disagree"))
        for drawn in view["panels"]:
            blocks.append(Drawing(svg(drawn), tuple(text_lines(drawn)), alternative(drawn)))
    else:
        blocks.append(Paragraph("No contradiction between findings is on record.", "small"))
    blocks += [
        Heading("Findings, best first"),
        Table(
            ("Gr", "Outcome", "Found", "Mind", "From"),
            tuple(
                (
                    row["grade"],
                    f"{row['outcome']} ({row['place']}, {row['period']}; {row['design_label']})",
                    row["text"],
                    row["mind"],
                    refs(row["sources"]),
                )
                for row in view["findings"]
            ),
            (2, 0, 16, 0, 5),
        ),
        Heading("What they do not show"),
        Items(tuple(view["not_shown"])),
        Heading("Cases"),
        Items(
            tuple(
                f"{case['short']} ({case['years']}, grade {case['grade']}"
                f"{', provisional' if case['provisional'] else ''}): "
                f"{case['lesson']} [{case['id']}]"
                for case in view["cases"]
            )
            or ("No case of this lever is on record.",)
        ),
        Heading("Sources"),
        Items(
            tuple(f"[{row['number']}] {row['citation']} ({row['key']})" for row in view["sources"]),
            tuple(row["url"] for row in view["sources"]),
        ),
    ]
    title = f"Evidence on {view['label'][:1].lower()}{view['label'][1:]}"
    found = counted(len(view["findings"]), "finding")
    return Page(title, f"{found}: {counts} | {view['id']}", tuple(blocks))
