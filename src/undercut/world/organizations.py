"""Organizations: recruitment, arrest, conflict, succession and fragmentation in six regions.

Start with `step`. Named organizations stand in twelve slots, those that live marked by a mask;
small local groups are the fringe of each region. Conflict deaths are members times the chance that
two members of a region are hostile (`world/conflict.py`); leaders are removed and organizations
split by drawn events (`world/succession.py`); levers and losses act in `world/membership.py`, and
what the sector knows, reads and gives stands in `world/organization_types.py`. Homicides are a
background plus conflict, both moved by the certainty of punishment and by guns; conflict also by
scarcity, deployment, leadership gaps and the region's memory of its own violence. The year before
the start is met exactly by two scales per region, and recruitment by the growth of members drawn
for the start.

What `loop` must pass stands in `OrganizationsInputs`; `init` needs only parameters. `justice.init`
takes `state.memory.sum(0)`, the smoothed homicides of the start.
"""

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
    position,
)
from undercut.world.luck import Luck
from undercut.world.membership import Pressure, advance, pressure_of
from undercut.world.organization_types import (
    DIVISION,
    LINEAR,
    LINEAR_PACT,
    RELIEF,
    Anchors,
    OrganizationsInputs,
    OrganizationsParameters,
    OrganizationsSignals,
    OrganizationsState,
)
from undercut.world.succession import Removal, Split, remove_leader, split

__all__ = [
    "OrganizationsInputs",
    "OrganizationsParameters",
    "OrganizationsSignals",
    "OrganizationsState",
    "init",
    "step",
]

REMOVAL, REMOVAL_WHICH = 288, 289
SPLIT, SPLIT_WHICH, SPLIT_HOME, SPLIT_INTENSITY = 290, 291, 292, 293
ONSET, ONSET_FIRST, ONSET_SECOND, ONSET_INTENSITY = 295, 296, 297, 298
END, END_WHICH = 300, 301
NOISE_COMMON, NOISE_REGION = 302, 306
"""Slots of this sector's draws; a normal takes two, a disturbance three."""


def init(xp: Namespace, p: OrganizationsParameters) -> OrganizationsState:
    """Start state, with every scale solved so that the first months continue the year before.

    Notes
    -----
    Homicides of a region = its background + conflict, in the drawn shares; conflict divided by the
    encounters of the start gives deaths per encounter. Recruitment is what makes members grow at
    the drawn rate after the losses of the start.

    """
    members, fringe = _members_at_start(xp, p)
    alive = p.living + xp.zeros_like(members[:, 0])
    groups = p.groups_start * fringe / xp.maximum(fringe.sum(0), 1.0)
    wars = Wars(
        p.start_war_first,
        p.start_war_second,
        p.start_war_intensity,
        p.start_war_on,
        p.start_war_on,
    )
    met = clashes(xp, members, fringe, groups, wars, _hostility(p))
    monthly = p.homicides_start / 12.0
    conflict = p.conflict_share * monthly
    contact = 12.0 * conflict / xp.maximum(met.contest, 1.0)
    anchors = Anchors(
        background=monthly - conflict,
        contact=contact,
        people=met.named + fringe,
        homicides=monthly,
        members=met.named.sum(0) + fringe.sum(0),
        recruitment=p.growth_start,
        recruitment_fringe=p.growth_start,
        recruits=p.growth_start,
        conflict=conflict.sum(0),
        violence_of_pact=pact_violence(xp, _rivals(xp, met), p.pact_patience, p.pact_softness),
    )
    named, local = _losses_at_start(xp, members, fringe, met, wars, anchors, p)
    sizes = members.sum(1)
    recruitment = xp.maximum(
        0.0, p.growth_start + named - (p.fitness * sizes).sum(0) / xp.maximum(sizes.sum(0), 1.0)
    )
    recruitment_fringe = xp.maximum(0.0, p.growth_start + local)
    anchors = anchors._replace(
        recruitment=recruitment,
        recruitment_fringe=recruitment_fringe,
        recruits=((recruitment + p.fitness) * sizes).sum(0) + recruitment_fringe * fringe.sum(0),
    )
    zero = xp.zeros_like(p.members_start)
    return OrganizationsState(
        members=members,
        alive=alive,
        fringe=fringe,
        groups=groups,
        gap=xp.zeros_like(alive),
        wars=wars,
        memory=monthly,
        noise=xp.zeros_like(monthly),
        noise_common=zero,
        noise_grown=zero,
        rivals=_rivals(xp, met),
        anchors=anchors,
    )


