"""Triggers in words, alone and on the page of the memo, however many there are."""

import re

import pytest
from pypdf import PdfReader

from undercut.report import triggers
from undercut.report.compose import memo_content
from undercut.report.memo import write_memo
from undercut.strategy import load_strategy

HEAD = """\
strategy: mine
title: Mine
objective: us_overdose_deaths
from: 2025-01
to: 2039-12
levers: {%s}
triggers:
"""
EASE = """\
  - when: {signal: host_consent, below: 0.35, for: 6 months}
    set: {multilateral_pressure: {to: 15, ramp: 3 months}}
    release: {above: 0.5, for: 12 months}
"""
STRIKE = """\
  - when: {signal: us_overdose_deaths, above: 100_000}
    set: {unilateral_strikes: {to: 5, ramp: 0 months}, treatment: 1.2 x}
"""
TREATMENT = "treatment: {to: 1.1 x}"


@pytest.fixture
def write(tmp_path):
    def _write(text):
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def points(memo):
    return {point.label: point.text for point in (*memo.asks, *memo.metrics)}


def test_a_trigger_is_one_sentence(write):
    ease, strike = load_strategy(write(HEAD % "" + EASE + STRIKE)).triggers
    assert triggers.sentence(ease) == (
        "If host consent stays below 0.35 for 6 months, set measured multilateral pressure "
        "to 15 percent of aid conditioned over 3 months, until host consent stays above 0.5 for "
        "12 months."
    )
    assert triggers.sentence(strike) == (
        "If US overdose deaths are above 100,000 a year in any month, set unilateral strikes on "
        "land to 5 strikes a year at once and treatment to 1,620,000 "
        "patients over 24 months, for good."
    )


def test_the_data_of_a_trigger_has_its_numbers_and_its_sentence(write):
    (ease,) = load_strategy(write(HEAD % "" + EASE)).triggers
    assert triggers.to_json(ease) == {
        "text": triggers.sentence(ease),
        "signal": "host_consent",
        "unit": "1",
        "fires": {"below": 0.35, "for_months": 6},
        "releases": {"above": 0.5, "for_months": 12},
        "settings": [
            {
                "lever": "multilateral_pressure",
                "level": 15.0,
                "unit": "percent_conditioned",
                "ramp_months": 3,
            }
        ],
    }


def test_the_memo_states_triggers_among_the_exit_criteria(make_run, write):
    memo = memo_content(make_run(write(HEAD % TREATMENT + EASE)), "mine")
    said = points(memo)
    assert said["Triggers"].startswith(
        "If host consent stays below 0.35 for 6 months, set measured"
    )
    assert said["Review"].endswith(", unless a trigger sets it.")
    assert "There are no triggers." not in said["End dates"]


BUDGET = {"limit": 4.25e9, "basis": "total", "scheduled_peak": 2.97e9, "p_exceeds": 0.004}


def test_the_memo_says_how_often_triggers_pass_the_budget(make_run, write):
    run = make_run(write(HEAD % TREATMENT + EASE))
    assert "Budget" not in points(memo_content(run, "mine"))
    run.budget = BUDGET
    assert points(memo_content(run, "mine"))["Budget"].startswith(
        "Some fiscal year passes the limit of $4.25 billion a year in total in less than 1% of "
        "futures, "
    )


def test_a_memo_of_triggers_alone_says_that_nothing_moves_before_one_fires(make_run, write):
    memo = memo_content(make_run(write(HEAD % "" + STRIKE)), "mine")
    said = points(memo)
    assert said["First 90 days"] == "No lever moves before a trigger fires."
    assert said["Who leads"].startswith("Of 2 changed levers: ")
    assert said["End dates"] == (
        "No lever moves before a trigger fires. Force without an end date: unilateral strikes on "
        "land (once a trigger fires)."
    )
    assert memo.title == "Mine"


def test_what_is_barred_only_under_a_trigger_stands_with_the_authorities(make_run, write):
    from undercut.law import check_strategy
    from undercut.strategy import resolve

    run = make_run(write(HEAD % TREATMENT + STRIKE))
    strategy = run.strategy("mine")
    run.findings["mine"] = check_strategy(strategy, resolve(strategy)).to_json()
    memo = memo_content(run, "mine")
    assert memo.mark == "unlawful as written"
    assert memo.authorities.rows[0][:2] == (
        "Unilateral strikes on land (only if a trigger fires)",
        "Not lawful",
    )
    assert memo.authorities.rows[1][0] == "Treatment"
    assert "Nobody can lawfully approve 1 lever as written" in points(memo)["Who decides"]


@pytest.mark.parametrize("count", [1, 2, 8])
@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".html", ".md"])
def test_any_number_of_triggers_fits_on_the_page_in_every_form(
    suffix, count, make_run, write, tmp_path
):
    wide = "{" + ", ".join(f"{n}: 1.1 x" for n in ("treatment", "sanctions")) + "}"
    row = "  - when: {signal: killed_by_force, above: %d, for: 24 months}\n    set: %s\n"
    text = HEAD % TREATMENT + "".join(row % (1000 + n, wide) for n in range(count))
    run = make_run(write(text), ("barred", "contested", "permitted_if"))
    run.budget = BUDGET
    said = points(memo_content(run, "mine"))["Triggers"]
    stated = len(re.findall(r"\bIf ", said))
    assert 1 <= stated <= count
    assert said.endswith(f"{count - stated} more triggers.") is (count - stated > 1)
    target = write_memo(run, "mine", tmp_path / f"memo{suffix}")
    if suffix == ".pdf":
        assert len(PdfReader(target).pages) == 1


def test_a_trigger_of_many_levers_names_a_few_and_counts_the_rest(write):
    levers = ["treatment", "prevention", "sanctions", "extradition", "eradication", "rule_of_law"]
    wide = "{" + ", ".join(f"{name}: 1.01 x" for name in levers) + "}"
    text = HEAD % "" + "  - when: {signal: seizures, below: 100}\n    set: " + wide + "\n"
    found = load_strategy(write(text)).triggers
    assert "and 3 more levers, for good." in triggers.short(found)
    assert "more lever" not in triggers.sentence(found[0])
