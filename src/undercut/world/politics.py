"""Politics: what the host lets partners do, what force costs at home and abroad.

Start with `step`. Operating consent C moves between 0 and 1 under a legal ceiling L; public support
P is its slow root. What a lever that needs the host can do is the yield of joint work, Y(C), over
its value at the start; below `consent_for_law` a lever that needs explicit consent has no basis and
no effect. Three rival forms are drawn, since nobody has estimated any of them
(`data/alternatives/consent_form.yaml`):

0 memory      consent returns slowly to a target set by support and pressure; shocks cut it and,
              past a threshold, lower the legal ceiling for years;
1 threshold   consent is high unless a shock passes the threshold, then low for a time, then back;
2 bargaining  consent follows what the host gets (aid, pressure); shocks pass within months.

Strikes on land are counted acts: what one of them costs is compared with the threshold, and each
act weighs less the more came before it in the past year. Escalation is a branching process: an act
of force may bring a round, and a round the next.

What `loop` must pass stands in `PoliticsInputs`.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace
from undercut.world.luck import Luck

SCANDAL, CEILING_RETURN, ROUNDS, INCIDENT, STRIKES = 0, 1, 2, 3, 4
"""Slots of this sector's draws."""

MEMORY, THRESHOLD, BARGAINING = 0.0, 1.0, 2.0


class PoliticsParameters(NamedTuple):
    """Parameters of `data/parameters/politics.yaml`; each is (future,).

    Units stand there; rates are per year, lengths in years.
    """

    consent_form: Array
    consent_start: Array
    ceiling_margin: Array
    consent_for_law: Array
    yield_floor_explicit: Array
    yield_floor_tacit: Array
    yield_floor_training: Array
    training_delay: Array
    consent_half_life: Array
    support_start: Array
    support_half_life: Array
    support_weight: Array
    pressure_gain: Array
    pressure_cost: Array
    aid_weight: Array
    sanction_weight: Array
    shock_land_strike: Array
    shock_boat_strike: Array
    shock_scandal: Array
    scandal_rate: Array
    habituation: Array
    shock_support: Array
    shock_threshold: Array
    ceiling_low: Array
    ceiling_return_rate: Array
    low_consent: Array
    low_duration: Array
    bargaining_half_life: Array
    rounds_per_strike: Array
    rounds_branching: Array
    reprisal_deaths: Array
    backlash_border: Array
    backlash_incident: Array
    incident_rate: Array
    backlash_force: Array
    backlash_half_life: Array


class PoliticsState(NamedTuple):
    """Stocks at the start of a month; each is (future,).

    Attributes
    ----------
    consent, support, ceiling : 1, within 0 to 1.
    low_left : year, time that consent stays low under the threshold form.
    capacity : 1, joint capacity built by training, 1 at the start.
    rounds : event/month, escalation rounds of last month.
    recent : strike, added strikes on land of the past year, fading by a year's time constant.
    backlash : 1, index of 0 to 1.

    """

    consent: Array
    support: Array
    ceiling: Array
    low_left: Array
    capacity: Array
    rounds: Array
    recent: Array
    backlash: Array


class PoliticsInputs(NamedTuple):
    """Levers in their own units with their baselines, and last month's signals.

    `killed_by_force_last` is in persons a month; everything broadcasts to (future,).
    """

    boat_strikes: Array
    boat_strikes_baseline: Array
    unilateral_strikes: Array
    unilateral_strikes_baseline: Array
    border_patrol_support: Array
    border_patrol_support_baseline: Array
    multilateral_pressure: Array
    multilateral_pressure_baseline: Array
    sanctions: Array
    sanctions_baseline: Array
    training_capacity: Array
    training_capacity_baseline: Array
    killed_by_force_last: Array


class PoliticsSignals(NamedTuple):
    """What the month's other sectors may read; each is (future,).

    Attributes
    ----------
    host_consent : 1, operating consent C.
    has_consent : 1 or 0, whether explicit consent stands as a legal basis.
    gate_explicit, gate_tacit : 1, yield of joint work over its value at the start.
    domestic_backlash : 1, index of 0 to 1.
    escalations : event/month, rounds of escalation.
    reprisal_deaths : death/month, deaths in reprisals of those rounds.

    """

    host_consent: Array
    has_consent: Array
    gate_explicit: Array
    gate_tacit: Array
    domestic_backlash: Array
    escalations: Array
    reprisal_deaths: Array


