"""Organizations: what their sector knows, reads and gives (see `world/organizations.py`)."""

from typing import NamedTuple

from undercut.core.arrays import Array
from undercut.world.conflict import Wars

LINEAR, QUADRATIC, LINEAR_PACT, QUADRATIC_PACT = 0.0, 1.0, 2.0, 3.0
HAZARD, MIXED = 0.0, 1.0
RELIEF, GAP_ONLY, DIVISION = 0.0, 1.0, 2.0
"""Codes of the structural alternatives 5, 7 and 4, in the order of their options."""


class OrganizationsParameters(NamedTuple):
    """Parameters of `data/parameters/organizations.yaml`, with their units.

    Each is (future,) but those by slot: `size`, `living`, `presence_*`, `fitness`; by region:
    `fringe_presence`, `population`, `homicides_start`, `conflict_share`; by war: `start_war_*`.
    Rates are per year, lengths in years.
    """

    removal_form: Array
    conflict_form: Array
    incapacitation_form: Array
    members_start: Array
    fringe_share: Array
    size: Array
    living: Array
    presence_northwest: Array
    presence_north: Array
    presence_northeast: Array
    presence_west: Array
    presence_center: Array
    presence_southeast: Array
    fringe_presence: Array
    population: Array
    homicides_start: Array
    conflict_share: Array
    disappearances_start: Array
    growth_start: Array
    groups_start: Array
    start_war_first: Array
    start_war_second: Array
    start_war_on: Array
    start_war_intensity: Array
    hostility_peace: Array
    hostility_fringe: Array
    hostility_within: Array
    heat_time: Array
    war_intensity: Array
    war_spread: Array
    war_onset_rate: Array
    war_onset_gap: Array
    war_length: Array
    pact_patience: Array
    pact_softness: Array
    gap_depth: Array
    killing_factor: Array
    gap_time: Array
    removal_effect: Array
    split_rate: Array
    split_gap_rate: Array
    child_share: Array
    child_focus: Array
    fold_share: Array
    leak_rate: Array
    groups_per_removal: Array
    groups_rate: Array
    groups_life: Array
    scarcity_exponent: Array
    deployment_effect: Array
    court_elasticity: Array
    memory_exponent: Array
    memory_time: Array
    feedback_cap: Array
    noise_regional: Array
    noise_common: Array
    noise_half_life: Array
    members_share_of_deaths: Array
    fitness: Array
    funds_exponent: Array
    recruits_elsewhere: Array
    arrest_rate: Array
    capacity_share: Array
    crowding: Array
    own_crowding: Array
    network_share: Array
    network_exponent: Array
    network_gap: Array
    cueing_gain: Array
    prosecution_exponent: Array
    extradition_gap: Array
    program_reach: Array
    program_success: Array
    program_replacement: Array
    program_limit: Array
    eradication_effect: Array
    strike_leader_chance: Array
    killed_per_strike: Array
    civilian_share: Array


class Anchors(NamedTuple):
    """What `init` solves for, so that the start continues the year before; never changed.

    Attributes
    ----------
    background : (region, future) death/month, homicides outside conflict.
    contact : (region, future) death/person**2/year, conflict deaths per encounter.
    people : (region, future) person, members and fringe at the start.
    homicides : (region, future) death/month, of the year before.
    members : (future,) person, named and fringe.
    recruitment, recruitment_fringe : (future,) 1/year, recruits per member.
    recruits : (future,) person/year.
    conflict : (future,) death/month.
    violence_of_pact : (future,) 1, what the pact among rivals leaves at the start.

    """

    background: Array
    contact: Array
    people: Array
    homicides: Array
    members: Array
    recruitment: Array
    recruitment_fringe: Array
    recruits: Array
    conflict: Array
    violence_of_pact: Array


class Standing(NamedTuple):
    """Who faces whom, as measured at the last settling; between two of them members stand still.

    Attributes
    ----------
    size : (slot, future) person, members over all regions.
    named : (region, future) person, members of all organizations.
    people : (region, future) person, these and the fringe, at least one.
    contact : (region, future) death/person**2/year, deaths per encounter at the start's pressures.
    deaths : (region, future) death/month, in conflict at the start's pressures.
    rivals : (future,) 1, effective number of organizations that share a region.
    plazas : (future,) 1, share of members in organizations, regions weighed by population.
    groups, wars : (future,) organizations and local groups; wars that are on.

    """

    size: Array
    named: Array
    people: Array
    contact: Array
    deaths: Array
    rivals: Array
    plazas: Array
    groups: Array
    wars: Array


