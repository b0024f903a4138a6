"""The casebook on paper: one page each, tagged, legible, whatever a case has to say.

Golden pictures are kept as coarse grids of darkness and compared with tolerance. After a wanted
change: `UNDERCUT_GOLDEN=write pytest tests/report/test_casebook_pages.py`.
"""

import io
import json
import os
import re
import struct
import zlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import typst
from pypdf import PdfReader

from undercut.evidence.case_schema import Case, When
from undercut.evidence.casebook import load_casebook
from undercut.evidence.catalog import load_catalog
from undercut.report.casebook import case_view
from undercut.report.casebook_blocks import html
from undercut.report.casebook_selection import selection_page, selection_view
from undercut.report.casebook_typeset import (
    MISSING,
    case_data,
    case_pdf,
    lever_pdf,
    selection_data,
    selection_pdf,
    timeline_data,
    timeline_pdf,
)
from undercut.report.forest import PERCENT, RATIO, alternative
from undercut.report.lever_evidence import lever_page, lever_view
from undercut.report.timeline import heading, lay_out, text_lines
from undercut.report.timeline_svg import timeline_page

TODAY = date(2026, 6, 30)
BOOK = load_casebook()
CASES = list(BOOK.cases.values())
GOLDEN = Path(__file__).parent / "golden"
TEMPLATES = Path(__file__).parents[2] / "src" / "undercut" / "report" / "templates"
HOSTILE = '#panic() #import "@preview/x:1.0.0" $x$ *b* `c` <label> @ref \\ "q" // c \N{SHIP} 毒'


def layout_of(cases, **filters):
    return lay_out(cases, *heading(cases, filters))


def said(made):
    return " ".join(" ".join(page.extract_text() for page in read(made).pages).split())


def read(made):
    return PdfReader(io.BytesIO(made))


def stretched(case: Case, **changes) -> Case:
    return case.model_copy(update=changes)


@pytest.mark.slow
def test_every_case_fits_one_tagged_page():
    for case in CASES:
        document = read(case_pdf(case_view(BOOK, case, TODAY)))
        assert len(document.pages) == 1, case.id
        assert MISSING not in document.pages[0].extract_text(), case.id


@pytest.mark.parametrize("name", ["operation_martillo_2012", "plan_colombia_2000"])
def test_a_case_page_is_us_letter_tagged_and_says_what_the_case_says(name):
    view = case_view(BOOK, BOOK.case(name), TODAY)
    document = read(case_pdf(view))
    root = document.trailer["/Root"]
    assert [float(x) for x in document.pages[0].mediabox[2:]] == [612.0, 792.0]
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    words = re.sub(r"\s", "", document.pages[0].extract_text())
    for row in [*view["output_rows"], *view["outcome_rows"]]:
        assert re.sub(r"\s", "", row["text"]) in words, row["key"]
    for source in view["sources"]:
        assert f"[{source['key']}]" in words


def test_the_timeline_shows_every_case_and_both_context_series_on_one_page():
    made = timeline_pdf(layout_of(CASES))
    words = said(made)
    assert len(read(made).pages) == 1
    for case in CASES:
        assert case.short in words, case.id
    for context in ("Context, not effect", "2022: 107,941", "2024: 33,550", "provisional"):
        assert context in words


def test_bars_and_labels_of_a_lane_never_lie_on_one_another():
    layout = layout_of(CASES)
    size = layout.bars[0].height
    for one in layout.bars:
        assert layout.left <= one.x
        assert one.x + one.width <= layout.right + 0.01
        assert layout.top <= one.y <= layout.bottom - size
        for other in layout.bars:
            if one.id < other.id and abs(one.y - other.y) < size / 2:
                low, high = span(one), span(other)
                assert low[1] <= high[0] or high[1] <= low[0], (one.id, other.id)


def span(bar):
    label = (bar.label_x, bar.label_x + bar.label_width)
    if bar.anchor == "end":
        label = (bar.label_x - bar.label_width, bar.label_x)
    return min(bar.x, label[0]), max(bar.x + bar.width, label[1])


def test_consent_role_and_provision_are_drawn_differently():
    data = timeline_data(layout_of(CASES))
    fills = [entry["fill"] for entry in data["consents"]]
    assert len(set(fills)) == 4
    assert {bar["role"] for bar in data["layout"]["bars"]} == {"lead", "joint", "support", "none"}
    recent = {bar["id"] for bar in data["layout"]["bars"] if bar["provisional"]}
    assert recent == {case.id for case in CASES if case.recent}


