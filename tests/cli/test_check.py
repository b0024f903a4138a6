"""`check`: form, budget and law, with exit codes 0, 1 and 2."""

import pytest

from undercut.strategy import load_strategy

FIELDS = {"strategy", "finding", "levers", "budget", "warnings", "errors", "cost", "on"}


def write(tmp_path, old, new, name="support-not-supplant"):
    text = load_strategy(name).text
    assert old in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_nothing_barred_exits_0(undercut):
    shown = undercut("check", "support-not-supplant")
    assert shown.code == 0
    assert shown.err == ""
    assert "The law: lawful if conditions are met, as of" in shown.out
    assert "112 to 190 ship-days a month" in shown.out


def test_something_barred_exits_1_and_is_unlawful_as_written(undercut):
    shown = undercut("check", "military-campaign")
    assert shown.code == 1
    assert "unlawful as written" in shown.out
    assert "Remedy:" in shown.out


def test_json_has_the_fields_that_scripts_read(undercut):
    shown = undercut("check", "military-campaign", "--json")
    assert shown.code == 1
    assert set(shown.json) >= FIELDS
    assert shown.json["finding"] == "barred"
    assert shown.json["errors"] == []
    assert set(shown.json["budget"]) >= {"limit", "peak", "ok"}
    assert shown.json["budget"]["limit"] == 3.15e9
    assert shown.json["budget"]["peak"] == pytest.approx(3_007_736_000)
    lever = next(item for item in shown.json["levers"] if item["lever"] == "unilateral_strikes")
    assert set(lever) >= {"finding", "layers", "conditions", "missing", "authorities", "remedies"}
    assert lever["remedies"][0].keys() >= {"change", "finding"}


def test_the_law_is_read_as_of_a_day(undercut):
    shown = undercut("check", "demand-first", "--on", "2025-06-30", "--json")
    assert shown.json["on"] == "2025-06-30"
    wrong = undercut("check", "demand-first", "--on", "June")
    assert wrong.code == 2
    assert wrong.err.startswith("--on: 'June' is not a day; expected YYYY-MM-DD")


def test_errors_name_file_and_line_and_exit_2(undercut, tmp_path):
    write(tmp_path, "isr_cueing: {", "isr_queueing: {")
    shown = undercut("check", "mine.yaml")
    assert shown.code == 2
    assert shown.out == ""
    assert shown.err.splitlines()[0] == (
        "mine.yaml:13: no lever is called 'isr_queueing'. Did you mean 'isr_cueing'?"
    )
    as_json = undercut("check", "mine.yaml", "--json")
    assert as_json.code == 2
    assert as_json.json["errors"][0] == {
        "file": "mine.yaml",
        "line": 13,
        "path": "levers.isr_queueing",
        "message": "no lever is called 'isr_queueing'.",
        "hint": "Did you mean 'isr_cueing'?",
    }


def test_budget_and_law_errors_come_together(undercut, tmp_path):
    path = write(tmp_path, "3.15 billion", "2 billion")
    text = path.read_text(encoding="utf-8").replace("{consent: unknown}", "{consnt: given}")
    path.write_text(text, encoding="utf-8")
    shown = undercut("check", "mine.yaml")
    assert shown.code == 2
    first, second = shown.err.splitlines()
    assert first.startswith("mine.yaml:10: the strategy adds 3.004 billion USD in fiscal year 2030")
    assert second.startswith("mine.yaml:")
    assert "consnt" in second
    assert "consent" in second
    assert undercut("check", path, "--json").json["errors"][0]["line"] == 10
    assert "Budget (added): over $2 billion a year" in shown.out
    assert "not checked" in shown.out
    assert "not in use" not in shown.out


def test_a_budget_that_only_warns_exits_0(undercut, tmp_path):
    write(
        tmp_path, "3.15 billion USD/year, on_exceed: error", "2 billion USD/year, on_exceed: warn"
    )
    shown = undercut("check", "mine.yaml", "--json")
    assert shown.code == 0
    assert shown.json["budget"]["ok"] is False
    assert "the strategy adds 3.004 billion USD" in shown.json["warnings"][0]


