"""Summaries: the contract's shape, paired changes, finite numbers."""

import json
import math

import numpy as np
import pytest

from undercut.core.errors import InputError
from undercut.explore.results import QUANTILES, quantiles
from undercut.explore.run import run_strategies
from undercut.strategy import load_strategy
from undercut.strategy.cost import added_cost
from undercut.strategy.policy import lay_out

OUTCOMES = {"us_overdose_deaths", "mx_homicides", "network_capability"}
RISKS = {
    "escalations",
    "host_consent",
    "domestic_backlash",
    "regional_spillover",
    "civilian_harm",
    "killed_by_force",
    "organizations",
    "us_prisoners",
    "reversals",
}


def numbers(part):
    if isinstance(part, dict):
        for value in part.values():
            yield from numbers(value)
    elif isinstance(part, list):
        for value in part:
            yield from numbers(value)
    elif isinstance(part, float | int):
        yield part


def test_the_summary_has_the_shape_that_others_script_against(small_run):
    summary = json.loads(json.dumps(small_run.summary()))
    assert {"run_id", "path", "seed", "futures", "strategies", "warnings"} <= set(summary)
    for strategy in summary["strategies"]:
        assert set(strategy["outcomes"]) == OUTCOMES
        assert set(strategy["risks"]) == RISKS
        for item in [*strategy["outcomes"].values(), *strategy["risks"].values()]:
            assert {"unit", "period", "baseline", "strategy", "change", "p_better"} <= set(item)
            assert set(item["change"]) == set(QUANTILES)
        assert {"unit", "added", "central", "present_value", "by_payer"} <= set(strategy["cost"])
    assert all(math.isfinite(number) for number in numbers(summary))


def test_the_baseline_changes_nothing_and_costs_nothing(small_run):
    base = small_run.summary()["strategies"][0]
    for item in [*base["outcomes"].values(), *base["risks"].values()]:
        assert set(item["change"].values()) == {0.0}
        assert item["p_better"] == 0.0
    assert set(base["cost"]["added"].values()) == {0.0}


def test_the_central_cost_is_the_one_that_check_prints(small_run):
    cost = small_run.summary()["strategies"][1]["cost"]
    policy = lay_out(load_strategy("support-not-supplant"))
    assert cost["central"] == pytest.approx(added_cost(policy).to_json()["added"])


TRIGGERED = """\
strategy: triggered
title: Triggered
objective: us_overdose_deaths
from: 2025-01
to: 2026-12
budget: {limit: 0.1 billion USD/year, on_exceed: error}
levers: {}
triggers:
  - when: {signal: us_prisoners, above: 1}
    set: {treatment: 2 x}
"""


def test_a_run_says_how_often_triggers_take_it_past_its_budget(tmp_path):
    path = tmp_path / "triggered.yaml"
    path.write_text(TRIGGERED, encoding="utf-8")
    strategy = load_strategy(path)
    run = run_strategies([strategy], futures=3, out=tmp_path / "run")
    base, found = (entry["cost"]["budget"] for entry in run.summary()["strategies"])
    assert base is None
    assert found == {"limit": 1e8, "basis": "added", "scheduled_peak": 0.0, "p_exceeds": 1.0}


def test_changes_are_paired_within_a_future(small_run):
    item = small_run.summary()["strategies"][1]["outcomes"]["us_overdose_deaths"]
    before = small_run.values("baseline", "us_overdose_deaths")[:, -5:].mean(1)
    after = small_run.values("support-not-supplant", "us_overdose_deaths")[:, -5:].mean(1)
    assert item["change"]["q50"] == pytest.approx(np.median(after - before))
    assert item["p_better"] == pytest.approx(np.mean(after < before))


def test_more_consent_is_better_and_more_deaths_are_worse(small_run):
    risks = small_run.summary()["strategies"][2]["risks"]
    assert risks["host_consent"]["change"]["q50"] < 0
    assert risks["host_consent"]["p_better"] < 0.5
    assert risks["killed_by_force"]["p_better"] == 0.0


def test_a_barred_strategy_carries_its_mark(small_run):
    summary = small_run.summary()
    assert summary["strategies"][2]["finding"] == "barred"
    assert "military-campaign: unlawful as written." in summary["warnings"]


def test_a_period_can_be_asked_for_and_must_be_covered(small_run):
    summary = small_run.summary(period=(2026, 2027))
    assert summary["strategies"][0]["outcomes"]["mx_homicides"]["period"] == "2026:2027"
    with pytest.raises(InputError, match="not covered; the run has 2025:2039"):
        small_run.summary(period=(2020, 2027))


def test_bands_cover_every_year_and_are_ordered(small_run):
    bands = small_run.bands("support-not-supplant", "mx_homicides")
    assert bands["years"] == list(range(2025, 2040))
    for who in ("baseline", "strategy"):
        rows = np.array([bands[who][name] for name in QUANTILES])
        assert np.all(np.diff(rows, axis=0) >= 0)


def test_an_unknown_strategy_gets_the_nearest_name(small_run):
    with pytest.raises(InputError, match="Did you mean 'military-campaign'"):
        small_run.values("military-campain", "mx_homicides")


def test_quantiles_are_in_order():
    assert list(quantiles(np.arange(101.0)).values()) == [5, 10, 25, 50, 75, 90, 95]


def test_a_consent_assumed_against_the_world_is_said(small_run):
    share = small_run.values("military-campaign", "legal_basis_share").mean()
    said = [w for w in small_run.summary()["warnings"] if "takes the host's consent as absent" in w]
    assert (share > 0.1) == (len(said) == 1)
    small_run.manifest["consent"]["baseline"] = "absent"
    assert any(
        "baseline: the check of the law takes the host's consent as absent; in the simulated world "
        "explicit consent stands in" in warning
        for warning in small_run.summary()["warnings"]
    )
    small_run.manifest["consent"]["baseline"] = "unknown"
