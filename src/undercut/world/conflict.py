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
    """Encounters between hostile members, by who takes part.

    Attributes
    ----------
    contest : (region, future) person**2, all encounters of named members and the fringe.
    exposure : (slot, region, future) person, hostile members that a member of a slot meets.
    exposure_fringe : (region, future) person, the same for a member of the fringe.

    """

    contest: Array
    exposure: Array
    exposure_fringe: Array


def clashes(
    xp: Namespace,
    members: Array,
    fringe: Array,
    groups: Array,
    wars: Wars,
    background: Array,
    hostility_fringe: Array,
    hostility_within: Array,
    shield: Array | float = 1.0,
) -> Clashes:
    """Encounters of a region, and how they fall on its organizations.

    Parameters
    ----------
    members : (slot, region, future) person, by organization.
    fringe, groups : (region, future) person and group, local groups outside the slots.
    background : (future,) 1, hostility of two organizations at peace.
    hostility_fringe, hostility_within : (future,) 1, between an organization and the fringe, and
        within the fringe.
    shield : (slot, 1, future) 1, factor on what a slot's own members suffer (alliances).

    Notes
    -----
    A war's encounters are exact by region and by organization; what an organization suffers in
    wars is spread over its regions by where it and wars are, since a table of slot by war by region
    would cost more than all the rest. With one region that is exact too.

    """
    named = members.sum(0)
    peace = background * (named - members) + hostility_fringe * fringe
    sides = [
        xp.take_along_axis(members, side.astype(int)[:, None, :], axis=0)
        for side in (wars.first, wars.second)
    ]
    excess = ((wars.intensity - background) * wars.heat)[:, None, :] * sides[0] * sides[1]
    war_by_region = excess.sum(0)
    war_by_slot = _by_slot(xp, wars, excess.sum(1), members.shape[0])
    weight = members * war_by_region
    spread = weight / xp.maximum(weight.sum(1), 1e-9)[:, None, :]
    war = war_by_slot[:, None, :] * spread / xp.maximum(members, 1e-6)
    exposure = shield * xp.maximum(0.0, peace + war)
    exposure_fringe = hostility_fringe * named + hostility_within * fringe * groups / (1.0 + groups)
    contest = (members * exposure).sum(0) + fringe * exposure_fringe
    return Clashes(contest, exposure, exposure_fringe)


def _by_slot(xp: Namespace, wars: Wars, encounters: Array, slots: int) -> Array:
    """Encounters of every war, (war, future), added up for the slots on its two sides."""
    return xp.stack(
        [
            xp.where((wars.first == slot) | (wars.second == slot), encounters, 0.0).sum(0)
            for slot in range(slots)
        ]
    )


def pick(xp: Namespace, weights: Array, luck: Array) -> Array:
    """Pick one element by its weight with one uniform draw.

    Parameters
    ----------
    weights : (element, future), not negative.
    luck : (future,) uniform draw.

    Returns
    -------
    (element, future) 1 for the element picked, else 0. Where all weights are 0 the first is picked.

    """
    edges = xp.cumsum(weights, axis=0)
    index = (edges < luck * edges[-1]).sum(0)
    return chosen(xp, index, weights.shape[0])


def chosen(xp: Namespace, index: Array, size: int) -> Array:
    """Turn a (future,) index into (element, future) 1 where it points, else 0."""
    return xp.where(xp.arange(size)[:, None] == index, 1.0, 0.0)


def position(xp: Namespace, one: Array) -> Array:
    """Turn (element, future) 1 at one element back into its number, as a float."""
    return (one * xp.arange(one.shape[0])[:, None]).sum(0)


def begin(
    xp: Namespace, wars: Wars, happens: Array, first: Array, second: Array, new: Array, on: Array
) -> Wars:
    """Enter a war, or a split that fades, unless the pair is at war already or the list is full.

    Parameters
    ----------
    happens : (future,) 1 or 0.
    first, second : (future,) slots, as numbers.
    new : (future,) 1, its intensity.
    on : (future,) 1 for a war, 0 for hostility that fades from the start.

    """
    same = ((wars.first == first) & (wars.second == second)) | (
        (wars.first == second) & (wars.second == first)
    )
    at_war = (xp.where(same, wars.on, 0.0)).sum(0)
    used = xp.where(same & (wars.on < 0.5), -1.0, wars.on * 10.0 + wars.heat)
    row = chosen(xp, xp.argmin(used, axis=0), used.shape[0])
    free = xp.where(xp.min(used, axis=0) < 10.0, 1.0, 0.0)
    enters = row * (happens * free * xp.where(at_war > 0.5, 0.0, 1.0)) > 0.5
    return Wars(
        first=xp.where(enters, first, wars.first),
        second=xp.where(enters, second, wars.second),
        intensity=xp.where(enters, new, wars.intensity),
        on=xp.where(enters, on, wars.on),
        heat=xp.where(enters, 1.0, wars.heat),
    )


def end_one(xp: Namespace, wars: Wars, rate: Array, decide: Array, which: Array, dt: float) -> Wars:
    """End at most one war: hazards add up, one draw decides, one picks."""
    count = wars.on.sum(0)
    ends = xp.where(decide < 1.0 - xp.exp(-rate * count * dt), 1.0, 0.0)
    return wars._replace(on=wars.on * (1.0 - ends * pick(xp, wars.on, which)))


def forget(xp: Namespace, wars: Wars, slot: Array) -> Wars:
    """Strike out every war of the slot that is marked in (slot, future), if any is."""
    gone = xp.where(slot.sum(0) > 0.5, position(xp, slot), -1.0)
    stays = xp.where((wars.first == gone) | (wars.second == gone), 0.0, 1.0)
    return wars._replace(on=wars.on * stays, heat=wars.heat * stays)


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
