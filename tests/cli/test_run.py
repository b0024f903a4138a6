"""`run` and `memo`: what they print, and what they refuse."""

import contextlib
import copy
import io
import json
import shutil

import pytest

from undercut.cli.main import main
from undercut.cli.run import show
from undercut.strategy import load_strategy

FEW = ("--futures", "3", "--seed", "5")


def spread(middle, width=0.0):
    names = ("q05", "q10", "q25", "q50", "q75", "q90", "q95")
    return {name: middle + step * width for name, step in zip(names, range(-3, 4), strict=True)}


def entry(identifier, finding="permitted"):
    deaths = {
        "unit": "death/year",
        "period": "2035:2039",
        "baseline": spread(82_341.0, 1000.0),
        "strategy": spread(71_234.0, 1000.0),
        "change": spread(-11_107.0, 500.0),
        "p_better": 0.996,
        "p_worse": 0.004,
    }
    same = {
        "unit": "1",
        "period": "2035:2039",
        "baseline": spread(0.5),
        "strategy": spread(0.5),
        "change": spread(0.0),
        "p_better": 0.0,
        "p_worse": 0.0,
    }
    return {
        "id": identifier,
        "title": f"The title of {identifier}",
        "finding": finding,
        "outcomes": {"us_overdose_deaths": deaths},
        "risks": {"host_consent": same},
        "cost": {
            "unit": "USD",
            "added": spread(39.2e9, 1e9),
            "central": 33.1e9,
            "present_value": spread(30.4e9, 1e9),
            "by_payer": {"us_federal": spread(39.2e9, 1e9)},
            "budget": None,
        },
    }


