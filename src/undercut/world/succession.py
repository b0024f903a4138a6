"""Succession: leaders are removed, organizations split, small ones dissolve into the fringe.

Start with `remove_leader` and `split`; `organizations.step` calls both. Hazards of all slots add
up, one draw decides whether it happens this month and one picks where, so at most one removal and
one split happen in a month. A split takes the next free slot; when there is none, the smallest
named organization dissolves into the fringe if it is small enough, else the split is counted as
blocked.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace
from undercut.world.conflict import chosen, pick


class Removal(NamedTuple):
    """A leader removed, or not, this month.

    Attributes
    ----------
    where : (slot, future) 1 at the organization that lost a leader, else 0.
    happened : (future,) 1 or 0.
    struck : (future,) 1 when a strike killed the leader, 0 when police took them.

    """

    where: Array
    happened: Array
    struck: Array


class Split(NamedTuple):
    """A split, or not, and what it moved.

    Attributes
    ----------
    members : (slot, region, future) person, after the split.
    size : (slot, future) person, the same over all regions.
    alive : (slot, future) 1 or 0, after it.
    parent, child : (slot, future) 1 at the two sides when it happened, else 0.
    folded : (slot, future) 1 at an organization that dissolved to make room, else 0.
    to_fringe : (region, future) person, members of the dissolved.
    happened, blocked : (future,) 1 or 0.

    """

    members: Array
    size: Array
    alive: Array
    parent: Array
    child: Array
    folded: Array
    to_fringe: Array
    happened: Array
    blocked: Array


def remove_leader(
    xp: Namespace,
    members: Array,
    by_police: Array,
    by_strikes: Array,
    decide: Array,
    which: Array,
    dt: float,
) -> Removal:
    """Draw this month's removal; the larger an organization, the likelier it is hit.

    Parameters
    ----------
    members : (slot, future) person.
    by_police, by_strikes : (future,) removal/year.
    decide, which : (future,) uniform draws.

    """
    by_police, by_strikes = xp.maximum(by_police, 0.0), xp.maximum(by_strikes, 0.0)
    anyone = xp.where(members.sum(0) > 0.0, 1.0, 0.0)
    taken = 1.0 - xp.exp(-by_police * dt)
    happened = anyone * xp.where(decide < 1.0 - xp.exp(-(by_police + by_strikes) * dt), 1.0, 0.0)
    struck = happened * xp.where(decide >= taken, 1.0, 0.0)
    return Removal(pick(xp, members, which) * happened, happened, struck)


def split(
    xp: Namespace,
    members: Array,
    size: Array,
    alive: Array,
    rate: Array,
    share: Array,
    focus: Array,
    fold_share: Array,
    draws: tuple[Array, Array, Array],
    dt: float,
) -> Split:
    """Draw this month's split, make room for it and divide the members.

    Parameters
    ----------
    members : (slot, region, future) person; size : (slot, future) person, over all regions.
    alive : (slot, future) 1 or 0.
    rate : (slot, future) event/year.
    share : (future,) 1, what the child takes of its parent where it has no home.
    focus : (future,) 1, further share that it takes of the rest in its home region.
    fold_share : (future,) 1, share of named members below which an organization may dissolve; one
        below it does not split.
    draws : three uniform draws: whether, which parent, which home region.

    """
    slots = members.shape[0]
    part = size / xp.maximum(size.sum(0), 1e-9)
    hazard = rate * alive * xp.where(part > fold_share, 1.0, 0.0)
    total = hazard.sum(0)
    due = xp.where(draws[0] < 1.0 - xp.exp(-total * dt), 1.0, 0.0)
    parent = pick(xp, hazard, draws[1])

    free = xp.where(alive.sum(0) < slots - 0.5, 1.0, 0.0)
    standing = part + 10.0 * (1.0 - alive) + 10.0 * parent
    smallest = xp.argmin(standing, axis=0)
    foldable = xp.where(xp.min(standing, axis=0) < fold_share, 1.0, 0.0)
    room = xp.maximum(free, foldable)
    happened = due * room
    folded = chosen(xp, smallest, slots) * (happened * (1.0 - free))
    child = chosen(xp, xp.where(free > 0.5, xp.argmin(alive, axis=0), smallest), slots) * happened
    parent = parent * happened

    divided = (members * parent[:, None, :]).sum(0)
    home = pick(xp, divided, draws[2])
    taken = divided * (share + (1.0 - share) * focus * home)
    keeps = 1.0 - xp.maximum(folded, child)
    moves = child - parent
    return Split(
        members=members * keeps[:, None, :] + moves[:, None, :] * taken,
        size=size * keeps + moves * taken.sum(0),
        alive=xp.maximum(alive, child),
        parent=parent,
        child=child,
        folded=folded,
        to_fringe=(members * folded[:, None, :]).sum(0),
        happened=happened,
        blocked=due * (1.0 - room),
    )
