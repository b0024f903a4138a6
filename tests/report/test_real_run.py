"""The memo of a real, small run: what it says is what the run holds."""

import io

import pytest
from pypdf import PdfReader

from undercut.explore.run import run_strategies
from undercut.report import words
from undercut.report.compose import memo_content
from undercut.report.memo import write_memo
from undercut.strategy import load_strategy

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    strategies = [load_strategy("military-campaign"), load_strategy("demand-first")]
    return run_strategies(strategies, futures=8, out=tmp_path_factory.mktemp("run") / "r")


@pytest.mark.parametrize("name", ["military-campaign", "demand-first"])
def test_a_real_run_gives_one_page_with_the_numbers_of_its_summary(run, name, tmp_path):
    page = PdfReader(io.BytesIO(write_memo(run, name, tmp_path / "memo.pdf").read_bytes()))
    assert len(page.pages) == 1
    text = " ".join(page.pages[0].extract_text().split())
    entry = next(item for item in run.summary()["strategies"] if item["id"] == name)
    for outcome in entry["outcomes"].values():
        assert words.signed(outcome["change"]["q50"]) in text
        assert words.percent(outcome["p_better"]) in text
    assert run.run_id in text
    assert ("unlawful as written" in text) == (entry["finding"] == "barred")


def test_every_changed_lever_of_a_real_run_has_a_finding_in_the_memo(run):
    for name, levers in (("military-campaign", 5), ("demand-first", 3)):
        memo = memo_content(run, name)
        rest = [int(word) for word in memo.other_authorities.split() if word.isdigit()]
        counted = sum(rest[1:]) if "levers:" in memo.other_authorities else sum(rest)
        assert len(memo.authorities.rows) + counted == levers
