"""The page about the language says what is so."""

import re
from pathlib import Path

import numpy as np

from undercut.core.months import Grid, Month
from undercut.strategy import Schedule, load_strategy, resolve
from undercut.strategy.document import SIGNALS
from undercut.strategy.policy import levels
from undercut.strategy.reader import OPTIONAL, REQUIRED
from undercut.strategy.walker import ELSEWHERE

PAGE = (Path(__file__).parents[2] / "docs" / "strategies.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_is_a_valid_strategy(tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1], encoding="utf-8")
    policy = resolve(load_strategy(path))
    assert policy.changed == ["maritime_interdiction", "port_inspection", "treatment"]


def test_the_page_names_every_key_of_the_language():
    section = PAGE.split("## Keys")[1].split("##")[0]
    for key in (*REQUIRED, *OPTIONAL, *ELSEWHERE):
        assert f"`{key}`" in section


def test_the_page_names_every_signal_with_its_unit():
    section = PAGE.split("## Triggers")[1].split("\n## ")[0]
    for signal, unit in SIGNALS.items():
        (row,) = [line for line in section.splitlines() if f"`{signal}`" in line and "|" in line]
        assert unit == "1" or row.endswith(f"| {unit} |")


def test_the_example_of_a_trigger_is_valid(tmp_path):
    trigger = re.search(r"```yaml\n(triggers:.*?)```", PAGE, re.DOTALL)[1]
    whole = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1]
    path = tmp_path / "example.yaml"
    path.write_text(whole + trigger, encoding="utf-8")
    (found,) = load_strategy(path).triggers
    assert (found.signal, found.settings[0].level) == ("host_consent", 15.0)


def test_the_worked_ramp_of_the_page_is_what_is_computed():
    row = re.search(r"\|---\|---\|---\|---\|---\|---\|---\|\n(.*)\n", PAGE)[1]
    promised = [float(cell) for cell in row.strip("| ").split("|")]
    schedule = Schedule("treatment", 8.0, Month.parse("2025-01"), 2, Month.parse("2025-04"), "8")
    grid = Grid(Month.parse("2025-01"), Month.parse("2025-07"))
    assert np.array_equal(levels(schedule, 4.0, grid), promised)
