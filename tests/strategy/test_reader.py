"""Errors in strategies: the exact words for the commonest mistakes, and all of them at once."""

import pytest

from undercut.core.documents import parse
from undercut.core.errors import StrategyError
from undercut.core.months import Month
from undercut.evidence.catalog import load_catalog
from undercut.strategy import load_strategy, resolve
from undercut.strategy.reader import read_strategy

GOOD = """\
strategy: mine
title: Mine
objective: us_overdose_deaths
from: 2025-01
to: 2034-12
levers:
  treatment: {to: 1.1 x}
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a file into the working folder, so that messages show its bare name."""
    monkeypatch.chdir(tmp_path)

    def _write(text):
        (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
        return "s.yaml"

    return _write


def messages(name):
    with pytest.raises(StrategyError) as caught:
        resolve(load_strategy(name))
    assert caught.value.exit_code == 2
    return str(caught.value).splitlines()


MISTAKES = {
    "misspelt lever": (
        ("treatment: {", "treatmnt: {"),
        "s.yaml:7: no lever is called 'treatmnt'. Did you mean 'treatment'?",
    ),
    "misspelt key": (
        ("objective:", "objectiv:"),
        "s.yaml:3: unknown key 'objectiv'. Did you mean 'objective'?",
    ),
    "misspelt key of a lever": (
        ("1.1 x}", "1.1 x, rmap: 3 months}"),
        "s.yaml:7: unknown key 'rmap'. Did you mean 'ramp'?",
    ),
    "unknown key": (
        ("title:", "cost: 5\ntitle:"),
        "s.yaml:2: unknown key 'cost'. Expected: because, budget, discount, law, triggers.",
    ),
    "duplicate key": (
        ("title: Mine", "title: Mine\ntitle: Yours"),
        "s.yaml:3: key 'title' is given twice (first in line 2).",
    ),
    "lever given twice": (
        ("1.1 x}", "1.1 x}\n  treatment: {to: 1.2 x}"),
        "s.yaml:8: key 'treatment' is given twice (first in line 7).",
    ),
    "wrong unit": (
        ("1.1 x", "5 kit/year"),
        "s.yaml:7: '5 kit/year' has the wrong unit; expected 'N patient' or 'N x'.",
    ),
    "value out of range": (
        ("1.1 x", "3 x"),
        "s.yaml:7: '3 x' is 4,050,000 patient, out of range; "
        "expected 800,000 to 3,000,000 patient.",
    ),
    "below the range": (
        ("1.1 x", "700 patient"),
        "s.yaml:7: 700 patient, out of range; expected 800,000 to 3,000,000 patient.",
    ),
    "multiple of zero": (
        ("treatment: {to: 1.1 x}", "boat_strikes: {to: 2 x}"),
        "s.yaml:7: '2 x' is a multiple of a baseline of zero; expected 'N strike/year'.",
    ),
    "not a number": (
        ("1.1 x", "nan"),
        "s.yaml:7: 'nan' does not start with a number; expected 'N patient' or 'N x'.",
    ),
    "infinity": (
        ("1.1 x", ".inf"),
        "s.yaml:7: '.inf' does not start with a number; expected 'N patient' or 'N x'.",
    ),
    "a comma inside braces": (
        ("1.1 x", "1,400,000 patient"),
        "s.yaml:7: unknown key '400'. "
        "A comma inside braces starts a new key: write 1_400_000, or quote the number.",
    ),
    "no level": (("to: 1.1 x", "from: 2026-01"), "s.yaml:7: 'to' is missing."),
    "a level in place of a setting": (
        ("{to: 1.1 x}", "1.1 x"),
        "s.yaml:7: 'treatment' holds '1.1 x'. Expected such as {to: 1.2 x}.",
    ),
    "bad date": (
        ("from: 2025-01", "from: 2025-13"),
        "s.yaml:4: '2025-13' is not a month; expected YYYY-MM, such as 2026-01.",
    ),
    "a date in place of a month": (
        ("1.1 x", "1.1 x, from: 2026-01-15"),
        "s.yaml:7: '2026-01-15' is not a month; expected YYYY-MM, such as 2026-01.",
    ),
    "too early": (
        ("from: 2025-01", "from: 2020-01"),
        "s.yaml:4: 'from' is 2020-01; expected 2025-01 or later, "
        "since every run starts from the end of 2024-12.",
    ),
    "too long": (
        ("to: 2034-12", "to: 2090-12"),
        "s.yaml:5: 'to' is 2090-12; expected 2054-12 or earlier, "
        "since a run reaches at most 30 years.",
    ),
    "end before start": (
        ("from: 2025-01", "from: 2036-01"),
        "s.yaml:5: 'to' is 2034-12, before 'from' (2036-01); expected a later month.",
    ),
    "lever ends before it starts": (
        ("1.1 x", "1.1 x, from: 2027-01, until: 2026-06"),
        "s.yaml:7: 'until' is 2026-06, before the lever starts (2027-01).",
    ),
    "lever starts after the strategy": (
        ("1.1 x", "1.1 x, from: 2036-01"),
        "s.yaml:7: 'from' is 2036-01, outside the strategy's months; expected 2025-01 to 2034-12.",
    ),
    "bad ramp": (
        ("1.1 x", "1.1 x, ramp: 24"),
        "s.yaml:7: '24' has no unit; expected a length of time, such as '24 months'.",
    ),
    "unknown objective": (
        ("us_overdose_deaths", "overdose_deaths"),
        "s.yaml:3: 'overdose_deaths' is not an objective. Did you mean 'us_overdose_deaths'?",
    ),
    "bad weight": (
        ("us_overdose_deaths", "{us_overdose_deaths: 1, mx_homicides: -1}"),
        "s.yaml:3: weight '-1' of 'mx_homicides' is not above zero and at most 1,000,000.",
    ),
    "infinite weight": (
        ("us_overdose_deaths", "{us_overdose_deaths: 1" + "0" * 400 + "}"),
        "s.yaml:3: weight '1",
    ),
    "anchors": (
        ("{to: 1.1 x}", "&a {to: 1.1 x}\n  sanctions: *a"),
        "s.yaml:7: anchors and aliases are not allowed.",
    ),
    "broken YAML": (
        ("{to: 1.1 x}", "{to: 1.1 x"),
        "s.yaml:8: not valid YAML: did not find expected ',' or '}'.",
    ),
    "id that is no id": (
        ("strategy: mine", "strategy: ../mine"),
        "s.yaml:1: '../mine' is not an id; expected 1 to 60 of a-z, 0-9, '-' and '_'.",
    ),
    "title of two lines": (
        ("title: Mine", 'title: "Mine\\nand yours"'),
        "s.yaml:2: 'Mine",
    ),
    "budget without time": (
        ("levers:", "budget: {limit: 4 billion USD}\nlevers:"),
        "s.yaml:6: '4 billion USD' has the wrong unit; "
        "expected money a year, such as '4 billion USD/year'.",
    ),
    "unknown choice": (
        ("levers:", "budget: {limit: 4 billion USD/year, on_exceed: errr}\nlevers:"),
        "s.yaml:6: 'errr' is not valid for 'on_exceed'. Did you mean 'error'?",
    ),
    "legal facts of an unknown lever": (
        ("levers:", "law: {levers: {boat_strike: {force: lethal}}}\nlevers:"),
        "s.yaml:6: no lever is called 'boat_strike'. Did you mean 'boat_strikes'?",
    ),
    "a reason for a lever that is not set": (
        ("levers:", "because: {sanctions: They bite.}\nlevers:"),
        "s.yaml:6: lever 'sanctions' has a reason and no setting under 'levers' or 'triggers'.",
    ),
    "a baseline that is none": (
        ("strategy: mine", "strategy: baseline"),
        "s.yaml:6: the strategy 'baseline' sets no lever: it is the reference of every run. "
        "Give the strategy another id.",
    ),
    "a list": ((GOOD, "- 1\n"), "s.yaml:1: the file holds a list. Expected a mapping with"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_what_was_expected(write, mistake):
    (old, new), expected = MISTAKES[mistake]
    assert old in GOOD
    found = messages(write(GOOD.replace(old, new)))
    assert found[0].startswith(expected)
    if expected.endswith((".", "?")):
        assert found[0] == expected


def test_all_mistakes_are_found_at_once_in_the_order_of_their_lines(write):
    text = GOOD.replace("us_overdose", "overdose").replace("2034-12", "2034-14")
    text = text.replace("1.1 x", "9 x, ramp: soon") + "  sanctons: {to: 1 x}\nunknown: 1\n"
    found = messages(write(text))
    assert [line.split(":")[1] for line in found] == ["3", "5", "7", "7", "8", "9"]


def test_missing_keys_are_named_together(write):
    found = messages(write("levers:\n"))
    assert found == [
        f"s.yaml:1: '{key}' is missing." for key in ("strategy", "title", "objective", "from", "to")
    ]


def test_a_budget_that_is_passed_names_the_year_the_amounts_and_the_largest_levers(write):
    text = GOOD.replace("levers:", "budget: {limit: 1 billion USD/year}\nlevers:")
    text = text.replace("1.1 x", "1.1 x, ramp: 12 months") + "  sanctions: {to: 2 x}\n"
    assert messages(write(text)) == [
        "s.yaml:6: the strategy adds 1.15 billion USD in fiscal year 2027; expected at most "
        "1 billion USD (9 more fiscal years pass it). "
        "Largest: treatment 1.107 billion USD, sanctions 43.12 million USD."
    ]


def test_a_missing_file_is_named(write):
    write(GOOD)
    assert messages("other.yaml") == ["other.yaml: there is no such file."]


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_an_empty_file_is_refused(write, text):
    assert messages(write(text)) == ["s.yaml:1: the file is empty."]


def test_a_file_that_holds_nothing_says_what_it_should_hold(write):
    assert messages(write("~\n")) == [
        "s.yaml:1: the file holds nothing. "
        "Expected a mapping with 'strategy', 'title', 'objective'."
    ]


def test_a_file_over_the_cap_is_refused(write):
    name = write(GOOD + "#" * 1_000_000)
    assert messages(name) == ["s.yaml: the file is larger than 1,000,000 bytes."]


def test_a_folder_is_refused(write, tmp_path):
    write(GOOD)
    (tmp_path / "d.yaml").mkdir()
    assert messages("d.yaml") == ["d.yaml: this is a folder, expected a file."]


def test_an_unknown_id_names_the_nearest():
    assert messages("suport-not-supplant") == [
        "no strategy is called 'suport-not-supplant', and there is no such file. "
        "Did you mean 'support-not-supplant'?"
    ]


def test_a_lever_without_dates_moves_from_the_start_with_its_usual_ramp(write):
    strategy = load_strategy(write(GOOD.replace("from: 2025-01", "from: 2026-04")))
    assert strategy.levers["treatment"].start == Month.parse("2026-04")
    assert strategy.levers["treatment"].ramp == 24


def test_weights_sum_to_one_and_the_heaviest_objective_comes_first(write):
    text = GOOD.replace("us_overdose_deaths", "{us_overdose_deaths: 1, mx_homicides: 3}")
    strategy = load_strategy(write(text))
    assert strategy.objective == {"us_overdose_deaths": 0.25, "mx_homicides": 0.75}
    assert strategy.objective_names == ["mx_homicides", "us_overdose_deaths"]


def test_legal_assumptions_are_kept_as_written(write):
    law = "law: {facts: {consent: given}, levers: {treatment: {lead: military}}}\nlevers:"
    strategy = load_strategy(write(GOOD.replace("levers:", law)))
    assert strategy.law.host == "mexico"
    assert strategy.law.facts == {"consent": "given"}
    assert strategy.law.levers == {"treatment": {"lead": "military"}}


def test_a_strategy_keeps_its_text_and_source(write):
    strategy = load_strategy(write(GOOD))
    assert strategy.text == GOOD
    assert strategy.source == "s.yaml"
    assert strategy.document.line(("levers", "treatment")) == 7


def test_text_that_is_no_file_cannot_extend():
    text = GOOD + "extends: demand-first\n"
    with pytest.raises(StrategyError, match=r"s\.yaml:8: 'extends' is followed in files only"):
        read_strategy(parse(text, "s.yaml"), load_catalog(), text=text, source="s.yaml")
