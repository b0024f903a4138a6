"""The checker finds what no single file can know."""

from collections.abc import Callable
from pathlib import Path

import pytest

from undercut.evidence.checker import check
from undercut.evidence.coverage import coverage
from undercut.evidence.schema import VERIFIED

Change = Callable[[str, str, str], int]


def test_the_packaged_evidence_has_no_fault():
    assert [str(problem) for problem in check().problems] == []


def test_every_value_is_sourced_or_judged_with_a_rationale():
    total = coverage().total
    assert total.traced == total.values > 17_000


def test_seen_values_are_sourced_values_and_every_row_adds_to_the_total():
    found = coverage()
    for row in (*found.files, found.total):
        assert 0 <= row.seen <= row.sourced <= row.values
        assert row.judged <= row.values
    assert sum(row.values for row in found.files) == found.total.values


def test_shares_come_with_what_seen_means():
    shown = coverage().to_json()
    assert shown["seen_means"] == VERIFIED
    assert shown["total"]["share_traced"] == 1.0


def test_planted_faults_are_all_found_with_file_and_line(copy: Path, change: Change):
    faults = [
        (
            "costs/demand.yaml",
            change("costs/demand.yaml", "key: nida_cost,", "key: nida_kost,"),
            "no source is called 'nida_kost'. Did you mean 'nida_cost'?",
        ),
        (
            "series/us_seizures.csv",
            change("series/us_seizures.csv", ",cbp_amo_seizures,", ",cbp_amo_seizure,"),
            "no source is called 'cbp_amo_seizure'. Did you mean 'cbp_amo_seizures'?",
        ),
        (
            "corridors.yaml",
            change("corridors.yaml", "source: magliocca2019", "source: maglioca2019"),
            "no source is called 'maglioca2019'. Did you mean 'magliocca2019'?",
        ),
        (
            "law/authorities.yaml",
            change("law/authorities.yaml", "key: us_constitution,", "key: us_konstitution,"),
            "no source is called 'us_konstitution'. Did you mean 'us_constitution'?",
        ),
        (
            "levers/logistics.yaml",
            change("levers/logistics.yaml", "[removals_scale_with", "[removals_scales_with"),
            "no finding is called 'removals_scales_with_ships'. "
            "Did you mean 'removals_scale_with_ships'?",
        ),
        (
            "levers/logistics.yaml",
            change("levers/logistics.yaml", "costs: [five_destroyers", "costs: [five_destroyer"),
            "no cost is called 'five_destroyer_day'. Did you mean 'five_destroyers_day'?",
        ),
        (
            "levers/logistics.yaml",
            change("levers/logistics.yaml", "model: '06 M1'", "model: '16 M1'"),
            "there is no model note 16.",
        ),
        (
            "effects/demand.yaml",
            change("effects/demand.yaml", "lever: methadone_access", "lever: methadon_access"),
            "'legacy_names' does not map 'methadon_access' to a lever. "
            "Did you mean 'methadone_access'?",
        ),
    ]
    (copy / "parameters" / "test.yaml").write_text(
        "test.x:\n  label: X\n  unit: '1'\n  kind: judged\n  rationale: Because.\n  values:\n"
        "    - observed: {series: homicides_inegi, place: Mexico, period: '1899'}\n"
    )
    found = {str(problem) for problem in check(copy).problems}
    for name, line, message in faults:
        assert f"data/{name}:{line}: {message}" in found, (name, line, message, found)
    late = [text for text in found if text.startswith("data/parameters/test.yaml:7: series")]
    assert "has no value for Mexico in '1899'" in late[0]
    assert len(found) == len(faults) + 1, "nothing else is at fault"


def test_faults_of_several_schemas_are_reported_together(copy: Path, change: Change):
    change("costs/demand.yaml", "  kind: average\n", "  kind: mean\n")
    change("effects/demand.yaml", "grade: A", "grade: Z")
    report = check(copy)
    files = {problem.file for problem in report.problems}
    assert files == {"data/costs/demand.yaml", "data/effects/demand.yaml"}
    assert report.coverage is None
    assert not report.ok


def test_a_source_that_nothing_cites_is_reported_but_is_no_fault(copy: Path):
    with (copy / "sources.bib").open("a", encoding="utf-8") as stream:
        stream.write("\n@misc{zz_lonely,\n  title = {T},\n  author = {A},\n  year = {2020}\n}\n")
    report = check(copy)
    assert report.ok
    assert "zz_lonely" in report.unused


@pytest.mark.parametrize("folder", ["law", "casebook"])
def test_files_whose_schema_another_package_owns_are_read_strictly_too(copy: Path, folder: str):
    (copy / folder / "extra.yaml").write_text("a: 1\na: 2\n")
    assert [str(problem) for problem in check(copy).problems] == [
        f"data/{folder}/extra.yaml:2: key 'a' is given twice (first in line 1)."
    ]
