"""Membership: what presses on the organizations, who joins, who is arrested, killed or leaves.

Start with `pressure_of` and `advance`; `organizations.step` calls both.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace
from undercut.world.conflict import Clashes, Hazard
from undercut.world.organization_types import (
    HAZARD,
    Anchors,
    OrganizationsInputs,
    OrganizationsParameters,
    Tally,
)


class Pressure(NamedTuple):
    """What levers and other sectors do to the organizations this month; each is (future,).

    Attributes
    ----------
    removals, strike_removals : removal/year.
    arrest : 1, factor on the arrest rate.
    standing_gap : 1, leadership gap from arrests and surrenders below the top, over the start.
    recruitment : 1, factor on recruitment.
    deaths : 1, factor on conflict deaths apart from guns and courts.
    killed : person/year, members killed by strikes.

    """

    removals: Array
    strike_removals: Array
    arrest: Array
    standing_gap: Array
    recruitment: Array
    deaths: Array
    killed: Array


class Flows(NamedTuple):
    """Members after a settling, and what moved them; persons, (future,) but the stocks."""

    members: Array
    named: Array
    fringe: Array
    recruits: Array
    arrests: Array
    killed: Array
    left: Array


def relative(value: Array) -> Array:
    """Turn a ratio into a bounded response: 0 at 1, slope 1 there, from -2 at 0 up to 2."""
    return 2.0 * (value - 1.0) / (value + 1.0)


def ratio(xp: Namespace, value: Array, baseline: Array) -> Array:
    """Lever over its baseline."""
    return value / xp.maximum(baseline, 1e-9)


def pressure_of(
    xp: Namespace, inputs: OrganizationsInputs, anchors: Anchors, p: OrganizationsParameters
) -> Pressure:
    """Turn levers and signals into rates; every factor is 1 and every sum 0 at the start."""
    cueing = 1.0 + p.cueing_gain * relative(
        ratio(xp, inputs.isr_cueing, inputs.isr_cueing_baseline)
    ) * xp.minimum(inputs.prosecution_ratio, 2.0)
    cases = (
        inputs.gate_tacit
        * cueing
        * ratio(xp, inputs.network_arrests, inputs.network_arrests_baseline) ** p.network_exponent
    )
    usable = xp.maximum(inputs.prosecution_ratio, 0.0) ** p.prosecution_exponent
    surrendered = inputs.gate_explicit * ratio(xp, inputs.extradition, inputs.extradition_baseline)
    strikes = xp.maximum(inputs.unilateral_strikes, 0.0)
    soldiers = 1.0 + inputs.gate_explicit * (
        ratio(xp, inputs.host_deployment, inputs.host_deployment_baseline) - 1.0
    )
    return Pressure(
        removals=inputs.leader_removal * inputs.gate_explicit,
        strike_removals=strikes * p.strike_leader_chance,
        arrest=usable * (1.0 - p.network_share + p.network_share * cases),
        standing_gap=p.network_gap * (cases * usable - 1.0)
        + p.extradition_gap * relative(surrendered),
        recruitment=xp.clip(inputs.funds_ratio, 0.01, 100.0) ** p.funds_exponent
        * prevention(xp, inputs, anchors, p)
        * (
            1.0
            - p.eradication_effect
            * inputs.gate_explicit
            * relative(ratio(xp, inputs.eradication, inputs.eradication_baseline))
        ),
        deaths=xp.clip(inputs.cocaine_price_ratio, 0.05, 20.0) ** p.scarcity_exponent
        * (1.0 + p.deployment_effect * relative(xp.maximum(soldiers, 0.0))),
        killed=strikes * p.killed_per_strike * (1.0 - p.civilian_share),
    )


def prevention(
    xp: Namespace, inputs: OrganizationsInputs, anchors: Anchors, p: OrganizationsParameters
) -> Array:
    """Share of recruits that still join, over the share at the start.

    Notes
    -----
    Participants reach fewer of those who would join as programs grow (`program_limit`); groups
    replace part of those who stay out.

    """
    limit = p.program_limit
    reached = [
        limit * (1.0 - xp.exp(-people / limit))
        for people in (inputs.recruitment_prevention, inputs.recruitment_prevention_baseline)
    ]
    kept_out = p.program_reach * p.program_success * (1.0 - p.program_replacement)
    added = inputs.gate_explicit * (reached[0] - reached[1]) * kept_out
    return xp.exp(-added / xp.maximum(anchors.recruits, 1.0))


def arrest_hazard(
    xp: Namespace, total: Array, factor: Array, anchors: Anchors, p: OrganizationsParameters
) -> Array:
    """Arrests per member and year: a hazard, or partly a capacity that all members share.

    Under the mixed form a share of arrests is a fixed number a year, so the hazard rises as members
    fall, at most twentyfold.
    """
    shared = xp.minimum(20.0, anchors.members / xp.maximum(total, 1.0))
    mixed = 1.0 - p.capacity_share + p.capacity_share * shared
    form = xp.where(p.incapacitation_form == HAZARD, xp.ones_like(mixed), mixed)
    return p.arrest_rate * form * factor


def take(xp: Namespace, stock: Array, hazards: tuple[Array, ...], span: float) -> tuple[Array, ...]:
    """Take competing hazards (1/year) off a stock: what remains, and what each took."""
    total = sum(hazards)
    remains = stock * xp.exp(-total * span)
    each = (stock - remains) / xp.maximum(total, 1e-12)
    return remains, *(each * hazard for hazard in hazards)


def advance(
    xp: Namespace,
    members: Array,
    size: Array,
    fringe: Array,
    met: Clashes,
    deadly: Hazard,
    killing: Array,
    gap: Array,
    tally: Tally,
    anchors: Anchors,
    p: OrganizationsParameters,
    span: float,
) -> Flows:
    """Advance the members of organizations and of the fringe over the time since settling.

    Parameters
    ----------
    members : (slot, region, future) person; size : (slot, future) person, over all regions.
    fringe : (region, future) person.
    met : encounters, as measured now.
    deadly : deaths per member in conflict.
    killing : (region, future) death/person**2/year, members killed per encounter.
    gap : (slot, future) year, leadership gap since settling.
    span : year.

    Notes
    -----
    Recruits join first and share the losses. What organizations lose is exact by slot and region;
    how arrests, deaths and leaving share the total is told from their national rates. One's own
    side does not kill: its part of the region's hazard is given back to first order, so no stock
    turns negative and none grows by it.

    """
    people = met.named + fringe
    named = size.sum(0)
    arrest = arrest_hazard(xp, people.sum(0), tally.arrest / span, anchors, p)
    struck = tally.struck / (xp.maximum(named, 1.0) * span)
    crowded = p.crowding * people
    by_slot = (deadly.slot + arrest + struck + p.own_crowding * size) * span + p.leak_rate * gap

    recruiting = tally.recruitment / span
    growth = xp.expm1(span * xp.maximum(0.0, anchors.recruitment * recruiting + p.fitness))
    joined = growth * size
    stay = xp.exp(-by_slot)
    here = (1.0 + (1.0 - p.recruits_elsewhere) * growth) * stay
    elsewhere = p.recruits_elsewhere * joined * stay
    kept = xp.exp(-(deadly.region + crowded) * span)
    spared = kept * deadly.own * span
    quota = p.population / p.population.sum(0)
    remains = (here[:, None, :] * members + elsewhere[:, None, :] * quota) * (
        kept + spared * members
    )

    named_after = remains.sum(0)
    recruits = joined.sum(0)
    lost = named + recruits - named_after.sum(0)
    leaking = p.leak_rate * tally.lacking
    arresting = arrest * named * span
    dying = span * ((killing * (met.contest - fringe * met.fringe)).sum(0) + struck * named)
    leaving = span * ((crowded * met.named).sum(0) + (p.own_crowding * size * size).sum(0))
    share = lost / xp.maximum(arresting + dying + leaving + leaking.sum(0), 1e-9)
    recruits_f = fringe * xp.expm1(anchors.recruitment_fringe * recruiting * span)
    remains_f, arrested_f, killed_f, left_f = take(
        xp, fringe + recruits_f, (arrest, killing * met.fringe, crowded), span
    )
    return Flows(
        members=remains,
        named=named_after,
        fringe=remains_f + share * leaking,
        recruits=recruits + recruits_f.sum(0),
        arrests=share * arresting + arrested_f.sum(0),
        killed=share * dying + killed_f.sum(0),
        left=share * leaving + left_f.sum(0),
    )
