"""The commands of `undercut law`: what they print, write, and leave with."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from undercut.cli.law import law_app
from undercut.core.errors import InputError, LawError

FACTS = """
actor: [navy]
activity: vessel_boarding
place: high_seas
lead: military
duty_status: title_10
vessel_status: stateless
direct_participation: true
target: vessel
coast_guard_aboard: false
military_purpose: false
"""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.yaml"
    path.write_text(FACTS, encoding="utf-8")
    return path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(law_app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_check_prints_findings_reasons_and_remedies(facts: Path) -> None:
    text = run("check", "--facts", str(facts), "--on", "2026-06-30")
    for words in ("Not lawful, as of 2026-06-30", "10 U.S.C. 279", "Remedy:", "not legal advice"):
        assert words in text


def test_check_gives_the_json_that_others_script_against(facts: Path) -> None:
    found = json.loads(run("check", "--facts", str(facts), "--on", "2026-06-30", "--json"))
    assert found["finding"] == "barred"
    assert found["on"] == "2026-06-30"
    assert set(found["layers"]) == {"us_domestic", "international", "host_state"}
    reason = found["layers"]["us_domestic"]["reasons"][0]
    assert {"rule", "authorities", "because"} <= set(reason)
    assert {"change", "finding"} <= set(found["remedies"][0])


def test_check_of_a_list_gives_a_list(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("- activity: diplomacy\n- activity: arrest\n", encoding="utf-8")
    assert len(json.loads(run("check", "--facts", str(path), "--json"))) == 2


def test_check_refuses_facts_that_are_wrong(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("activty: arrest\n", encoding="utf-8")
    with pytest.raises(LawError, match=r"facts\.yaml:1: no fact is called 'activty'") as failure:
        run("check", "--facts", str(path))
    assert failure.value.exit_code == 2


def test_map_prints_tables_and_writes_files(tmp_path: Path) -> None:
    assert "High seas" in run("map", "--consent", "absent", "--on", "2026-06-30")
    target = tmp_path / "map.csv"
    run("map", "--to", str(target), "--quiet")
    assert target.read_text(encoding="utf-8").startswith("host,consent,on,actor")
    assert json.loads(run("map", "--json"))["cells"]


def test_map_refuses_a_form_it_cannot_write() -> None:
    with pytest.raises(LawError, match=r"'map\.docx' ends in none of"):
        run("map", "--to", "map.docx")


def test_show_gives_an_authority_with_its_sources_and_rules() -> None:
    text = run("show", "usc_10_279_ledet")
    for words in (
        "10 U.S.C. 279",
        "Coast Guard teams",
        "Source:",
        "navy_ship_with_coast_guard_team",
    ):
        assert words in text
    assert json.loads(run("show", "usc_10_279_ledet", "--json"))["rules"]


def test_show_names_the_nearest_authority() -> None:
    with pytest.raises(LawError, match="Did you mean 'usc_10_279_ledet'"):
        run("show", "usc_10_279_lede")


def test_show_lists_authorities_and_facts_and_the_values_of_a_fact() -> None:
    text = run("show")
    assert "usc_10_279_ledet" in text
    assert "host_state" in text
    assert "title_10" in run("show", "duty_status")
    assert "mexico" in json.loads(run("show", "host_state", "--json"))["values"]


def test_a_name_near_none_of_many_authorities_gets_a_few_and_the_way_to_all() -> None:
    with pytest.raises(LawError, match=r"nearest 5 of .*All: undercut law show") as failure:
        run("show", "zzz")
    assert len(str(failure.value)) < 240


def test_diff_names_what_changed() -> None:
    text = run("diff", "2021-12-01", "2022-01-01")
    assert "extended to Navy, Marine Corps and Space Force" in text
    found = json.loads(run("diff", "2021-12-01", "2022-01-01", "--json"))
    assert "pca_named_service" in {item["fact"] for item in found["redefined"]}


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="'soon' is not a day"):
        run("diff", "soon", "2022-01-01")


@pytest.mark.parametrize("command", ["check", "map", "show", "diff"])
def test_every_command_has_an_example(command: str) -> None:
    assert "Example: undercut law" in run(command, "--help")
