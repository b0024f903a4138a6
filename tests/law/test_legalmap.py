"""The legal map: every cell has an answer, gaps show as gaps, the print is two tagged pages."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.law.support import ON

from undercut.core.errors import LawError
from undercut.law.findings import Finding
from undercut.law.legalmap import full_timeline, legal_map, load_layout, timeline, whole_map
from undercut.law.rules import load_rules
from undercut.report.legalmap import map_data, map_rows, write_map


@pytest.mark.slow
def test_no_cell_of_the_whole_vocabulary_raises() -> None:
    drawn = whole_map("mexico", "unknown", ON)
    assert len(drawn.cells) > 10_000
    assert all(cell.assessment.headline.deciding for cell in drawn.cells)


def test_a_shown_cell_cites_an_authority_or_is_a_gap() -> None:
    for consent in ("given", "absent", "unknown"):
        for cell in legal_map("mexico", consent, ON).cells:
            assert cell.is_gap or cell.ground is not None


def test_consent_opens_the_hosts_territory_and_its_absence_closes_it() -> None:
    found = {
        consent: legal_map("mexico", consent, ON).cell(
            "agents", "intelligence_sharing", "foreign_territory"
        )
        for consent in ("given", "absent")
    }
    assert found["given"] is not None
    assert found["absent"] is not None
    assert found["given"].finding.is_lawful
    assert found["absent"].finding is Finding.BARRED


def test_a_host_whose_law_is_not_in_the_base_is_shown_as_a_gap() -> None:
    drawn = legal_map("peru", "given", ON)
    assert "a gap" in drawn.coverage
    cell = drawn.cell("agents", "training", "foreign_territory")
    assert cell is not None
    assert "host_law_conditions" in cell.assessment.layers["host_state"].missing  # type: ignore[index]


def test_the_map_follows_the_day() -> None:
    before, after = (
        legal_map("mexico", "given", day).cell("agents", "training", "foreign_territory")
        for day in (date(2020, 12, 18), date(2020, 12, 19))
    )
    assert before is not None
    assert after is not None
    assert "accreditation" not in before.assessment.layers["host_state"].missing  # type: ignore[index]
    assert "accreditation" in after.assessment.layers["host_state"].missing  # type: ignore[index]


def test_the_csv_has_a_row_a_cell() -> None:
    drawn = legal_map("mexico", "unknown", ON)
    rows = list(csv.DictReader(io.StringIO(drawn.to_csv())))
    assert len(rows) == len(drawn.cells)
    assert {row["finding"] for row in rows} <= {str(finding) for finding in Finding}


def test_the_tables_show_every_cell_in_words() -> None:
    tables = list(map_rows(legal_map("mexico", "unknown", ON)))
    assert [title for title, _, _ in tables] == [place.label for place in load_layout().places]
    assert all(len(row) == len(columns) for _, columns, rows in tables for row in rows)


def test_the_printed_map_is_two_tagged_letter_pages(tmp_path: Path) -> None:
    target = write_map(legal_map("mexico", "absent", ON), tmp_path / "map.pdf")
    reader = PdfReader(target)
    assert 1 <= len(reader.pages) <= 2
    assert {float(side) for side in reader.pages[0].mediabox[2:]} == {612.0, 792.0}
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = "".join(page.extract_text() for page in reader.pages)
    for words in ("Legal map: Mexico", "not lawful", "none found", "Posse Comitatus Act"):
        assert words in text


def test_every_number_in_the_printed_map_leads_to_an_authority() -> None:
    data = map_data(legal_map("mexico", "unknown", ON))
    listed = {item["number"] for item in data["authorities"]}
    used = {
        cell["number"]
        for section in data["sections"]
        for row in section["rows"]
        for cell in row["cells"]
    } - {None}
    assert used == listed


def test_a_map_is_written_as_the_name_says_and_in_no_other_form(tmp_path: Path) -> None:
    drawn = legal_map("mexico", "unknown", ON)
    for name in ("map.csv", "map.json"):
        assert write_map(drawn, tmp_path / name).stat().st_size > 1000
    with pytest.raises(LawError, match=r"'map\.docx' ends in none of"):
        write_map(drawn, tmp_path / "map.docx")


@pytest.mark.parametrize(
    ("host", "consent", "message"),
    [
        ("Mexico", "given", "lower snake case"),
        ("mexcio", "given", "'mexcio' is not a value of 'host_state'.*Did you mean 'mexico'"),
        ("wakanda", "given", "'wakanda' is not a value of 'host_state'"),
        ("mexico", "maybe", "'maybe' is not a consent"),
    ],
)
def test_a_wrong_question_is_refused(host: str, consent: str, message: str) -> None:
    with pytest.raises(LawError, match=message):
        legal_map(host, consent, ON)


def test_the_timeline_is_in_order_and_ends_with_the_day() -> None:
    events = timeline(date(2021, 12, 31))
    assert [event.on for event in events] == sorted(event.on for event in events)
    assert events[-1].authority.id == "pca_18_usc_1385"
    assert len(full_timeline()) > len(load_rules().authorities.by_id)


def test_the_timeline_of_a_host_leaves_out_the_law_of_others() -> None:
    named = {event.authority.id for event in timeline(ON, "mexico")}
    assert "mx_const_19_40" in named
    assert "ec_const_5" not in named
