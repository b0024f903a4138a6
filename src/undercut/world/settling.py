"""Settling: what a quarter of a year did to organizations, booked all at once.

Members, splits and wars move little in a month and cost most of the sector's arithmetic, so
`organizations.step` counts deaths and removals month by month, keeps a tally of all that acted on
members, and every third month calls `divide` (a split, a war's end, a war's onset) and `settle`
(members, local groups, who faces whom). Hazards add up over the quarter; at most one split, one end
and one onset happen in it.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace
from undercut.world.conflict import (
    Clashes,
    Hostility,
    Wars,
    begin,
    break_out,
    clashes,
    death_hazard,
    end_one,
    fade,
    forget,
    inherit,
    pact_violence,
    pick,
    row,
)
from undercut.world.luck import Luck
from undercut.world.membership import advance
from undercut.world.organization_types import (
    DIVISION,
    LINEAR,
    LINEAR_PACT,
    RELIEF,
    Anchors,
    OrganizationsParameters,
    OrganizationsState,
    Standing,
    Tally,
)
from undercut.world.succession import Split, split

SPLIT, SPLIT_WHICH, SPLIT_HOME, SPLIT_INTENSITY = 290, 291, 292, 293
ONSET, ONSET_FIRST, ONSET_SECOND, ONSET_INTENSITY = 295, 296, 297, 298
END, END_WHICH = 300, 301
"""Slots of this module's draws; a normal takes two."""


class Events(NamedTuple):
    """Events of a settling, 0 in other months; each is (future,) event."""

    splits: Array
    blocked_splits: Array


class Moves(NamedTuple):
    """Flows of members that a settling books, 0 in other months; each is (future,) person."""

    recruits: Array
    arrests: Array
    killed: Array
    left: Array


def divide(
    xp: Namespace,
    state: OrganizationsState,
    p: OrganizationsParameters,
    luck: Luck,
    span: float,
) -> tuple[OrganizationsState, Events]:
    """Draw a split, a war's end and a war's onset, from hazards since the last settling.

    Parameters
    ----------
    span : year, since the last settling.

    """
    gap = _gap(xp, state.tally, p, span)
    after = split(
        xp,
        state.members,
        state.standing.size,
        state.alive,
        p.split_rate + p.split_gap_rate * (p.removal_form / DIVISION) * gap / span,
        p.child_share,
        p.child_focus,
        p.fold_share,
        (
            luck.uniform(xp, SPLIT),
            luck.uniform(xp, SPLIT_WHICH),
            luck.uniform(xp, SPLIT_HOME),
        ),
        span,
    )
    fresh = 1.0 - after.born
    wars = _divide_wars(xp, state.wars, after, p, luck)
    wars = end_one(
        xp, wars, 1.0 / p.war_length, luck.uniform(xp, END), luck.uniform(xp, END_WHICH), span
    )
    wars = _onset(xp, wars, after.alive, gap * fresh / span, state, p, luck, span)
    following = state._replace(
        members=after.members,
        alive=after.alive,
        fringe=state.fringe + after.to_fringe,
        gap=state.gap * fresh,
        leaderless=xp.maximum(
            0.0,
            state.leaderless
            - after.happened
            * row(xp, state.gap, after.parent)
            * row(xp, after.members, after.child)
            - row(xp, state.gap, after.child) * after.to_fringe,
        ),
        wars=wars,
        standing=state.standing._replace(size=after.size),
        tally=state.tally._replace(healed=state.tally.healed * fresh),
    )
    return following, Events(after.happened, after.blocked)


def settle(
    xp: Namespace, state: OrganizationsState, p: OrganizationsParameters, span: float
) -> tuple[OrganizationsState, Moves]:
    """Book what has acted on members since the last settling, and take down who faces whom.

    Parameters
    ----------
    span : year, since the last settling.

    """
    tally, before = state.tally, state.standing
    hostility = hostility_of(p)
    met = clashes(xp, state.members, state.fringe, state.groups, state.wars, hostility)
    killing = before.contact * state.disturbed * (tally.deaths / span) * p.members_share_of_deaths
    deadly = death_hazard(xp, before.size, state.fringe, met, state.wars, hostility, killing)
    flows = advance(
        xp,
        state.members,
        before.size,
        state.fringe,
        met,
        deadly,
        killing,
        _gap(xp, tally, p, span),
        tally,
        state.anchors,
        p,
        span,
    )
    healing = met.named / xp.maximum(met.named.sum(0), 1.0)
    groups = xp.maximum(
        0.0,
        state.groups
        + p.groups_per_removal * tally.healed.sum(0) * healing
        + (p.groups_rate * state.fringe - state.groups / p.groups_life) * span,
    )
    standing = stand(
        xp,
        flows.members.sum(1),
        flows.named,
        flows.fringe,
        state.fringe,
        met,
        state.alive,
        groups,
        state.wars,
        state.anchors,
        p,
    )
    after = state._replace(
        members=flows.members,
        fringe=flows.fringe,
        groups=groups,
        leaderless=state.leaderless * flows.named / xp.maximum(before.named, 1.0),
        wars=fade(xp, state.wars, p.heat_time, span),
        standing=standing,
        tally=Tally(*[xp.zeros_like(each) for each in tally]),
    )
    return after, Moves(flows.recruits, flows.arrests, flows.killed, flows.left)