def test_long_titles_open_ends_one_day_and_crowded_lanes_still_give_one_good_page():
    base = BOOK.case("operation_martillo_2012")
    day = When.parse("2012-05-11")
    crowd = [
        stretched(base, id=f"c{n}", short="W" * 32, start=When.parse("2012-01"), end=None)
        for n in range(60)
    ]
    one_day = stretched(base, id="day", start=day, end=day, ongoing_as_of=None, name="N" * 200)
    endless = stretched(base, id="open", ongoing_as_of=None, end_note="not recorded")
    for cases in ([one_day], [endless], [one_day, endless, *crowd]):
        layout = layout_of(cases)
        made = timeline_pdf(layout)
        assert len(read(made).pages) == 1
        assert all(bar.width > 0 for bar in layout.bars)
        assert layout.bars[-1].y + layout.bars[-1].height < layout.height - 60
    page = read(case_pdf(case_view(BOOK, one_day, TODAY)))
    assert len(page.pages) == 1


def test_a_filtered_timeline_takes_the_smaller_page_and_names_its_filter():
    chosen = BOOK.select(lever="treatment")
    layout = layout_of(chosen, lever="treatment")
    assert layout.paper == "us-letter"
    assert "with lever treatment" in layout.subtitle
    made = timeline_pdf(layout, chosen)
    assert len(read(made).pages) == 1
    assert all(" ".join(case.lesson.split()) in said(made) for case in chosen)


def test_lessons_are_left_out_where_a_timeline_has_no_room():
    assert timeline_data(layout_of(CASES), CASES)["notes"] == []


def test_the_joint_selection_is_one_page_with_gains_and_costs_side_by_side():
    view = selection_view(BOOK, BOOK.selection("joint"))
    made = selection_pdf(view)
    words = said(made)
    assert len(read(made).pages) == 1
    for row in view["cases"]:
        assert row["short"] in words
    for name in ("Operation Martillo", "Merida Initiative", "Operation Last Mile"):
        assert name in words
    assert html(selection_page(BOOK, view)).count("<svg") == 1


def test_numbers_in_a_selection_stand_in_its_case():
    for item in BOOK.selection("joint").cases:
        case = BOOK.case(item.case)
        whole = case.model_dump_json().replace(",", "")
        for number in re.findall(r"\d[\d,.]*\d|\d", f"{item.gained} {item.not_gained}"):
            assert number.replace(",", "") in whole or round_in(number, whole), (item.case, number)


def round_in(number, whole):
    return any(round(float(found)) == float(number) for found in re.findall(r"\d+\.\d+", whole))


def test_a_late_row_of_an_older_case_is_marked_on_paper():
    late = [
        (case, row)
        for case in CASES
        if not case.recent
        for row in [*case.outputs, *case.outcomes, *case.second_order]
        if row.recent
    ]
    assert len(late) == 5
    for case in {case.id: case for case, _ in late}.values():
        assert "(provisional)" in said(case_pdf(case_view(BOOK, case, TODAY))), case.id


def test_text_that_looks_like_markup_is_set_as_text():
    case = stretched(BOOK.case("operation_martillo_2012"), name=HOSTILE, short="<b>#x $y$</b>")
    words = said(case_pdf(case_view(BOOK, case, TODAY)))
    assert "#panic()" in words
    assert MISSING in words
    assert "<b>#x $y$</b>" in said(timeline_pdf(layout_of([case])))
    made = html(timeline_page([case], "t", "s"))
    assert "<b>#x" not in made
    assert "&lt;b&gt;#x" in made


def test_the_html_timeline_is_self_contained_and_speaks_for_those_who_listen():
    made = html(timeline_page(CASES, *heading(CASES, {})))
    assert made.count("<title>") == 1 + len(CASES)
    assert 'role="img" aria-label="What was tried' in made
    assert "<script" not in made
    assert "href" not in made
    assert all(f">{case.short}" in made for case in CASES)


def test_the_text_timeline_keeps_to_80_columns():
    lines = text_lines(CASES)
    assert max(map(len, lines)) <= 80
    assert sum("*" in line and "%" not in line for line in lines) >= 12


