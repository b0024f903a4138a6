"""Reproductions of `models/01`: 150 groups, weekly steps, no fringe, one region, no drawn events.

The functions of the organizations sector, at the published settings: encounters from the list of
rival pairs over a background of 1, arrests as a fixed capacity, crowding by a group's own size. The
alliance shield of the published model has no place in the world and is applied here to the hazard.
Left out: ORG-11 and ORG-12 (two groups; the decision to join) have no function here.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from undercut.world.conflict import Hostility, Wars, clashes, death_hazard
from undercut.world.membership import arrest_hazard, take
from undercut.world.organization_types import MIXED
from undercut.world.succession import split

RIVALS = (
    "25-76:13 13-25:7 19-25:6 25-32:6 57-81:5 3-63:4 25-107:4 134-143:4 3-25:3 4-91:3 15-25:3 "
    "17-19:3 22-130:3 25-27:3 25-40:3 25-81:3 25-150:3 63-76:3 63-120:3 91-97:3 107-120:3 "
    "5-13:2 8-19:2 12-25:2 12-80:2 13-76:2 14-25:2 19-134:2 19-150:2 25-70:2 25-87:2 25-131:2 "
    "25-133:2 25-134:2 38-63:2 44-89:2 57-76:2 58-75:2 69-130:2 82-135:2 91-122:2 3-133:1 "
    "4-13:1 5-56:1 5-58:1 6-17:1 7-13:1 7-25:1 7-88:1 8-25:1 10-76:1 13-30:1 13-33:1 13-35:1 "
    "13-75:1 13-88:1 13-91:1 15-62:1 15-81:1 17-18:1 17-25:1 17-29:1 17-134:1 17-147:1 "
    "17-150:1 19-108:1 25-50:1 25-53:1 25-63:1 25-89:1 25-120:1 25-147:1 29-150:1 30-67:1 "
    "30-118:1 51-120:1 54-120:1 56-75:1 56-139:1 58-139:1 61-134:1 61-150:1 64-81:1 66-81:1 "
    "79-120:1 81-126:1 81-135:1 84-120:1 100-119:1 103-120:1 113-122:1 147-150:1 "
)
ALLIES = (
    "25-96:6 25-57:5 3-76:4 13-89:4 13-123:4 17-116:4 19-134:4 1-25:3 13-58:3 15-25:3 "
    "19-147:3 25-66:3 25-81:3 25-148:3 76-87:3 76-107:3 4-70:2 4-114:2 6-150:2 13-20:2 "
    "13-27:2 13-67:2 13-91:2 13-99:2 17-61:2 19-132:2 25-31:2 25-35:2 25-63:2 25-80:2 25-88:2 "
    "25-95:2 25-108:2 25-117:2 28-134:2 32-83:2 32-136:2 33-91:2 37-91:2 58-102:2 58-104:2 "
    "76-133:2 81-110:2 91-93:2 102-104:2 110-144:2 1-15:1 1-81:1 5-75:1 8-137:1 10-25:1 "
    "11-26:1 12-13:1 13-56:1 13-71:1 13-74:1 13-85:1 13-102:1 13-104:1 13-109:1 13-118:1 "
    "13-122:1 13-124:1 13-125:1 13-138:1 16-25:1 16-133:1 17-127:1 19-127:1 25-34:1 25-44:1 "
    "25-62:1 25-68:1 25-97:1 25-98:1 25-101:1 25-119:1 25-127:1 25-130:1 25-139:1 45-65:1 "
    "45-77:1 48-81:1 50-81:1 58-91:1 58-124:1 76-140:1 81-145:1 91-113:1 116-150:1 127-150:1 "
)

GROUPS, START = 150, 115_000.0
RECRUITMENT, ARRESTS, DEADLINESS, CROWDING = 2.527474e-3, 110.0, 1.549231e-8, 4.0e-8
"""Per week; arrests in persons a week."""

LARGEST, SECOND = 25 - 1, 13 - 1
ONE = np.ones(1)


def edges(text):
    table = np.zeros((GROUPS, GROUPS))
    for edge in text.split():
        pair, weight = edge.split(":")
        first, second = (int(number) - 1 for number in pair.split("-"))
        table[first, second] = table[second, first] = float(weight)
    return table


RIVALRY, ALLIANCE = edges(RIVALS), edges(ALLIES)
SHIELD = 1.0 / (ALLIANCE.sum(1) + 1.0)


def wars_of(rivalry):
    first, second = np.nonzero(np.triu(rivalry))
    column = np.ones((len(first), 1))
    intensity = rivalry[first, second][:, None] + 1.0
    return Wars(1.0 * first[:, None], 1.0 * second[:, None], intensity, column, column)


def start():
    order = np.argsort(-(RIVALRY.sum(1) + ALLIANCE.sum(1)), kind="stable")
    rank = np.empty(GROUPS)
    rank[order] = np.arange(1, GROUPS + 1)
    return (START / rank / (1.0 / rank).sum())[:, None, None]


def deadly(members, wars, shield=SHIELD):
    """Deaths per member and week of each group."""
    nobody = np.zeros((1, 1))
    hostility = Hostility(ONE, 0 * ONE, 0 * ONE)
    met = clashes(np, members, nobody, nobody, wars, hostility)
    killing = np.full((1, 1), DEADLINESS)
    hazard = death_hazard(np, members.sum(1), nobody, met, wars, hostility, killing)
    per_member = hazard.slot[:, None, :] + hazard.region - hazard.own * members
    return shield[:, None, None] * per_member


def simulate(weeks, members, recruitment=RECRUITMENT, arrests=ARRESTS, steps=4):
    """Advance the groups week by week, in `steps` steps a week; totals at every week's start."""
    wars = wars_of(RIVALRY)
    form = SimpleNamespace(
        capacity_share=ONE, incapacitation_form=MIXED * ONE, arrest_rate=arrests / START * ONE
    )
    anchors = SimpleNamespace(members=START * ONE)
    total, killed = [], []
    for _ in range(weeks):
        hazard = deadly(members, wars)
        total.append(members.sum())
        killed.append((members * hazard).sum())
        for _ in range(steps):
            arrest = arrest_hazard(np, members.sum((0, 1)), ONE, anchors, form)
            hazards = (arrest, deadly(members, wars), CROWDING * members)
            remains = take(np, members, hazards, 1.0 / steps)[0]
            members = remains + recruitment / steps * members
    return members, np.array(total), np.array(killed)


