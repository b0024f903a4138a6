"""What the casebook says: neutral, traceable, provisional where it must be, never proof."""

import csv
import io
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from undercut.core.documents import read
from undercut.evidence.casebook import load_casebook
from undercut.evidence.catalog import load_catalog
from undercut.evidence.package import data_path
from undercut.report import casebook_words as words
from undercut.report.casebook import case_view, precedents, summary
from undercut.report.casebook_blocks import WIDTH, html, markdown, text
from undercut.report.casebook_files import figure_rows, list_rows, table
from undercut.report.casebook_law import findings
from undercut.report.casebook_pages import case_page, compare_page, list_page
from undercut.report.casebook_selection import selection_page, selection_view
from undercut.report.casebook_tally import GROUPS, lessons_page, lessons_view, tally

TODAY = date(2026, 6, 30)
BOOK = load_casebook()
SAMPLE = (
    "operation_martillo_2012",
    "boat_strikes_southern_spear_2025",
    "jtf6_redford_1997",
    "el_chapo_captures_2014",
    "operation_fast_and_furious_2009",
    "naloxone_massachusetts_2006",
)

LOADED = (
    "war on drugs", "narco-terror", "narcoterror", "thug", "bloodthirst", "evil", "savage",
    "heroic", "barbar", "poison our", "scourge", "epic ", "brutal", "ruthless", "so-called",
    "illegal alien", "junkie", "addict ", "addicts", "massacred", "slaughter", "disastrous",
    "monster", "regime change", "catastroph",
    "triumph", "shameful", "obviously", "clearly", "of course", "proves", "proven", "undoubtedly",
)  # fmt: skip
"""Words that judge; the casebook reports and does not judge."""

PERSONS = (
    "Noriega", "Escobar", "Guzman", "Chapo", "Zambada", "Mayo", "Cienfuegos", "Calderon", "Mencho",
    "Oseguera", "Maduro", "Endara", "Trump", "Biden", "Reagan", "Bush", "Obama", "Nixon", "Uribe",
    "Petro", "Sheinbaum", "Lopez Obrador", "Morales", "Fujimori", "Hernandez",
)  # fmt: skip
"""Names of persons that the titles and texts of some cases need."""


@pytest.fixture(scope="module")
def views():
    return {name: case_view(BOOK, BOOK.case(name), TODAY) for name in SAMPLE}


@cache
def own_texts():
    """Every text of the package's own around the cases: labels, lessons, selections, questions."""
    names = ("lessons", "selections", "contradictions", "actions")
    return (
        *(data_path("casebook", f"{name}.yaml").read_text(encoding="utf-8") for name in names),
        " ".join(case.short for case in BOOK.cases.values()),
        text(lessons_page(lessons_view(BOOK, BOOK.cases.values()))),
        text(list_page([], {})),
    )