def step(
    xp: Namespace,
    state: OrganizationsState,
    inputs: OrganizationsInputs,
    p: OrganizationsParameters,
    luck: Luck,
    dt: float = 1.0 / 12.0,
) -> tuple[OrganizationsState, OrganizationsSignals]:
    """Advance organizations, wars and deaths by one month.

    The order: a removal, a split, a war's end and onset, deaths, members, what fades.
    """
    pressure = pressure_of(xp, inputs, state.anchors, p)
    size = state.members.sum(1)
    removal = remove_leader(
        xp,
        size,
        pressure.removals,
        pressure.strike_removals,
        luck.uniform(xp, REMOVAL),
        luck.uniform(xp, REMOVAL_WHICH),
        dt,
    )
    gap = _open_gap(xp, state.gap, removal, p)
    mean_gap = xp.clip(
        gap * (p.gap_time / dt) * -xp.expm1(-dt / p.gap_time) + pressure.standing_gap, 0.0, 1.0
    )
    after = split(
        xp,
        state.members,
        size,
        state.alive,
        p.split_rate + p.split_gap_rate * (p.removal_form / DIVISION) * mean_gap,
        p.child_share,
        p.child_focus,
        p.fold_share,
        (
            luck.uniform(xp, SPLIT),
            luck.uniform(xp, SPLIT_WHICH),
            luck.uniform(xp, SPLIT_HOME),
        ),
        dt,
    )
    fresh = 1.0 - xp.maximum(after.folded, after.child)
    gap, mean_gap = gap * fresh, mean_gap * fresh
    fringe = state.fringe + after.to_fringe

    wars = _divide_wars(xp, state.wars, after, p, luck)
    wars = end_one(
        xp, wars, 1.0 / p.war_length, luck.uniform(xp, END), luck.uniform(xp, END_WHICH), dt
    )
    wars = _onset(xp, wars, after.alive, mean_gap, inputs, pressure, state, p, luck, dt)

    met = clashes(xp, after.members, fringe, state.groups, wars, _hostility(p))
    people = met.named + fringe
    contact, background = _deadliness(
        xp, state, after.members, people, mean_gap, inputs, pressure, p
    )
    noise, noise_common, noise_grown = _disturb(xp, state, p, luck, dt)
    contact = contact * xp.exp(noise + noise_common - 0.5 * p.noise_regional**2 * noise_grown)
    conflict = contact * met.contest / 12.0
    homicides = background + conflict
    memory = state.memory + (homicides - state.memory) * -xp.expm1(-dt / p.memory_time)

    killing = contact * p.members_share_of_deaths
    flows = advance(
        xp,
        after.members,
        after.size,
        fringe,
        met,
        death_hazard(xp, after.size, fringe, met, wars, _hostility(p), killing),
        killing,
        mean_gap,
        pressure,
        state.anchors,
        p,
        dt,
    )
    gap_left = gap * xp.exp(-dt / p.gap_time)
    healed = (gap - gap_left).sum(0) * met.named / xp.maximum(met.named.sum(0), 1.0)
    groups = xp.maximum(
        0.0,
        state.groups
        + p.groups_per_removal * healed
        + (p.groups_rate * fringe - state.groups / p.groups_life) * dt,
    )
    following = OrganizationsState(
        members=flows.members,
        alive=after.alive,
        fringe=flows.fringe,
        groups=groups,
        gap=gap_left,
        wars=fade(xp, wars, p.heat_time, dt),
        memory=memory,
        noise=noise,
        noise_common=noise_common,
        noise_grown=noise_grown,
        rivals=_rivals(xp, met),
        anchors=state.anchors,
    )
    named = flows.members.sum(0)
    total_conflict = conflict.sum(0)
    by_force = xp.maximum(inputs.unilateral_strikes, 0.0) * p.killed_per_strike * dt
    total_named, total_fringe = named.sum(0), flows.fringe.sum(0)
    return following, OrganizationsSignals(
        homicides=homicides.sum(0),
        conflict_deaths=total_conflict,
        homicides_by_region=homicides,
        homicides_smoothed=memory.sum(0),
        disappearances=p.disappearances_start
        / 12.0
        * total_conflict
        / xp.maximum(state.anchors.conflict, 1e-9),
        members=total_named + total_fringe,
        members_named=total_named,
        organizations=after.alive.sum(0) + groups.sum(0),
        plazas_held=plazas_held(xp, named, flows.fringe, p),
        wars=wars.on.sum(0),
        splits=after.happened,
        blocked_splits=after.blocked,
        removals=removal.happened,
        killed_by_force=by_force,
        civilian_harm=by_force * p.civilian_share,
        recruits=flows.recruits,
        arrests=flows.arrests,
        killed_members=flows.killed,
        left=flows.left,
    )


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


