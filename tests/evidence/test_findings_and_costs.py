"""Findings and costs."""

import pytest

from undercut.core.errors import EvidenceError
from undercut.evidence.costs import load_costs
from undercut.evidence.effects import load_effects

COST = """- id: kit
  lever_family: demand
  item: one kit
  unit: USD/kit
  value: 50
  low: 24
  high: 100
  price_year: 2019
  kind: average
  sources:
    - {key: key2020, locator: table 1, verified: true}
"""

EFFECT = """- id: arrest
  lever_family: organizations
  lever: leader_capture
  outcome: homicides
  effect: {kind: percent_change, value: 36.5, low: 10, high: 60, interval: ci95, unit: percent}
  lag_months: {low: 0, high: 6}
  duration_months: null
  population_or_place: Mexico
  period: 2006-2010
  design: did
  grade: B
  transport_note: One country.
  sources:
    - {key: key2020, locator: abstract, verified: true}
"""


def test_all_costs_and_findings_load():
    assert len(load_costs()) == 143
    assert len(load_effects()) == 226


def test_a_cost_and_a_finding_are_found_by_id():
    assert load_costs()["methadone_patient_year"].value == 6552
    effect = load_effects()["oat_methadone_all_cause"]
    assert (effect.effect.value, effect.grade) == (0.47, "A")


def test_good_entries_load(data):
    root = data({"costs/demand.yaml": COST, "effects/organizations.yaml": EFFECT})
    assert list(load_costs(root)) == ["kit"]
    assert list(load_effects(root)) == ["arrest"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("value: 50", "value: fifty", 5, "'value': input should be a valid number, found 'fifty'."),
        ("value: 50", "value: true", 5, "'value': input should be a valid number, found True."),
        ("value: 50", "value: .inf", 5, "'value': input should be a valid number, found '.inf'."),
        ("  unit: USD/kit\n", "", 1, "'unit' is missing."),
        ("unit: USD/kit", 'unit: ""', 4, "'unit': string should have at least 1 character"),
        ("low: 24", "low: 60", 1, "'low' is 60, above the value 50."),
        ("high: 100", "high: 40", 1, "'high' is 40, below the value 50."),
        ("kind: average", "kind: mean", 9, "'mean' is not valid for 'kind'."),
        ("price_year: 2019", 'price_year: "2019"', 8, "'price_year': input should be a valid"),
        ("verified: true", "verified: seen", 11, "'verified': input should be a valid boolean"),
        ("locator: table 1, ", "", 11, "'locator' is missing."),
        ("lever_family: demand", "lever_family: market", 2, "family 'market' stands in the file"),
        ("  item:", "  itme:", 3, "unknown key 'itme'."),
    ],
)
def test_a_bad_cost_is_refused_with_its_line(data, old, new, line, message):
    root = data({"costs/demand.yaml": COST.replace(old, new)})
    with pytest.raises(EvidenceError) as failure:
        load_costs(root)
    texts = [str(problem) for problem in failure.value.problems]
    assert any(text.startswith(f"data/costs/demand.yaml:{line}: {message}") for text in texts), (
        texts
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("low: 10, high: 60", "low: 40, high: 60", "'low', 'value' and 'high' are not in order."),
        ("low: 10, high: 60", "low: null, high: null", "interval 'ci95' without 'low' or 'high'."),
        ("{low: 0, high: 6}", "{low: 7, high: 6}", "'low' is 7, above 'high' 6."),
        ("grade: B", "grade: E", "'E' is not valid for 'grade'."),
        ("design: did", "design: guess", "'guess' is not valid for 'design'."),
        ("  transport_note: One country.\n", "", "'transport_note' is missing."),
    ],
)
def test_a_bad_finding_is_refused(data, old, new, message):
    root = data({"effects/organizations.yaml": EFFECT.replace(old, new)})
    with pytest.raises(EvidenceError) as failure:
        load_effects(root)
    assert message in str(failure.value)


def test_an_id_given_twice_is_refused(data):
    root = data({"costs/demand.yaml": COST + COST})
    with pytest.raises(EvidenceError) as failure:
        load_costs(root)
    assert str(failure.value) == "data/costs/demand.yaml:12: id 'kit' is given twice."


def test_all_faults_are_reported_at_once(data):
    bad = COST.replace("value: 50", "value: x").replace("kind: average", "kind: mean")
    root = data({"costs/demand.yaml": bad})
    with pytest.raises(EvidenceError) as failure:
        load_costs(root)
    assert [problem.line for problem in failure.value.problems] == [5, 9]
