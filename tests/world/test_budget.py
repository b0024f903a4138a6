"""What a month may cost, counted and not timed: scalar operations of one future."""

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MOST = {"organizations": 2_500, "whole month": 6_000}


@pytest.mark.slow
def test_a_month_stays_within_its_operations(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    import sectors

    calls = sectors.calls()
    for name, most in MOST.items():
        function, arguments = calls[name]
        assert sectors.operations(function, *arguments)["operations"] < most, name
