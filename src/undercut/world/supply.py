"""Supply: what can be grown and made, and how eradication and precursor control bite and fade.

Start with `step`. Coca area in Colombia moves in logs to a target that rises with the remembered
price, less hectares removed; part of what removal holds down grows in the other Andean countries.
Poppy follows its own price. Synthetics have a capacity K that grows back to demand plus slack, and
a precursor factor S: each control that lands cuts S by a drawn size, and S recovers by halves as
makers find another way. Controls land by chance; the lever raises how often, with diminishing
returns.

The loop passes `SupplyInputs`: two lever pairs, the gates of politics, last month's
`source_price_ratio` (source: cocaine in the Andes, heroin in Mexico) of routes, and last month's
`demand_ratio` (drug) of `market.orders`. At the start both ratios are 1.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace
from undercut.world.luck import Luck, disturbance

CONTROL, TARGET, SWING = 64, 65, 66
"""Slots of this sector's draws; the swing of the target area is a normal draw."""

TINY = 1e-9
"""Guards divisions: far below any area, capacity or factor that matters."""

LEAST_PRECURSOR = 0.01
"""Makers plan no more spare kitchens than would meet demand at this precursor factor."""

PRICE_BOUND = 3.0
"""Growers read no log price outside plus or minus this bound."""


class SupplyParameters(NamedTuple):
    """Parameters of `data/parameters/supply.yaml`; (future,) or (synthetic, future), units there.

    `synthetic` = fentanyl, methamphetamine.
    """

    coca_area_colombia: Array
    coca_area_others: Array
    yield_colombia: Array
    yield_others: Array
    yield_growth: Array
    area_adjustment: Array
    area_price_response: Array
    area_trend: Array
    area_noise: Array
    area_noise_memory: Array
    others_price_response: Array
    others_trend: Array
    price_memory: Array
    eradication_effect: Array
    displacement_share: Array
    poppy_output: Array
    poppy_adjustment: Array
    poppy_price_response: Array
    poppy_trend: Array
    control_rate: Array
    control_ceiling: Array
    control_size: Array
    control_fentanyl_share: Array
    precursor_half_life: Array
    slack: Array
    capacity_time: Array


class SupplyState(NamedTuple):
    """Stocks at the start of a month.

    Attributes
    ----------
    colombia, others : kha, area under coca.
    held_down : kha, area that removal above baseline keeps from being grown in Colombia.
    wanted : 1, logarithm of Colombia's target area over the start, apart from price and removal.
    swing : 1, noise of that target.
    yields : 1, yield over the start.
    source_price : (source, future) 1, logarithm of the price over the start that growers remember.
    poppy : 1, logarithm of heroin output over the start.
    poppy_wanted : 1, logarithm of its target, apart from price.
    precursor : (synthetic, future) 1, factor S, 1 = undisturbed.
    capacity : (synthetic, future) 1, K over the demand of the start.

    """

    colombia: Array
    others: Array
    held_down: Array
    wanted: Array
    swing: Array
    yields: Array
    source_price: Array
    poppy: Array
    poppy_wanted: Array
    precursor: Array
    capacity: Array


class SupplyInputs(NamedTuple):
    """Levers in their own units with their baselines, gates, and last month's signals.

    `eradication` is in hectares a year; `source_price_ratio_last` is (source, future) and
    `demand_ratio_last` (drug, future), both over the start.
    """

    eradication: Array
    eradication_baseline: Array
    precursor_control: Array
    precursor_control_baseline: Array
    gate_explicit: Array
    gate_tacit: Array
    source_price_ratio_last: Array
    demand_ratio_last: Array


class SupplySignals(NamedTuple):
    """What the month's other sectors may read; (future,) unless a shape is given.

    Attributes
    ----------
    production : (drug, future) t/month, potential output of cocaine and heroin; 0 for synthetics.
    capacity_ratio : (drug, future) 1, K S over the demand of the start; 1 for cocaine and heroin.
    precursor_factor : (synthetic, future) 1, S.
    coca_area : kha, in all countries after the month.
    coca_planted, coca_removed : kha/month, net planting and removal above what baseline removes.

    """

    production: Array
    capacity_ratio: Array
    precursor_factor: Array
    coca_area: Array
    coca_planted: Array
    coca_removed: Array


def init(xp: Namespace, p: SupplyParameters) -> SupplyState:
    """Start state: observed areas, price at cost, undisturbed precursors, capacity with slack."""
    none = xp.zeros_like(p.coca_area_colombia)
    return SupplyState(
        colombia=p.coca_area_colombia,
        others=p.coca_area_others,
        held_down=none,
        wanted=none,
        swing=none,
        yields=xp.ones_like(none),
        source_price=xp.stack([none, none]),
        poppy=none,
        poppy_wanted=none,
        precursor=xp.ones_like(p.slack),
        capacity=1.0 + p.slack,
    )


def start_production(xp: Namespace, p: SupplyParameters) -> Array:
    """Potential output at the start: (drug, future) t/month."""
    return _production(xp, init(xp, p), p)


