"""Reproductions of `models/06`: the removal chain, adaptation, deterrence, ports of entry.

Each calls a function of the routes sector at the published settings. Left out: ID-1, ID-4 to ID-6
and ID-14 are arithmetic on constants; ID-8 needs the covering models, which the world does not
have (ships follow the believed traffic instead).
"""

from types import SimpleNamespace

import numpy as np
import pytest

from undercut.world._routes_forms import (
    answered_share,
    detection,
    known_share,
    shares_by_appeal,
    willingness,
)
from undercut.world._routes_types import BorderYields

RANDOM, PERFECT = np.array(0.0), np.array(1.0)
KNOWN, ANSWERED, SUCCESS = np.array(0.8), 0.26, 0.7356


def chain(awareness, end_game, matching=RANDOM):
    """Share removed under the published shares of 2013 and multiples of effort."""
    events = -np.log(1 - ANSWERED) if matching == RANDOM else ANSWERED
    known = known_share(KNOWN, awareness)
    ready = events * end_game * KNOWN / known
    return known * answered_share(np, ready, matching) * SUCCESS


def test_id_2_sixteen_ships_reach_the_goal_between_the_two_forms_of_matching():
    random, perfect = chain(1.0, 16 / 5), chain(1.0, 16 / 5, PERFECT)
    assert answered_share(np, -np.log(1 - ANSWERED) * 16 / 5, RANDOM) == pytest.approx(
        0.6185, abs=0.002
    )
    assert random == pytest.approx(0.364, abs=0.002)
    assert random < 0.40 < perfect


@pytest.mark.parametrize(
    ("awareness", "end_game", "change"), [(1, 2, 0.740), (2, 1, 0.024), (2, 2, 0.821)]
)
def test_id_3_end_game_forces_are_binding_not_awareness(awareness, end_game, change):
    assert chain(awareness, end_game) / chain(1, 1) - 1 == pytest.approx(change, abs=0.002)


@pytest.mark.parametrize(
    ("effort", "found"), [(0.25, 0.2212), (0.5, 0.3935), (1, 0.6321), (2, 0.8647)]
)
def test_id_7_random_search_follows_koopman(effort, found):
    assert known_share(1 - np.exp(-1.0), effort) == pytest.approx(found, abs=1e-4)


def cheapest(costs):
    """Mean cost paid by smugglers who nearly always take the cheapest route."""
    share = shares_by_appeal(np, -1000.0 * (costs - costs.min(0)), 0)
    return (share * costs).sum(0).mean()


@pytest.fixture(scope="module")
def route_costs():
    return np.random.default_rng(7).uniform(size=(10, 200_000))


def raised(costs, routes):
    return np.concatenate([costs[:routes] + 0.5, costs[routes:]])


@pytest.mark.parametrize(("routes", "felt"), [(5, 0.150), (8, 0.439), (10, 1.0)])
def test_id_9_nearly_all_routes_must_be_raised_to_be_felt(route_costs, routes, felt):
    free = cheapest(route_costs)
    assert free == pytest.approx(0.0909, abs=0.001)
    assert (cheapest(raised(route_costs, routes)) - free) / 0.5 == pytest.approx(felt, abs=0.001)


def test_id_10_a_backstop_caps_what_is_felt(route_costs):
    backstop = np.full((1, route_costs.shape[1]), 0.3)
    free = cheapest(np.concatenate([route_costs, backstop]))
    all_raised = cheapest(np.concatenate([raised(route_costs, 10), backstop]))
    assert (all_raised - free) / 0.5 == pytest.approx(0.422, abs=0.001)


@pytest.mark.parametrize(("choice", "loss"), [(0.0, 0.1500), (2.0, 0.0681), (5.0, 0.0170)])
def test_id_11_predictable_patrols_lose_most_of_their_value(choice, loss):
    risk = np.array([0.5] * 3 + [0.0] * 7)
    share = shares_by_appeal(np, np.log(np.full(10, 0.1)) - choice * risk, 0)
    assert (share * risk).sum() == pytest.approx(loss, abs=1e-4)


@pytest.mark.parametrize(("chance", "sent"), [(0.08, 0.188), (0.10, 0.150), (0.12, 0.125)])
def test_id_12_trips_collapse_past_the_threshold(chance, sent):
    assert willingness(np, 0.015, chance) == pytest.approx(sent, abs=1e-3)


@pytest.mark.parametrize(("threshold", "sent"), [(0.003, 0.1), (0.006, 0.2)])
def test_id_12b_three_percent_thwart_eight_or_nine_in_ten_at_a_low_threshold(threshold, sent):
    assert willingness(np, threshold, 0.03) == pytest.approx(sent, abs=1e-3)


def test_id_13_past_the_threshold_effort_shows_as_fewer_trips_not_more_seizures():
    chance = np.array([0.02, 0.05, 0.2, 0.9])
    assert chance * willingness(np, 0.015, chance) == pytest.approx(0.015)


@pytest.mark.parametrize(("choice", "loss"), [(0.0, 0.480), (2.0, 0.186), (5.0, 0.021)])
def test_id_14b_uncovered_crossings_decide_what_full_scanning_is_worth(choice, loss):
    """Cars stand for the lanes that are scanned wholly, bypass for those that are not."""
    yields = BorderYields(
        scan=np.array([[0.8]]),
        hand=np.array([[0.0]]),
        between=np.array([[0.0]]),
        bypass=np.array([[0.0]]),
    )
    p = SimpleNamespace(
        scannable_share=np.ones((2, 1)),
        scanned_share=np.array([[1.0], [0.0]]),
        hand_search_factor=np.ones((2, 1)),
    )
    risk = detection(np, yields, 1.0, 1.0, p)[0, :, 0]
    base = np.array([0.6, 0.0, 0.0, 0.0, 0.4])
    share = shares_by_appeal(np, np.log(np.maximum(base, 1e-300)) - choice * risk, 0)
    assert (share * risk).sum() == pytest.approx(loss, abs=1e-3)
