"""Properties of the engine: what must hold for any facts, and the steps in their order."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.law.support import ON, facts, load

from undercut.core.errors import LawError
from undercut.law.day import law_on
from undercut.law.engine import assess
from undercut.law.findings import Effect, Finding, Layer
from undercut.law.vocabulary import NOT_APPLICABLE, UNKNOWN, Facts, load_vocabulary

VOCABULARY = load_vocabulary()
CASES = load("cases.yaml") + load("constructed.yaml")

SAILORS = {
    "actor": ["navy"],
    "activity": "arrest",
    "place": "us_territory",
    "lead": "military",
    "duty_status": "title_10",
    "direct_participation": True,
    "target": "civilians",
    "military_purpose": False,
    "insurrection_act_invoked": False,
}


def some_value(name: str) -> st.SearchStrategy[Any]:
    entry = VOCABULARY.fields[name]
    if entry.kind == "number":
        return st.integers(0, 400)
    if entry.kind == "text":
        return st.sampled_from(["10 USC 284", "50 USC 797", "IEEPA", "ninth", "methadone", "x"])
    if entry.kind == "country":
        return st.sampled_from([("mexico",), ("colombia",), ("peru",), ("ecuador", "guatemala")])
    if entry.kind == "list":
        return st.lists(st.sampled_from(entry.values), min_size=1, max_size=3).map(tuple)
    return st.sampled_from([*entry.values, UNKNOWN, NOT_APPLICABLE])


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    """Facts near a case: a few fields of it replaced or taken away."""
    values = dict(draw(st.sampled_from(CASES)).facts.values)
    for name in draw(st.lists(st.sampled_from(sorted(VOCABULARY.fields)), max_size=4)):
        values[name] = draw(some_value(name))
    for name in draw(st.lists(st.sampled_from(sorted(values)), max_size=2)):
        values.pop(name, None)
    return Facts(values)


def found(given_facts: Facts, on: date = ON) -> Any:
    try:
        return assess(given_facts, on)
    except LawError:
        return None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_facts())
def test_any_facts_get_a_finding_with_a_reason_in_every_layer(given_facts: Facts) -> None:
    assessment = found(given_facts)
    if assessment is None:
        return
    for layer in assessment.layers.values():
        assert layer.deciding, f"{layer.layer} says {layer.finding} without a reason"
    assert assessment.finding.rank == max(x.finding.rank for x in assessment.layers.values())


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_facts(), st.data())
def test_learning_a_fact_makes_permitted_worse_only_by_a_rule_that_reads_it(
    given_facts: Facts, data: st.DataObject
) -> None:
    before = found(given_facts)
    unstated = sorted(set(VOCABULARY.fields) - set(given_facts.values))
    name = data.draw(st.sampled_from(unstated))
    after = found(given_facts.changed(**{name: data.draw(some_value(name))}))
    if before is None or after is None:
        return
    law = law_on(ON)
    for key, layer in after.layers.items():
        if before.layers[key].finding is not Finding.PERMITTED or not layer.finding.rank:
            continue
        reading = {
            reason.rule
            for reason in layer.reasons
            if reason.rule in law.fields and name in law.fields[reason.rule]
        }
        silent = {reason.rule for reason in layer.reasons if reason.effect is Effect.SILENT}
        assert reading or (silent and name in ("actor", "activity", "place", "lead", "host_state"))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_facts())
def test_a_claim_never_gives_a_better_answer_than_the_fact_it_claims(given_facts: Facts) -> None:
    for claim, fact in (
        ("armed_conflict", "undisputed"),
        ("self_defense", "shown"),
        ("armed_attack", "yes"),
    ):
        claimed = found(given_facts.changed(**{claim: "claimed"}))
        shown = found(given_facts.changed(**{claim: fact}))
        if claimed is None or shown is None:
            continue
        for layer, answer in claimed.layers.items():
            assert answer.finding.rank >= min(
                shown.layers[layer].finding.rank, Finding.CONTESTED.rank
            )


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_facts())
def test_taking_an_exception_away_never_makes_an_act_less_barred(given_facts: Facts) -> None:
    from tests.law.test_rules import without

    full = found(given_facts)
    if full is None:
        return
    lifting = [
        reason.rule
        for layer in full.layers.values()
        for reason in layer.reasons
        if reason.effect is Effect.LIFTS
    ]
    for name in lifting[:1]:
        fewer = assess(given_facts, ON, without(name))
        for layer, answer in fewer.layers.items():
            assert answer.finding.rank >= full.layers[layer].finding.rank


def test_the_navy_is_bound_by_policy_before_27_december_2021_and_by_the_act_after() -> None:
    before = assess(facts(**SAILORS), date(2021, 12, 26)).layers[Layer.US_DOMESTIC]
    after = assess(facts(**SAILORS), date(2021, 12, 27)).layers[Layer.US_DOMESTIC]
    assert before.finding is after.finding is Finding.BARRED
    assert "pca_navy_policy" in {reason.rule for reason in before.reasons}
    assert "pca_execution" in {reason.rule for reason in after.reasons}


def test_a_known_bar_wins_over_a_dispute_and_a_dispute_over_a_missing_fact() -> None:
    strike = {
        "actor": ["navy"],
        "activity": "kinetic_strike",
        "place": "high_seas",
        "lead": "military",
        "force": "lethal",
        "target": "vessel",
        "armed_conflict": "claimed",
    }
    contested = assess(facts(**strike), ON).layers[Layer.INTERNATIONAL]
    barred = assess(facts(**strike, persons_status="shipwrecked_not_fighting"), ON)
    assert contested.finding is Finding.CONTESTED
    assert barred.layers[Layer.INTERNATIONAL].finding is Finding.BARRED


def test_silence_of_the_law_bars_a_coercive_act_and_says_so() -> None:
    layer = assess(facts(actor=["hhs"], activity="vessel_boarding", place="high_seas"), ON).layers[
        Layer.US_DOMESTIC
    ]
    assert layer.finding is Finding.BARRED
    assert layer.deciding[0].rule == "no_authority_found"
    assert "may be incomplete" in layer.deciding[0].because


def test_a_free_act_is_permitted_with_that_reason() -> None:
    layer = assess(
        facts(actor=["private_person"], activity="diplomacy", place="us_territory"), ON
    ).layers[Layer.US_DOMESTIC]
    assert layer.finding is Finding.PERMITTED
    assert layer.deciding[0].rule == "needs_no_grant"


def test_a_bar_names_the_unstated_facts_that_could_lift_it() -> None:
    stated = {k: v for k, v in SAILORS.items() if k != "insurrection_act_invoked"}
    layer = assess(facts(**stated), ON).layers[Layer.US_DOMESTIC]
    assert layer.finding is Finding.BARRED
    assert "insurrection_act_invoked" in layer.missing


def test_a_dispute_says_who_holds_what() -> None:
    strike = next(case for case in CASES if case.id == "boat_strikes_2025")
    layer = strike.assess().layers[Layer.US_DOMESTIC]
    dispute = next(reason.dispute for reason in layer.deciding if reason.dispute)
    assert dispute.question.endswith("?")
    assert len({who for who, _ in dispute.positions}) >= 2


@pytest.mark.parametrize("on", [date(1970, 11, 1), date(1995, 6, 30), date(2015, 6, 30), ON])
def test_no_chain_cites_as_law_what_came_into_force_later(on: date) -> None:
    for case in CASES:
        for authority in assess(case.facts, on).authorities:
            in_force = authority.effective.covers(on)
            assert in_force or authority.citation.startswith("the law before "), case.id


def test_a_rule_older_than_its_authority_cites_the_law_before_it_with_the_date() -> None:
    stated = {
        "actor": ["coast_guard"], "activity": "vessel_boarding", "place": "high_seas",
        "vessel_status": "foreign_flag", "flag_consent": "absent",
    }  # fmt: skip
    layer = assess(facts(**stated), date(1980, 1, 1)).to_json()["layers"]["international"]
    cited = [a for reason in layer["reasons"] for a in reason["authorities"]]
    assert {
        "id": "unclos_high_seas",
        "citation": "the law before UNCLOS arts. 87, 92, 94, 108, 110, 111",
        "later": "in this form in force from 1994-11-16",
    } in cited


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"actor": ["coast_guard"], "duty_status": "title_32"}, "no title 32 status"),
        ({"actor": ["army"], "duty_status": "state_active_duty"}, "only the National Guard can"),
        ({"actor": ["national_guard_state"], "command": "federal"}, "governor's command"),
        ({"vessel_status": "stateless", "flag_response": "confirms"}, "is not stateless"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(LawError, match=words):
        assess(facts(**values), ON)


def test_a_day_before_any_law_is_refused() -> None:
    with pytest.raises(LawError, match=r"no law on 1700-01-01\. Its first authority is of 1788"):
        assess(facts(**SAILORS), date(1700, 1, 1))


def test_more_consent_never_makes_an_act_more_restricted() -> None:
    for case in CASES:
        if case.facts.values.get("consent") not in ("given", "absent", UNKNOWN):
            continue
        ranks = [
            [layer.finding.rank for layer in assess(changed, case.on).layers.values()]
            for changed in (
                case.facts.changed(consent=value) for value in ("given", UNKNOWN, "absent")
            )
        ]
        for given_, unknown, absent in zip(*ranks, strict=True):
            assert given_ <= unknown <= absent, case.id


def test_an_unavailable_grant_says_what_it_lacks() -> None:
    boards = facts(
        actor=["navy"],
        activity="vessel_boarding",
        place="high_seas",
        lead="military",
        vessel_status="stateless",
        direct_participation=True,
        target="vessel",
        coast_guard_aboard=False,
    )
    reasons = assess(boards, ON).layers[Layer.US_DOMESTIC].reasons
    unavailable = next(r for r in reasons if r.effect is Effect.UNAVAILABLE)
    assert "Coast Guard members with police powers are there" in unavailable.unmet
    assert "lead: coast_guard" in unavailable.unmet


def test_authorities_that_bear_on_an_act_and_are_not_cited_are_listed_apart() -> None:
    from undercut.law.check import check_facts

    layer = check_facts(facts(**SAILORS), ON).layers[Layer.US_DOMESTIC]
    bearing = {authority.id for authority in layer.bearing}
    assert "us_const_art_ii_executive" in bearing
    assert not bearing & {authority.id for authority in layer.authorities}


def test_an_undetermined_exception_makes_a_bar_lawful_if_and_names_its_fact() -> None:
    layer = assess(facts(**{**SAILORS, "military_purpose": UNKNOWN}), ON).layers[Layer.US_DOMESTIC]
    assert layer.finding is Finding.PERMITTED_IF
    assert layer.missing == ("military_purpose",)


def test_a_disputed_power_is_contested_at_best_whatever_else_is_missing() -> None:
    seizure = facts(
        actor=["usms"],
        activity="rendition",
        place="foreign_territory",
        consent="absent",
        lead="civilian_law_enforcement",
        direct_participation=True,
        target="foreign_nationals",
    )
    layer = assess(seizure, ON).layers[Layer.US_DOMESTIC]
    assert layer.finding is Finding.CONTESTED
    assert "presidential_order" in layer.missing