def stand(
    xp: Namespace,
    size: Array,
    named: Array,
    fringe: Array,
    fringe_met: Array,
    met: Clashes,
    alive: Array,
    groups: Array,
    wars: Wars,
    anchors: Anchors,
    p: OrganizationsParameters,
) -> Standing:
    """Take down who faces whom, and what a month reads of it.

    Parameters
    ----------
    size, named, fringe : members now, by slot and by region.
    fringe_met : (region, future) person, the fringe when the encounters in `met` were counted.

    Notes
    -----
    Encounters are those of the mix that was counted, at the numbers of now.

    """
    people = xp.maximum(named + fringe, 1.0)
    grown = people / xp.maximum(met.named + fringe_met, 1.0)
    linear = xp.where((p.conflict_form == LINEAR) | (p.conflict_form == LINEAR_PACT), 1.0, 0.0)
    contact = anchors.contact * (linear * (anchors.people / people) + (1.0 - linear))
    return Standing(
        size=size,
        named=named,
        people=people,
        contact=contact,
        deaths=contact * met.contest * grown * grown / 12.0,
        rivals=rivals_of(xp, met),
        plazas=plazas_held(xp, named, fringe, p),
        groups=alive.sum(0) + groups.sum(0),
        wars=wars.on.sum(0),
    )


def _gap(xp: Namespace, tally: Tally, p: OrganizationsParameters, span: float) -> Array:
    """Leadership gap since the last settling: (slot, future) year."""
    return xp.clip(tally.healed * p.gap_time + tally.standing_gap, 0.0, span)


def plazas_held(xp: Namespace, named: Array, fringe: Array, p: OrganizationsParameters) -> Array:
    """Share of members who belong to named organizations, regions weighed by population.

    Parameters
    ----------
    named, fringe : (region, future) person.

    Returns
    -------
    (future,) 1

    """
    held = named / xp.maximum(named + fringe, 1.0)
    return (held * p.population).sum(0) / p.population.sum(0)


def hostility_of(p: OrganizationsParameters) -> Hostility:
    """Hostility where no war is on."""
    return Hostility(p.hostility_peace, p.hostility_fringe, p.hostility_within)


def rivals_of(xp: Namespace, met: Clashes) -> Array:
    """Effective number of organizations that share a region, regions weighed by members."""
    number = (met.named * met.rivals).sum(0) / xp.maximum(met.named.sum(0), 1e-9)
    return xp.maximum(1.05, number)


def _intensity(xp: Namespace, luck: Luck, slot: int, p: OrganizationsParameters) -> Array:
    """Intensity of a new war, lognormal around its mean."""
    spread = p.war_spread
    return p.war_intensity * xp.exp(spread * luck.normal(xp, slot) - 0.5 * spread * spread)


def _divide_wars(
    xp: Namespace, wars: Wars, after: Split, p: OrganizationsParameters, luck: Luck
) -> Wars:
    """Let wars follow a split: the child keeps its parent's hottest and faces it.

    At the dividing end of switch 4 these wars last until they are ended; else they fade at once.
    """
    lasting = xp.where(p.removal_form == DIVISION, after.happened, 0.0)
    wars = forget(xp, wars, after.folded)
    wars = inherit(xp, wars, after.happened, after.parent, after.child, lasting)
    intensity = _intensity(xp, luck, SPLIT_INTENSITY, p)
    return begin(xp, wars, after.happened, after.parent, after.child, intensity, lasting)


def _onset(
    xp: Namespace,
    wars: Wars,
    alive: Array,
    gap: Array,
    state: OrganizationsState,
    p: OrganizationsParameters,
    luck: Luck,
    span: float,
) -> Wars:
    """Draw at most one new war; a leadership gap on either side makes it likelier.

    A pair that is at war already is drawn like any other and then dropped, which leaves the hazard
    of every other pair exact. Under the pact form, impatient and numerous rivals fight sooner.
    """
    number = alive.sum(0)
    edge = xp.where(p.removal_form == RELIEF, 0.0, p.war_onset_gap) * gap * alive
    edges = edge.sum(0)
    pairs = 0.5 * number * (number - 1.0) + (number - 1.0) * edges
    hurried = state.tally.hurry / span / xp.maximum(number, 1.0)
    patience = xp.clip(p.pact_patience * (1.0 - hurried), 0.0, 0.99)
    pact = xp.clip(
        state.tally.stakes
        / span
        * pact_violence(xp, state.standing.rivals, patience, p.pact_softness)
        / xp.maximum(state.anchors.violence_of_pact, 1e-9),
        0.5,
        2.0,
    )
    pact = xp.where(p.conflict_form >= LINEAR_PACT, pact, xp.ones_like(pact))
    hazard = p.war_onset_rate * pact * xp.maximum(0.0, pairs)
    happens = xp.where(luck.uniform(xp, ONSET) < 1.0 - xp.exp(-hazard * span), 1.0, 0.0)
    happens = happens * xp.where(number > 1.5, 1.0, 0.0)
    weights = alive * ((number - 1.0) * (1.0 + edge) + edges - edge)
    first = pick(xp, weights, luck.uniform(xp, ONSET_FIRST))
    others = alive * (1.0 + edge + row(xp, edge, first))
    others = xp.where(xp.arange(len(alive))[:, None] == first, 0.0, others)
    second = pick(xp, others, luck.uniform(xp, ONSET_SECOND))
    return break_out(xp, wars, happens, first, second, _intensity(xp, luck, ONSET_INTENSITY, p))
