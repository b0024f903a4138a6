"""A shipped selection of cases as a short timeline: when, what was gained, what was not."""

from typing import Any

from undercut.evidence.case_schema import Selection
from undercut.evidence.casebook import Casebook
from undercut.report import casebook_words as words
from undercut.report.casebook import summary
from undercut.report.casebook_blocks import Drawing, Page, Paragraph, Table
from undercut.report.timeline import TIMELINE_READING, lay_out, timeline_words
from undercut.report.timeline import text_lines as timeline_lines
from undercut.report.timeline_svg import timeline_svg


def selection_view(casebook: Casebook, selection: Selection) -> dict[str, Any]:
    """Give a selection as plain data, oldest case first."""
    rows = [
        summary(casebook.cases[item.case])
        | {"gained_short": item.gained, "not_gained_short": item.not_gained}
        for item in selection.cases
    ]
    order = {case_id: place for place, case_id in enumerate(casebook.cases)}
    return {
        "id": selection.id,
        "title": selection.title,
        "about": selection.about,
        "cases": sorted(rows, key=lambda row: order[row["id"]]),
    }


def selection_page(casebook: Casebook, view: dict[str, Any]) -> Page:
    """Build the page of a selection for the terminal, Markdown and HTML."""
    cases = [casebook.cases[row["id"]] for row in view["cases"]]
    layout = lay_out(cases, view["title"], view["about"])
    drawing = Drawing(timeline_svg(layout), tuple(timeline_lines(cases)), timeline_words(layout))
    rows = tuple(
        (
            row["years"],
            row["short"] + ("*" if row["provisional"] else ""),
            row["gained_short"],
            row["not_gained_short"],
            row["grade"],
        )
        for row in view["cases"]
    )
    columns = ("Years", "Case", "Gained", "Not gained, or what followed", "Gr")
    return Page(
        view["title"],
        view["about"],
        (
            Table(columns, rows, (10, 0, 0, 0, 2)),
            drawing,
            Paragraph(TIMELINE_READING, "small"),
            Paragraph(f"* {words.PROVISIONAL}", "small"),
            Paragraph("A case with its figures and sources: undercut casebook ID.", "small"),
        ),
        is_wide=True,
    )
