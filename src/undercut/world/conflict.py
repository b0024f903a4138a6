"""Conflict: who fights whom, and how many encounters between hostile members that makes.

Hostility of a pair is a background, plus the excess of a war. Wars stand in a short list (two
slots, intensity, whether it is on, and a heat that fades when it is over), which is exact and cheap
when idle pairs share the background: the sum over all pairs is background x [(sum W)^2 - sum W^2]
plus a term for each war. Start with `clashes`; `organizations.step` calls everything here.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace


class Wars(NamedTuple):
    """Wars between named organizations, on or fading.

    Attributes
    ----------
    first, second : (war, future) number of the slot on each side; without meaning where heat is 0.
    intensity : (war, future) 1, hostility while the war is on.
    on : (war, future) 1 or 0.
    heat : (war, future) 1, from 1 while on, fading to 0 after.

    """

    first: Array
    second: Array
    intensity: Array
    on: Array
    heat: Array


class Clashes(NamedTuple):
    """Encounters between hostile members in a month.

    Attributes
    ----------
    named : (region, future) person, members of all organizations.
    rivals : (region, future) 1, effective number of organizations.
    contest : (region, future) person**2, all encounters of named members and the fringe.
    fringe : (region, future) person, hostile members that a member of the fringe meets.
    wars : (war, region, future) person**2, encounters of each side of a war with the other.

    """

    named: Array
    rivals: Array
    contest: Array
    fringe: Array
    wars: Array


class Hostility(NamedTuple):
    """Chance that two members are hostile where no war is on; each (future,) 1.

    Attributes
    ----------
    peace : of two organizations; fringe : of an organization and a local group; within : of two
        local groups.

    """

    peace: Array
    fringe: Array
    within: Array


def clashes(
    xp: Namespace, members: Array, fringe: Array, groups: Array, wars: Wars, hostility: Hostility
) -> Clashes:
    """Count the encounters of a month, by region.

    Parameters
    ----------
    members : (slot, region, future) person, by organization.
    fringe, groups : (region, future) person and group, local groups outside the slots.

    """
    named = members.sum(0)
    square = (members * members).sum(0)
    sides = [
        xp.take_along_axis(members, side.astype(int)[:, None, :], axis=0)
        for side in (wars.first, wars.second)
    ]
    excess = xp.maximum(0.0, wars.intensity - hostility.peace) * wars.heat
    at_war = excess[:, None, :] * sides[0] * sides[1]
    by_fringe = hostility.fringe * named + hostility.within * fringe * groups / (1.0 + groups)
    contest = (
        hostility.peace * (named * named - square)
        + hostility.fringe * fringe * named
        + 2.0 * at_war.sum(0)
        + fringe * by_fringe
    )
    return Clashes(
        named=named,
        rivals=named * named / xp.maximum(square, 1e-9),
        contest=xp.maximum(0.0, contest),
        fringe=by_fringe,
        wars=at_war,
    )


class Hazard(NamedTuple):
    """Deaths per member and year, in parts: slot + region - own x members of the slot.

    Attributes
    ----------
    slot : (slot, future) 1/year, in wars.
    region : (region, future) 1/year, at the hands of everybody at peace.
    own : (region, future) 1/person/year, what the region's part counts too much: one's own side.

    """

    slot: Array
    region: Array
    own: Array


def death_hazard(
    xp: Namespace,
    size: Array,
    fringe: Array,
    met: Clashes,
    wars: Wars,
    hostility: Hostility,
    killing: Array,
) -> Hazard:
    """Split the deaths of members by where they fall.

    Parameters
    ----------
    size : (slot, future) person, members over all regions.
    killing : (region, future) death/person**2/year, members killed per encounter.

    Notes
    -----
    What an organization suffers in wars is exact in sum and spread evenly over its members: a table
    of slot by war by region would cost more than all the rest. With one region that is exact too.

    """
    in_war = (killing * met.wars).sum(1)
    slots = xp.arange(size.shape[0])[:, None, None]
    fights = (wars.first == slots) | (wars.second == slots)
    suffered = xp.where(fights, in_war, 0.0).sum(1)
    own = killing * hostility.peace
    return Hazard(
        slot=suffered / xp.maximum(size, 1.0),
        region=own * met.named + killing * hostility.fringe * fringe,
        own=own,
    )


def pick(xp: Namespace, weights: Array, luck: Array) -> Array:
    """Pick one element by its weight with one uniform draw.

    Parameters
    ----------
    weights : (element, future), not negative.
    luck : (future,) uniform draw.

    Returns
    -------
    (future,) number of the element picked, as an integer; the first where all weights are 0.

    """
    edges = xp.cumsum(weights, axis=0)
    return (edges < luck * edges[-1]).sum(0)


def chosen(xp: Namespace, index: Array, size: int) -> Array:
    """Turn a (future,) index into (element, future) 1 where it points, else 0."""
    return xp.where(xp.arange(size)[:, None] == index, 1.0, 0.0)


def row(xp: Namespace, table: Array, index: Array) -> Array:
    """Element of the first axis of (element, ..., future) that (future,) points to."""
    at = index.reshape((1,) * (table.ndim - 1) + index.shape)
    return xp.take_along_axis(table, at, axis=0)[0]


def begin(
    xp: Namespace, wars: Wars, happens: Array, first: Array, second: Array, new: Array, on: Array
) -> Wars:
    """Enter the war, or the split that fades, of a pair that has none.

    Parameters
    ----------
    happens : (future,) 1 or 0.
    first, second : (future,) slots, as numbers.
    new : (future,) 1, its intensity.
    on : (future,) 1 for a war, 0 for hostility that fades from the start.

    Notes
    -----
    When the list is full, what is weakest gives way: the coldest, or the least intense war.

    """
    strength = wars.intensity * (wars.heat + 10.0 * wars.on)
    weakest = xp.where(happens > 0.5, xp.argmin(strength, axis=0), -1)
    enters = xp.arange(strength.shape[0])[:, None] == weakest
    return Wars(
        first=xp.where(enters, first, wars.first),
        second=xp.where(enters, second, wars.second),
        intensity=xp.where(enters, new, wars.intensity),
        on=xp.where(enters, on, wars.on),
        heat=xp.where(enters, 1.0, wars.heat),
    )


def break_out(
    xp: Namespace, wars: Wars, happens: Array, first: Array, second: Array, new: Array
) -> Wars:
    """Begin a war of a pair, unless it is on already; what is left of an old one is forgotten."""
    same = ((wars.first == first) & (wars.second == second)) | (
        (wars.first == second) & (wars.second == first)
    )
    at_war = xp.where(same, wars.on, 0.0).sum(0)
    happens = happens * xp.where(at_war > 0.5, 0.0, 1.0)
    cold = wars._replace(heat=xp.where(same & (happens > 0.5), 0.0, wars.heat))
    return begin(xp, cold, happens, first, second, new, happens)


def inherit(
    xp: Namespace, wars: Wars, happens: Array, parent: Array, child: Array, on: Array
) -> Wars:
    """Carry the hottest war of a parent over to its child, against the same enemy.

    Parameters
    ----------
    happens : (future,) 1 or 0.
    parent, child : (future,) slots, as numbers.
    on : (future,) 1 when the child fights on, 0 when its part fades.

    """
    own = (wars.first == parent) | (wars.second == parent)
    strength = xp.where(own, wars.on * wars.intensity, 0.0)
    hottest = xp.argmax(strength, axis=0)
    sides = row(xp, wars.first, hottest), row(xp, wars.second, hottest)
    enemy = xp.where(sides[0] == parent, sides[1], sides[0])
    at_war = xp.where(row(xp, strength, hottest) > 0.0, 1.0, 0.0)
    return begin(xp, wars, happens * at_war, child, enemy, row(xp, wars.intensity, hottest), on)


def end_one(xp: Namespace, wars: Wars, rate: Array, decide: Array, which: Array, dt: float) -> Wars:
    """End at most one war: hazards add up, one draw decides, one picks."""
    count = wars.on.sum(0)
    ends = decide < 1.0 - xp.exp(-rate * count * dt)
    over = xp.where(ends, pick(xp, wars.on, which), -1)
    numbers = xp.arange(wars.on.shape[0])[:, None]
    return wars._replace(on=xp.where(numbers == over, 0.0, wars.on))


def forget(xp: Namespace, wars: Wars, gone: Array) -> Wars:
    """Strike out every war of the slot whose number stands in (future,); -1 for none."""
    ends = (wars.first == gone) | (wars.second == gone)
    return wars._replace(on=xp.where(ends, 0.0, wars.on), heat=xp.where(ends, 0.0, wars.heat))


def fade(xp: Namespace, wars: Wars, time: Array, dt: float) -> Wars:
    """Let what is over cool down, with mean time `time` in years."""
    cooled = wars.heat * xp.exp(-dt / time)
    return wars._replace(heat=xp.where(wars.on > 0.5, wars.heat, cooled))


def pact_effort(xp: Namespace, number: Array, patience: Array, softness: Array) -> Array:
    """Least fighting effort that a pact among rivals can sustain.

    Parameters
    ----------
    number : (future,) 1, effective number of groups, above 1.
    patience : (future,) 1, weight of next year over this one.
    softness : (future,) 1, width over which the threshold at zero is smoothed.

    Notes
    -----
    y = 2 (N - 1)(1 - d) / (1 + (N - 1)(1 - d)) - (N - 1) / N, and peace where it falls below zero.

    """
    haste = (number - 1.0) * (1.0 - patience)
    bare = 2.0 * haste / (1.0 + haste) - (number - 1.0) / number
    return softness * xp.logaddexp(0.0, bare / softness)


def pact_violence(xp: Namespace, number: Array, patience: Array, softness: Array) -> Array:
    """Fighting as a share of the revenue at stake: N y^2 / (N - 1)."""
    return number * pact_effort(xp, number, patience, softness) ** 2 / (number - 1.0)
