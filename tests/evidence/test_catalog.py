"""The lever catalog."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from undercut.core import units
from undercut.core.errors import EvidenceError
from undercut.evidence.catalog import FAMILIES, load_catalog

Change = Callable[[str, str, str], int]


def test_there_are_24_levers_in_seven_families_in_order():
    catalog = load_catalog()
    assert len(catalog.levers) == 24
    assert catalog.families == FAMILIES
    found = [lever.family for lever in catalog.levers.values()]
    assert found == sorted(found, key=FAMILIES.index)
    assert list(catalog.levers)[:2] == ["maritime_interdiction", "isr_cueing"]


def test_every_unit_of_a_lever_parses_and_its_cost_is_dollars_per_unit_and_year():
    for lever in load_catalog().levers.values():
        expected = units.parse("USD") / units.parse(lever.unit) / units.parse("year")
        assert units.parse(lever.unit_cost.unit).dimensionality == expected.dimensionality


def test_the_baseline_lies_within_the_range_of_every_lever():
    for lever in load_catalog().levers.values():
        assert lever.range.min <= lever.baseline.value <= lever.range.max, lever.id


def test_dollars_are_brought_to_2024_by_the_price_index():
    deflator = load_catalog().deflator
    assert deflator.to_2024(100.0, 2019) == pytest.approx(100 * 313.689 / 255.657)
    assert deflator.to_2024(100.0, 2024) == 100.0
    assert deflator.to_2024(100.0, 2025) == 100.0, "a year past the index counts as its last"


def test_a_year_that_the_index_lacks_is_refused():
    with pytest.raises(EvidenceError, match=r"no value for 1989\. Years: 2000, 2001"):
        load_catalog().deflator.to_2024(1.0, 1989)


def test_the_unit_cost_of_a_lever_is_low_central_high_in_dollars_of_2024():
    assert load_catalog().lever("treatment").unit_cost_2024 == (7800.0, 8200.0, 13100.0)
    for lever in load_catalog().levers.values():
        low, value, high = lever.unit_cost_2024
        assert 0 < low <= value <= high


def test_a_lever_cannot_be_changed_after_loading():
    lever = load_catalog().lever("treatment")
    with pytest.raises(ValidationError):
        lever.label = "Other"


def test_an_unknown_lever_names_the_nearest():
    with pytest.raises(EvidenceError) as failure:
        load_catalog().lever("isr_queueing")
    assert str(failure.value) == "no lever is called 'isr_queueing'. Did you mean 'isr_cueing'?"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("family: market", "family: markets", "'markets' is not valid for 'family'."),
        ("    value: 1350000", "    value: 1150000", "does not lie between 1.25e+06 and 1.5e+06."),
        ("unit: patient\n", "unit: patiant\n", "'patiant' is not a unit"),
        ("unit: USD/patient/year", "unit: USD/kit/year", "is not USD/(patient)/year."),
        ("payer: mixed", "payer: states", "'states' is not valid for 'payer'."),
        ("  limits:", "  limit:", "unknown key 'limit'."),
        ("    typical: 24", "    typical: soon", "input should be a valid number, found 'soon'."),
        ("place: us_territory", "place: {a: b}", "fact 'place' must be a word, a number"),
        ("verified: true}", "verified: yes}", "'verified': input should be a valid boolean"),
        ("sector: people", "sector: peoples", "'peoples' is not valid for 'sector'."),
    ],
)
def test_a_fault_in_a_lever_names_file_and_line(
    copy: Path, change: Change, old: str, new: str, message: str
):
    line = change("levers/market.yaml", old, new)
    with pytest.raises(EvidenceError) as failure:
        load_catalog(copy)
    texts = [str(problem) for problem in failure.value.problems]
    hits = [text for text in texts if message in text]
    assert hits, texts
    assert hits[0].startswith("data/levers/market.yaml:")
    near = int(hits[0].split(":")[1])
    assert near <= line, f"the message points past the fault: {hits[0]}"


def test_a_misspelled_key_is_reported_exactly(copy: Path, change: Change):
    line = change("levers/market.yaml", "  harms:", "  harm:")
    with pytest.raises(EvidenceError) as failure:
        load_catalog(copy)
    assert [str(problem) for problem in failure.value.problems][-1] == (
        f"data/levers/market.yaml:{line}: unknown key 'harm'."
    )


def test_a_lever_in_the_file_of_another_family_is_refused(copy: Path, change: Change):
    line = change("levers/market.yaml", "family: market", "family: cash")
    with pytest.raises(EvidenceError) as failure:
        load_catalog(copy)
    assert str(failure.value) == (
        f"data/levers/market.yaml:{line}: lever 'treatment' of family 'cash' stands in 'market'."
    )


def test_a_lever_given_twice_is_refused(copy: Path, change: Change):
    line = change("levers/market.yaml", "- id: harm_reduction", "- id: treatment")
    with pytest.raises(EvidenceError) as failure:
        load_catalog(copy)
    assert f"data/levers/market.yaml:{line}: lever 'treatment' is given twice." in str(
        failure.value
    )


def test_an_older_name_must_map_to_a_lever(copy: Path, change: Change):
    line = change("levers/catalog.yaml", "cutter_days: [maritime", "cutter_days: [maritme")
    with pytest.raises(EvidenceError) as failure:
        load_catalog(copy)
    assert str(failure.value) == (
        f"data/levers/catalog.yaml:{line}: no lever is called 'maritme_interdiction'. "
        "Did you mean 'maritime_interdiction'?"
    )
