"""Organizations: recruitment, arrest, conflict, succession and fragmentation in six regions.

Start with `step`. Named organizations stand in twelve slots, those that live marked by a mask;
small local groups are the fringe of each region. Conflict deaths are members times the chance that
two members of a region are hostile (`world/conflict.py`); leaders are removed and organizations
split by drawn events (`world/succession.py`); levers and losses act in `world/membership.py`.
Deaths and removals run month by month; members, splits and wars are settled every third month
(`world/settling.py`). What the sector knows, reads and gives stands in
`world/organization_types.py`. Homicides are a
background plus conflict, both moved by the certainty of punishment and by guns; conflict also by
scarcity, deployment, leadership gaps and the region's memory of its own violence. The year before
the start is met exactly by two scales per region, and recruitment by the growth of members drawn
for the start.

What `loop` must pass stands in `OrganizationsInputs`; `init` needs only parameters. `justice.init`
takes `state.memory.sum(0)`, the smoothed homicides of the start.
"""

from undercut.core.arrays import Array, Namespace, when
from undercut.world.conflict import Clashes, Wars, clashes, death_hazard, pact_violence, row
from undercut.world.luck import Luck
from undercut.world.membership import Pressure, pressure_of
from undercut.world.organization_types import (
    DIVISION,
    RELIEF,
    Anchors,
    OrganizationsInputs,
    OrganizationsParameters,
    OrganizationsSignals,
    OrganizationsState,
    Tally,
)
from undercut.world.settling import (
    Events,
    Moves,
    divide,
    hostility_of,
    plazas_held,
    rivals_of,
    settle,
    stand,
)
from undercut.world.succession import remove_leader

__all__ = [
    "OrganizationsInputs",
    "OrganizationsParameters",
    "OrganizationsSignals",
    "OrganizationsState",
    "init",
    "open_gap",
    "plazas_held",
    "step",
]

SETTLES_EVERY = 3
"""Months from one settling of members, splits and wars to the next."""

