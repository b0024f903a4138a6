"""Remedies are small changes that a planner can choose; none asserts a fact of the world."""

from itertools import combinations

import pytest
from tests.law.support import ON, facts, load

from undercut.core.documents import parse
from undercut.core.errors import LawError
from undercut.law import remedies as module
from undercut.law.check import check_facts
from undercut.law.findings import Finding
from undercut.law.remedies import DEPTH, load_moves
from undercut.law.sensitivity import open_facts
from undercut.law.vocabulary import UNKNOWN

NAVY_ALONE = {
    "actor": ["navy"],
    "activity": "vessel_boarding",
    "place": "high_seas",
    "lead": "military",
    "duty_status": "title_10",
    "vessel_status": "stateless",
    "direct_participation": True,
    "target": "vessel",
    "coast_guard_aboard": False,
    "military_purpose": False,
}

STRIKE = {
    "actor": ["army"],
    "activity": "kinetic_strike",
    "place": "foreign_territory",
    "consent": "absent",
    "lead": "military",
    "duty_status": "title_10",
    "direct_participation": True,
    "target": "organization",
    "host_state": "mexico",
    "force": "lethal",
    "congress_authorization": "absent",
    "armed_attack": "claimed",
}

WORLD = {
    "self_defense", "imminent_threat", "armed_conflict", "armed_attack", "hostilities",
    "persons_status", "vessel_status", "first_detected", "suspicion", "credible_info_gvhr",
    "recognition", "us_connection", "exigency", "knowledge",
}  # fmt: skip


def unlawful() -> list[object]:
    return [
        pytest.param(case, id=case.id)
        for case in load("cases.yaml")
        if not case.assess().finding.is_lawful
    ]


def test_a_navy_ship_may_board_with_a_coast_guard_team_aboard() -> None:
    found = check_facts(NAVY_ALONE, ON).remedies
    team = [r for r in found if r.change.get("coast_guard_aboard") is True]
    assert team
    assert team[0].finding is Finding.PERMITTED
    assert len(team[0].steps) == 1


def test_a_strike_without_consent_is_answered_by_intelligence_for_a_host_arrest() -> None:
    found = check_facts(STRIKE, ON).remedies
    assert found
    assert found[0].change["activity"] == "intelligence_sharing"
    assert found[0].change["consent"] == "given"


@pytest.mark.parametrize("case", unlawful())
def test_no_remedy_asserts_a_fact_of_the_world(case) -> None:
    for remedy in check_facts(case.facts, case.on).remedies:
        asserted = {name for name, value in remedy.change.items() if value != UNKNOWN}
        assert not asserted & (WORLD | set(load_moves().world))


@pytest.mark.parametrize("case", unlawful())
def test_every_remedy_gives_the_lawful_finding_it_states(case) -> None:
    found = check_facts(case.facts, case.on).remedies
    for remedy in found:
        changed = check_facts(case.facts.changed(**remedy.change), case.on, remedies=False)
        assert changed.finding is remedy.finding
        assert remedy.finding.is_lawful
        assert 1 <= len(remedy.steps) <= DEPTH
    assert [len(r.steps) for r in found] == sorted(len(r.steps) for r in found)
    for one, other in combinations(found, 2):
        assert not one.change.items() < other.change.items() or (
            other.finding.rank < one.finding.rank
        )


def test_a_lawful_act_has_no_remedies() -> None:
    lawful = {**NAVY_ALONE, "lead": "coast_guard", "coast_guard_aboard": True}
    lawful["direct_participation"] = False
    assert check_facts(lawful, ON).remedies == ()


def test_a_move_that_asserts_a_fact_of_the_world_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (
        "world: [self_defense]\nmoves:\n"
        "  - id: claim_it\n    say: Say so\n    change: {self_defense: shown}\n"
    )
    load_moves.cache_clear()
    monkeypatch.setattr(module, "read_data", lambda _: parse(text, "moves.yaml"))
    try:
        with pytest.raises(LawError, match="'self_defense' is a fact of the world, not a choice"):
            load_moves()
    finally:
        load_moves.cache_clear()


def test_the_single_unknown_facts_that_would_change_the_finding_are_named() -> None:
    arrest = facts(
        actor=["army"],
        activity="arrest",
        place="us_border",
        lead="military",
        direct_participation=True,
    )
    found = {(item.fact, item.value): item.finding for item in open_facts(arrest, ON)}
    assert found["military_purpose", True] is Finding.PERMITTED
    assert found["insurrection_act_invoked", True] is Finding.PERMITTED


def test_a_fact_that_is_stated_is_never_open() -> None:
    stated = facts(**NAVY_ALONE)
    assert not {item.fact for item in open_facts(stated, ON)} & set(NAVY_ALONE)
