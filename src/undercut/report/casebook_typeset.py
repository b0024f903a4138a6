"""Casebook pages as tagged PDF, set by Typst under the PDF/UA-1 check.

Start with `case_pdf`. Data reaches a template as JSON, so text is never read as markup; only fonts
that come with Typst are used, and a character that they lack is shown as a box.
"""

import json
import warnings
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from undercut.evidence.case_schema import Case, When
from undercut.evidence.effects import GRADES
from undercut.evidence.schema import VERIFIED
from undercut.report import casebook_words as words
from undercut.report.casebook_pages import (
    authority_text,
    cost_text,
    finding_words,
    is_unchanged,
    refs,
)
from undercut.report.forest import alternative
from undercut.report.timeline import (
    CONSENT_COLORS,
    CONTEXT_NOTE,
    TIMELINE_MARKS,
    TIMELINE_READING,
    Layout,
    timeline_trace,
    timeline_words,
)
from undercut.report.words import listed, plain

MISSING = "\N{WHITE SQUARE}"
STANDARD = "ua-1"
_SIGNS = "\N{MINUS SIGN}\N{BLACK RIGHT-POINTING TRIANGLE}\N{HORIZONTAL ELLIPSIS}"
FIRST_YEAR, LAST_YEAR = 1969, 2027
"""Span of the strip at the head of a case."""


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """Set a template with data.

    Parameters
    ----------
    template : name of a file in `report/templates`.
    data : plain data; every text is cleaned of control characters.

    """
    text = json.dumps(_clean(data), ensure_ascii=False)
    try:
        return _compile(template, text)
    except _typst().TypstError:
        return _compile(template, "".join(c if _has_glyph(c) else MISSING for c in text))


def _has_glyph(character: str) -> bool:
    """Whether Libertinus surely has a character: Latin, common punctuation, minus and the arrow."""
    code = ord(character)
    return code < 0x250 or 0x2010 <= code <= 0x2027 or character in _SIGNS


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value) if value.strip() else value
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value


def _typst() -> Any:
    import typst  # heavy and optional

    return typst


def _compile(template: str, data: str) -> bytes:
    source = (files("undercut") / "report" / "templates" / template).read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made: bytes = _compiler().compile(
            source, sys_inputs={"data": data}, pdf_standards=STANDARD, timestamp=0
        )
    return made


@cache
def _compiler() -> Any:
    """Build one compiler, whose fonts are read once; it forgets its source after each page."""
    return _typst().Compiler(ignore_system_fonts=True)


def case_pdf(view: dict[str, Any]) -> bytes:
    """Set one case on one page."""
    return typeset("case.typ", case_data(view))


