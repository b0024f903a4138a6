"""Any number can be traced to its source."""

import json
import re

import pytest

from undercut.core.errors import EvidenceError
from undercut.evidence.catalog import load_catalog
from undercut.evidence.lookup import coverage, lookup
from undercut.evidence.package import data_root
from undercut.evidence.parameters import load_parameters


def test_a_finding_names_its_grade_its_source_and_its_lever():
    record = lookup("oat_methadone_all_cause")
    assert record.noun == "finding"
    assert record.grade == "A: meta-analysis or randomized trial"
    assert dict(record.values)["effect"] == "0.47 (0.41 to 0.54) rate ratio (rate_ratio, ci95)"
    assert [(cited.key, cited.locator, cited.verified) for cited in record.sources] == [
        ("santo2021", "abstract", True)
    ]
    assert record.sources[0].citation.startswith("Santo, T. Jr; et al. (2021).")
    assert ("lever", "treatment") in {(use.noun, use.name) for use in record.used_by}


def test_a_lever_gives_baseline_cost_and_what_is_judged():
    record = lookup("treatment")
    values = dict(record.values)
    assert values["baseline"].startswith("1,350,000 (1,250,000 to 1,500,000)")
    assert values["unit cost"] == "8,200 (7,800 to 13,100) USD/patient/year, dollars of 2024"
    assert record.grade == "judged in part"
    assert record.rationale.startswith("Baseline: The two counts add to 1.31 million")


def test_a_word_of_the_law_does_not_make_the_law_a_user_of_a_lever():
    nouns = {use.noun for use in lookup("treatment").used_by}
    assert "law" not in nouns
    assert "case" in nouns


def test_a_cost_names_the_lever_that_is_built_on_it():
    assert [(use.noun, use.name) for use in lookup("methadone_patient_year").used_by] == [
        ("lever", "treatment")
    ]


def test_one_observation_is_found_by_series_place_and_period():
    record = lookup("homicides_inegi/Mexico/2024")
    assert record.values == (("Mexico 2024", "33,550"),)
    assert record.unit == "deaths"
    assert record.file == "data/series/mx_homicides.csv"


def test_a_series_gives_every_row_and_every_source_once():
    record = lookup("od_deaths_total")
    assert ("US 2024", "79,384") in record.values
    assert len({cited.key for cited in record.sources}) == len(record.sources)


def test_a_source_says_who_cites_it():
    users = {(use.noun, use.name) for use in lookup("santo2021").used_by}
    assert ("finding", "oat_methadone_all_cause") in users
    assert ("model note", "12") in users


@pytest.mark.parametrize(
    ("key", "noun"),
    [
        ("northwest", "region"),
        ("eastern_pacific", "transit zone"),
        ("on_foot", "entry mode"),
        ("eastern_pacific.share_of_flow", "quantity"),
        ("detection.scanned", "quantity"),
        ("06", "model note"),
        ("politics.consent_start", "parameter"),
        ("politics.consent_form", "alternative"),
    ],
)
def test_every_kind_of_entry_can_be_looked_up(key, noun):
    record = lookup(key)
    assert record.noun == noun
    assert record.values or record.sources


def test_a_record_stands_where_it_says_it_stands():
    keys = ["treatment", "santo2021", "methadone_patient_year", "eastern_pacific.share_of_flow"]
    keys += ["north", "06", next(iter(load_parameters()))]
    for key in keys:
        record = lookup(key)
        path = data_root() / record.file.removeprefix("data/")
        line = path.read_text(encoding="utf-8").splitlines()[record.line - 1]
        assert re.split(r"[./]", key)[-1] in line, (key, line)


def test_every_lever_and_parameter_gives_lines_and_json():
    for key in [*load_catalog().levers, *load_parameters()]:
        record = lookup(key)
        json.dumps(record.to_json())
        assert all(isinstance(text, str) and text for _, text in record.lines()), key


def test_sources_come_with_what_seen_means():
    record = lookup("treatment")
    assert "seen means" in dict(record.lines())
    assert record.to_json()["verified_means"]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("treatmnt", "the evidence has no 'treatmnt'. Did you mean 'treatment'?"),
        (
            "homicides_inegi/Mexco",
            "series 'homicides_inegi' has no place 'Mexco'. Did you mean 'Mexico'?",
        ),
        (
            "???",
            "the evidence has no '???'. Try a parameter, a lever, a series, a source.",
        ),
    ],
)
def test_an_unknown_key_names_the_nearest(key, message):
    with pytest.raises(EvidenceError) as failure:
        lookup(key)
    assert str(failure.value) == message


def test_without_a_key_the_shares_are_shown():
    assert coverage().total.values > 17_000


def test_the_strategy_to_start_from_uses_no_lever():
    names = {use.name for use in lookup("treatment").used_by if use.noun == "strategy"}
    assert "demand-first" in names
    assert "my-strategy" not in names