REMOVAL, REMOVAL_WHICH = 288, 289
NOISE_COMMON, NOISE_REGION = 302, 306
"""Slots of this module's draws; a disturbance keeps three, of which it uses the first."""


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
    met = clashes(xp, members, fringe, groups, wars, hostility_of(p))
    monthly = p.homicides_start / 12.0
    conflict = p.conflict_share * monthly
    contact = 12.0 * conflict / xp.maximum(met.contest, 1.0)
    anchors = Anchors(
        background=monthly - conflict,
        contact=contact,
        people=met.named + fringe,
        homicides=xp.maximum(monthly, 1e-9),
        members=met.named.sum(0) + fringe.sum(0),
        recruitment=p.growth_start,
        recruitment_fringe=p.growth_start,
        recruits=p.growth_start,
        conflict=conflict.sum(0),
        violence_of_pact=pact_violence(xp, rivals_of(xp, met), p.pact_patience, p.pact_softness),
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
        leaderless=xp.zeros_like(monthly),
        noise=xp.zeros_like(monthly),
        noise_common=zero,
        noise_grown=zero,
        disturbed=xp.ones_like(monthly),
        standing=stand(xp, sizes, met.named, fringe, fringe, met, alive, groups, wars, anchors, p),
        tally=Tally(
            healed=xp.zeros_like(alive),
            standing_gap=zero,
            lacking=xp.zeros_like(monthly),
            arrest=zero,
            recruitment=zero,
            deaths=xp.zeros_like(monthly),
            struck=zero,
            hurry=zero,
            stakes=zero,
        ),
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
    """Advance removals and deaths by one month, and settle members, splits and wars when due."""
    pressure = pressure_of(xp, inputs, state.anchors, p)
    state = when(
        xp,
        luck.month % SETTLES_EVERY == 0,
        lambda now: _disturb(xp, now, p, luck, SETTLES_EVERY * dt),
        state,
    )
    removal = remove_leader(
        xp,
        state.standing.size,
        pressure.removals,
        pressure.strike_removals,
        luck.uniform(xp, REMOVAL),
        luck.uniform(xp, REMOVAL_WHICH),
        dt,
    )
    depth = removal.happened * p.gap_depth * (1.0 + removal.struck * (p.killing_factor - 1.0))
    state = open_gap(xp, state, removal.where, removal.which, depth)
    kept = xp.exp(-dt / p.gap_time)
    healed = state.gap * (1.0 - kept)
    named = state.standing.named
    lacking = xp.clip(
        state.leaderless * ((1.0 - kept) * (p.gap_time / dt)) + pressure.standing_gap * named,
        0.0,
        named,
    )

    factor, background = _deadliness(xp, state, lacking, inputs, pressure, p)
    conflict = factor * state.disturbed * state.standing.deaths
    homicides = background + conflict
    by_force = xp.maximum(inputs.unilateral_strikes, 0.0) * p.killed_per_strike * dt
    tally = state.tally
    following = state._replace(
        gap=state.gap - healed,
        leaderless=state.leaderless * kept,
        memory=state.memory + (homicides - state.memory) * -xp.expm1(-dt / p.memory_time),
        tally=Tally(
            healed=tally.healed + healed,
            standing_gap=tally.standing_gap + pressure.standing_gap * dt,
            lacking=tally.lacking + lacking * dt,
            arrest=tally.arrest + pressure.arrest * dt,
            recruitment=tally.recruitment + pressure.recruitment * dt,
            deaths=tally.deaths + factor * dt,
            struck=tally.struck + pressure.killed * dt,
            hurry=tally.hurry
            + (pressure.removals + pressure.strike_removals - inputs.leader_removal_baseline) * dt,
            stakes=tally.stakes + xp.clip(inputs.funds_ratio, 0.01, 100.0) * dt,
        ),
    )

    due = luck.month % SETTLES_EVERY == SETTLES_EVERY - 1
    span = SETTLES_EVERY * dt
    zero = xp.zeros_like(by_force)
    following, events = when(
        xp,
        due,
        lambda now: divide(xp, now[0], p, luck, span),
        (following, Events(zero, zero)),
    )
    following, moved = when(
        xp,
        due,
        lambda now: settle(xp, now[0], p, span),
        (following, Moves(zero, zero, zero, zero)),
    )
    standing, total_conflict = following.standing, conflict.sum(0)
    members_named = standing.named.sum(0)
    return following, OrganizationsSignals(
        homicides=homicides.sum(0),
        conflict_deaths=total_conflict,
        homicides_by_region=homicides,
        homicides_smoothed=following.memory.sum(0),
        disappearances=p.disappearances_start
        / 12.0
        * total_conflict
        / xp.maximum(state.anchors.conflict, 1e-9),
        members=members_named + following.fringe.sum(0),
        members_named=members_named,
        organizations=standing.groups,
        plazas_held=standing.plazas,
        wars=standing.wars,
        splits=events.splits,
        blocked_splits=events.blocked_splits,
        removals=removal.happened,
        killed_by_force=by_force,
        civilian_harm=by_force * p.civilian_share,
        recruits=moved.recruits,
        arrests=moved.arrests,
        killed_members=moved.killed,
        left=moved.left,
    )


def open_gap(
    xp: Namespace, state: OrganizationsState, where: Array, which: Array, depth: Array
) -> OrganizationsState:
    """Open a leadership gap in one organization, up to a whole one.

    Parameters
    ----------
    where, which : (slot, future) 1 at the organization, and (future,) its number.
    depth : (future,) 1, 0 where nothing happened.

    """
    opened = xp.minimum(depth, 1.0 - row(xp, state.gap, which))
    return state._replace(
        gap=state.gap + where * opened,
        leaderless=state.leaderless + opened * row(xp, state.members, which),
    )


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
    deadly = death_hazard(xp, size, fringe, met, wars, hostility_of(p), killing)
    by_slot = deadly.slot + p.own_crowding * size
    named = (by_slot[:, None, :] + deadly.region - deadly.own * members + crowded) * members
    local = (killing * met.fringe + crowded) * fringe
    return (
        p.arrest_rate + named.sum(0).sum(0) / xp.maximum(size.sum(0), 1.0),
        p.arrest_rate + local.sum(0) / xp.maximum(fringe.sum(0), 1.0),
    )


def _push(xp: Namespace, luck: Luck, slot: int) -> Array:
    """Draw a push of mean 0 and variance 1, uniform: as months add up it becomes a normal."""
    return 12.0**0.5 * (luck.uniform(xp, slot) - 0.5)


def _disturb(
    xp: Namespace, state: OrganizationsState, p: OrganizationsParameters, luck: Luck, span: float
) -> OrganizationsState:
    """Renew the disturbances of conflict, by region and common, for the coming quarter."""
    rho = xp.exp(-xp.log(xp.asarray(2.0)) * span / p.noise_half_life)
    fresh = xp.sqrt(1.0 - rho * rho)
    drawn = xp.stack(
        [_push(xp, luck, NOISE_REGION + 3 * region) for region in range(state.noise.shape[0])]
    )
    noise = rho * state.noise + fresh * p.noise_regional * drawn
    common = rho * state.noise_common + fresh * p.noise_common * _push(xp, luck, NOISE_COMMON)
    grown = 1.0 - rho * rho * (1.0 - state.noise_grown)
    return state._replace(
        noise=noise,
        noise_common=common,
        noise_grown=grown,
        disturbed=xp.exp(noise + common - 0.5 * p.noise_regional**2 * grown),
    )


def _deadliness(
    xp: Namespace,
    state: OrganizationsState,
    lacking: Array,
    inputs: OrganizationsInputs,
    pressure: Pressure,
    p: OrganizationsParameters,
) -> tuple[Array, Array]:
    """Factor on conflict deaths per encounter, and background homicides a month, by region."""
    anchors = state.anchors
    effect = p.removal_effect * (p.removal_form - (DIVISION + RELIEF) / 2.0)
    common = inputs.lethality_ratio * xp.maximum(inputs.certainty_ratio, 1e-3) ** (
        -p.court_elasticity
    )
    remembered = xp.maximum(state.memory / anchors.homicides, 1e-6)
    factor = (
        (1.0 + effect * (lacking / state.standing.people))
        * (pressure.deaths * common)
        * xp.exp(memory_exponent(xp, p) * xp.log(remembered))
    )
    return factor, anchors.background * common
