"""The casebook: every case whole and traceable, every fault named by file and line."""

import re

import pytest

from undercut.core.errors import EvidenceError
from undercut.evidence.case_records import case_record, figure_record
from undercut.evidence.case_schema import CONSENTS, GRADES, KINDS, When
from undercut.evidence.casebook import figures, load_casebook
from undercut.evidence.catalog import load_catalog
from undercut.evidence.effects import load_effects
from undercut.evidence.package import data_document, data_path
from undercut.evidence.sources import load_sources

CASE = """
- id: sample_1999
  name: Sample
  short: Sample
  start: "1999-05"
  end: "2001"
  places: [Here]
  kind: weapons
  lead: {agency: Police, kind: law_enforcement}
  military_role: none
  military_role_note: None took part.
  partners: []
  host_consent: given
  authorities: [{text: a statute, ids: []}]
  levers: [treatment]
  objectives_stated: [stop it]
  cost: null
  outputs:
    - name: arrests
      what: arrests
      value: 5
      unit: people
      period: "1999"
      sources: [{key: a, locator: b, verified: true}]
  outcomes:
    - name: price
      what: price
      direction: none
      value: null
      unit: null
      period: "1999"
      attribution: contested
      sources: [{key: a, locator: b, verified: false}]
  second_order: []
  gained: null
  not_gained: Nothing changed.
  lesson: None.
  grade: D
"""
FILE = "casebook/cases/sample.yaml"


def problems_of(data, old="", new="", text=CASE, **others):
    assert old in text
    files = {FILE: text.replace(old, new, 1)} | {
        f"casebook/{name}.yaml": body for name, body in others.items()
    }
    with pytest.raises(EvidenceError) as caught:
        load_casebook(data(files))
    return [str(problem) for problem in caught.value.problems]


def test_a_well_formed_case_loads(data):
    case = load_casebook(data({FILE: CASE})).case("sample_1999")
    assert (case.years, case.is_open, case.gained) == ("1999-2001", False, None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "grade: D",
            "grade: E",
            "sample.yaml:38: 'E' is not valid for 'grade'. Expected: A, B, C, D.",
        ),
        (
            "kind: weapons",
            "kind: weapon",
            "8: 'weapon' is not valid for 'kind'. Did you mean 'weapons'?",
        ),
        ("direction: none", "direction: nowhere", "'nowhere' is not valid for 'direction'."),
        ("attribution: contested", "attribution: rumor", "'rumor' is not valid for 'attribution'."),
        ("host_consent: given", "host_consent: givn", "Did you mean 'given'?"),
        ("  lesson: None.\n", "", "2: 'lesson' is missing."),
        ("grade: D", "grade: D\n  mood: good", "39: unknown key 'mood'."),
        ("value: 5", "value: true", "'True' is not a value; expected a number, a text or null."),
        ("value: 5", "value: [5]", "is not a value"),
        ('start: "1999-05"', "start: 1999", "5: '1999' is not a date; expected YYYY, YYYY-MM"),
        ('start: "1999-05"', 'start: "1999-13"', "'1999-13' is not a date"),
        ('start: "1999-05"', 'start: "0999"', "'0999' lies outside 1960 to 2100."),
        ('end: "2001"', 'end: "1998"', "ends (1998) before it starts (1999-05)."),
        (
            'end: "2001"',
            'end: "2001"\n  ongoing_as_of: "2002"',
            "has both 'end' and 'ongoing_as_of'",
        ),
        ('  end: "2001"\n', "", "needs 'end', 'ongoing_as_of' or an 'end_note'."),
        (
            'end: "2001"',
            'ongoing_as_of: "2026"\n  recent: soon',
            "'recent': input should be a valid boolean",
        ),
        ("name: price", "name: arrests", "gives the name 'arrests' to two of its rows."),
        ("name: price", "name: Price!", "'Price!' is not an id"),
        ("short: Sample", "short: A title that is far too long to fit", "at most 32 characters"),
        ("places: [Here]", "places: []", "'places': tuple should have at least 1 item"),
        ("levers: [treatment]", "levers: []", "'levers': tuple should have at least 1 item"),
        ("verified: true", "verified: maybe", "'verified': input should be a valid boolean"),
        (
            "sources: [{key: a, locator: b, verified: true}]",
            "sources: []",
            "'sources': tuple should",
        ),
        (
            "grade: D",
            "grade: D\n  counter_example_of: [other]",
            "cannot be a counter-example of 'other'.",
        ),
        (
            "grade: D",
            "grade: D\n  counter_example_of: [sample_1999]",
            "counter-example of 'sample_1999'",
        ),
    ],
)
def test_each_fault_of_a_case_is_named_with_file_and_line(data, old, new, said):
    found = problems_of(data, old, new)
    assert any(said in problem for problem in found), found
    assert all(re.match(r"data/casebook/cases/sample\.yaml:\d+: ", problem) for problem in found)