class Tally(NamedTuple):
    """What has acted on members since the last settling: sums over months, each times its length.

    Attributes
    ----------
    healed : (slot, future) 1, leadership gap that has closed.
    standing_gap : (future,) year, gap from arrests below the top.
    lacking : (region, future) person-year, members without a leader.
    arrest, recruitment : (future,) year, factors on their rates.
    deaths : (region, future) year, factor on deaths per encounter.
    struck : (future,) person, members killed by strikes.
    hurry : (future,) removal, leaders removed by force or police above what baseline seeks.
    stakes : (future,) year, funds over the start.

    """

    healed: Array
    standing_gap: Array
    lacking: Array
    arrest: Array
    recruitment: Array
    deaths: Array
    struck: Array
    hurry: Array
    stakes: Array


class OrganizationsState(NamedTuple):
    """Stocks at the start of a month.

    Attributes
    ----------
    members : (slot, region, future) person, by named organization.
    alive : (slot, future) 1 or 0.
    fringe : (region, future) person, members of local groups.
    groups : (region, future) group, local groups.
    gap : (slot, future) 1, leadership gap of 0 to 1.
    wars : what is fought.
    memory : (region, future) death/month, smoothed homicides.
    leaderless : (region, future) person, members weighed by the gap of their organization.
    noise : (region, future) and `noise_common` (future,) 1, log disturbance of conflict deaths.
    noise_grown : (future,) 1, how much of its lasting variance the noise has reached.
    disturbed : (region, future) 1, factor on conflict deaths from both.
    standing : who faces whom since the last settling.
    tally : what has acted on members since.
    anchors : scales solved for at the start.

    """

    members: Array
    alive: Array
    fringe: Array
    groups: Array
    gap: Array
    wars: Wars
    memory: Array
    leaderless: Array
    noise: Array
    noise_common: Array
    noise_grown: Array
    disturbed: Array
    standing: Standing
    tally: Tally
    anchors: Anchors


class OrganizationsInputs(NamedTuple):
    """Levers in their own units with their baselines, and signals of this month, 1 = start.

    Each broadcasts to (future,). `gate_explicit`, `gate_tacit` come from `politics`;
    `certainty_ratio`, `prosecution_ratio` from `justice`; `funds_ratio` from `money`;
    `lethality_ratio` from `weapons`; `cocaine_price_ratio` is the wholesale price of cocaine over
    its level at the start, from `market`.
    """

    leader_removal: Array
    leader_removal_baseline: Array
    network_arrests: Array
    network_arrests_baseline: Array
    extradition: Array
    extradition_baseline: Array
    host_deployment: Array
    host_deployment_baseline: Array
    unilateral_strikes: Array
    unilateral_strikes_baseline: Array
    recruitment_prevention: Array
    recruitment_prevention_baseline: Array
    isr_cueing: Array
    isr_cueing_baseline: Array
    eradication: Array
    eradication_baseline: Array
    gate_explicit: Array
    gate_tacit: Array
    certainty_ratio: Array
    prosecution_ratio: Array
    funds_ratio: Array
    lethality_ratio: Array
    cocaine_price_ratio: Array


class OrganizationsSignals(NamedTuple):
    """What outcomes and next month's sectors may read; (future,) unless a shape is given.

    Attributes
    ----------
    homicides, conflict_deaths : death/month.
    homicides_by_region : (region, future) death/month.
    homicides_smoothed : death/month, sum of the regions' memory.
    disappearances : person/month.
    members, members_named : person, with and without the fringe.
    organizations : group, living slots and local groups.
    plazas_held : 1, share of members in named organizations, regions weighed by population.
    wars : war, those that are on.
    splits, blocked_splits, removals : event/month.
    killed_by_force, civilian_harm : person/month, killed by unilateral strikes; civilians of these.
    recruits, arrests, killed_members, left : person, flows into and out of `members` that were
        settled this month; 0 in months without settling.

    """

    homicides: Array
    conflict_deaths: Array
    homicides_by_region: Array
    homicides_smoothed: Array
    disappearances: Array
    members: Array
    members_named: Array
    organizations: Array
    plazas_held: Array
    wars: Array
    splits: Array
    blocked_splits: Array
    removals: Array
    killed_by_force: Array
    civilian_harm: Array
    recruits: Array
    arrests: Array
    killed_members: Array
    left: Array
