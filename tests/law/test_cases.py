"""Worked cases give their findings and cite their authorities; patterns of our own do so too."""

import pytest
from tests.law.support import Case, load

from undercut.law.findings import Finding, Layer
from undercut.law.rules import load_rules

WORKED = load("cases.yaml")
OWN = load("constructed.yaml") + load("second_round.yaml")

OPEN = {
    "alfonso_2024_eez_unconfirmed_claim": (
        "the answer is the Eleventh Circuit's, and the facts do not name the circuit; without it "
        "the ground is disputed today"
    ),
    "cardales_1999_flag_consent": (
        "the answer is the First Circuit's, and the facts do not name the circuit; without it the "
        "need for a link is disputed"
    ),
}


def params(cases: list[Case]) -> list[object]:
    return [
        pytest.param(
            case,
            id=case.id,
            marks=pytest.mark.xfail(reason=OPEN[case.id], strict=True) if case.id in OPEN else (),
        )
        for case in cases
    ]


@pytest.mark.parametrize("case", params(WORKED + OWN))
def test_a_case_gets_its_finding_in_every_layer_it_names(case: Case) -> None:
    found = case.assess()
    assert {name: str(found.layers[Layer(name)].finding) for name in case.findings} == dict(
        case.findings
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in WORKED + OWN])
def test_a_case_cites_its_authorities_that_were_law_on_the_day(case: Case) -> None:
    authorities = load_rules().authorities.by_id
    due = {name for name in case.authorities if authorities[name].effective.covers(case.on)}
    assert due <= {authority.id for authority in case.assess().authorities}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.id)
        for case in WORKED
        if case.findings[case.layer] == "permitted_if"
    ],
)
def test_a_conditional_answer_names_the_missing_facts_on_which_it_turns(case: Case) -> None:
    missing = set(case.assess().layers[Layer(case.layer)].missing)
    assert {name for name in case.turns_on if name not in case.stated} <= missing


def test_no_barred_or_contested_case_is_called_permitted() -> None:
    worst = [
        case.id
        for case in WORKED + OWN
        for name, finding in case.findings.items()
        if finding in ("barred", "contested")
        and case.assess().layers[Layer(name)].finding is Finding.PERMITTED
    ]
    assert worst == []


def test_all_but_the_open_cases_are_right_in_every_layer() -> None:
    wrong = {
        case.id
        for case in WORKED + OWN
        for name, finding in case.findings.items()
        if str(case.assess().layers[Layer(name)].finding) != finding
    }
    assert wrong == set(OPEN)