def test_a_case_after_january_2025_must_say_that_it_is_recent(data):
    late = CASE.replace("1999-05", "2025-03").replace('end: "2001"', 'end: "2025"')
    assert "needs 'recent: true'" in problems_of(data, text=late)[0]


def test_all_faults_come_at_once(data):
    text = CASE.replace("grade: D", "grade: E").replace("kind: weapons", "kind: magic")
    assert len(problems_of(data, text=text)) == 2


def test_a_case_may_not_stand_in_two_files(data):
    files = {FILE: CASE, "casebook/cases/other.yaml": CASE}
    with pytest.raises(EvidenceError, match=r"also stands in data/casebook/cases/other\.yaml"):
        load_casebook(data(files))


def test_an_empty_casebook_is_an_error(data):
    with pytest.raises(EvidenceError, match="no cases are here"):
        load_casebook(data({"casebook/lessons.yaml": "[]"}))


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        (
            "lessons",
            "- {id: a, lesson: L, cases_for: [sampl_1999], cases_against: [], limits: L}",
            "lessons.yaml:1: no case is called 'sampl_1999'. Did you mean 'sample_1999'?",
        ),
        (
            "selections",
            "- {id: a, title: T, about: A, cases: [{case: x, gained: g, not_gained: n}]}",
            "no case is called 'x'.",
        ),
        (
            "contradictions",
            "- {id: a, question: Q, sides: [{label: l, findings: [f]}]}",
            "'sides': tuple should have at least 2 items",
        ),
        (
            "contradictions",
            "- {id: a, question: Q, apart: [h], sides: "
            "[{label: l, findings: [f]}, {label: m, findings: [g]}]}",
            "'h' is set apart but stands on no side.",
        ),
        (
            "actions",
            '- {name: a, case: x, label: L, on: "1999", read_from: [name], facts: {}}',
            "no case is called 'x'.",
        ),
        (
            "actions",
            '- {name: a, case: sample_1999, label: L, on: "1999", read_from: [name], facts: {}}\n'
            * 2,
            "id 'sample_1999.a' is given twice.",
        ),
        ("lessons", "{}", "expected a list of entries."),
    ],
)
def test_each_fault_beside_the_cases_is_named(data, name, body, said):
    found = problems_of(data, **{name: body})
    assert any(said in problem for problem in found), found


def test_the_packaged_casebook_holds_77_cases_from_1969_to_2026_oldest_first():
    cases = list(load_casebook().cases.values())
    assert len(cases) == 77
    assert [case.start.first for case in cases] == sorted(case.start.first for case in cases)
    assert (cases[0].start.first.year, max(case.last.last.year for case in cases)) == (1969, 2026)
    assert sum(case.recent for case in cases) == 12
    assert {case.kind for case in cases} == set(KINDS)
    assert {case.host_consent for case in cases} == set(CONSENTS)


def test_every_lever_source_authority_and_finding_resolves():
    book, levers, sources = load_casebook(), load_catalog().levers, load_sources()
    authorities = {
        entry["id"] for entry in data_document(data_path("law", "authorities.yaml")).data
    }
    for case in book.cases.values():
        assert set(case.levers) <= set(levers), case.id
        assert set(case.source_keys()) <= set(sources), case.id
        assert {key for ref in case.authorities for key in ref.ids} <= authorities, case.id
    named = {name for item in book.contradictions for side in item.sides for name in side.findings}
    assert named <= set(load_effects())