@pytest.fixture
def shown(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")

    def _shown(*entries):
        show(
            {
                "run_id": "abc123",
                "path": "out/x",
                "seed": 0,
                "futures": 1000,
                "on": "2026-01-31",
                "strategies": list(entries),
                "warnings": ["Futures are draws from priors, not from a posterior."],
            }
        )
        return capsys.readouterr().out

    return _shown


def test_people_read_two_significant_digits_with_80_percent_bands(shown):
    text = shown(entry("baseline"), entry("mine")).replace("\N{MINUS SIGN}", "-")
    assert "US overdose deaths" in text
    assert "US overdose deaths a year" in text
    assert "71,000 (69,000 to 73,000)" in text
    assert "-11,000 (-12,000 to -10,000)" in text
    assert "more than 99%" in text
    assert "2024 USD, all years: $39 billion ($37 " in text
    assert "At central unit costs, as `check` prices it: $33 billion." in text
    assert "Yearly means over 2035 to 2039" in text


def test_a_change_of_dust_reads_as_none(shown):
    dust = entry("mine")
    dust["outcomes"]["us_overdose_deaths"]["change"] = spread(-2.0e-7, 1.0e-8)
    text = shown(dust, entry("yours"))
    assert "about 0" in text
    assert "0.0000" not in text
    beside = text.split("Side by side")[1]
    assert "hardly changes" in beside
    assert beside.count("better in") == 1


def test_risks_that_do_not_change_are_named_in_one_line(shown):
    text = shown(entry("mine"))
    assert "The same as the baseline in every future: Host consent." in text
    assert text.count("Host consent") == 1


def test_the_baseline_is_shown_only_where_nothing_else_ran(shown):
    assert "(baseline)" not in shown(entry("baseline"), entry("mine"))
    alone = shown(entry("baseline"))
    assert "(baseline)" in alone
    assert "Host consent" in alone
    assert "Change " not in alone.split("Yearly means")[0]


def test_how_often_triggers_pass_the_budget_is_said(shown):
    over = entry("mine")
    assert "limit" not in shown(over)
    over["cost"]["budget"] = {
        "limit": 4.5e9,
        "basis": "added",
        "scheduled_peak": 3.0e9,
        "p_exceeds": 0.37,
    }
    assert (
        "Some fiscal year passes the limit of $4.5 billion a year in 37% of futures, where unit "
        "costs are drawn and triggers fire; the schedule alone, at central unit costs, reaches "
        "$3.0 billion."
    ) in " ".join(shown(over).split())


def test_a_barred_strategy_is_marked(shown):
    assert "unlawful as written" in shown(entry("mine", finding="barred"))
    assert "unlawful as written" not in shown(entry("mine"))


def test_it_says_what_the_futures_are_and_where_the_run_lies(shown):
    text = shown(entry("mine"))
    assert "Note: Futures are draws from priors, not from a posterior." in text
    assert "Run abc123 in out/x, seed 0, law as of 2026-01-31." in text


def test_errors_of_all_strategies_come_together_before_anything_runs(undercut, tmp_path):
    found = undercut("run", "demnd-first", "nope.yaml", "baseline")
    assert found.code == 2
    assert found.err.splitlines() == [
        "no strategy is called 'demnd-first', and there is no such file. "
        "Did you mean 'demand-first'?",
        "nope.yaml: there is no such file.",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_period_that_is_none_is_refused_before_anything_runs(undercut):
    found = undercut("run", "baseline", "--period", "2035-2039")
    assert found.code == 2
    assert found.err == (
        "--period: '2035-2039' is not a span of years; expected such as 2035:2039.\n"
    )


def test_a_period_outside_the_run_is_refused_before_anything_runs(undercut, tmp_path):
    found = undercut("run", "baseline", "--period", "2035:2050", "--out", "r")
    assert found.code == 2
    assert found.err == "period 2035:2050 is not covered; the run has 2025:2039.\n"
    assert list(tmp_path.iterdir()) == []


def test_wrong_facts_are_refused_before_anything_is_written(undercut, tmp_path):
    text = load_strategy("demand-first").text.replace("consent: unknown", "consent: maybe")
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    assert "maybe" in text
    found = undercut("run", "wrong.yaml", *FEW, "--out", "r")
    assert found.code == 2
    assert "'maybe' is not a value of 'consent'" in found.err
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.yaml"]


def test_a_narrow_screen_folds_numbers_and_never_cuts_them(shown, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("undercut.cli.screen.PIPE_WIDTH", 60)
    text = shown(entry("mine"))
    assert max(len(line) for line in text.splitlines() if "│" in line) <= 60
    assert "\N{HORIZONTAL ELLIPSIS}" not in text


def test_a_memo_of_a_folder_that_is_no_run_says_so(undercut, tmp_path):
    (tmp_path / "empty").mkdir()
    found = undercut("memo", "empty")
    assert found.code == 2
    assert found.err.startswith("empty: there is no run here")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Run a short strategy once."""
    folder = tmp_path_factory.mktemp("run")
    text = load_strategy("military-campaign").text.replace("to: 2039-12", "to: 2027-12")
    (folder / "short.yaml").write_text(text, encoding="utf-8")
    arguments = ["run", str(folder / "short.yaml"), *FEW, "--out", str(folder / "r"), "--json"]
    written = io.StringIO()
    with contextlib.redirect_stdout(written), pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 0
    return folder, arguments, json.loads(written.getvalue())


@pytest.mark.slow
def test_a_run_prints_the_object_that_scripts_read(finished):
    folder, _, summary = finished
    assert set(summary) >= {"run_id", "path", "seed", "futures", "strategies", "warnings"}
    assert summary["path"] == str(folder / "r")
    assert [item["id"] for item in summary["strategies"]] == ["baseline", "military-campaign"]
    campaign = summary["strategies"][1]
    assert campaign["finding"] == "barred"
    assert set(campaign["outcomes"]) == {"us_overdose_deaths", "mx_homicides", "network_capability"}
    for found in campaign["outcomes"].values():
        assert set(found) >= {"unit", "period", "baseline", "strategy", "change", "p_better"}
        assert set(found["change"]) == {"q05", "q10", "q25", "q50", "q75", "q90", "q95"}
    assert "military-campaign: unlawful as written." in summary["warnings"]


@pytest.mark.slow
def test_a_barred_strategy_runs_with_exit_code_0_and_a_finished_run_resumes(undercut, finished):
    _, arguments, summary = finished
    again = undercut(*arguments, "--resume", "--quiet")
    assert again.code == 0
    assert again.err == ""
    assert again.json == summary


@pytest.mark.slow
def test_another_run_is_not_written_into_the_folder(undercut, finished):
    folder, arguments, _ = finished
    changed = copy.copy(arguments)
    changed[changed.index("5")] = "6"
    found = undercut(*changed)
    assert found.code == 2
    assert str(folder / "r") in found.json["errors"][0]["message"]


@pytest.mark.slow
def test_a_run_says_which_day_it_read_the_law_of(undercut, finished, tmp_path):
    folder, _, _ = finished
    shutil.copy(folder / "short.yaml", tmp_path / "short.yaml")
    asked = ("run", "short.yaml", *FEW, "--out", "r", "--json")
    summary = undercut(*asked, "--on", "2020-02-29").json
    assert summary["on"] == "2020-02-29"
    findings = json.loads((tmp_path / "r" / "findings.json").read_text())
    assert {found["on"] for found in findings.values()} == {"2020-02-29"}
    assert undercut(*asked, "--resume").json == summary
    other = undercut(*asked, "--on", "2021-01-01", "--resume")
    assert other.code == 2
    assert "they differ in day of the law" in other.json["errors"][0]["message"]


def test_a_day_that_is_none_is_refused_before_anything_runs(undercut, tmp_path):
    found = undercut("run", "baseline", "--on", "soon", "--out", "r")
    assert found.code == 2
    assert found.err.startswith("--on: 'soon' is not a day; expected YYYY-MM-DD")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_memo_of_a_run_is_about_its_first_strategy(undercut, finished, tmp_path):
    folder, _, summary = finished
    found = undercut("memo", folder / "r", "--to", "m.md", "--json")
    assert found.code == 0
    assert found.json == {
        "path": "m.md",
        "strategy": "military-campaign",
        "run_id": summary["run_id"],
    }
    assert (tmp_path / "m.md").stat().st_size > 1000
    missing = undercut("memo", folder / "r", "--strategy", "militry-campaign")
    assert missing.code == 2
    assert "Did you mean 'military-campaign'?" in missing.err


@pytest.mark.slow
def test_a_run_without_a_folder_finds_its_own_again(undercut, finished, tmp_path):
    folder, _, _ = finished
    shutil.copy(folder / "short.yaml", tmp_path / "short.yaml")
    first = undercut("run", "short.yaml", *FEW, "--json").json["path"]
    assert first.startswith("out/military-campaign-")
    assert undercut("run", "short.yaml", *FEW, "--json", "--resume").json["path"] == first


def test_several_strategies_end_side_by_side(shown):
    text = shown(entry("baseline"), entry("mine"), entry("yours", finding="barred"))
    beside = text.split("Side by side")[1].replace("\N{MINUS SIGN}", "-")
    assert beside.count("better in more than 99%") == 2
    assert "unlawful as written" in beside
    assert "Side by side" not in shown(entry("baseline"), entry("mine"))