def without_ids(said):
    return re.sub(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", "", said)


@pytest.mark.parametrize("person", PERSONS)
def test_no_person_is_named_but_in_a_cases_own_title_and_text(person):
    for said in own_texts():
        assert not re.search(rf"\b{person}\b", without_ids(said)), person


def test_no_person_is_named_where_a_memo_takes_its_precedents():
    for lever in load_catalog().levers:
        for row in precedents([lever]):
            assert not any(re.search(rf"\b{person}\b", row["short"]) for person in PERSONS)


@pytest.mark.parametrize("word", LOADED)
def test_wording_is_neutral(word):
    for case in BOOK.cases.values():
        said = [
            case.short,
            case.gained or "",
            case.not_gained,
            case.lesson,
            case.military_role_note,
        ]
        said += [row.finding for row in case.second_order] + [row.what for row in case.outcomes]
        assert word not in " ".join(said).lower(), case.id
    for said in own_texts():
        assert word not in said.lower()


def test_a_view_gives_every_figure_its_key_and_its_numbered_source(views):
    for name, view in views.items():
        numbers = {row["number"] for row in view["sources"]}
        assert numbers == set(range(1, len(view["sources"]) + 1))
        for row in figure_rows([view]):
            assert row["key"].startswith(f"{name}.")
            assert row["sources"], row["key"]
        for row in [*view["output_rows"], *view["outcome_rows"], *view["second_order"]]:
            assert {ref["number"] for ref in row["sources"]} <= numbers


def test_a_page_leads_from_a_number_to_its_source_in_two_steps(views):
    said = text(case_page(views["operation_martillo_2012"]))
    assert "693 metric tons" in said
    assert "[1] American Military News" in " ".join(said.split())
    assert "undercut evidence CASE.FIGURE" in said
    assert "cocaine_seized_disrupted" in said


def test_text_pages_keep_to_80_columns(views):
    pages = [case_page(view) for view in views.values()]
    pages.append(compare_page(views[SAMPLE[0]], views[SAMPLE[1]]))
    pages.append(list_page([summary(case) for case in BOOK.cases.values()], {"kind": "strike"}))
    pages.append(lessons_page(lessons_view(BOOK, BOOK.cases.values())))
    for page in pages:
        long = [line for line in text(page).splitlines() if len(line) > WIDTH]
        assert not long, (page.title, long)


def test_provisional_stands_wherever_a_recent_case_stands(views):
    view = views["boat_strikes_southern_spear_2025"]
    rows = [summary(BOOK.case("boat_strikes_southern_spear_2025"))]
    pages = [
        case_page(view),
        compare_page(views["operation_martillo_2012"], view),
        selection_page(BOOK, selection_view(BOOK, BOOK.selection("joint"))),
    ]
    for page in pages:
        for said in (text(page), markdown(page), html(page)):
            assert "provisional" in said.lower()
    assert "D*" in text(list_page(rows, {}))
    assert list_rows(rows)[0]["provisional"] is True
    assert all(row["provisional"] for row in figure_rows([view]))


def test_recent_cases_and_rows_enter_no_tally():
    recent = [case for case in BOOK.cases.values() if case.recent]
    for by in GROUPS:
        assert tally(recent, by) == []
        rows = tally(BOOK.cases.values(), by)
        assert sum(row["cases"] for row in rows) == 65
        settled = [
            o for c in BOOK.cases.values() if not c.recent for o in c.outcomes if not o.recent
        ]
        directions = ("better", "none", "mixed", "worse", "unknown")
        assert sum(row[way] for row in rows for way in directions) == len(settled)


def test_a_tally_comes_with_warnings_counter_examples_and_counts():
    view = lessons_view(BOOK, BOOK.cases.values())
    said = " ".join(text(lessons_page(view)).split())
    assert "The cases are not a sample" in said
    assert len(view["lessons"]) == 15
    untested = [row["id"] for row in view["lessons"] if not row["cases_against"]]
    assert untested == ["gun_enforcement_is_untested"]
    absent = next(row for row in view["tallies"]["consent"] if row["group"] == "absent")
    assert (absent["cases"], absent["diplomatic_cost"]) == (4, 4)


def test_an_output_is_never_printed_as_an_outcome(views):
    for view in views.values():
        said = text(case_page(view))
        outputs = said[said.index("\nOUTPUTS\n") : said.index("\nOUTCOMES\n")]
        assert "An output is never an effect." in outputs
        for row in view["output_rows"]:
            assert row["what"].split()[0] in outputs


def test_what_was_not_found_is_said(views):
    martillo = text(case_page(views["operation_martillo_2012"]))
    assert "No cost was found in the sources." in martillo
    assert "no figure" in martillo
    furious = text(case_page(views["operation_fast_and_furious_2009"]))
    assert "The sources report nothing gained beyond the outputs." in " ".join(furious.split())
    quiet = case_view(BOOK, BOOK.case("portugal_strategy_2001"), TODAY)
    assert words.NO_FACTS in text(case_page(quiet))


def test_every_recorded_act_gets_a_finding_then_and_today_with_its_facts_checked():
    acts = [row for name in {a.case for a in BOOK.actions} for row in _law(name)]
    assert len(acts) == len(BOOK.actions)
    for row in acts:
        for when in ("then", "now"):
            assert row[when]["finding"] in {"permitted", "permitted_if", "contested", "barred"}
            assert set(row[when]["layers"]) == {"us_domestic", "international", "host_state"}


def _law(name):
    return findings(BOOK, BOOK.case(name), TODAY)


def test_findings_of_known_cases_stand_as_decided():
    known = {
        "operation_martillo_2012": ("detection", "us_domestic", "permitted"),
        "boat_strikes_southern_spear_2025": ("strike_on_boat", "us_domestic", "contested"),
        "venezuela_raid_2026": ("raid", "international", "barred"),
        "operation_anvil_2012": ("joint_raid", "us_domestic", "contested"),
        "jtf6_redford_1997": ("hidden_observation_post", "us_domestic", "contested"),
        "border_national_defense_areas_2025": (
            "soldiers_hold_trespassers",
            "us_domestic",
            "contested",
        ),
    }
    for name, (act, layer, finding) in known.items():
        row = next(row for row in _law(name) if row["name"] == act)
        assert row["then"]["layers"][layer] == finding, name


def test_silence_of_the_base_is_not_printed_as_unlawful():
    view = case_view(BOOK, BOOK.case("plan_colombia_2000"), TODAY)
    assert view["law"][0]["then"]["gap"]
    said = text(case_page(view))
    assert "no authority found" in " ".join(said.split())
    assert "not lawful" not in said


def test_an_authority_of_later_date_says_so():
    view = case_view(BOOK, BOOK.case("operation_intercept_1969"), TODAY)
    assert view["authorities"][0]["entries"][0]["citation"] == "19 U.S.C. 1581"
    redford = text(case_page(case_view(BOOK, BOOK.case("opbat_1982"), TODAY)))
    assert "10 U.S.C. 284" in redford


def test_acts_taken_from_a_worked_case_of_the_law_carry_its_facts():
    path = Path(__file__).parents[1] / "law_cases" / "cases.yaml"
    worked = {entry["id"]: entry["facts"] for entry in read(path).data}
    taken = [
        (action, origin.removeprefix("law:"))
        for action in BOOK.actions
        for origin in action.read_from
        if origin.startswith("law:")
    ]
    assert len(taken) == 8
    for action, origin in taken:
        assert action.facts == worked[origin], action.case


def test_other_acts_say_which_fields_of_the_case_they_are_read_from():
    for action in BOOK.actions:
        for origin in action.read_from:
            assert origin.startswith("law:") or hasattr(BOOK.case(action.case), origin)


def test_precedents_serve_a_memo():
    rows = precedents(["maritime_interdiction", "isr_cueing"])
    assert 1 < len(rows) <= 3
    assert all({"short", "years", "grade", "lesson", "counter_example"} <= set(row) for row in rows)
    assert sum(row["counter_example"] for row in rows) <= 1
    assert not any(BOOK.case(row["id"]).recent for row in rows)
    assert rows == precedents(["maritime_interdiction", "isr_cueing"])


@pytest.mark.parametrize("lever", load_catalog().levers)
def test_precedents_of_a_lever_share_it_or_speak_against(lever):
    for row in precedents([lever]):
        assert row["levers"] == [lever] or row["counter_example"]


def test_precedents_of_nothing_are_none():
    assert precedents([]) == []


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (127.0, "metric tons (about)", "about 127 metric tons"),
        (3e9, "USD (more than, with Merida)", "more than 3 billion USD, with Merida"),
        (25_000_000.0, "USD", "25 million USD"),
        (-50.0, "percent", "\N{MINUS SIGN}50 percent"),
        (0.349, "metric tons", "0.349 metric tons"),
        (1.0, "people", "1 person"),
        (0.0, "charges", "0 charges"),
        (None, "same level", "same level"),
        (None, None, ""),
        ("more than tripled", "ratio", "more than tripled"),
        ("1,726 to 1,017", "deaths a year", "1,726 to 1,017 deaths a year"),
        ("96 in 2015, 253 in 2023", "hectares", "96 in 2015, 253 in 2023 (hectares)"),
    ],
)  # fmt: skip
def test_a_figure_is_written_as_its_source_gives_it(value, unit, said):
    assert words.figure(value, unit) == said