def test_levers_stand_in_catalog_order_without_repetition():
    order = list(load_catalog().levers)
    for case in load_casebook().cases.values():
        places = [order.index(lever) for lever in case.levers]
        assert places == sorted(set(places)), case.id


def test_every_case_that_a_lever_names_is_a_case_of_that_lever():
    cases = load_casebook().cases
    for lever in load_catalog().levers.values():
        for name in lever.cases:
            assert name in cases, (lever.id, name)


def test_every_figure_has_a_key_a_source_and_the_line_where_it_stands():
    found = figures()
    assert len(found) == 448
    for key, figure in found.items():
        assert figure.sources, key
        name = key.split(".", 1)[1]
        text = data_path(*figure.file.split("/")[1:]).read_text(encoding="utf-8")
        assert f"name: {name}" in text.splitlines()[figure.line - 1], key


def test_a_figure_and_a_case_can_be_looked_up():
    figure = figure_record("operation_martillo_2012.cocaine_seized_disrupted")
    assert ("value", "693") in figure.values
    assert figure.unit == "metric tons"
    assert [cited.key for cited in figure.sources] == ["amn_2016_martillo"]
    case = case_record("venezuela_raid_2026")
    assert case.notes[0].startswith("Provisional")
    assert any(value == "venezuela_raid_2026.people_killed" for _, value in case.values)


def test_outputs_and_outcomes_are_kept_apart():
    counted = ("seized", "arrests", "detained", "indicted", "firearms seized")
    for case in load_casebook().cases.values():
        for outcome in case.outcomes:
            assert not any(outcome.what.startswith(word) for word in counted), outcome.what


def test_filters_choose_cases():
    book = load_casebook()
    chosen = book.select(lever="maritime_interdiction", consent="given", grade="C")
    assert "operation_martillo_2012" in {case.id for case in chosen}
    assert all(case.grade == "C" and case.host_consent == "given" for case in chosen)
    early = book.select(until=When.parse("1975-12"))
    assert [case.id for case in early][-1] == "operation_condor_mexico_1975"
    late = book.select(since=When.parse("2026-01"), kind="strike")
    assert {case.id for case in late} == {
        "boat_strikes_southern_spear_2025",
        "ecuador_joint_operations_2026",
        "venezuela_raid_2026",
    }


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"kind": "strik"}, "no case has kind 'strik'. Did you mean 'strike'?"),
        ({"consent": "yes"}, "no case has consent 'yes'. Expected: absent, contested, given"),
        ({"grade": "F"}, "no case has grade 'F'. Expected: A, B, C, D."),
        (
            {"since": When.parse("2010"), "until": When.parse("2009")},
            "the span ends (2009) before it starts (2010).",
        ),
    ],
)
def test_a_filter_that_cannot_match_is_an_error(filters, said):
    with pytest.raises(EvidenceError, match=re.escape(said)):
        load_casebook().select(**filters)


def test_an_unknown_case_gives_the_nearest_name():
    with pytest.raises(EvidenceError, match="Did you mean 'operation_martillo_2012'"):
        load_casebook().case("operation_martilo_2012")
    with pytest.raises(EvidenceError, match="lists them all"):
        load_casebook().case("zzz")
    with pytest.raises(EvidenceError, match=r"'jont'\. Did you mean 'joint'"):
        load_casebook().selection("jont")


def test_a_date_knows_the_days_it_spans():
    assert str(When.parse("2012-02").last) == "2012-02-29"
    assert str(When.parse("2012").first) == "2012-01-01"
    assert When.parse("2001-04-20").first == When.parse("2001-04-20").last


def test_grades_and_recent_cases_agree():
    for case in load_casebook().cases.values():
        assert case.grade in GRADES
        if case.recent:
            assert case.grade in {"C", "D"}, case.id
