"""Facts are read strictly; silence, unknown and a claim are three things."""

from datetime import date
from pathlib import Path

import pytest
from tests.law.support import CASES, facts

from undercut.core.documents import read
from undercut.core.errors import LawError
from undercut.law.check import check_facts, check_facts_file
from undercut.law.findings import Finding
from undercut.law.vocabulary import load_vocabulary


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("actr: [navy]", "no fact is called 'actr'. Did you mean 'actor'?"),
        ("actor: [navi]", "'navi' is not a value of 'actor'. Did you mean 'navy'?"),
        ("consent: granted", "'granted' is not a value of 'consent'. Values: absent, given"),
        ("direct_participation: yes", "'yes' is not a value of 'direct_participation'."),
        ("miles_inside_boundary: far", "'miles_inside_boundary' must be a number, found 'far'."),
        ("miles_inside_boundary: -3", "'miles_inside_boundary' must be a number, found -3."),
        ("host_state: Mexico", "'Mexico' is not a value of 'host_state', a state in lower snake"),
        ("host_state: mexcio", "'mexcio' is not a value of 'host_state', a state in lower snake"),
        ("host_state: peru_and_mexcio", "'mexcio' is not a value of 'host_state'"),
        ("flag_state: panma", "'panma' is not a value of 'flag_state'"),
        ("on: 2026-13-01", "'on': '2026-13-01' is not a date (YYYY-MM-DD)."),
        ("details: free", "'details' must be a mapping."),
        ("actor: []", "'actor' is empty; leave it out if it is not known."),
    ],
)
def test_a_fault_in_a_facts_file_is_said_with_its_line(
    tmp_path: Path, line: str, message: str
) -> None:
    path = write(tmp_path, f"activity: arrest\n{line}\n")
    with pytest.raises(LawError) as failure:
        check_facts_file(path)
    assert f"{path}:2: {message}" in str(failure.value)


def test_a_state_without_law_in_the_base_may_be_named_and_two_joined() -> None:
    read = load_vocabulary().read_facts
    for written, states in (
        ("peru", ("peru",)),
        ("colombia_and_peru", ("colombia", "peru")),
        ("trinidad_and_tobago_and_peru", ("trinidad_and_tobago", "peru")),
    ):
        facts, problems = read({"host_state": written})
        assert problems == []
        assert facts.values["host_state"] == states


def test_all_faults_of_a_list_are_said_at_once_with_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "- actr: [navy]\n- activity: arrest\n- plce: high_seas\n")
    with pytest.raises(LawError) as failure:
        check_facts_file(path)
    assert [problem.line for problem in failure.value.problems] == [1, 3]


def test_contradictory_facts_of_a_file_are_said_with_their_line(tmp_path: Path) -> None:
    path = write(tmp_path, "- activity: search\n- actor: [coast_guard]\n  duty_status: title_32\n")
    with pytest.raises(LawError, match=r"facts\.yaml:2: The Coast Guard has no title 32 status"):
        check_facts_file(path)


def test_one_mapping_gives_one_answer_and_a_list_gives_a_list(tmp_path: Path) -> None:
    one = check_facts_file(write(tmp_path, "activity: arrest\n"))
    many = check_facts_file(write(tmp_path, "- activity: arrest\n"))
    assert not isinstance(one, list)
    assert isinstance(many, list)


def test_the_day_of_the_facts_counts_unless_one_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "activity: arrest\non: 2015-06-01\n")
    asked = date(2020, 1, 1)
    own, other = check_facts_file(path), check_facts_file(path, asked)
    assert not isinstance(own, list)
    assert not isinstance(other, list)
    assert own.on == date(2015, 6, 1)
    assert other.on == asked


def test_details_never_drive_a_rule() -> None:
    bare = {"actor": ["dea"], "activity": "arrest", "place": "us_territory"}
    noted = {**bare, "details": {"force": "lethal", "suspicion": "none"}}
    assert check_facts(bare).to_json() == check_facts(noted).to_json()


def test_a_claim_is_contested_where_a_shown_fact_permits_and_silence_bars() -> None:
    shooting = {
        "actor": ["army"],
        "activity": "reconnaissance",
        "place": "us_border",
        "direct_participation": False,
        "request": "from_federal_agency",
        "force": "lethal",
    }
    found = {
        value: check_facts({**shooting, "self_defense": value}, date(2024, 1, 1)).layers
        for value in ("shown", "claimed", "none")
    }
    findings = [str(layers["us_domestic"].finding) for layers in found.values()]  # type: ignore[index]
    assert findings == ["permitted", "contested", "barred"]


def test_every_fact_of_the_cases_is_in_the_vocabulary() -> None:
    for name in ("cases.yaml", "constructed.yaml"):
        for case in read(CASES / name, size_cap=4_000_000).data:
            assert load_vocabulary().read_facts(case["facts"])[1] == []


def test_an_unknown_actor_keeps_an_act_from_a_plain_yes() -> None:
    assert check_facts(facts(activity="arrest", place="us_territory")).finding is not (
        Finding.PERMITTED
    )
