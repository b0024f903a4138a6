"""The timeline as SVG, from the same layout as the PDF, and its self-contained HTML page."""

from collections.abc import Sequence
from html import escape

from undercut.evidence.case_schema import Case
from undercut.report import casebook_words as words
from undercut.report.casebook_blocks import Drawing, Page, Paragraph, Table
from undercut.report.timeline import (
    CONSENT_COLORS,
    CONTEXT_NOTE,
    TIMELINE_MARKS,
    TIMELINE_READING,
    Bar,
    Curve,
    Layout,
    lay_out,
    text_lines,
    timeline_trace,
    timeline_words,
)
from undercut.report.words import plain

_INK, _QUIET, _ACCENT = "#1c1c1c", "#555555", "#17375e"


def timeline_page(cases: Sequence[Case], title: str, subtitle: str) -> Page:
    """Build the timeline for terminal, Markdown and HTML: the drawing, then the cases as rows."""
    layout = lay_out(cases, title, subtitle)
    rows = tuple(
        (
            case.years,
            case.short + ("*" if case.recent else ""),
            words.KINDS[case.kind],
            words.CONSENTS[case.host_consent],
            words.ROLES[case.military_role],
            case.grade,
        )
        for case in cases
    )
    columns = ("Years", "Case", "Kind", "Consent", "Military", "Gr")
    return Page(
        title,
        subtitle,
        (
            Drawing(timeline_svg(layout), tuple(text_lines(cases)), timeline_words(layout)),
            Paragraph(TIMELINE_READING, "small"),
            Table(columns, rows, (10, 0, 22, 14, 8, 2), "Every case of the page, oldest first"),
            Paragraph(f"* {words.PROVISIONAL}", "small"),
            Paragraph(timeline_trace(layout), "small"),
        ),
        is_wide=True,
    )


def timeline_svg(layout: Layout) -> str:
    """Draw a layout; the title stands outside, so the drawing starts at the legend."""
    top = layout.top - 44
    parts = [_ground(layout), _legend(layout, top + 10)]
    parts += [
        _text(
            36,
            lane.y + lane.height / 2 + 3,
            lane.label,
            8.5,
            f"font-weight='bold' fill='{_ACCENT}'",
        )
        for lane in layout.lanes
    ]
    parts += [_bar(bar, layout.text_size) for bar in layout.bars]
    parts.append(
        _text(34, layout.bottom + 15, CONTEXT_NOTE, 8.5, f"font-style='italic' fill='{_QUIET}'")
    )
    parts += [_curve(curve, layout) for curve in layout.curves]
    low = max([layout.bottom + 22, *(curve.y + curve.height + 8 for curve in layout.curves)])
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 {top:.0f} {layout.width:.0f} "
        f"{low - top:.0f}' width='{layout.width:.0f}' fill='{_INK}' "
        "font-family=\"'Libertinus Serif',Georgia,'Times New Roman',serif\">"
        f"{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, said: str, size: float, more: str = "") -> str:
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size:.2f}' {more}>{escape(plain(said))}</text>"
    )


def _rect(x: float, y: float, width: float, height: float, more: str) -> str:
    return f"<rect x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height:.1f}' {more}/>"


def _rule(x: float, y: float, to: float, color: str, width: float) -> str:
    return (
        f"<line x1='{x:.1f}' y1='{y:.1f}' x2='{x:.1f}' y2='{to:.1f}' stroke='{color}' "
        f"stroke-width='{width}'/>"
    )


def _ground(layout: Layout) -> str:
    parts = [
        _rect(34, lane.y, layout.width - 68, lane.height, "fill='#f6f8fa'")
        for place, lane in enumerate(layout.lanes)
        if place % 2 == 0
    ]
    if layout.recent_x is not None:
        span = layout.right - layout.recent_x
        parts.append(
            _rect(layout.recent_x, layout.top, span, layout.bottom - layout.top, "fill='#f3ead9'")
        )
        more = f"text-anchor='end' font-style='italic' fill='{_QUIET}'"
        parts.append(_text(layout.right, layout.top - 6, "provisional", 8, more))
    parts += [_rule(x, layout.top, layout.bottom, "#d9dde2", 0.4) for x in layout.years]
    for x, label in layout.decades:
        parts.append(_rule(x, layout.top - 6, layout.bottom, "#b8c0c8", 0.6))
        parts.append(_text(x, layout.top - 8, label, 9, "text-anchor='middle' font-weight='bold'"))
    return "".join(parts)


