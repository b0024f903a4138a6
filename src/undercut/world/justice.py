"""Justice: what share of homicides ends in a conviction, and how much of the state is captured.

Start with `step`. The country convicts a nearly constant number of killers a year whatever the
number of killings, so certainty falls when homicides rise (swamping). Capacity grows slowly with
prosecutors who come with experts and protection, when the host takes part, and can be thrown back
by a political exit. Captured posts follow an offer of bribes and threats against the chance and
cost of sanction; protection makes threats less credible.

What `loop` must pass stands in `JusticeInputs`. `init` needs the smoothed homicides of the start,
which `organizations.init` gives.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace
from undercut.world.luck import Luck

EXIT = 32
"""Slot of this sector's draw: does added prosecution meet a political exit this month."""


class JusticeParameters(NamedTuple):
    """Parameters of `data/parameters/justice.yaml`; each is (future,).

    Units stand there; rates are per year, lengths in years.
    """

    convictions: Array
    certainty_limit: Array
    prosecutor_exponent: Array
    build_time: Array
    disruption: Array
    exit_rate: Array
    exit_loss: Array
    training_gain: Array
    training_time: Array
    pressure_gain: Array
    extradition_gain: Array
    captured_start: Array
    turnover: Array
    vetting: Array
    threat_credibility: Array
    threat_cost: Array
    threat_limit: Array
    protection: Array
    offer_exponent: Array


class JusticeState(NamedTuple):
    """Stocks at the start of a month; each is (future,).

    Attributes
    ----------
    built : 1, prosecutors at work over their number at the start.
    training : 1, quality from training over its level at the start.
    captured : 1, share of posts that organizations own.
    certainty_start : 1, certainty at the start (kept, never changed).

    """

    built: Array
    training: Array
    captured: Array
    certainty_start: Array


class JusticeInputs(NamedTuple):
    """Levers in their own units with their baselines, and signals; each broadcasts to (future,).

    `gate_explicit` and `gate_tacit` come from `politics` of this month. `homicides_smoothed_last`
    (death/month) comes from `organizations`, `funds_ratio_last` (1) from `money`, last month.
    """

    rule_of_law: Array
    rule_of_law_baseline: Array
    training_capacity: Array
    training_capacity_baseline: Array
    extradition: Array
    extradition_baseline: Array
    multilateral_pressure: Array
    multilateral_pressure_baseline: Array
    gate_explicit: Array
    gate_tacit: Array
    homicides_smoothed_last: Array
    funds_ratio_last: Array


class JusticeSignals(NamedTuple):
    """What the month's other sectors may read; each is (future,).

    Attributes
    ----------
    certainty : 1, chance that a homicide ends in a conviction.
    certainty_ratio : 1, the same over its level at the start.
    corruption : 1, share of posts captured.
    prosecution_ratio : 1, capacity to use a case over its level at the start.
    bribes, threats : 1, what an official is offered and threatened with, in units of the sanction
        that an official risks at the start.
    political_exit : event/month, 1 when added prosecution was thrown back.

    """

    certainty: Array
    certainty_ratio: Array
    corruption: Array
    prosecution_ratio: Array
    bribes: Array
    threats: Array
    political_exit: Array


def init(xp: Namespace, p: JusticeParameters, homicides_smoothed: Array) -> JusticeState:
    """Start state: capacity as at the start, certainty as it and the homicides imply.

    Parameters
    ----------
    homicides_smoothed : (future,) death/month, of the start state.

    """
    one = xp.ones_like(p.convictions)
    return JusticeState(
        built=one,
        training=one,
        captured=p.captured_start * one,
        certainty_start=certainty_of(xp, p.convictions, homicides_smoothed, p.certainty_limit),
    )


def relative(value: Array) -> Array:
    """Turn a ratio into a bounded response: 0 at 1, slope 1 there, from -2 at 0 up to 2."""
    return 2.0 * (value - 1.0) / (value + 1.0)


def certainty_of(xp: Namespace, capacity: Array, homicides: Array, limit: Array) -> Array:
    """Certainty under swamping: capacity over homicides, at most `limit`.

    Parameters
    ----------
    capacity : (future,) conviction/year.
    homicides : (future,) death/month.
    limit : (future,) 1

    """
    return xp.minimum(limit, capacity / (12.0 * xp.maximum(homicides, 1e-6)))


def deterrence(certainty_ratio: Array, elasticity: Array) -> Array:
    """Factor on homicides of a change in certainty: ratio^-elasticity."""
    return certainty_ratio ** (-elasticity)


