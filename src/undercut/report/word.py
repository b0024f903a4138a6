"""The memo as a Word document, with real headings, header rows and a described picture."""

import io
import zipfile
from typing import Any

from undercut.report.charts import png
from undercut.report.content import SECTIONS, MemoContent, Point, Table

_BODY, _SMALL, _TITLE, _HEADING = 10, 9, 16, 11
_FONT = "Georgia"
_MARGIN, _CHART_WIDTH = 0.62, 4.4
_EPOCH = (1980, 1, 1, 0, 0, 0)


def docx(content: MemoContent) -> bytes:
    """Write a memo as a Word document."""
    document = _new(content)
    bottom, objectives, authorities, risks, metrics, basis, sources = SECTIONS
    _paragraph(document, "Decision memo · " + " · ".join(content.standing), size=_SMALL)
    _heading(document, content.marked_title, level=0)
    _heading(document, bottom)
    _paragraph(document, " ".join(content.bottom_line))
    _points(document, content.asks)
    _heading(document, objectives)
    _picture(document, content)
    _table(document, content.objectives)
    _table(document, content.cost)
    _paragraph(document, content.contributions)
    _heading(document, authorities)
    _table(document, content.authorities)
    _paragraph(document, content.other_authorities)
    _heading(document, risks)
    _table(document, content.risks)
    _paragraph(document, content.other_risks)
    _heading(document, metrics)
    _points(document, content.metrics)
    _heading(document, basis)
    _points(document, content.basis)
    _heading(document, sources)
    for reference in content.sources:
        _paragraph(document, f"[{reference.number}] {reference.full}", size=_SMALL)
    if content.further:
        _paragraph(document, "Behind the unit costs:", size=_SMALL)
        for text in content.further:
            _paragraph(document, text, size=_SMALL)
    stream = io.BytesIO()
    document.save(stream)
    return _undated(stream.getvalue())


def _new(content: MemoContent) -> Any:
    import docx as python_docx
    from docx.shared import Inches, Pt

    document = python_docx.Document()
    properties = document.core_properties
    properties.title, properties.author = content.marked_title[:255], "Undercut"
    properties.created = properties.modified = content.created
    properties.language, properties.comments = "en-US", f"Run {content.run_id}"
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(_MARGIN)
    section.top_margin = section.bottom_margin = Inches(_MARGIN)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(_BODY)
    normal.paragraph_format.space_after = Pt(3)
    for name, size in (("Title", _TITLE), ("Heading 1", _HEADING)):
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.paragraph_format.space_before = Pt(8)
        style.paragraph_format.space_after = Pt(3)
    return document


def _heading(document: Any, text: str, level: int = 1) -> None:
    document.add_heading(text, level=level)


def _paragraph(document: Any, text: str, size: int = _BODY) -> None:
    from docx.shared import Pt

    if text:
        document.add_paragraph().add_run(text).font.size = Pt(size)


def _points(document: Any, points: tuple[Point, ...]) -> None:
    for point in points:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{point.label}. ").bold = True
        paragraph.add_run(point.text)


def _picture(document: Any, content: MemoContent) -> None:
    from docx.shared import Inches

    spec = {**content.chart.spec, "width": 420, "height": 210}
    document.add_picture(io.BytesIO(png(spec)), width=Inches(_CHART_WIDTH))
    shape = document.inline_shapes[-1]._inline.docPr
    shape.set("descr", content.chart.alternative)
    _paragraph(document, content.chart.caption, size=_SMALL)


def _table(document: Any, table: Table) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    if not table.rows:
        return
    caption = document.add_paragraph()
    caption.add_run(table.caption).italic = True
    caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=1, cols=len(table.columns), style="Light List")
    header = made.rows[0]._tr.get_or_add_trPr()
    header.append(OxmlElement("w:tblHeader"))
    lines = [table.columns, *table.rows]
    for line in lines[1:]:
        made.add_row()
        assert len(line) == len(table.columns)
    for row, line in zip(made.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.paragraphs[0].add_run(text).font.size = Pt(_SMALL)


def _undated(data: bytes) -> bytes:
    """Give every part of the archive one date, so that the same memo has the same bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for item in source.infolist():
            clean = zipfile.ZipInfo(item.filename, _EPOCH)
            clean.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(clean, source.read(item.filename))
    return stream.getvalue()
