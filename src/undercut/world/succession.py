"""Succession: leaders are removed, organizations split, small ones dissolve into the fringe.

Start with `remove_leader` and `split`; `organizations.step` calls both. Hazards of all slots add
up, one draw decides whether it happens this month and one picks where, so at most one removal and
one split happen in a month. A split takes the next free slot; when there is none, the smallest
named organization dissolves into the fringe if it is small enough, else the split is counted as
blocked.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace
from undercut.world.conflict import chosen, pick, row


class Removal(NamedTuple):
    """A leader removed, or not, this month.

    Attributes
    ----------
    where : (slot, future) 1 at the organization that lost a leader, else 0.
    which : (future,) its number; without meaning where nothing happened.
    happened : (future,) 1 or 0.
    struck : (future,) 1 when a strike killed the leader, 0 when police took them.

    """

    where: Array
    which: Array
    happened: Array
    struck: Array


class Split(NamedTuple):
    """A split, or not, and what it moved.

    Attributes
    ----------
    members : (slot, region, future) person, after the split.
    size : (slot, future) person, the same over all regions.
    alive : (slot, future) 1 or 0, after it.
    born : (slot, future) 1 at the child, else 0; whoever was there has dissolved.
    parent, child : (future,) numbers of the two sides; without meaning where nothing happened.
    folded : (future,) number of an organization that dissolved to make room, else -1.
    to_fringe : (region, future) person, members of the dissolved.
    happened, blocked : (future,) 1 or 0.

    """

    members: Array
    size: Array
    alive: Array
    born: Array
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
    index = pick(xp, members, which)
    where = chosen(xp, xp.where(happened > 0.5, index, -1), members.shape[0])
    return Removal(where, index, happened, struck)


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

    free = alive.sum(0) < slots - 0.5
    standing = part + 10.0 * (1.0 - alive)
    standing = xp.where(xp.arange(slots)[:, None] == parent, 10.0, standing)
    smallest = xp.argmin(standing, axis=0)
    foldable = row(xp, standing, smallest) < fold_share
    happened = due * xp.where(free | foldable, 1.0, 0.0)
    folds = happened * xp.where(free, 0.0, 1.0)
    child = xp.where(free, xp.argmin(alive, axis=0), smallest)
    born = chosen(xp, child, slots) * happened

    divided = row(xp, members, parent)
    home = chosen(xp, pick(xp, divided, draws[2]), divided.shape[0])
    taken = happened * divided * (share + (1.0 - share) * focus * home)
    keeps, moves = 1.0 - born, born - chosen(xp, parent, slots)
    return Split(
        members=members * keeps[:, None, :] + moves[:, None, :] * taken,
        size=size * keeps + moves * taken.sum(0),
        alive=xp.maximum(alive, born),
        born=born,
        parent=parent,
        child=child,
        folded=xp.where(folds > 0.5, child, -1),
        to_fringe=folds * row(xp, members, child),
        happened=happened,
        blocked=due - happened,
    )