def test_dates_are_as_exact_as_they_are_known():
    assert words.span(BOOK.case("operation_martillo_2012")) == "Jan 2012, still under way in 2018"
    assert words.span(BOOK.case("vancouver_heroin_seizure_2000")) == "Sep 2000"
    assert words.span(BOOK.case("jtf6_redford_1997")).startswith("Nov 1989, no end on record (")


def test_files_of_data_from_elsewhere_are_escaped(views):
    view = {**views["operation_martillo_2012"], "name": "<script>alert(1)</script> *b* [x](y)"}
    made = html(case_page(view))
    assert "<script>" not in made
    assert "&lt;script&gt;" in made
    assert r"\<script\>" in markdown(case_page(view))


def test_html_asks_nobody_for_anything(views):
    made = html(case_page(views["operation_martillo_2012"]))
    assert "<script" not in made
    assert not re.search(r'(?:src|@import|<link)\s*[=(]?\s*["\']?http', made)
    assert re.findall(r'href="(\w+)://', made) == ["https"] * made.count('href="')


def test_csv_has_one_row_a_case_and_reads_back():

    rows = [summary(case) for case in BOOK.cases.values()]
    back = list(csv.DictReader(io.StringIO(table(list_rows(rows)))))
    assert [row["id"] for row in back] == list(BOOK.cases)
    assert back[-1]["provisional"] == "true"


def test_the_documentation_counts_what_is_there():
    said = (Path(__file__).parents[2] / "docs" / "casebook.md").read_text(encoding="utf-8")
    acts, cases = len(BOOK.actions), len({action.case for action in BOOK.actions})
    assert f"For {acts} acts of {cases} cases" in said
    for grade in "ABCD":
        count = sum(case.grade == grade for case in BOOK.cases.values())
        assert re.search(rf"^\| {grade} \|.*\({count}( cases)?\)", said, re.MULTILINE)
    costs = sum(case.cost is not None for case in BOOK.cases.values())
    assert f"Found for {costs} of the 77" in said
