"""The catalog's acts and contrasts show what they say; strategies get findings by lever."""

from datetime import date

import pytest
from tests.law.support import ON

from undercut.core.errors import LawError
from undercut.evidence.catalog import load_catalog
from undercut.law.check import check_facts
from undercut.law.findings import Finding, Layer
from undercut.law.strategies import StrategyCheck, check_strategy
from undercut.strategy import load_strategy, resolve

LEVERS = load_catalog().levers
NO_LAWFUL_WAY = {"boat_strikes", "unilateral_strikes"}


def check(name: str, on: date = ON) -> StrategyCheck:
    strategy = load_strategy(name)
    return check_strategy(strategy, resolve(strategy), on)


def written(tmp_path, levers: str, law: str = "", more: str = "") -> StrategyCheck:
    path = tmp_path / "plan.yaml"
    path.write_text(
        "strategy: plan\ntitle: A plan\nobjective: us_overdose_deaths\nfrom: 2025-01\n"
        f"to: 2039-12\nlevers:\n{levers}{more}{law}",
        encoding="utf-8",
    )
    return check(str(path))


@pytest.mark.parametrize("lever", [lever for lever in LEVERS if lever not in NO_LAWFUL_WAY])
def test_the_usual_way_of_a_lever_is_lawful_or_lawful_on_conditions(lever: str) -> None:
    for action in LEVERS[lever].actions:
        assert check_facts(action.facts, ON, remedies=False).finding.is_lawful, action.id


@pytest.mark.parametrize("lever", sorted(NO_LAWFUL_WAY))
def test_strikes_have_no_lawful_way_in_the_catalog(lever: str) -> None:
    for action in LEVERS[lever].actions:
        assert not check_facts(action.facts, ON, remedies=False).finding.is_lawful


@pytest.mark.parametrize(
    ("lever", "contrast"),
    [
        pytest.param(lever.id, contrast.id, id=f"{lever.id}-{contrast.id}")
        for lever in LEVERS.values()
        for contrast in lever.contrast
    ],
)
def test_a_contrast_gets_the_finding_it_says_in_its_layer(lever: str, contrast: str) -> None:
    entry = next(c for c in LEVERS[lever].contrast if c.id == contrast)
    found = check_facts(entry.facts, ON, remedies=False).layers[Layer(entry.layer)].finding
    if entry.kind == "lawful_alternative":
        assert found.is_lawful
    else:
        assert str(found) == entry.kind


def turns_on_consent(lever: str) -> bool:
    return any(
        check_facts({**action.facts, "consent": "given"}, ON, remedies=False).finding
        is not check_facts({**action.facts, "consent": "absent"}, ON, remedies=False).finding
        for action in LEVERS[lever].actions
        if action.facts.get("consent") != "not_applicable"
    )


@pytest.mark.parametrize(
    "lever", [name for name, lever in LEVERS.items() if lever.needs_consent == "explicit"]
)
def test_a_lever_that_needs_consent_has_an_act_that_turns_on_it(lever: str) -> None:
    assert turns_on_consent(lever)


def test_other_levers_that_turn_on_consent_are_those_with_a_reason() -> None:
    reasons = {
        "maritime_interdiction": "boarding in a partner's waters needs that partner",
        "isr_cueing": "sharing with host police happens in the host's space",
        "asset_forfeiture": "assets abroad are reached by request",
        "network_arrests": "tacit: joint cases with a vetted unit",
        "precursor_control": "tacit: programs in partner ports",
        "multilateral_pressure": "reviews are joint",
        "unilateral_strikes": "unilateral by definition: with consent it is another lever",
    }
    others = {name for name, lever in LEVERS.items() if lever.needs_consent != "explicit"}
    assert {name for name in others if turns_on_consent(name)} <= set(reasons)