def case_data(view: dict[str, Any]) -> dict[str, Any]:
    """Give the words of a case page, block by block, for the template."""
    related = [("Against it: ", row) for row in view["counter_examples"]]
    related += [("It limits: ", row) for row in view["counter_example_of"]]
    return {
        "title": view["name"],
        "description": f"{view['gained'] or words.NOTHING_GAINED} {view['not_gained']}",
        "kicker": "Case study from the casebook of past operations",
        "subtitle": f"{view['dates']} | {view['kind_label']} | {listed(view['places'])}",
        "grade": view["grade"],
        "grade_meaning": view["grade_meaning"],
        "provisional": words.PROVISIONAL if view["provisional"] else "",
        "strip": {**_ends(view), "ticks": _ticks()},
        "lead": f"{view['lead']} ({view['lead_label']})",
        "consent": view["host_consent"],
        "consent_label": view["consent_label"],
        "military": view["military_role"],
        "military_label": view["military_label"],
        "military_note": view["military_note"],
        "cost": cost_text(view),
        "aim": "; ".join(view["objectives"]) + ".",
        "levers": "; ".join(view["lever_labels"]),
        "gained": view["gained"] or words.NOTHING_GAINED,
        "not_gained": view["not_gained"],
        "lesson": view["lesson"],
        "output_note": words.OUTPUT_NOTE,
        "outcome_note": words.OUTCOME_NOTE,
        "outputs": [
            {
                "what": row["what"] + _late(view, row),
                "text": row["text"] or "no figure",
                "period": row["period"],
                "refs": refs(row["sources"]),
            }
            for row in view["output_rows"]
        ],
        "outcomes": [
            {
                "direction": row["direction"],
                "label": row["direction_label"],
                "what": row["what"] + _late(view, row),
                "provisional": row["provisional"],
                "text": row["text"],
                "period": row["period"],
                "said": row["attribution_label"],
                "refs": refs(row["sources"]),
            }
            for row in view["outcome_rows"]
        ],
        "second_order": [
            {
                "label": row["label"] + _late(view, row),
                "finding": row["finding"],
                "refs": refs(row["sources"]),
            }
            for row in view["second_order"]
        ],
        "authorities": [authority_text(reference) for reference in view["authorities"]],
        "law": [
            {
                "act": f"{row['label']} ({row['on']})",
                "then": _finding(row["then"]),
                "now": _UNCHANGED if is_unchanged(row) else _finding(row["now"]),
            }
            for row in view["law"]
        ],
        "law_heads": ["Act, and its day", "Finding then", f"Finding on {view['law_today']}"],
        "no_facts": words.NO_FACTS,
        "counter": [
            {
                "head": f"{way}{row['short']} ({row['years']}, grade {row['grade']}"
                f"{', provisional' if row['provisional'] else ''}).",
                "text": row["lesson"],
            }
            for way, row in related
        ],
        "no_counter": "No counter-example is on record; that is not a sign of strength.",
        "sources": [
            {"number": str(row["number"]), "text": _brief(row), "url": row["url"]}
            for row in view["sources"]
        ],
        "trace": (
            f"[1] was {VERIFIED}; [1?] was recalled. A figure with its place in the source: "
            f"undercut evidence {view['id']}.FIGURE. Law: a decision aid, not legal advice; the "
            "most restrictive layer, on the facts that the case records."
        ),
        "footer": f"Undercut casebook | {view['id']} | law as of {view['law_today']}",
    }


def _late(view: dict[str, Any], row: dict[str, Any]) -> str:
    """Mark a row after January 2025 within an older case; a recent case is marked as a whole."""
    return " (provisional)" if row["provisional"] and not view["provisional"] else ""


_UNCHANGED = {"head": "the same", "text": "", "because": ""}


def _finding(finding: dict[str, Any]) -> dict[str, str]:
    head, text = finding_words(finding)
    because = "" if finding["finding"] == "permitted" else finding["because"]
    return {"head": head, "text": text, "because": because}


def _brief(source: dict[str, Any]) -> str:
    """Write author, year and title; the address is the link."""
    parts = [source["author"], f"({source['year']})." if source["year"] else "", source["title"]]
    return f"{' '.join(part for part in parts if part)} [{source['key']}]"


def _ends(row: dict[str, Any]) -> dict[str, float]:
    last = row["end"] or row["ongoing_as_of"] or row["start"]
    return {"low": place(When.parse(row["start"]).first), "high": place(When.parse(last).last)}


def _ticks() -> list[dict[str, Any]]:
    years = range(1970, LAST_YEAR, 10)
    return [{"at": place(date(year, 1, 1)), "label": str(year)} for year in years]


def place(day: date) -> float:
    """Place of a day on the strip, from 0 to 1."""
    year = day.year + (day.timetuple().tm_yday - 1) / 366
    share = (year - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR)
    return min(1.0, max(0.0, share))


def timeline_pdf(layout: Layout, cases: Sequence[Case] = ()) -> bytes:
    """Set a timeline on one page; where there is room, with what each case taught."""
    return typeset("timeline.typ", timeline_data(layout, cases))


_NOTE_HEIGHT, _NOTE_LETTERS = 12.6, 108
"""Height of a line of a lesson in points, and letters that surely fit on it on the smaller page."""