TRIGGERS = """\
triggers:
  - when: {signal: host_consent, below: 0.35, for: 6 months}
    set: {multilateral_pressure: {to: 15, ramp: 3 months}}
    release: {above: 0.5, for: 12 months}
  - when: {signal: us_overdose_deaths, above: 100_000}
    set: {unilateral_strikes: 5}
law:"""


def test_triggers_are_listed_in_words_and_what_only_they_use_is_checked(undercut, tmp_path):
    write(tmp_path, "law:", TRIGGERS, "demand-first")
    shown = undercut("check", "mine.yaml")
    assert shown.code == 0
    said = " ".join(shown.out.replace("│", " ").split())
    assert "1 If host consent stays below 0.35 for 6 months, set measured multilateral" in said
    assert "0 to 5 strikes a year, only" in said
    found = undercut("check", "mine.yaml", "--json").json
    assert [trigger["signal"] for trigger in found["triggers"]] == [
        "host_consent",
        "us_overdose_deaths",
    ]
    assert found["settings"]["unilateral_strikes"]["only_under_triggers"] is True
    assert found["settings"]["treatment"]["only_under_triggers"] is False
    strikes = next(item for item in found["levers"] if item["lever"] == "unilateral_strikes")
    assert strikes["only_under"] == ["US overdose deaths are above 100,000 a year in any month"]
    assert strikes["finding"] == found["finding"] == "contested"


def test_what_triggers_could_cost_is_held_against_the_budget_and_only_warned_about(
    undercut, tmp_path
):
    row = "triggers:\n  - when: {signal: us_prisoners, above: 1}\n    set: {treatment: 2 x}\nlaw:"
    write(tmp_path, "law:", row, "demand-first")
    shown = undercut("check", "mine.yaml")
    assert shown.code == 0
    said = " ".join(shown.out.split())
    assert "Budget (added): within $3.15 billion a year; highest" in said
    assert "That is without triggers. At most, whatever fires: over it; highest $12 billion" in said
    assert "Warning: mine.yaml:9: if its triggers fire, the strategy may add" in said
    found = undercut("check", "mine.yaml", "--json").json
    assert found["errors"] == []
    assert found["budget"]["ok"] is True
    assert found["budget"]["triggered"]["ok"] is False
    assert found["budget"]["triggered"]["peak"] > 10e9
    assert undercut("check", "demand-first", "--json").json["budget"]["triggered"] is None
    assert "whatever fires" not in undercut("check", "demand-first").out


def test_a_strategy_without_triggers_lists_none(undercut):
    assert undercut("check", "demand-first", "--json").json["triggers"] == []
    assert "Triggers" not in undercut("check", "demand-first").out


def test_a_mistake_in_a_trigger_exits_2_with_its_path(undercut, tmp_path):
    write(tmp_path, "law:", TRIGGERS.replace("host_consent", "host_consnt"), "demand-first")
    (error,) = undercut("check", "mine.yaml", "--json").json["errors"]
    assert error["path"] == "triggers.0.when.signal"
    assert error["hint"] == "Did you mean 'host_consent'?"


def test_the_baseline_can_be_checked(undercut):
    shown = undercut("check", "baseline")
    assert shown.code == 0
    assert "No budget" in shown.out


def test_a_title_cannot_speak_to_the_terminal(undercut, tmp_path):
    write(tmp_path, "title: Law", "title: '[bold red]Law'\n#", "support-not-supplant")
    shown = undercut("check", "mine.yaml")
    assert "[bold red]Law" in shown.out


def test_the_authorities_against_strikes_on_land_without_consent_are_named(undercut):
    shown = undercut("check", "military-campaign").out
    against = " ".join(shown.split("What stands against")[1].split())
    for citation in ("UN Charter arts. 2(4)", "arts. 19, 40", "50 U.S.C."):
        assert citation in against
    assert "What stands against" not in undercut("check", "demand-first").out