def feedback_gain(xp: Namespace, p: OrganizationsParameters) -> Array:
    """How much memory and swamped courts amplify a lasting push on homicides: 1 / (1 - b - e)."""
    return 1.0 / (1.0 - memory_exponent(xp, p) - p.court_elasticity)


def memory_exponent(xp: Namespace, p: OrganizationsParameters) -> Array:
    """Elasticity of conflict to memory, held so that with the courts' it stays under the cap."""
    return xp.maximum(0.0, xp.minimum(p.memory_exponent, p.feedback_cap - p.court_elasticity))


def _members_at_start(xp: Namespace, p: OrganizationsParameters) -> tuple[Array, Array]:
    presence = xp.stack(
        [
            p.presence_northwest,
            p.presence_north,
            p.presence_northeast,
            p.presence_west,
            p.presence_center,
            p.presence_southeast,
        ],
        axis=1,
    )
    size = p.size * p.living
    share = size / size.sum(0)
    where = presence / xp.maximum(presence.sum(1), 1e-9)[:, None, :]
    members = p.members_start * (1.0 - p.fringe_share) * share[:, None, :] * where
    fringe = p.members_start * p.fringe_share * p.fringe_presence / p.fringe_presence.sum(0)
    return members, fringe


def _hostility(p: OrganizationsParameters) -> Hostility:
    return Hostility(p.hostility_peace, p.hostility_fringe, p.hostility_within)


def _losses_at_start(
    xp: Namespace,
    members: Array,
    fringe: Array,
    met: Clashes,
    wars: Wars,
    anchors: Anchors,
    p: OrganizationsParameters,
) -> tuple[Array, Array]:
    """Losses per member and year of organizations and of the fringe."""
    killing = anchors.contact * p.members_share_of_deaths
    crowded = p.crowding * anchors.people
    size = members.sum(1)
    deadly = death_hazard(xp, size, fringe, met, wars, _hostility(p), killing)
    by_slot = deadly.slot + p.own_crowding * size
    named = (by_slot[:, None, :] + deadly.region - deadly.own * members + crowded) * members
    local = (killing * met.fringe + crowded) * fringe
    return (
        p.arrest_rate + named.sum(0).sum(0) / xp.maximum(size.sum(0), 1.0),
        p.arrest_rate + local.sum(0) / xp.maximum(fringe.sum(0), 1.0),
    )


def _open_gap(xp: Namespace, gap: Array, removal: Removal, p: OrganizationsParameters) -> Array:
    depth = p.gap_depth * (1.0 + removal.struck * (p.killing_factor - 1.0))
    return xp.minimum(1.0, gap + removal.where * depth)


def _intensity(xp: Namespace, luck: Luck, slot: int, p: OrganizationsParameters) -> Array:
    """Intensity of a new war, lognormal around its mean."""
    spread = p.war_spread
    return p.war_intensity * xp.exp(spread * luck.normal(xp, slot) - 0.5 * spread * spread)


def _rivals(xp: Namespace, met: Clashes) -> Array:
    """Effective number of organizations that share a region, regions weighed by members."""
    number = (met.named * met.rivals).sum(0) / xp.maximum(met.named.sum(0), 1e-9)
    return xp.maximum(1.05, number)


def _divide_wars(
    xp: Namespace, wars: Wars, after: Split, p: OrganizationsParameters, luck: Luck
) -> Wars:
    """Let wars follow a split: the child keeps its parent's hottest and faces it.

    At the dividing end of switch 4 these wars last until they are ended; else they fade at once.
    """
    parent, child = position(xp, after.parent), position(xp, after.child)
    lasting = xp.where(p.removal_form == DIVISION, after.happened, 0.0)
    wars = forget(xp, wars, after.folded)
    wars = inherit(xp, wars, after.happened, parent, child, lasting)
    return begin(
        xp, wars, after.happened, parent, child, _intensity(xp, luck, SPLIT_INTENSITY, p), lasting
    )


def _push(xp: Namespace, luck: Luck, slot: int) -> Array:
    """Draw a push of mean 0 and variance 1: three uniforms, since months add up to a normal."""
    drawn = luck.uniform(xp, slot) + luck.uniform(xp, slot + 1) + luck.uniform(xp, slot + 2)
    return 2.0 * (drawn - 1.5)


