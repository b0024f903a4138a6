"""The page on history runs shows the data, every series and every figure, and what it is not."""

import importlib
import re
from pathlib import Path

import numpy as np
import pytest

from undercut.evidence.history import load_observables
from undercut.fit.history import compare, run_history
from undercut.report import words

MODEL = Path(__file__).parents[2] / "docs" / "model"
PAGE = (MODEL / "history.md").read_text(encoding="utf-8")
FUTURES = int(re.search(r"edit\. (\d+) futures", PAGE)[1])


def generator():
    return importlib.import_module("history_docs")


def test_the_inputs_are_those_of_the_data():
    stale = "history.md is stale: run `python benchmarks/history_docs.py`"
    assert generator().inputs_page() in PAGE, stale


def test_every_series_is_shown_with_its_role_and_what_to_know():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    for one in load_observables():
        shown = [row for row in rows if row.startswith(f"| {one.label} | {one.role} |")]
        assert len(shown) == 1, one.id
        assert shown[0].endswith(f"| {one.why} |"), one.id


def test_the_page_says_that_no_fit_stands_behind_it():
    assert generator().MARK in PAGE
    assert "prior draws of rough fits and judgments, not a posterior" in PAGE
    assert "2023 and 2024 were seen when the structure was chosen" in " ".join(PAGE.split())
    assert "circularity" in PAGE


def test_the_page_says_how_the_free_series_fare_and_where_history_does_not_meet_forecasts():
    free = [one.label for one in load_observables() if one.role == "check"]
    for label in free:
        assert re.search(rf"{re.escape(label)}: \d+ of \d+", PAGE), label
    findings = importlib.import_module("history_findings")
    for _, axis, label, _ in findings.SEAM:
        rows = [line for line in PAGE.splitlines() if label in line.split(" | ")[0]]
        assert len(rows) >= (1 if axis is None else 4), label
    assert PAGE.count("deaths per member-year at full hostility") == 6


def test_no_future_counts_as_two_forms_and_no_pact_is_tested():
    assert "`market.pass_through` | additive" in PAGE
    assert "linear_pact" not in PAGE
    assert "`people.treatment_reach`" not in PAGE


def test_every_figure_is_linked_described_and_light():
    shown = dict(re.findall(r"!\[([^]]+)\]\(history/([\w-]+)\.svg\)", PAGE))
    assert set(shown.values()) == set(generator().TITLES)
    assert {path.stem for path in (MODEL / "history").glob("*.svg")} == set(generator().TITLES)
    assert all(len(alternative) > 60 for alternative in shown)
    for path in (MODEL / "history").glob("*.svg"):
        assert path.stat().st_size < 250_000, path.name


def test_relative_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)#]+)", PAGE):
        assert (MODEL / target).exists(), target


@pytest.mark.slow
def test_the_coverage_shown_is_that_of_a_run():
    for one in compare(run_history(np.arange(FUTURES), 0)):
        shares = [words.percent(one.coverage(level)) for level in ("80", "95")]
        what = one.observable
        row = f"| {what.label} | {what.role} | {len(one.seen)} | {shares[0]} | {shares[1]} |"
        assert row in PAGE, f"{what.id}: run `python benchmarks/history_docs.py`"
