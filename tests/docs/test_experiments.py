"""The experiments: every comparison names what it compares with, and the page shows them all."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from undercut.core.documents import read
from undercut.evidence.catalog import load_catalog
from undercut.evidence.effects import load_effects
from undercut.evidence.sources import find_source

ROOT = Path(__file__).parents[2]
CATALOG = read(ROOT / "benchmarks" / "experiments" / "experiments.yaml").data
PAGE = (ROOT / "docs" / "experiments.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("experiment", CATALOG, ids=lambda experiment: experiment["id"])
def test_an_experiment_uses_known_levers_series_effects_and_sources(experiment):
    recorder = importlib.import_module("recorder")
    wording = importlib.import_module("experiments.wording")
    levers = load_catalog().levers
    for lever, value in experiment.get("levers", {}).items():
        assert levers[lever].range.min <= value <= levers[lever].range.max
    for row in experiment["rows"]:
        assert row["series"] in recorder.SERIES or "dose" in experiment
        for entry in row["published"]:
            theirs = wording.published(entry)
            numbers = (theirs.low, theirs.value, theirs.high)
            assert theirs.direction or any(number is not None for number in numbers)
            if "effect" in entry:
                assert entry["effect"] in load_effects()
            for key in entry.get("sources", ()):
                assert find_source(key)


def test_the_page_shows_every_experiment_every_lever_and_every_switch():
    wording = importlib.import_module("experiments.wording")
    for experiment in CATALOG:
        assert f"### {experiment['title']}\n" in PAGE, "run `python benchmarks/run_experiments.py`"
        for row in experiment["rows"]:
            assert row["what"] in PAGE
    for lever in load_catalog().levers:
        assert f"| `{lever}` |" in PAGE
    for switch in wording.SWITCH.values():
        assert f"| {switch} |" in PAGE


def ours(low, middle, high, error=None):
    wording = importlib.import_module("experiments.wording")
    return wording.Ours(middle, low, high, error, None)


def theirs(low=None, value=None, high=None, direction=None, beside=False):
    wording = importlib.import_module("experiments.wording")
    return wording.Published(low, value, high, direction, "", beside)


@pytest.mark.parametrize(
    ("mine", "published", "said"),
    [
        ((-5, -3, -1), {"low": -4, "high": -2}, "yes"),
        ((-5, -3, -1), {"low": -9, "high": -4}, "bands overlap"),
        ((-5, -3, -1), {"low": -9, "high": -6}, "**no**"),
        ((-5, -3, -1), {"value": -4.5}, "yes"),
        ((-5, -3, -1), {"value": 2}, "**no**"),
        ((-5, -3, 1), {"direction": "none"}, "yes"),
        ((-5, -3, -1), {"direction": "none"}, "**no**"),
        ((-1.5, -1, -0.5), {"direction": "none"}, "yes"),
        ((-5, -3, 1), {"direction": "negative"}, "leans so"),
        ((-5, -3, -1), {"direction": "positive"}, "**no**"),
        ((-5, -3, -1), {"value": 2, "beside": True}, "not compared"),
    ],
)
def test_a_verdict_follows_its_rule(mine, published, said):
    wording = importlib.import_module("experiments.wording")
    assert wording.verdict(ours(*mine), theirs(**published)) == said


def test_a_mean_is_held_to_its_standard_error_not_to_the_spread_of_futures():
    wording = importlib.import_module("experiments.wording")
    wide = ours(-500.0, 100.0, 800.0, error=10.0)
    assert wording.verdict(wide, theirs(value=17.0)) == "**no**"


def test_a_switch_stands_out_only_beyond_chance():
    measures = importlib.import_module("experiments.measures")
    rng = np.random.default_rng(0)
    code = rng.integers(0, 2, 1_000)
    noise = rng.normal(size=1_000)
    options = {"some.switch": (("one", "other"), code)}
    assert measures.most_moving(noise, options) is None
    key, medians = measures.most_moving(noise + 2.0 * code, options)
    assert key == "some.switch"
    assert medians["other"] - medians["one"] == pytest.approx(2.0, abs=0.3)
