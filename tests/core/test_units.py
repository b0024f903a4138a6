"""Units at the border."""

import pytest

from undercut.core import units


def test_rates_convert_within_their_dimension():
    assert units.convert(190 * 12, "ship_day/year", "ship_day/month") == pytest.approx(190)
    assert units.convert(4, "billion_usd/year", "million_usd/year") == pytest.approx(4000)
    assert units.convert(30, "percent", "1") == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("unit", "to"),
    [("kit/year", "patient"), ("ship_day/month", "flight_hour/month"), ("USD", "1"), ("degC", "1")],
)
def test_counts_of_different_things_do_not_convert(unit, to):
    with pytest.raises(ValueError, match="cannot be turned into"):
        units.convert(1, unit, to)


@pytest.mark.parametrize("text", ["shipdays", "kit//year", "1 +", "os.system", "2**9999999"])
def test_what_is_not_a_unit_is_refused(text):
    with pytest.raises(ValueError, match="is not a unit"):
        units.parse(text)