@pytest.fixture(scope="module")
def decade():
    return simulate(521, start())


@pytest.fixture(scope="module")
def members_2022():
    return simulate(520, start())[0]


def test_org_10_the_network_is_the_published_one():
    pairs = [(table > 0).sum() // 2 for table in (RIVALRY, ALLIANCE)]
    weights = [table.sum() / 2 for table in (RIVALRY, ALLIANCE)]
    isolated = ((RIVALRY + ALLIANCE).sum(1) == 0).sum()
    assert (pairs, weights, isolated) == ([92, 91], [179, 163], 36)


def test_org_1_members_after_ten_years(decade):
    assert decade[1][520] == pytest.approx(173_837, rel=0.002)


def test_org_2_deaths_a_week_at_the_start_middle_and_end(decade):
    assert decade[2][[0, 260, 520]] == pytest.approx([67.24, 90.77, 124.30], rel=0.002)


def test_org_3_deaths_of_the_last_year(decade):
    assert decade[2][468:520].sum() == pytest.approx(6264, rel=0.005)


def test_org_4_members_of_the_two_largest(members_2022):
    found = members_2022[[LARGEST, SECOND], 0, 0]
    assert found == pytest.approx([28_673, 17_741], rel=0.005)


def test_org_5_growth_of_the_last_year(decade):
    assert decade[1][520] - decade[1][468] == pytest.approx(7190, rel=0.02)


def test_org_6_recruits_less_those_who_leave(members_2022):
    net = RECRUITMENT * members_2022.sum() - CROWDING * (members_2022**2).sum()
    assert net == pytest.approx(375, rel=0.01)


def test_org_7_and_8_five_years_on_without_change(members_2022):
    _, total, killed = simulate(313, members_2022)
    assert 100 * (total[[260, 312]] / total[0] - 1) == pytest.approx([23.0, 27.9], abs=0.3)
    assert 100 * (killed[260] / killed[0] - 1) == pytest.approx(36.3, abs=0.5)


def test_org_9_recruitment_halved(members_2022):
    _, total, killed = simulate(261, members_2022, recruitment=RECRUITMENT / 2)
    assert 100 * (total[260] / total[0] - 1) == pytest.approx(-9.9, abs=0.3)
    assert 100 * (killed[260] / killed[0] - 1) == pytest.approx(-25.8, abs=0.3)


def test_org_13_arrests_doubled_leave_more_than_in_2022(members_2022):
    _, total, killed = simulate(261, members_2022, arrests=2 * ARRESTS)
    assert total[260] > total[0]
    assert killed[260] > killed[0]


def test_df_15_a_split_of_the_largest_group_hardly_moves_national_deaths(members_2022):
    """Of `models/05`: with groups alone, far from the local rises of 36 to 80 percent."""
    wars = wars_of(RIVALRY)
    spare = np.concatenate([members_2022, np.zeros((1, 1, 1))])
    alive = np.concatenate([np.ones((GROUPS, 1)), np.zeros((1, 1))])
    rate = np.zeros((GROUPS + 1, 1))
    rate[LARGEST] = 1e9
    after = split(
        np,
        spare,
        spare.sum(1),
        alive,
        rate,
        0.5 * ONE,
        0 * ONE,
        0 * ONE,
        (0 * ONE, 0.5 * ONE, 0.5 * ONE),
        1.0,
    )
    np.testing.assert_allclose(after.members[[LARGEST, -1], 0, 0], members_2022[LARGEST, 0, 0] / 2)

    rivalry = np.pad(RIVALRY, (0, 1))
    rivalry[-1], rivalry[:, -1] = rivalry[LARGEST], rivalry[:, LARGEST]
    shield = np.append(SHIELD, SHIELD[LARGEST])
    before = (members_2022 * deadly(members_2022, wars)).sum()
    for mutual in (0.0, 13.0):
        rivalry[LARGEST, -1] = rivalry[-1, LARGEST] = mutual
        split_deaths = (after.members * deadly(after.members, wars_of(rivalry), shield)).sum()
        assert 0.0005 < split_deaths / before - 1 < 0.014