@pytest.mark.parametrize("lever", load_catalog().levers)
def test_evidence_on_a_lever_is_set_on_paper(lever):
    view = lever_view(lever)
    made = lever_pdf(view)
    assert len(read(made).pages) <= 5
    words = re.sub(r"\s", "", said(made))
    for drawn in view["panels"]:
        assert re.sub(r"\s", "", drawn.question) in words
    assert "Whattheydonotshow" in words
    assert MISSING not in words


def test_contradictions_stand_side_by_side_on_one_axis():
    panel = next(
        drawn
        for drawn in lever_view("harm_reduction")["panels"]
        if drawn.question == "Do naloxone kits lower opioid deaths in communities?"
    )
    assert panel.axis == RATIO
    assert len({row.side for row in panel.rows}) == 2
    low, high, trial, units = panel.rows
    assert high.at < low.at < trial.at
    assert trial.low < panel.neutral < trial.high
    assert units.at is None
    assert "another measure" in units.text
    assert "0.91" in alternative(panel)


def test_percent_changes_alone_get_a_plain_axis():
    panel = lever_view("leader_removal")["panels"][0]
    assert panel.axis == PERCENT
    assert [label for _, label in panel.ticks] == ["0", "20", "40", "60", "80"]


def test_a_lever_page_says_what_findings_do_not_show():
    view = lever_view("boat_strikes")
    lines = " ".join(view["not_shown"])
    assert "not a multiplier on an outcome" in lines
    assert "analog" in lines
    made = html(lever_page(view))
    assert "No case of this lever" not in made
    assert "provisional" in made


def picture(template, data):
    """Set a page as a picture and measure how dark it is, cell by cell."""
    png = typst.compile(
        TEMPLATES / template,
        format="png",
        ppi=36.0,
        sys_inputs={"data": json.dumps(data)},
        ignore_system_fonts=True,
    )
    gray = decode(png).mean(axis=2)
    rows, columns = 24, 32
    height, width = (gray.shape[0] // rows) * rows, (gray.shape[1] // columns) * columns
    cells = gray[:height, :width].reshape(rows, height // rows, columns, width // columns)
    return np.rint(255 - cells.mean(axis=(1, 3))).astype(int)


def decode(png):
    """Read an 8-bit RGBA picture."""
    width, height, depth, color = struct.unpack(">IIBB", png[16:26])
    assert (depth, color) == (8, 6)
    place, packed = 8, b""
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + length]
        place += 12 + length
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + 4 * width)
    lines = np.zeros((height, width, 4), np.int64)
    above = np.zeros((width, 4), np.int64)
    for number, (kind, *_) in enumerate(raw):
        line = raw[number, 1:].reshape(width, 4).astype(np.int64)
        if kind == 2:
            line = (line + above) % 256
        elif kind:
            line = unfilter(kind, line, above)
        lines[number] = above = line
    return lines[:, :, :3]


def unfilter(kind, line, above):
    out = np.zeros_like(line)
    left = corner = np.zeros(4, np.int64)
    for x in range(len(line)):
        up = above[x]
        if kind == 1:
            guess = left
        elif kind == 3:
            guess = (left + up) // 2
        else:
            base = left + up - corner
            far = np.abs(np.stack([base - left, base - up, base - corner]))
            guess = np.choose(far.argmin(axis=0), [left, up, corner])
        out[x] = left = (line[x] + guess) % 256
        corner = up
    return out


PAGES = {
    "timeline": ("timeline.typ", lambda: timeline_data(layout_of(CASES))),
    "joint": (
        "selection.typ",
        lambda: selection_data(selection_view(BOOK, BOOK.selection("joint"))),
    ),
    "martillo": (
        "case.typ",
        lambda: case_data(case_view(BOOK, BOOK.case("operation_martillo_2012"), TODAY)),
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_did_give_or_take(name):
    template, data = PAGES[name]
    found = picture(template, data())
    kept = GOLDEN / f"casebook_{name}.json"
    if os.environ.get("UNDERCUT_GOLDEN") == "write":
        kept.write_text(json.dumps(found.tolist()) + "\n", encoding="utf-8")
    wanted = np.array(json.loads(kept.read_text(encoding="utf-8")))
    apart = np.abs(found - wanted)
    assert found.shape == wanted.shape
    assert apart.mean() < 4, f"the page changed everywhere ({apart.mean():.1f} of 255)"
    assert (apart > 40).mean() < 0.05, "parts of the page moved"
