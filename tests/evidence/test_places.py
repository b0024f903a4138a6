"""Regions, corridors and the axes that they define."""

from collections.abc import Callable
from pathlib import Path

import pytest

from undercut.core.errors import EvidenceError
from undercut.evidence.axes import members
from undercut.evidence.corridors import load_corridors
from undercut.evidence.regions import load_regions
from undercut.evidence.series import load_series

Change = Callable[[str, str, str], int]


def test_axes_stand_in_the_order_that_the_world_expects():
    assert members("drug") == ("cocaine", "heroin", "fentanyl", "methamphetamine")
    assert members("zone") == (
        "eastern_pacific",
        "western_caribbean",
        "eastern_caribbean",
        "air",
        "land_and_containers",
    )
    assert members("entry_mode") == (
        "passenger_vehicles",
        "commercial_trucks",
        "on_foot",
        "between_ports",
        "bypass",
    )
    assert members("region") == (
        "northwest",
        "north",
        "northeast",
        "west",
        "center",
        "southeast",
    )
    assert members("organization") is None


def test_the_regions_hold_all_32_states_once():
    regions = load_regions()
    states = [state for region in regions.ids for state in regions.states(region)]
    assert len(states) == len(set(states)) == 32


@pytest.mark.parametrize(
    ("year", "shares"),
    [
        ("1995", (0.088, 0.068, 0.055, 0.179, 0.421, 0.188)),
        ("2011", (0.127, 0.203, 0.150, 0.157, 0.275, 0.088)),
        ("2024", (0.147, 0.072, 0.087, 0.289, 0.272, 0.133)),
    ],
)
def test_regions_split_the_homicides_as_when_the_cut_was_made(year, shares):
    regions, series = load_regions(), load_series()
    counts = [
        sum(series.value("homicides_inegi_state_known_age", s, year) for s in regions.states(r))
        for r in regions.ids
    ]
    assert [count / sum(counts) for count in counts] == pytest.approx(shares, abs=6e-4)


def test_people_of_the_regions_add_up_to_the_nation():
    regions = load_regions()
    total = sum(regions.inhabitants(region, 2024) for region in regions.ids)
    assert 131e6 < total < 134e6
    assert regions.inhabitants("north", 2024) == 3_996_504 + 1_913_774


def test_a_year_without_population_is_refused():
    with pytest.raises(EvidenceError, match="population is known for 1990 to 2024, not 2025"):
        load_regions().inhabitants("north", 2025)


def test_an_unknown_region_names_the_nearest():
    with pytest.raises(
        EvidenceError, match=r"no region is called 'centre'\. Did you mean 'center'"
    ):
        load_regions().states("centre")


def test_a_state_in_two_regions_is_refused(copy: Path, change: Change):
    change("regions.yaml", "states: [Chihuahua, Durango]", "states: [Chihuahua, Durango, Sonora]")
    with pytest.raises(EvidenceError, match="state 'Sonora' stands in two regions"):
        load_regions(copy)


def test_a_state_with_a_year_too_few_is_refused(copy: Path, change: Change):
    change("regions.yaml", "Colima: [443360, ", "Colima: [")
    with pytest.raises(EvidenceError, match="'Colima' has 34 years, expected 35"):
        load_regions(copy)


def test_corridors_say_a_unit_for_every_quantity():
    quantities = load_corridors().quantities()
    assert quantities["eastern_pacific.transport_cost"].unit == "USD/kg"
    assert quantities["effort_history.cutter_days"].figures[1].value == 1346


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'rationale: "Order of magnitude from public geography',
            'note: "Order of magnitude from public geography',
            "a judged figure needs a rationale.",
        ),
        (
            "{period: FY2013, value: 577, source: thefix_cns2017, verified: true}",
            "{period: FY2013, value: 577, source: thefix_cns2017}",
            "a measured figure needs 'source' and 'verified'.",
        ),
        (
            "{period: FY2013, value: 577,",
            "{period: FY2013,",
            "a measured figure needs a value, a range or 'by_period'.",
        ),
        ('unit: "USD/kg"', 'unit: "dollars per kilo"', "'dollars per kilo' is not a unit"),
        ("patrolled_at_sea:", "patroled_at_sea:", "unknown key 'patroled_at_sea'."),
        ("id: on_foot", "id: between_ports", "two corridors have the same id."),
    ],
)
def test_a_fault_in_the_corridors_names_its_line(
    copy: Path, change: Change, old: str, new: str, message: str
):
    line = change("corridors.yaml", old, new)
    with pytest.raises(EvidenceError) as failure:
        load_corridors(copy)
    found = {(problem.line, problem.message) for problem in failure.value.problems}
    assert any(message in text for _, text in found), found
    if "same id" not in message:
        assert any(at == line for at, text in found if message in text), (line, found)