def timeline_data(layout: Layout, cases: Sequence[Case] = ()) -> dict[str, Any]:
    """Give a layout with its legend, its small print and, where there is room, the lessons."""
    start = max([layout.bottom, *(curve.y + curve.height for curve in layout.curves)]) + 16
    lines = sum(1 + len(case.lesson) // _NOTE_LETTERS for case in cases)
    has_room = start + 26 + lines * (_NOTE_HEIGHT + 4) < layout.height - 56
    return {
        "notes_y": start,
        "notes": [
            {
                "years": case.years,
                "short": case.short + ("*" if case.recent else ""),
                "lesson": case.lesson,
            }
            for case in cases
            if has_room
        ],
        "layout": layout.to_json(),
        "description": timeline_words(layout),
        **_legend(),
        "context_note": CONTEXT_NOTE,
        "reading": TIMELINE_READING,
        "trace": timeline_trace(layout),
    }


def _legend() -> dict[str, Any]:
    return {
        "colors": CONSENT_COLORS,
        "consents": [
            {"fill": fill, "edge": edge, "label": words.CONSENTS[consent]}
            for consent, (fill, edge) in CONSENT_COLORS.items()
        ],
        "roles": [{"role": role, "label": label} for role, label in words.ROLES.items()],
        "marks": TIMELINE_MARKS,
    }


def selection_pdf(view: dict[str, Any]) -> bytes:
    """Set a selection of cases on one page."""
    return typeset("selection.typ", selection_data(view))


def selection_data(view: dict[str, Any]) -> dict[str, Any]:
    """Give the rows of a selection with the places of their bars."""
    spoken = (
        f"{row['short']}: {row['gained_short']}. {row['not_gained_short']}."
        for row in view["cases"]
    )
    return {
        "title": view["title"],
        "subtitle": view["about"],
        "description": " ".join(spoken),
        **_legend(),
        "ticks": _ticks(),
        "rows": [
            {
                "years": row["years"],
                "short": row["short"],
                "consent": row["host_consent"],
                "role": row["military_role"],
                "provisional": row["provisional"],
                "is_open": row["end"] is None,
                "gained": row["gained_short"],
                "not_gained": row["not_gained_short"],
                "grade": row["grade"],
                **_ends(row),
            }
            for row in view["cases"]
        ],
        "reading": TIMELINE_READING,
        "trace": "Every figure stands in its case with its source: undercut casebook ID.",
    }


def lever_pdf(view: dict[str, Any]) -> bytes:
    """Set the evidence on a lever; long lists run over pages."""
    return typeset("lever.typ", lever_data(view))


def lever_data(view: dict[str, Any]) -> dict[str, Any]:
    """Give the words and the places of a lever's findings for the template."""
    counts = ", ".join(f"{count} of grade {grade}" for grade, count in view["grades"].items())
    return {
        "title": view["label"],
        "kicker": "Evidence on a lever, from the casebook and the findings",
        "subtitle": f"{len(view['findings'])} findings: {counts} | {view['id']}",
        "description": " ".join(alternative(drawn) for drawn in view["panels"]) or view["label"],
        "definition": view["definition"],
        "grades": "Grades: " + "; ".join(f"{grade} {said}" for grade, said in GRADES.items()) + ".",
        "panels": [drawn.to_json() for drawn in view["panels"]],
        "findings": [
            {
                "grade": row["grade"],
                "outcome": row["outcome"],
                "place": f"{row['place']}, {row['period']}",
                "design": row["design_label"],
                "text": row["text"],
                "mind": row["mind"],
                "refs": refs(row["sources"]),
            }
            for row in view["findings"]
        ],
        "not_shown": view["not_shown"],
        "cases": [
            {
                "head": f"{case['short']} ({case['years']}, grade {case['grade']}"
                f"{', provisional' if case['provisional'] else ''}).",
                "text": case["lesson"],
            }
            for case in view["cases"]
        ],
        "sources": [
            {"number": str(row["number"]), "text": _brief(row), "url": row["url"]}
            for row in view["sources"]
        ],
        "trace": f"Undercut | {view['id']} | a finding with its sources: undercut evidence ID",
    }
