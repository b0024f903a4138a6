"""The diff of two days names what began, what ended and what is read anew."""

from datetime import date

from tests.law.support import load

from undercut.law.changes import answers_on, compare_days
from undercut.law.findings import Finding


def test_the_extension_of_the_posse_comitatus_act_is_a_change_of_meaning() -> None:
    changes = compare_days(date(2021, 12, 1), date(2022, 1, 1))
    assert {d.id for d in changes.redefined} == {"pca_named_service", "navy_before_statute"}
    assert ("pca_18_usc_1385", date(2021, 12, 27)) in {(a.id, d) for a, d, _ in changes.amended}


def test_the_ruling_on_emergency_tariffs_begins_one_rule_and_ends_another() -> None:
    changes = compare_days(date(2026, 3, 1), date(2026, 1, 1))
    assert changes.earlier == date(2026, 1, 1)
    assert "emergency_tariff" in {rule.id for rule in changes.began}
    assert "emergency_tariff_before_ruling" in {rule.id for rule in changes.ended}


def test_nothing_changes_within_a_day() -> None:
    day = date(2025, 5, 5)
    content = compare_days(day, day).to_json()
    assert not any(value for value in content.values() if isinstance(value, list))


def test_the_same_question_gets_the_answer_of_each_day() -> None:
    tariff = next(c for c in load("cases.yaml") if c.id == "learning_resources_2026_drug_tariffs")
    assert answers_on(tariff.facts, date(2025, 6, 1), date(2026, 6, 1)) == (
        Finding.CONTESTED,
        Finding.BARRED,
    )
