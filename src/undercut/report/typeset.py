"""The memo as PDF, set by Typst: one US-letter page, tagged, under the PDF/UA-1 export check.

Start with `pdf`. Data reaches the template as JSON, so text is never read as markup. Only fonts
that come with Typst are used; a character that they lack is shown as a box.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from undercut.report.charts import svg
from undercut.report.content import SECTIONS, MemoContent

CHART_HEIGHTS = (176, 140, 104)
"""Heights in points that the page may choose from, tallest first."""

MISSING = "\N{WHITE SQUARE}"
"""Stands for a character that the fonts lack."""

COVERED = ((0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x2010, 0x2026))
"""Ranges of characters that the fonts have for certain, ends included."""

ALSO_COVERED = "\N{MINUS SIGN}\N{EURO SIGN}\N{WHITE SQUARE}"

STANDARD = "ua-1"


def pdf(content: MemoContent) -> bytes:
    """Set a memo as a PDF of one page."""
    data = json.dumps(_data(content), ensure_ascii=False)
    try:
        return _compile(data, content.created)
    except _typst().TypstError:
        return _compile("".join(c if _has_glyph(c) else MISSING for c in data), content.created)


def _typst() -> Any:
    import typst

    return typst


def _compile(data: str, created: datetime) -> bytes:
    made: bytes = _typst().compile(
        _template(),
        font_paths=_fonts(),
        sys_inputs={"data": data},
        pdf_standards=STANDARD,
        timestamp=created.astimezone(UTC),
    )
    return made


@cache
def _template() -> bytes:
    return (files("undercut") / "report" / "templates" / "memo.typ").read_bytes()


@cache
def _fonts() -> Any:
    return _typst().Fonts(include_system_fonts=False)


def _has_glyph(character: str) -> bool:
    return character in ALSO_COVERED or any(
        first <= ord(character) <= last for first, last in COVERED
    )


def _data(content: MemoContent) -> dict[str, Any]:
    fields = asdict(content)
    del fields["created"]
    chart = fields.pop("chart")
    heights = [{**content.chart.spec, "height": height} for height in CHART_HEIGHTS]
    return {
        **fields,
        "marked_title": content.marked_title,
        "sections": SECTIONS,
        "alternative": chart["alternative"],
        "caption": chart["caption"],
        "charts": [svg(spec) for spec in heights],
    }
