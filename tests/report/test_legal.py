"""The table of authorities: what is not stated is named, whatever else the cell has to say."""

import pytest

from undercut.report.legal import CONDITION, condition

LONG = (
    "The purpose is to identify, communicate or direct; boarding, seizure and fire are for others."
)


def item(conditions, missing):
    return {
        "lever": "isr_cueing",
        "finding": "permitted_if",
        "conditions": conditions,
        "missing": missing,
    }


def test_facts_that_nobody_stated_are_named_beside_a_long_condition():
    text = condition(item([LONG, *"abcd"], ["consent", "accreditation"]))
    assert text.endswith("(+4 more) Not stated: consent and accreditation.")
    assert text.startswith("The purpose is to identify")
    assert len(text) <= CONDITION


def test_many_are_named_as_far_as_there_is_room_and_then_counted():
    names = ["consent", "host_law_conditions", "host_state", "accreditation", "host_informed"]
    text = condition(item([LONG], names))
    assert "Not stated: consent, host law conditions, host state and 2 more." in text


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_at_least_one_is_named(count):
    text = condition(item([LONG], [f"fact_{n}" + "_of_a_long_name" * 2 for n in range(count)]))
    assert "Not stated: fact 0" in text
    assert len(text) <= CONDITION