def test_the_military_campaign_is_barred_and_names_what_stands_against_strikes() -> None:
    found = check("military-campaign")
    assert found.is_barred
    strikes = next(lever for lever in found.levers if lever.lever == "unilateral_strikes")
    assert strikes.finding is Finding.BARRED
    assert strikes.headline.layer is Layer.HOST_STATE
    cited = {authority.id for authority in strikes.authorities}
    assert {
        "un_charter_2_4_51", "oas_charter", "mx_const_76_iii", "mx_const_19_40",
        "us_const_art_i_war_powers", "war_powers_resolution",
    } <= cited  # fmt: skip
    assert strikes.remedies
    said = next(w for w in found.warnings if w.startswith("Unilateral strikes on land (not"))
    assert "UN Charter arts. 2(4)" in said
    assert "Constitucion Politica de los Estados Unidos Mexicanos" in said


def test_the_mix_that_the_thesis_proposes_is_lawful_on_conditions() -> None:
    assert check("support-not-supplant").finding is Finding.PERMITTED_IF


def test_the_answer_for_a_strategy_follows_the_day() -> None:
    late = check("military-campaign").levers
    early = check("military-campaign", date(2024, 6, 30)).levers
    cited = [{a.id for lever in levers for a in lever.authorities} for levers in (early, late)]
    assert "mx_const_19_40" not in cited[0]
    assert "mx_const_19_40" in cited[1]


def test_a_lever_of_force_without_a_way_out_is_warned_about(tmp_path) -> None:
    strikes = "  boat_strikes: {to: 5 strike/year, from: 2026-01%s}\n"
    assert any("way out" in warning for warning in written(tmp_path, strikes % "").warnings)
    ended = written(tmp_path, strikes % ", until: 2026-12")
    assert not any("way out" in warning for warning in ended.warnings)


CONSENT = "  - when: {signal: host_consent, below: 0.35, for: 6 months}\n    set: "
ROUNDS = "  - when: {signal: escalations, above: 1}\n    set: "
FALLS = f"triggers:\n{CONSENT}"
SHIPS = "  maritime_interdiction: {to: 1.2 x}\n"


def test_what_only_a_trigger_may_set_is_checked_as_if_it_were_set_and_says_so(tmp_path) -> None:
    found = written(
        tmp_path, SHIPS, FALLS + "{unilateral_strikes: 5, maritime_interdiction: 1 x}\n"
    )
    assert found.is_barred
    levers = {lever.lever: lever for lever in found.levers}
    assert levers["unilateral_strikes"].only_under == (
        "host consent stays below 0.35 for 6 months",
    )
    assert levers["maritime_interdiction"].only_under == ()
    as_json = {lever["lever"]: lever["only_under"] for lever in found.to_json()["levers"]}
    assert as_json["unilateral_strikes"] == ["host consent stays below 0.35 for 6 months"]
    said = "Unilateral strikes on land (not lawful, only if host consent stays below 0.35 for 6"
    assert any(warning.startswith(said) for warning in found.warnings)
    assert found.finding is written(tmp_path, SHIPS + "  unilateral_strikes: {to: 5}\n").finding


def test_a_trigger_that_uses_nothing_adds_nothing_to_the_law(tmp_path) -> None:
    plain = written(tmp_path, SHIPS)
    eased = written(tmp_path, SHIPS, FALLS + "{boat_strikes: 0, prevention: 1 x, treatment: 1 x}\n")
    assert eased.to_json() == plain.to_json()


@pytest.mark.parametrize(
    ("triggers", "way_out"),
    [
        ("{boat_strikes: 0}\n", True),
        ("{boat_strikes: 9}\n", False),
        ("{boat_strikes: 9}\n    release: {above: 0.5}\n", False),
        ("{treatment: 1.1 x}\n", False),
    ],
)
def test_scheduled_force_has_a_way_out_only_by_a_trigger_that_ends_it(
    tmp_path, triggers: str, way_out: bool
) -> None:
    strikes = "  boat_strikes: {to: 5 strike/year, from: 2026-01}\n"
    warnings = written(tmp_path, strikes, FALLS + triggers).warnings
    assert any("neither an end date" in warning for warning in warnings) is not way_out


