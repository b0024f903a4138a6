"""Periods of observation."""

import pytest

from undercut.evidence.periods import Period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", "2019-01", "2019-12"),
        ("2019-07", "2019-07", "2019-07"),
        ("FY2019", "2018-10", "2019-09"),
        ("2019-H1", "2019-01", "2019-06"),
        ("2019-H2", "2019-07", "2019-12"),
        ("2019-Q3", "2019-07", "2019-09"),
    ],
)
def test_a_period_spans_its_months(text, first, last):
    period = Period.parse(text)
    assert (str(period.first), str(period.last)) == (first, last)
    assert str(period) == text


@pytest.mark.parametrize("text", ["2019-13", "19", "2019-H3", "FY19", "2019-00", "2019-Q5", ""])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match="is not a period; expected 2019, 2019-07, FY2019"):
        Period.parse(text)