def _disturb(
    xp: Namespace, state: OrganizationsState, p: OrganizationsParameters, luck: Luck, dt: float
) -> tuple[Array, Array, Array]:
    """Advance the disturbances of conflict, by region and common, and how grown they are."""
    rho = xp.exp(-xp.log(xp.asarray(2.0)) * dt / p.noise_half_life)
    fresh = xp.sqrt(1.0 - rho * rho)
    drawn = xp.stack(
        [_push(xp, luck, NOISE_REGION + 3 * region) for region in range(state.noise.shape[0])]
    )
    return (
        rho * state.noise + fresh * p.noise_regional * drawn,
        rho * state.noise_common + fresh * p.noise_common * _push(xp, luck, NOISE_COMMON),
        1.0 - rho * rho * (1.0 - state.noise_grown),
    )


def _onset(
    xp: Namespace,
    wars: Wars,
    alive: Array,
    gap: Array,
    inputs: OrganizationsInputs,
    pressure: Pressure,
    state: OrganizationsState,
    p: OrganizationsParameters,
    luck: Luck,
    dt: float,
) -> Wars:
    """Draw at most one new war; a leadership gap on either side makes it likelier.

    A pair that is at war already is drawn like any other and then dropped, which leaves the hazard
    of every other pair exact. Under the pact form, impatient and numerous rivals fight sooner.
    """
    number = alive.sum(0)
    edge = xp.where(p.removal_form == RELIEF, 0.0, p.war_onset_gap) * gap * alive
    edges = edge.sum(0)
    pairs = 0.5 * number * (number - 1.0) + (number - 1.0) * edges
    hurried = (
        pressure.removals + pressure.strike_removals - inputs.leader_removal_baseline
    ) / xp.maximum(number, 1.0)
    patience = xp.clip(p.pact_patience * (1.0 - hurried), 0.0, 0.99)
    stakes = xp.clip(inputs.funds_ratio, 0.01, 100.0)
    pact = xp.clip(
        stakes
        * pact_violence(xp, state.rivals, patience, p.pact_softness)
        / xp.maximum(state.anchors.violence_of_pact, 1e-9),
        0.5,
        2.0,
    )
    pact = xp.where(p.conflict_form >= LINEAR_PACT, pact, xp.ones_like(pact))
    hazard = p.war_onset_rate * pact * xp.maximum(0.0, pairs)
    happens = xp.where(luck.uniform(xp, ONSET) < 1.0 - xp.exp(-hazard * dt), 1.0, 0.0)
    happens = happens * xp.where(number > 1.5, 1.0, 0.0)
    first = pick(
        xp,
        alive * ((number - 1.0) * (1.0 + edge) + edges - edge),
        luck.uniform(xp, ONSET_FIRST),
    )
    second = pick(
        xp,
        alive * (1.0 - first) * (1.0 + edge + (first * edge).sum(0)),
        luck.uniform(xp, ONSET_SECOND),
    )
    return break_out(
        xp,
        wars,
        happens,
        position(xp, first),
        position(xp, second),
        _intensity(xp, luck, ONSET_INTENSITY, p),
    )


def _deadliness(
    xp: Namespace,
    state: OrganizationsState,
    members: Array,
    people: Array,
    gap: Array,
    inputs: OrganizationsInputs,
    pressure: Pressure,
    p: OrganizationsParameters,
) -> tuple[Array, Array]:
    """Conflict deaths per encounter and year, and background homicides a month, by region."""
    anchors = state.anchors
    linear = xp.where((p.conflict_form == LINEAR) | (p.conflict_form == LINEAR_PACT), 1.0, 0.0)
    crowd = anchors.people / xp.maximum(people, 1.0)
    dilution = linear * crowd + (1.0 - linear)
    shaken = (members * gap[:, None, :]).sum(0) / xp.maximum(people, 1.0)
    effect = p.removal_effect * (p.removal_form - (DIVISION + RELIEF) / 2.0)
    common = inputs.lethality_ratio * xp.maximum(inputs.certainty_ratio, 1e-3) ** (
        -p.court_elasticity
    )
    remembered = xp.maximum(state.memory / xp.maximum(anchors.homicides, 1e-9), 1e-6)
    contact = (
        anchors.contact
        * dilution
        * (1.0 + effect * shaken)
        * pressure.deaths
        * common
        * xp.exp(memory_exponent(xp, p) * xp.log(remembered))
    )
    return contact, anchors.background * common
