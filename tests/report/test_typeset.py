"""The PDF: one tagged US-letter page under the PDF/UA-1 export check, whatever it has to say."""

import io

import pytest
from pypdf import PdfReader

from undercut.report.content import Point, Reference, Table
from undercut.report.typeset import COVERED, MISSING, pdf
from undercut.report.words import MINUS

HOSTILE = [
    '#panic() #import "@preview/x:1.0.0" $x$ *b* _i_ `c` <label> @ref',
    "<script>alert(1)</script> & <b>",
    'quotes " \\ " and // comments /* */ {} []',
    "Plan \N{CJK UNIFIED IDEOGRAPH-6BD2} \N{SHIP} Año Übung Ελλάς",
    "W" * 110,
]


def read(memo):
    return PdfReader(io.BytesIO(pdf(memo)))


def text_of(memo):
    return " ".join(read(memo).pages[0].extract_text().split())


def test_a_memo_is_one_us_letter_page(make_memo):
    pages = read(make_memo()).pages
    assert len(pages) == 1
    assert [float(x) for x in pages[0].mediabox[2:]] == [612.0, 792.0]


def test_a_memo_is_tagged_and_claims_pdf_ua_1(make_memo):
    document = read(make_memo())
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()


def test_sections_come_in_their_order(make_memo):
    text = text_of(make_memo())
    order = ["Bottom line and ask", "Objectives", "Authorities", "Risks and", "Metrics", "Basis"]
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_printed_and_never_run(make_memo, title):
    memo = make_memo(title=title, mark="unlawful as written")
    document = read(memo)
    assert len(document.pages) == 1
    shown = "".join(document.pages[0].extract_text().split())
    assert "(unlawfulaswritten)" in shown
    if title.isascii():
        assert "".join(title.split()) in shown


def test_a_character_without_a_glyph_is_a_box_and_spares_the_others(make_memo):
    text = text_of(
        make_memo(title="Plan \N{CJK UNIFIED IDEOGRAPH-6BD2} Año", contributions=f"{MINUS}1…")
    )
    assert f"Plan {MISSING} Año" in text
    assert f"{MINUS}1…" in text


def test_every_range_called_covered_is_covered(make_memo):
    holes = {0x3A2}
    letters = [chr(c) for a, b in COVERED for c in range(a, b + 1) if c not in holes]
    text = text_of(make_memo(other_risks="".join(letters[:300])))
    assert MISSING not in text


def test_the_fullest_memo_still_fits_on_one_page(make_memo):
    long = (
        "The governments agree in writing and the agencies report to both chambers on what was do…"
    )
    authority = "Treaty Concerning Extradition, 31 U.S.T. 5059, arts. 1-23 [12] and 9 more"
    memo = make_memo(
        title="W" * 40 + " a title that never ends" * 2,
        mark="unlawful as written",
        bottom_line=((long * 3)[:250], (long * 3)[:260]),
        asks=tuple(Point(label, (long * 3)[:180]) for label in ("How", "Who", "Lead", "Days")),
        authorities=Table(
            "c" * 60,
            ("L", "F", "A", "C"),
            ((long[:40], "Not lawful", authority, long + long[:15]),) * 4,
        ),
        other_authorities=long,
        cost=Table(
            "Added cost a year, mean of 15 years [6]",
            ("Payer", "Median"),
            (("US federal government", "$140 billion ($100 to $180 billion)"),) * 4,
        ),
        other_risks=(long * 2)[:120],
        metrics=tuple(Point("Signposts", (long * 2)[:100]) for _ in range(5)),
        basis=tuple(Point("Precedents", (long * 4)[:175]) for _ in range(4)),
        sources=tuple(Reference(n, (long * 2)[:75], long, "") for n in range(1, 12)),
    )
    assert len(read(memo).pages) == 1


def test_an_empty_memo_fits_and_prints_no_empty_table(make_memo):
    empty = Table("", ("Lever", "Finding", "Authority", "Reason"), ())
    memo = make_memo(authorities=empty, other_authorities="No lever is changed.", sources=())
    assert len(read(memo).pages) == 1
    assert "Finding" not in text_of(memo)


def test_the_same_memo_has_the_same_bytes(make_memo):
    assert pdf(make_memo()) == pdf(make_memo())
