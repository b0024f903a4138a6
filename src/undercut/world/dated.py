"""Dated events of the organizations, in place of drawn ones, for runs over history.

Start with `happen`, which puts a month's events into the state before the month runs, and
`undrawn`, which switches the drawn ones off. A removal opens the leadership gap, a split gives a
slot its share of the parent on a map of its own, an organization dissolves into the fringe, and the
list of wars is what the dates say.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace, when
from undercut.world.conflict import Wars, clashes
from undercut.world.organization_types import OrganizationsParameters, OrganizationsState
from undercut.world.settling import hostility_of, stand

NEVER = 1e9
"""Years that a war lasts where its end is dated."""


class Events(NamedTuple):
    """Events by month; without the first axis, those of one month.

    Attributes
    ----------
    removal : (month, slot) leaders removed, by weight.
    dissolve : (month, slot) 1 where an organization dissolves into the fringe.
    split_parent, split_child : (month,) slots, as numbers; -1 for none. A child without a parent
        comes out of the fringe.
    split_share : (month,) 1, of the parent, or of the fringe.
    split_map : (month, region) 1, where the child's members stand; sums to 1.
    war_first, war_second : (month, war) slots, as numbers.
    war_on : (month, war) 1 or 0.
    war_intensity : (month, war, future) 1, hostility of the war.
    moved : (month,) true where something other than a removal happens.

    """

    removal: Array
    dissolve: Array
    split_parent: Array
    split_child: Array
    split_share: Array
    split_map: Array
    war_first: Array
    war_second: Array
    war_on: Array
    war_intensity: Array
    moved: Array


def undrawn(xp: Namespace, p: OrganizationsParameters) -> OrganizationsParameters:
    """Parameters under which no split, no war and no end of a war is drawn."""
    return p._replace(
        split_rate=xp.zeros_like(p.split_rate),
        split_gap_rate=xp.zeros_like(p.split_gap_rate),
        war_onset_rate=xp.zeros_like(p.war_onset_rate),
        war_length=xp.full_like(p.war_length, NEVER),
    )


def happen(
    xp: Namespace, state: OrganizationsState, events: Events, p: OrganizationsParameters
) -> OrganizationsState:
    """Put a month's events into the state.

    Parameters
    ----------
    events : of one month.

    """
    state = when(xp, events.moved, lambda now: _move(xp, now, events, p), state)
    opened = xp.minimum(events.removal[:, None] * p.gap_depth, 1.0 - state.gap) * state.alive
    return state._replace(
        gap=state.gap + opened,
        leaderless=state.leaderless + (opened[:, None] * state.members).sum(0),
    )


def _move(
    xp: Namespace, state: OrganizationsState, events: Events, p: OrganizationsParameters
) -> OrganizationsState:
    """Dissolve, split and fight as dated; then measure anew who faces whom.

    Notes
    -----
    Persons move, none come or go: what a child gets its parent, or the fringe, has lost.

    """
    slots = xp.arange(state.members.shape[0])[:, None]
    gone = events.dissolve[:, None]
    fringe = state.fringe + (state.members * gone[:, None]).sum(0)
    members = state.members * (1.0 - gone[:, None])

    parent = xp.where(slots == events.split_parent, 1.0, 0.0)
    child = xp.where(slots == events.split_child, 1.0, 0.0)
    born = child.sum(0)
    taken = events.split_share * born * (members * parent[:, None]).sum(0)
    recruited = events.split_share * born * (1.0 - parent.sum(0)) * fringe
    number = (taken + recruited).sum(0)
    members = (
        members - parent[:, None] * taken + child[:, None] * (events.split_map[:, None] * number)
    )
    fringe = fringe - recruited
    alive = xp.maximum(state.alive * (1.0 - gone), child)
    gap = state.gap * (1.0 - xp.maximum(gone, child))
    wars = _fought(xp, state.wars, events)

    size, named = members.sum(1), members.sum(0)
    met = clashes(xp, members, fringe, state.groups, wars, hostility_of(p))
    standing = stand(
        xp, size, named, fringe, fringe, met, alive, state.groups, wars, state.anchors, p
    )
    return state._replace(
        members=members,
        fringe=fringe,
        alive=alive,
        gap=gap,
        leaderless=(gap[:, None] * members).sum(0),
        wars=wars,
        standing=standing,
    )


def _fought(xp: Namespace, wars: Wars, events: Events) -> Wars:
    """Wars as dated: a row that changes sides begins anew, one that ends cools down."""
    on = events.war_on[:, None] + xp.zeros_like(wars.on)
    first = events.war_first[:, None] + xp.zeros_like(wars.first)
    second = events.war_second[:, None] + xp.zeros_like(wars.second)
    same = (first == wars.first) & (second == wars.second)
    return Wars(
        first=first,
        second=second,
        intensity=events.war_intensity + xp.zeros_like(wars.intensity),
        on=on,
        heat=xp.where(on > 0.5, 1.0, xp.where(same, wars.heat, 0.0)),
    )