def cheapest_offer(
    xp: Namespace, sanction: Array, credibility: Array, cost: Array, limit: Array
) -> tuple[Array, Array]:
    """Bribe and threat that together just outweigh the sanction, at least cost to the group.

    Parameters
    ----------
    sanction : (future,) 1, chance of sanction times its cost to the official.
    credibility : (future,) 1, what a unit of threatened loss weighs with the official.
    cost : (future,) 1, cost to the group of a unit of threat.
    limit : (future,) 1, largest threat.

    Returns
    -------
    bribe, threat : (future,) 1

    Notes
    -----
    Accept if b + theta p >= s F; threats are used first where theta > k.

    """
    full = xp.minimum(limit, sanction / xp.maximum(credibility, 1e-9))
    threat = xp.where(credibility > cost, full, 0.0)
    return xp.maximum(0.0, sanction - credibility * threat), threat


def captured_at_rest(offers: Array, turnover: Array, vetting: Array) -> Array:
    """Share of posts captured when nothing changes: beta / (beta + mu + u), all per year."""
    return offers / (offers + turnover + vetting)


def step(
    xp: Namespace,
    state: JusticeState,
    inputs: JusticeInputs,
    p: JusticeParameters,
    luck: Luck,
    dt: float = 1.0 / 12.0,
) -> tuple[JusticeState, JusticeSignals]:
    """Advance capacity, capture and certainty by one month."""
    sought = 1.0 + inputs.gate_explicit * (
        inputs.rule_of_law / xp.maximum(inputs.rule_of_law_baseline, 1e-9) - 1.0
    )
    built, exited = _build(xp, state, sought, p, luck, dt)
    trained = 1.0 + p.training_gain * inputs.gate_explicit * relative(
        inputs.training_capacity / xp.maximum(inputs.training_capacity_baseline, 1e-9)
    )
    training = trained + (state.training - trained) * xp.exp(-dt / p.training_time)

    captured, bribes, threats = _capture(xp, state, built, inputs.funds_ratio_last, p, dt)
    uncaptured = (1.0 - captured) / (1.0 - p.captured_start)
    upheaval = 1.0 - p.disruption * (1.0 - xp.exp(-xp.abs(sought - built)))
    prosecution = built**p.prosecutor_exponent * training * uncaptured * upheaval

    surrendered = inputs.extradition / xp.maximum(inputs.extradition_baseline, 1e-9)
    reach = xp.maximum(
        0.1,
        1.0
        + p.extradition_gain * relative(inputs.gate_explicit * surrendered)
        + p.pressure_gain
        * inputs.gate_tacit
        * (inputs.multilateral_pressure - inputs.multilateral_pressure_baseline)
        / 100.0,
    )
    certainty = certainty_of(
        xp,
        p.convictions * prosecution * reach,
        inputs.homicides_smoothed_last,
        p.certainty_limit,
    )
    after = JusticeState(built, training, captured, state.certainty_start)
    return after, JusticeSignals(
        certainty=certainty,
        certainty_ratio=certainty / state.certainty_start,
        corruption=captured,
        prosecution_ratio=prosecution,
        bribes=bribes,
        threats=threats,
        political_exit=exited,
    )


def _build(
    xp: Namespace,
    state: JusticeState,
    sought: Array,
    p: JusticeParameters,
    luck: Luck,
    dt: float,
) -> tuple[Array, Array]:
    """Prosecutors at work: slow toward what is sought; a political exit takes part of the gain."""
    grown = sought + (state.built - sought) * xp.exp(-dt / p.build_time)
    gain = xp.maximum(0.0, grown - 1.0)
    exited = xp.where(
        luck.uniform(xp, EXIT) < 1.0 - xp.exp(-p.exit_rate * gain * dt),
        xp.ones_like(grown),
        xp.zeros_like(grown),
    )
    return xp.maximum(0.05, grown - exited * p.exit_loss * gain), exited


def _capture(
    xp: Namespace,
    state: JusticeState,
    built: Array,
    funds_ratio: Array,
    p: JusticeParameters,
    dt: float,
) -> tuple[Array, Array, Array]:
    """Advance captured posts, and give the offer that captures them.

    Notes
    -----
    Offers accepted per uncaptured post follow the groups' funds over the cost of the cheapest
    offer. At the start they balance turnover, so that capture rests.

    """
    sanction = xp.maximum(built, 0.05)
    shielded = p.threat_credibility * xp.exp(-p.protection * xp.maximum(0.0, built - 1.0))
    bribes, threats = cheapest_offer(xp, sanction, shielded, p.threat_cost, p.threat_limit)
    first_bribe, first_threat = cheapest_offer(
        xp, xp.ones_like(sanction), p.threat_credibility, p.threat_cost, p.threat_limit
    )
    price = bribes + p.threat_cost * threats
    price_start = first_bribe + p.threat_cost * first_threat
    means = xp.clip(funds_ratio * price_start / xp.maximum(price, 1e-6), 1e-3, 1e3)
    rest = p.turnover * p.captured_start / (1.0 - p.captured_start)
    offers = rest * means**p.offer_exponent
    cleaned = p.vetting * xp.maximum(0.0, built - 1.0)
    target = captured_at_rest(offers, p.turnover, cleaned)
    speed = xp.exp(-(offers + p.turnover + cleaned) * dt)
    return target + (state.captured - target) * speed, bribes, threats