@pytest.mark.parametrize(
    ("triggers", "way_out"),
    [
        ("{boat_strikes: 9}\n", False),
        ("{boat_strikes: 9}\n    release: {above: 0.5}\n", True),
        (f"{{boat_strikes: 9}}\n{ROUNDS}{{boat_strikes: 0}}\n", True),
        (
            f"{{treatment: 1.1 x}}\n{ROUNDS}{{boat_strikes: 0}}\n{CONSENT}{{boat_strikes: 9}}\n",
            False,
        ),
    ],
)
def test_force_that_a_trigger_raises_needs_a_release_or_a_later_trigger_that_ends_it(
    tmp_path, triggers: str, way_out: bool
) -> None:
    warnings = written(tmp_path, SHIPS, FALLS + triggers).warnings
    assert any("raised if host consent" in warning for warning in warnings) is not way_out


def test_overriding_who_leads_is_warned_about_and_changes_the_check(tmp_path) -> None:
    ships = "  maritime_interdiction: {to: 1.2 x}\n"
    law = "law:\n  levers:\n    maritime_interdiction: {lead: military}\n"
    plain, led = written(tmp_path, ships), written(tmp_path, ships, law)
    assert plain.finding.is_lawful
    assert led.finding is Finding.BARRED
    assert any("never the world" in warning for warning in led.warnings)


def test_assumptions_of_a_strategy_replace_only_facts_that_apply(tmp_path) -> None:
    levers = "  treatment: {to: 1.2 x}\n  training_capacity: {to: 1.2 x}\n"
    law = "law:\n  facts: {consent: %s, host_legislature_approval: given}\n"
    found = {
        consent: {
            lever.lever: lever.finding for lever in written(tmp_path, levers, law % consent).levers
        }
        for consent in ("given", "absent")
    }
    assert found["given"]["treatment"] is found["absent"]["treatment"] is Finding.PERMITTED
    assert found["given"]["training_capacity"].is_lawful
    assert found["absent"]["training_capacity"] is Finding.BARRED


def test_an_assumption_leaves_alone_what_does_not_apply_to_an_act(tmp_path) -> None:
    levers = "  precursor_control: {to: 1.2 x}\n"
    law = "law:\n  facts: {vessel_status: foreign_flag, flag_consent: absent}\n"
    plain, assumed = written(tmp_path, levers), written(tmp_path, levers, law)
    assert plain.finding is assumed.finding is Finding.PERMITTED_IF


@pytest.mark.parametrize(
    ("law", "message"),
    [
        ("law:\n  facts: {consnt: given}\n", "no fact is called 'consnt'. Did you mean 'consent'?"),
        ("law:\n  facts: {consent: granted}\n", "'granted' is not a value of 'consent'."),
        (
            "law:\n  levers:\n    treatment: {lead: nobody}\n",
            "'nobody' is not a value of 'lead'.",
        ),
    ],
)
def test_a_wrong_assumption_is_said_with_its_line(tmp_path, law: str, message: str) -> None:
    with pytest.raises(LawError) as failure:
        written(tmp_path, "  treatment: {to: 1.2 x}\n", law)
    assert message in str(failure.value)
    assert failure.value.problems[0].line


def test_the_json_of_a_check_has_the_fields_that_others_script_against() -> None:
    content = check("military-campaign").to_json()
    assert {"strategy", "finding", "levers", "warnings"} <= set(content)
    lever = content["levers"][0]
    assert {
        "lever", "finding", "layers", "conditions", "missing", "authorities", "remedies",
    } <= set(lever)  # fmt: skip
    layer = lever["layers"]["us_domestic"]
    assert {"finding", "reasons", "conditions", "missing"} <= set(layer)
    assert {"rule", "authorities", "because"} <= set(layer["reasons"][0])


@pytest.mark.parametrize("host", ["mexcio", "atlantis"])
def test_a_host_that_is_no_state_is_refused_with_its_line(tmp_path, host: str) -> None:
    with pytest.raises(LawError, match=rf"plan\.yaml:8: '{host}' is not a value of 'host_state'"):
        written(tmp_path, "  treatment: {to: 1.3 x}\n", f"law: {{host: {host}}}\n")


def test_a_host_without_law_in_the_base_stays_a_gap(tmp_path) -> None:
    found = written(
        tmp_path,
        "  training_capacity: {to: 1.3 x}\n",
        "law: {host: peru, facts: {consent: given}}\n",
    )
    assert found.finding is Finding.PERMITTED_IF