def init(xp: Namespace, p: PoliticsParameters) -> PoliticsState:
    """Start state: consent and support as drawn, a ceiling above consent, no backlash."""
    zero = xp.zeros_like(p.consent_start)
    return PoliticsState(
        consent=p.consent_start,
        support=p.support_start,
        ceiling=xp.minimum(1.0, p.consent_start + p.ceiling_margin),
        low_left=zero,
        capacity=zero + 1.0,
        rounds=zero,
        recent=zero,
        backlash=zero,
    )


def joint_yield(consent: Array, floor: Array) -> Array:
    """Yield of joint work relative to full consent: Y = 1 - (1 - floor)(1 - C).

    Returns
    -------
    (future,) 1

    """
    return 1.0 - (1.0 - floor) * (1.0 - consent)


def recover(xp: Namespace, value: Array, target: Array, half_life: Array, dt: float) -> Array:
    """Move a stock toward its target, closing half the distance in `half_life` years."""
    return target + (value - target) * xp.exp(-xp.log(xp.asarray(2.0)) * dt / half_life)


def pressure_effect(share: Array, gain: Array, cost: Array) -> Array:
    """Change of the consent target under pressure T of 0 to 1: gain T - cost T^2."""
    return gain * share - cost * share * share


def step(
    xp: Namespace,
    state: PoliticsState,
    inputs: PoliticsInputs,
    p: PoliticsParameters,
    luck: Luck,
    dt: float = 1.0 / 12.0,
) -> tuple[PoliticsState, PoliticsSignals]:
    """Advance consent, support, ceiling, escalation and backlash by one month.

    Notes
    -----
    An added strike on land weighs `shock_land_strike` over one plus `habituation` times those of
    the past year, a strike at sea `shock_boat_strike`. The largest single act, not the month's sum,
    is held against the threshold. Baseline strikes are part of the start and shock nothing.

    """
    land = _strikes(xp, inputs, luck, dt)
    sea = xp.maximum(0.0, inputs.boat_strikes - inputs.boat_strikes_baseline) * dt
    scandal = xp.where(
        luck.uniform(xp, SCANDAL) < 1.0 - xp.exp(-p.scandal_rate * dt), p.shock_scandal, 0.0
    )
    weight = 1.0 / (1.0 + p.habituation * state.recent)
    one_act = xp.where(land > 0.0, p.shock_land_strike * weight, 0.0)
    force = land * p.shock_land_strike * weight + sea * p.shock_boat_strike
    shock = xp.minimum(1.0, force + scandal)

    capacity = recover(
        xp,
        state.capacity,
        _ratio(xp, inputs.training_capacity, inputs.training_capacity_baseline),
        p.training_delay,
        dt,
    )
    support = xp.clip(
        recover(xp, state.support, p.support_start, p.support_half_life, dt)
        - p.shock_support * xp.minimum(1.0, force),
        0.0,
        1.0,
    )
    ceiling, low_left = _law_and_lock(xp, state, xp.maximum(one_act, scandal), p, luck, dt)
    consent = _consent(xp, state, inputs, support, capacity, shock, ceiling, low_left, p, dt)

    built = p.yield_floor_training * (1.0 - xp.exp(-xp.maximum(0.0, capacity - 1.0)))
    has_consent = xp.where(consent >= p.consent_for_law, 1.0, 0.0)
    gate_tacit = joint_yield(consent, xp.minimum(1.0, p.yield_floor_tacit + built)) / joint_yield(
        p.consent_start, p.yield_floor_tacit
    )
    gate_explicit = (
        has_consent
        * joint_yield(consent, xp.minimum(1.0, p.yield_floor_explicit + built))
        / joint_yield(p.consent_start, p.yield_floor_explicit)
    )

    rounds = _rounds(xp, state, land * weight, p, luck)
    recent = (state.recent + land) * xp.exp(xp.asarray(-dt))
    backlash = _backlash(xp, state, inputs, p, luck, dt)
    after = PoliticsState(consent, support, ceiling, low_left, capacity, rounds, recent, backlash)
    return after, PoliticsSignals(
        host_consent=consent,
        has_consent=has_consent,
        gate_explicit=gate_explicit,
        gate_tacit=gate_tacit,
        domestic_backlash=backlash,
        escalations=rounds,
        reprisal_deaths=rounds * p.reprisal_deaths,
    )


