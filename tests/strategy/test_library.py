"""The strategies that ship, and the one to start from."""

import pytest

from undercut.evidence.catalog import load_catalog
from undercut.strategy import load_strategy, resolve, shipped, template


def test_the_baseline_and_five_strategies_ship():
    assert shipped() == [
        "baseline",
        "demand-first",
        "institutions-first",
        "interdiction-only",
        "military-campaign",
        "support-not-supplant",
    ]


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_strategy_resolves_within_its_budget_and_gives_its_reasons(name):
    strategy = load_strategy(name)
    assert strategy.id == strategy.source == name
    assert set(strategy.because) == set(strategy.levers)
    assert resolve(strategy).warnings == ()


@pytest.mark.parametrize("name", ["support-not-supplant", "institutions-first"])
def test_the_trigger_that_a_shipped_strategy_offers_eases_its_pressure(name, tmp_path):
    text = load_strategy(name).text
    for line in ("triggers:", "  - when:", "    set:", "    release:"):
        text = text.replace(f"# {line}", line)
    path = tmp_path / "eased.yaml"
    path.write_text(text, encoding="utf-8")
    eased = load_strategy(path)
    ((trigger,), pressure) = eased.triggers, eased.levers["multilateral_pressure"].target
    assert trigger.settings[0].level < pressure
    assert resolve(eased).warnings == ()


def test_a_shipped_file_read_by_path_is_the_same_strategy(tmp_path):
    shipped_one = load_strategy("demand-first")
    copy = tmp_path / "demand-first.yaml"
    copy.write_text(shipped_one.text, encoding="utf-8")
    again = load_strategy(copy)
    assert (again.levers, again.grid, again.law) == (
        shipped_one.levers,
        shipped_one.grid,
        shipped_one.law,
    )


def test_an_id_goes_before_a_file_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baseline").write_text("strategy: other\n", encoding="utf-8")
    assert load_strategy("baseline").id == "baseline"


def test_the_template_is_a_valid_strategy(tmp_path):
    path = tmp_path / "strategy.yaml"
    path.write_text(template(), encoding="utf-8")
    assert resolve(load_strategy(path)).changed == ["gun_trafficking_enforcement", "treatment"]


def test_every_suggestion_of_the_template_is_valid_too(tmp_path):
    text = template()
    for line in ("triggers:", "  - when:", "    set:", "    release:"):
        assert f"# {line}" in text
        text = text.replace(f"# {line}", line)
    taken = {"treatment", "gun_trafficking_enforcement"}
    for lever in load_catalog().levers:
        assert f"  # {lever}: {{to: " in text
        if lever not in taken:
            text = text.replace(f"  # {lever}: {{to: ", f"  {lever}: {{to: ")
    path = tmp_path / "strategy.yaml"
    path.write_text(text, encoding="utf-8")
    assert len(load_strategy(path).levers) == len(load_catalog().levers)
    assert [trigger.signal for trigger in load_strategy(path).triggers] == ["host_consent"]