def step(
    xp: Namespace,
    state: SupplyState,
    inputs: SupplyInputs,
    p: SupplyParameters,
    luck: Luck,
    dt: float = 1.0 / 12.0,
) -> tuple[SupplyState, SupplySignals]:
    """Advance areas, precursors and capacity by one month, and give what can be produced."""
    seen = xp.clip(
        xp.log(xp.maximum(inputs.source_price_ratio_last, TINY)), -PRICE_BOUND, PRICE_BOUND
    )
    price = state.source_price + _closed(xp, dt, p.price_memory) * (seen - state.source_price)
    wanted = state.wanted + p.area_trend * dt
    swing = disturbance(xp, luck, SWING, state.swing, p.area_noise, p.area_noise_memory, dt)

    gap = (
        wanted
        + swing
        + p.area_price_response * price[0]
        - xp.log(xp.maximum(state.colombia / p.coca_area_colombia, TINY))
    )
    grown = state.colombia * (xp.exp(p.area_adjustment * dt * gap) - 1.0)
    removed = _removed(xp, state.colombia + grown, inputs, p, dt)
    held_down = (state.held_down + removed) * xp.exp(-p.area_adjustment * dt)
    moved = p.displacement_share * (xp.maximum(0.0, held_down) - xp.maximum(0.0, state.held_down))
    rooted = state.others - p.displacement_share * xp.maximum(0.0, state.held_down)
    spread = rooted * (xp.exp(dt * (p.others_trend + p.others_price_response * price[0])) - 1.0)

    poppy_wanted = state.poppy_wanted + p.poppy_trend * dt
    poppy_target = poppy_wanted + p.poppy_price_response * price[1]
    precursor = _precursor(xp, state.precursor, inputs, p, luck, dt)
    after = SupplyState(
        colombia=state.colombia + grown - removed,
        others=state.others + spread + moved,
        held_down=held_down,
        wanted=wanted,
        swing=swing,
        yields=state.yields * xp.exp(p.yield_growth * dt),
        source_price=price,
        poppy=state.poppy + p.poppy_adjustment * dt * (poppy_target - state.poppy),
        poppy_wanted=poppy_wanted,
        precursor=precursor,
        capacity=state.capacity
        + _closed(xp, dt, p.capacity_time)
        * (_planned(xp, inputs.demand_ratio_last[2:], precursor, p) - state.capacity),
    )
    usable = after.capacity * precursor
    return after, SupplySignals(
        production=_production(xp, after, p),
        capacity_ratio=xp.concatenate([xp.ones_like(usable), usable]),
        precursor_factor=precursor,
        coca_area=after.colombia + after.others,
        coca_planted=(grown + spread + moved) / (12.0 * dt),
        coca_removed=removed / (12.0 * dt),
    )


def _closed(xp: Namespace, dt: float, time: Array) -> Array:
    """Part of a gap closed in `dt` at a time constant, both in years."""
    return 1.0 - xp.exp(-dt / time)


def _planned(xp: Namespace, demand: Array, precursor: Array, p: SupplyParameters) -> Array:
    """Capacity that would meet demand with its slack at today's precursor factor."""
    return (1.0 + p.slack) * demand / xp.maximum(precursor, LEAST_PRECURSOR)


def _production(xp: Namespace, state: SupplyState, p: SupplyParameters) -> Array:
    coca = state.yields * (state.colombia * p.yield_colombia + state.others * p.yield_others)
    heroin = p.poppy_output * xp.exp(state.poppy)
    none = xp.zeros_like(coca)
    return xp.stack([coca, heroin, none, none]) / 12.0


def _removed(
    xp: Namespace, area: Array, inputs: SupplyInputs, p: SupplyParameters, dt: float
) -> Array:
    """Area lost to the hectares pulled above baseline: (future,) kha, negative below baseline.

    The target area already holds what baseline removal takes. What is added needs the host's
    explicit consent. Crews meet standing fields at random, so the area never falls below zero; what
    is left standing below baseline comes back hectare by hectare.
    """
    change = inputs.eradication - inputs.eradication_baseline
    added = inputs.gate_explicit * xp.maximum(0.0, change) + xp.minimum(0.0, change)
    pulled = p.eradication_effect * added / 1000.0 * dt
    more = xp.maximum(0.0, pulled)
    return area * (1.0 - xp.exp(-more / xp.maximum(area, TINY))) + xp.minimum(0.0, pulled)


def _precursor(
    xp: Namespace,
    before: Array,
    inputs: SupplyInputs,
    p: SupplyParameters,
    luck: Luck,
    dt: float,
) -> Array:
    """Factor S after recovery and after a control that may land this month.

    One draw decides whether a control lands; the second picks the drug it hits and, from what is
    left of the draw, its size.
    """
    change = inputs.precursor_control / xp.maximum(inputs.precursor_control_baseline, TINY) - 1.0
    added = inputs.gate_tacit * xp.maximum(0.0, change)
    more = p.control_ceiling * added / (p.control_ceiling + added) + xp.minimum(0.0, change)
    hazard = p.control_rate * xp.maximum(0.0, 1.0 + more)
    lands = luck.uniform(xp, CONTROL) < 1.0 - xp.exp(-hazard * dt)
    pick = luck.uniform(xp, TARGET)
    share = p.control_fentanyl_share
    on_fentanyl = pick < share
    size = p.control_size * xp.where(on_fentanyl, pick / share, (pick - share) / (1.0 - share))
    cut = xp.where(lands, size, 0.0)
    hit = xp.stack([xp.where(on_fentanyl, cut, 0.0), xp.where(on_fentanyl, 0.0, cut)])
    return recovered(before, p.precursor_half_life, dt) * (1.0 - hit)


def recovered(factor: Array, half_life: Array, dt: float) -> Array:
    """Precursor factor after `dt` years without a new control: what is short halves (P1)."""
    return 1.0 - (1.0 - factor) * 0.5 ** (dt / half_life)