def _ratio(xp: Namespace, value: Array, baseline: Array) -> Array:
    return value / xp.maximum(baseline, 1e-9)


def _strikes(xp: Namespace, inputs: PoliticsInputs, luck: Luck, dt: float) -> Array:
    """Draw the month's added strikes on land: a whole number whose mean is the rate."""
    mean = xp.maximum(0.0, inputs.unilateral_strikes - inputs.unilateral_strikes_baseline) * dt
    whole = xp.floor(mean)
    return whole + xp.where(luck.uniform(xp, STRIKES) < mean - whole, 1.0, 0.0)


def _law_and_lock(
    xp: Namespace,
    state: PoliticsState,
    act: Array,
    p: PoliticsParameters,
    luck: Luck,
    dt: float,
) -> tuple[Array, Array]:
    """Legal ceiling (memory form) and time left at low consent (threshold form)."""
    start = xp.minimum(1.0, p.consent_start + p.ceiling_margin)
    broken = act > p.shock_threshold
    reopened = luck.uniform(xp, CEILING_RETURN) < 1.0 - xp.exp(-p.ceiling_return_rate * dt)
    ceiling = xp.where(
        broken,
        xp.minimum(state.ceiling, p.ceiling_low),
        xp.where(reopened, start, state.ceiling),
    )
    low_left = xp.where(broken, p.low_duration, xp.maximum(0.0, state.low_left - dt))
    return ceiling, low_left


def _consent(
    xp: Namespace,
    state: PoliticsState,
    inputs: PoliticsInputs,
    support: Array,
    capacity: Array,
    shock: Array,
    ceiling: Array,
    low_left: Array,
    p: PoliticsParameters,
    dt: float,
) -> Array:
    pressure = pressure_effect(
        inputs.multilateral_pressure / 100.0, p.pressure_gain, p.pressure_cost
    ) - pressure_effect(
        inputs.multilateral_pressure_baseline / 100.0, p.pressure_gain, p.pressure_cost
    )
    listings = p.sanction_weight * xp.log(
        xp.maximum(0.1, _ratio(xp, inputs.sanctions, inputs.sanctions_baseline))
    )
    drawn = p.consent_start + pressure + listings
    wanted = xp.minimum(drawn + p.support_weight * (support - p.support_start), ceiling)
    memory = recover(xp, state.consent, wanted, p.consent_half_life, dt) - shock
    threshold = xp.where(low_left > 0.0, xp.minimum(p.low_consent, drawn), drawn)
    aid = p.aid_weight * xp.log(xp.maximum(0.1, capacity))
    bargaining = recover(xp, state.consent, drawn + aid, p.bargaining_half_life, dt) - shock
    consent = xp.where(
        p.consent_form == MEMORY,
        xp.minimum(memory, ceiling),
        xp.where(p.consent_form == THRESHOLD, threshold, bargaining),
    )
    return xp.clip(consent, 0.0, 1.0)


def _rounds(
    xp: Namespace, state: PoliticsState, land: Array, p: PoliticsParameters, luck: Luck
) -> Array:
    """Draw this month's rounds: a whole number whose mean is the branching intensity."""
    mean = p.rounds_per_strike * land + p.rounds_branching * state.rounds
    whole = xp.floor(mean)
    return whole + xp.where(luck.uniform(xp, ROUNDS) < mean - whole, 1.0, 0.0)


def _backlash(
    xp: Namespace,
    state: PoliticsState,
    inputs: PoliticsInputs,
    p: PoliticsParameters,
    luck: Luck,
    dt: float,
) -> Array:
    """Backlash at home: grows with troops above baseline, their incidents and force; fades."""
    troops = (
        xp.maximum(0.0, inputs.border_patrol_support - inputs.border_patrol_support_baseline)
        / 1000.0
    )
    incident = xp.where(
        luck.uniform(xp, INCIDENT) < 1.0 - xp.exp(-p.incident_rate * troops * dt),
        p.backlash_incident,
        0.0,
    )
    grown = (
        p.backlash_border * troops * dt
        + incident
        + p.backlash_force * inputs.killed_by_force_last / 100.0
    )
    faded = recover(xp, state.backlash, xp.zeros_like(state.backlash), p.backlash_half_life, dt)
    return 1.0 - (1.0 - faded) * xp.exp(-grown)