def _legend(layout: Layout, y: float) -> str:
    x = 34.0
    parts = [_text(x, y, "Consent of the host", 8.5, "font-weight='bold'")]
    x += 104
    for consent, (fill, edge) in CONSENT_COLORS.items():
        parts.append(_rect(x, y - 6.5, 16, 7, f"fill='{fill}' stroke='{edge}' stroke-width='.8'"))
        parts.append(_text(x + 20, y, words.CONSENTS[consent], 8.5))
        x += 36 + 5.2 * len(words.CONSENTS[consent])
    x += 12
    parts.append(_text(x, y, "Military", 8.5, "font-weight='bold'"))
    x += 52
    for role, label in words.ROLES.items():
        parts.append(_mark(role, x, y - 6.5, 7))
        parts.append(_text(x + 11, y, label, 8.5))
        x += 26 + 5.2 * len(label)
    parts.append(_text(x + 12, y, TIMELINE_MARKS, 8.5))
    return f"<g>{''.join(parts)}</g>" if layout.bars else ""


def _mark(role: str, x: float, y: float, size: float) -> str:
    r = size / 2
    at = f"cx='{x + r:.2f}' cy='{y + r:.2f}'"
    fill = _INK if role == "lead" else "#fff"
    ring = f"<circle {at} r='{r:.2f}' fill='{fill}' stroke='{_INK}' stroke-width='.6'/>"
    if role == "support":
        return f"{ring}<circle {at} r='{r * 0.4:.2f}' fill='{_INK}'/>"
    if role == "joint":
        half = f"M{x + r:.2f} {y:.2f}A{r:.2f} {r:.2f} 0 0 0 {x + r:.2f} {y + size:.2f}Z"
        return f"{ring}<path d='{half}' fill='{_INK}'/>"
    return ring


def _bar(bar: Bar, size: float) -> str:
    fill, edge = CONSENT_COLORS[bar.consent]
    end, low = bar.x + bar.width, bar.y + bar.height
    outline = (
        f" stroke='{edge}' stroke-width='.8' stroke-dasharray='2 1.4'" if bar.provisional else ""
    )
    parts = [
        f"<title>{escape(plain(bar.words))}</title>",
        _rect(bar.x, bar.y, bar.width, bar.height, f"fill='{fill}'{outline}"),
    ]
    if not bar.provisional:
        path = f"M{bar.x:.1f} {bar.y:.1f}V{low - 0.7:.1f}H{end:.1f}"
        parts.append(f"<path d='{path}' fill='none' stroke='{edge}' stroke-width='1.4'/>")
    if bar.is_open:
        half = bar.height / 2
        tip = f"M{end:.1f} {bar.y:.1f}l{half * 0.9:.1f} {half:.1f}L{end:.1f} {low:.1f}Z"
        parts.append(f"<path d='{tip}' fill='{edge}'/>")
    parts.append(_mark(bar.role, bar.x + 1.8, bar.y + bar.height * 0.16, bar.height * 0.68))
    label = (
        f"<text x='{bar.label_x:.1f}' y='{bar.y + bar.height * 0.72:.1f}' font-size='{size:.2f}' "
        f"text-anchor='{bar.anchor}' textLength='{bar.label_width:.1f}' "
        f"lengthAdjust='spacingAndGlyphs'>{escape(plain(bar.label))} {bar.grade}</text>"
    )
    return f"<g>{''.join(parts)}{label}</g>"


def _curve(curve: Curve, layout: Layout) -> str:
    base = curve.y + curve.height
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in curve.points)
    (first_x, first_y), (last_x, last_y) = curve.points[0], curve.points[-1]
    small = f"fill='{_QUIET}'"
    return "".join(
        [
            _text(36, curve.y + 12, curve.label, 8.5, f"font-weight='bold' fill='{curve.color}'"),
            f"<line x1='{layout.left:.1f}' y1='{base:.1f}' x2='{layout.right:.1f}' y2='{base:.1f}' "
            "stroke='#9aa5b1' stroke-width='.5'/>",
            f"<polygon points='{first_x:.1f},{base:.1f} {line} {last_x:.1f},{base:.1f}' "
            f"fill='{curve.color}' fill-opacity='.15'/>",
            f"<polyline points='{line}' fill='none' stroke='{curve.color}' stroke-width='1.3'/>",
            _text(first_x - 4, first_y, curve.first, 7.5, f"text-anchor='end' {small}"),
            _text(
                curve.peak[0],
                curve.peak[1] - 3,
                curve.peak[2],
                7.5,
                f"text-anchor='middle' {small}",
            ),
            _text(last_x + 4, last_y + 3, curve.last, 7.5, small),
        ]
    )
