"""Dated events: who lived when, who fought whom, and how much of it is known."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from undercut.core.errors import EvidenceError
from undercut.core.months import Month
from undercut.evidence.checker import check
from undercut.evidence.coverage import coverage
from undercut.evidence.event_checks import span
from undercut.evidence.event_schema import Told
from undercut.evidence.events import (
    HISTORY,
    LOCAL,
    SLOTS,
    WAR_ROWS,
    Timeline,
    load_events,
    timeline,
    war_rows,
)
from undercut.evidence.lookup import lookup
from undercut.evidence.parameters import load_parameters
from undercut.evidence.regions import load_regions
from undercut.evidence.series import load_series

Change = Callable[[str, str, str], int]

EVENTS = load_events()
PAGE = (Path(__file__).parents[2] / "docs" / "history-events.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def whole() -> Timeline:
    return timeline(EVENTS, HISTORY.first, len(HISTORY))


def test_every_removal_of_the_lists_is_there_and_only_judged_ones_are_added():
    rows = [
        row
        for row in load_series().rows("kingpin_removal")
        if row.period.first >= HISTORY.first and row.period.kind == "month"
    ]
    listed = [removal for removal in EVENTS.removals if removal.kind == "reported"]
    assert sorted(str(removal.date) for removal in listed) == sorted(
        row.period.text for row in rows
    )
    for removal in listed:
        sources = {row.source for row in rows if row.period.text == str(removal.date)}
        assert removal.sources[0].key in sources
    added = [removal for removal in EVENTS.removals if removal.kind == "judged"]
    assert {(removal.grade, removal.sources) for removal in added} == {("D", ())}


def test_slots_at_the_end_are_those_of_the_start_of_forecasts(whole: Timeline):
    living = load_parameters()["organizations.living"].values[0].value
    np.testing.assert_array_equal(whole.alive[-1], living)


def test_wars_at_the_end_are_those_of_the_start_of_forecasts(whole: Timeline):
    parameters = load_parameters()
    first, second, on = (
        np.asarray(parameters[f"organizations.start_war_{part}"].values[0].value)
        for part in ("first", "second", "on")
    )
    theirs = {tuple(sorted((a, b))) for a, b, o in zip(first, second, on, strict=True) if o}
    sides = zip(whole.war_first[-1], whole.war_second[-1], whole.war_on[-1], strict=True)
    assert {tuple(sorted((a, b))) for a, b, o in sides if o} == theirs


def test_a_war_is_only_between_two_living_groups(whole: Timeline):
    month, row = np.nonzero(whole.war_on)
    first, second = whole.war_first[month, row], whole.war_second[month, row]
    assert (first != second).all()
    assert (whole.alive[month, first] == 1).all()
    assert (whole.alive[month, second] == 1).all()
    assert (whole.war_intensity[month, row] > 0).all()
    assert (whole.war_regions[month, row].sum(-1) >= 1).all()


def test_a_pair_is_never_at_war_twice_at_a_time(whole: Timeline):
    for month in range(len(HISTORY)):
        on = whole.war_on[month] == 1
        sides = zip(whole.war_first[month, on], whole.war_second[month, on], strict=True)
        pairs = [frozenset(pair) for pair in sides]
        assert len(pairs) == len(set(pairs))


def test_a_row_rests_a_year_before_another_pair_takes_it():
    """Hostility fades over one to three years, in the row of the war."""
    for row in range(WAR_ROWS):
        wars = [war for war, taken in war_rows(EVENTS) if taken == row]
        for one, after in pairwise(wars):
            assert set(one.sides) == set(after.sides) or span(after)[0] - span(one)[1] > 12


def test_a_child_takes_a_free_slot_and_its_parent_lives(whole: Timeline):
    months = np.flatnonzero(whole.split_child >= 0)
    assert len(months) == sum(split.child is not None for split in EVENTS.splits)
    for month in months:
        child, parent = whole.split_child[month], whole.split_parent[month]
        assert whole.alive[:month, child].sum() == 0
        assert whole.alive[month, child] == 1
        assert parent == -1 or whole.alive[month - 1, parent] == whole.alive[month, parent] == 1
        assert 0 < whole.split_share[month] < 1
        assert whole.split_map[month].sum() == pytest.approx(1)
    assert (whole.split_parent[whole.split_child < 0] == -1).all()
    assert whole.split_map[whole.split_child < 0].sum() == 0


def test_groups_come_only_by_birth_and_go_only_by_dissolving(whole: Timeline):
    change = np.diff(whole.alive, axis=0)
    born = np.zeros_like(whole.alive)
    months = np.flatnonzero(whole.split_child >= 0)
    born[months, whole.split_child[months]] = 1
    np.testing.assert_array_equal(change == 1, born[1:] == 1)
    np.testing.assert_array_equal(change == -1, whole.dissolve[1:] == 1)


def test_only_living_groups_lose_leaders(whole: Timeline):
    assert (whole.alive[whole.removal > 0] == 1).all()
    weights = {"top": 1.0, "other": 0.5}
    total = sum(weights[one.rank] for one in EVENTS.removals if one.group != LOCAL)
    assert whole.removal.sum() == total


def test_soldiers_stand_in_every_region_every_month_and_end_at_one(whole: Timeline):
    assert whole.deployment.shape == (300, 6)
    assert (whole.deployment > 0).all()
    assert (whole.deployment[-1] == 1).all()
    army = load_series().value("army_deployed_security", "Mexico", "2011")
    month, west = Month.parse("2011-06") - HISTORY.first, load_regions().ids.index("west")
    base = load_series().value("army_deployed_security", "Mexico", "2024-11")
    assert whole.deployment[month, west] == army / base


def test_maps_and_shares_of_the_first_month_add_up_to_one():
    living = [group for group in EVENTS.groups if EVENTS.lives(group.id, HISTORY.first)]
    assert [group.name for group in living] == ["Jalisco", "Sinaloa", "Gulf", "Juarez", "Tijuana"]
    assert sum(group.share or 0 for group in living) == pytest.approx(1)
    for group in EVENTS.groups:
        assert sum(EVENTS.presence[group.id]) == pytest.approx(1)
    assert [group.slot for group in EVENTS.groups] == list(range(SLOTS))


def test_a_part_of_the_history_is_cut_out_of_the_whole(whole: Timeline):
    part = timeline(EVENTS, Month.parse("2010-01"), 36)
    for name, values in vars(part).items():
        np.testing.assert_array_equal(values, vars(whole)[name][120:156], err_msg=name)


@pytest.mark.parametrize(("start", "months"), [("1999-12", 2), ("2024-12", 2), ("2005-01", 0)])
def test_months_outside_the_history_are_refused(start: str, months: int):
    with pytest.raises(EvidenceError, match="events are known for 2000-01 to 2024-12, not for"):
        timeline(EVENTS, Month.parse(start), months)


def test_wars_without_a_fit_have_the_mean_of_all(whole: Timeline):
    war = next(war for war in EVENTS.wars if war.intensity is None)
    assert EVENTS.intensity_of(war).central == 1.36
    fitted = {war.id: EVENTS.intensity_of(war).central for war in EVENTS.wars if war.intensity}
    assert fitted["war_gulf_zetas_2010"] == 5.2
    assert whole.war_intensity.max() == 5.2


@pytest.mark.parametrize("key", sorted(EVENTS.by_id()))
def test_every_group_and_event_can_be_looked_up(key: str):
    record = lookup(key)
    json.dumps(record.to_json())
    assert all(isinstance(text, str) and text for _, text in record.lines())
    assert record.file.startswith("data/events/")


def test_a_war_says_that_its_dates_are_circular():
    record = lookup("war_gulf_zetas_2010")
    assert "a war was called a war because deaths rose" in record.rationale
    assert "not a posterior" in record.rationale
    assert record.grade.startswith("first month C: ")


def test_the_events_are_counted_with_the_rest_of_the_evidence():
    rows = {row.file: row for row in coverage().files}
    removals = rows["data/events/removals.yaml"]
    assert removals.values == len(EVENTS.removals)
    assert removals.judged == sum(removal.kind == "judged" for removal in EVENTS.removals)
    for name in ("removals", "splits", "wars", "deployments"):
        row = rows[f"data/events/{name}.yaml"]
        assert row.traced == row.values > 0


FAULTS = [
    (
        "removals",
        "group: gulf\n    date: 2003-03",
        "group: gulv\n    date: 2003-03",
        "no group is called 'gulv'. Did you mean 'gulf'?",
    ),
    (
        "removals",
        "group: santa_rosa\n    date: 2020-08",
        "group: santa_rosa\n    date: 2015-08",
        "'santa_rosa' fills no slot in 2015-08.",
    ),
    (
        "removals",
        "date: 2003-03",
        "date: 1998-03",
        "1998-03 lies outside 2000-01 to 2024-12.",
    ),
    (
        "removals",
        "date: 2003-03",
        "date: 2003-13",
        "'2003-13' is not a month; expected YYYY-MM, such as 2026-01.",
    ),
    (
        "splits",
        "slot: 4",
        "slot: 3",
        "slot 3 is filled by 'familia' already.",
    ),
    (
        "splits",
        "share: 0.30",
        "share: 0.40",
        "the shares add up to 1.1, not 1.",
    ),
    (
        "splits",
        "west: 0.95",
        "west: 0.90",
        "the map adds up to 0.95, not 1.",
    ),
    (
        "splits",
        "date: 2010-09",
        "date: 2010-02",
        "'split_zetas_2010' takes a slot in 2010-02 already.",
    ),
    (
        "wars",
        "sides: [jalisco, santa_rosa]",
        "sides: [jalisco, jalisco]",
        "a group cannot be at war with itself.",
    ),
    (
        "wars",
        "regions: [north]",
        "regions: [nort]",
        "no region is called 'nort'. Did you mean 'north'?",
    ),
    (
        "wars",
        "date: 2017-03",
        "date: 2016-12",
        "'santa_rosa' fills no slot in 2016-12.",
    ),
    (
        "wars",
        "id: war_familia_zetas_2010",
        "id: war_gulf_zetas_2010",
        "id 'war_gulf_zetas_2010' is given twice.",
    ),
    (
        "deployments",
        "to: 2011-12",
        "to: 2011-11",
        "the northwest has 0 steps in 2011-12, expected one.",
    ),
    (
        "deployments",
        'period: "2013"',
        'period: "2015"',
        "series 'army_deployed_security' has no value for Mexico in '2015'.",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), FAULTS)
def test_a_contradiction_is_found_with_file_and_line(
    copy: Path, change: Change, file: str, old: str, new: str, message: str
):
    line = change(f"events/{file}.yaml", old, new)
    with pytest.raises(EvidenceError) as failure:
        load_events(copy)
    found = [problem for problem in failure.value.problems if message in str(problem)]
    assert found, failure.value
    assert found[0].file == f"data/events/{file}.yaml"
    of_the_whole = "shares" in message or "steps" in message
    assert of_the_whole or found[0].line in (line, line + 1)


GRADINGS = [
    (
        "grade: B",
        "grade: A",
        "grade A: date seen in two or more retrieved texts; 1 are marked seen.",
    ),
    ("grade: B", "grade: D", "grade D means no source, and no source means grade D."),
    ("kind: reported", "kind: judged", "a judged event needs a rationale."),
    (
        "kind: judged\n    grade: D",
        "kind: reported\n    grade: D",
        "a reported event needs sources.",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), GRADINGS)
def test_a_grade_that_its_sources_do_not_bear_is_refused(
    copy: Path, change: Change, old: str, new: str, message: str
):
    change("events/removals.yaml", old, new)
    with pytest.raises(EvidenceError) as failure:
        load_events(copy)
    assert any(problem.message == message for problem in failure.value.problems), failure.value


def test_the_checker_finds_an_unknown_source_of_an_event(copy: Path, change: Change):
    line = change("events/wars.yaml", "key: gao_20_388,", "key: gao_20_389,")
    assert [str(problem) for problem in check(copy).problems] == [
        f"data/events/wars.yaml:{line}: no source is called 'gao_20_389'. "
        "Did you mean 'gao_20_388'?"
    ]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("removals of leaders", EVENTS.removals),
        ("splits and births that take a slot", [s for s in EVENTS.splits if s.child]),
        ("splits that take none", [s for s in EVENTS.splits if not s.child]),
        ("first months of wars", [war.start for war in EVENTS.wars]),
        ("last months of wars", [war.end for war in EVENTS.wars if war.end]),
        ("groups that dissolve", [g.dissolves for g in EVENTS.groups if g.dissolves]),
        ("deployments", EVENTS.deployments),
    ],
)
def test_the_page_counts_what_is_seen_recalled_and_judged(what: str, told: list[Told]):
    grades = [sum(one.grade == grade for one in told) for grade in "ABCD"]
    judged = sum(one.kind == "judged" for one in told)
    row = " | ".join(str(part) for part in (what, len(told), *grades, judged))
    assert f"| {row} |" in PAGE


def test_the_page_shows_every_war_and_every_group_with_its_months():
    for war in EVENTS.wars:
        names = " and ".join(EVENTS.group(side).name for side in war.sides)
        last = war.end.date if war.end else "goes on"
        assert f"| {names} | {', '.join(war.regions)} | {war.start.date} |" in PAGE
        assert f"| {last} |" in PAGE
    for group in EVENTS.groups:
        assert f"| {group.slot} | {group.label} |" in PAGE
