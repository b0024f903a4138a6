"""Market: what traffickers order, what arrives is sold for, and how strong it is.

A month has two steps: `orders` before routes, `sales` after. Cocaine and heroin pass through a slow
US stock: orders replace sales and refill the stock over months, and scarcity raises the wholesale
and the retail price separately. Synthetics clear in closed form against a capacity kink: what is
short goes into the dose, and into price and quantity, first one and then more of the other. Users
answer today's price and a remembered one. Prices pass along the chain by switch 1; a shortage may
bring a stronger substitute by switch 2. Fentanyl's share of the opioid market moves in logits with
its cost advantage per dose, so that scarcity can slow or reverse it.

At the start call `start_flows` (what routes must carry), then `init` with the believed loss share
of routes. The loop passes `OrdersInputs` and `SalesInputs`; last month's signals of people carry
`_last`. Axes: drug = cocaine, heroin, fentanyl, methamphetamine; plant = the first two, synthetic =
the last two; coast = east, west.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace
from undercut.world._market_types import (
    MarketAnchors,
    MarketParameters,
    MarketState,
    OrdersInputs,
    OrdersSignals,
    SalesInputs,
    SalesSignals,
)
from undercut.world.luck import Luck, disturbance

__all__ = [
    "MarketAnchors",
    "MarketParameters",
    "MarketState",
    "OrdersInputs",
    "OrdersSignals",
    "SalesInputs",
    "SalesSignals",
    "StartFlows",
    "fentanyl_share",
    "init",
    "orders",
    "sales",
    "start_flows",
]

SUBSTITUTE, PRICE_SWING, DOSE_SWING = 96, 97, 99
"""Slots of this sector's draws; the swings are normal draws."""

ADDITIVE, PARTIAL, PROPORTIONAL = 0.0, 1.0, 2.0
STRONGER_SUBSTITUTE = 1.0

# Guards, not findings: they keep logarithms finite where a flow, a stock or a price vanishes.
TINY = 1e-9
LEAST_CAPACITY = 1e-6
MOST_LOST = 0.98
LEAST_ORDER = 0.05
MARKUP_BOUND = 3.0
SCARCITY_BOUND = 3.0
PRICE_BOUND = 6.0
ODDS_BOUND = 6.0
PURITY_BOUND = 2.0


class StartFlows(NamedTuple):
    """What the start must carry.

    Attributes
    ----------
    arrivals : (drug, future) t/month into the US that hold its market steady.
    other_market_orders : (future,) t/month of cocaine left for other markets.

    """

    arrivals: Array
    other_market_orders: Array


def start_flows(xp: Namespace, p: MarketParameters, production: Array) -> StartFlows:
    """Flows of the start: consumption, and the rest of the cocaine produced for other markets.

    Parameters
    ----------
    production : (drug, future) t/month, from `supply.start_production`.

    """
    arrivals = p.consumption / 12.0
    rest = xp.maximum(production[0] - arrivals[0], LEAST_ORDER * production[0])
    return StartFlows(arrivals, rest)


def init(
    xp: Namespace, p: MarketParameters, loss_share: Array, other_market_orders: Array
) -> MarketState:
    """Start state: stocks at their cover, prices at 1, orders that hold both still.

    Parameters
    ----------
    loss_share : (drug, future) 1, believed lost at the start (`routes.start_loss_share`).
    other_market_orders : (future,) t/month, as given to routes.

    """
    sold = p.consumption / 12.0
    wanted = xp.concatenate([sold[:2] / (1.0 - xp.exp(-p.stock_cover)), sold[2:]])
    none = xp.zeros_like(sold)
    return MarketState(
        stock=p.stock_cover * wanted[:2],
        wholesale=none,
        retail=none,
        remembered=none,
        shortage=none[2:],
        dilution=none[2:],
        markup=none[2:],
        wanted=wanted,
        expected=sold[2:],
        substitute=none[0],
        adoption=p.adoption_odds,
        other_trend=none[0],
        price_swing=none[0],
        dose_swing=none[0],
        anchors=MarketAnchors(
            sales=sold,
            wanted=wanted,
            loss_share=xp.minimum(loss_share, MOST_LOST),
            other_market_orders=other_market_orders,
        ),
    )


def orders(
    xp: Namespace,
    state: MarketState,
    inputs: OrdersInputs,
    p: MarketParameters,
    dt: float = 1.0 / 12.0,
) -> tuple[MarketState, OrdersSignals]:
    """Decide what is sent this month: demand, refilling of stocks, replacement of expected loss.

    Notes
    -----
    Synthetics: with excess x = max(0, ln demand - ln capacity), dose takes a share of x, price and
    quantity the rest: ln p = x_p / (e_s + e_d). What makers can send is capacity x p^e_s.

    """
    at = state.anchors
    lost = xp.minimum(xp.maximum(inputs.loss_share_last, 0.0), MOST_LOST)
    response = xp.exp(
        -p.price_elasticity_short * state.retail - p.price_elasticity_long * state.remembered
    )
    wanted = at.wanted * xp.maximum(inputs.users_ratio_last, 0.0) * response
    gross = wanted / (1.0 - lost)
    gross_start = at.wanted / (1.0 - at.loss_share)
    demand = gross / gross_start

    refill = (p.stock_cover * wanted[:2] - state.stock) / p.refill_time
    need = xp.maximum(
        wanted[:2] * (1.0 - xp.exp(-p.stock_cover)) + refill, LEAST_ORDER * wanted[:2]
    )

    capacity = xp.maximum(inputs.capacity_ratio[2:], LEAST_CAPACITY)
    excess = xp.maximum(0.0, xp.log(xp.maximum(demand[2:], LEAST_CAPACITY)) - xp.log(capacity))
    shortage = state.shortage + _closed(xp, 12.0 * dt, p.dose_delay) * (excess - state.shortage)
    dilution = p.dose_share_later * shortage + p.dose_share_first * xp.maximum(
        0.0, excess - shortage
    )
    elastic = p.supply_elasticity + p.price_elasticity_short[2:]
    markup = xp.minimum(xp.maximum(0.0, excess - dilution) / elastic, MARKUP_BOUND)
    doses = wanted[2:] * xp.exp(-p.price_elasticity_short[2:] * markup)
    made = xp.minimum(
        doses * xp.exp(-dilution) / (1.0 - lost[2:]),
        gross_start[2:] * capacity * xp.exp(p.supply_elasticity * markup),
    )

    price_at_source = xp.log(xp.maximum(inputs.source_price_ratio_last[0], TINY))
    other_trend = state.other_trend + p.other_markets_growth * dt
    others = at.other_market_orders * xp.exp(
        other_trend
        - p.other_markets_elasticity * xp.clip(price_at_source, -PRICE_BOUND, PRICE_BOUND)
    )
    after = state._replace(
        shortage=shortage,
        dilution=dilution,
        markup=markup,
        wanted=xp.concatenate([wanted[:2], doses]),
        expected=made * (1.0 - lost[2:]),
        other_trend=other_trend,
    )
    sent = xp.concatenate([need / (1.0 - lost[:2]), made])
    return after, OrdersSignals(
        orders=sent, other_market_orders=others, demand_ratio=demand, excess=excess
    )


def sales(
    xp: Namespace,
    state: MarketState,
    inputs: SalesInputs,
    p: MarketParameters,
    luck: Luck,
    dt: float = 1.0 / 12.0,
) -> tuple[MarketState, SalesSignals]:
    """Sell what arrived: stocks, prices, purity, dose, and fentanyl's share.

    Notes
    -----
    Synthetics hold no stock: what arrives is used. An arrival other than expected goes into the
    purity of the month.

    """
    months, at = 12.0 * dt, state.anchors
    wanted = state.wanted[:2]
    sold = xp.minimum(wanted * (1.0 - xp.exp(-state.stock / xp.maximum(wanted, TINY))), state.stock)
    stock = state.stock + months * (inputs.arrived[:2] - sold)
    consumption = xp.concatenate([sold, inputs.arrived[2:]])

    cover = p.stock_cover * wanted / xp.maximum(stock, TINY)
    scarcity = xp.clip(xp.log(xp.maximum(cover, TINY)), -SCARCITY_BOUND, SCARCITY_BOUND)
    omega = _pass_through(xp, p)
    landed = xp.clip(xp.log(landed_cost(xp, inputs, p, at)), -PRICE_BOUND, PRICE_BOUND)
    wholesale_target = passed_on(xp, landed, p.landed_share, omega)
    wholesale_target = xp.concatenate(
        [wholesale_target[:2] + p.scarcity_wholesale * scarcity, wholesale_target[2:]]
    )
    wholesale_target = bounded(xp, wholesale_target, p.price_ceiling)
    wholesale = state.wholesale + _closed(xp, months, p.wholesale_time) * (
        wholesale_target - state.wholesale
    )
    retail_target = passed_on(xp, wholesale, p.wholesale_share, omega) + xp.log(
        prison_compensation(xp, inputs.prisoners_ratio_last, p)
    )
    retail_target = xp.concatenate(
        [retail_target[:2] + p.scarcity_retail * scarcity, retail_target[2:]]
    )
    price_swing = disturbance(
        xp, luck, PRICE_SWING, state.price_swing, p.price_noise, p.price_noise_memory, dt
    )
    retail_target = xp.concatenate([retail_target[:1] + price_swing, retail_target[1:]])
    retail_target = bounded(xp, retail_target, p.price_ceiling)
    retail = state.retail + _closed(xp, months, p.retail_time) * (retail_target - state.retail)

    nothing = xp.zeros_like(wanted)
    markup = xp.concatenate([nothing, state.markup])
    dilution = xp.concatenate([nothing, state.dilution])
    paid = retail + markup
    surprise = xp.where(
        state.expected > TINY, inputs.arrived[2:] / xp.maximum(state.expected, TINY), 1.0
    )
    dose_swing = disturbance(
        xp, luck, DOSE_SWING, state.dose_swing, p.dose_noise, p.dose_noise_memory, dt
    )
    mixed = xp.exp(xp.stack([dose_swing, xp.zeros_like(dose_swing)]) - state.dilution)
    strength = xp.minimum(mixed * surprise, PURITY_BOUND)
    pure_wholesale = wholesale + p.wholesale_scarcity_share * (markup + dilution)
    substitute = _substitute(xp, state, p, luck, dt)
    adoption = xp.clip(
        state.adoption
        + dt
        * p.adoption_speed
        * (xp.log(p.cost_advantage) + pure_wholesale[1] - pure_wholesale[2]),
        -ODDS_BOUND,
        ODDS_BOUND,
    )
    after = state._replace(
        stock=stock,
        wholesale=wholesale,
        retail=retail,
        remembered=state.remembered
        + _closed(xp, dt, p.price_memory)
        * (xp.clip(paid, -PRICE_BOUND, PRICE_BOUND) - state.remembered),
        substitute=substitute,
        adoption=adoption,
        price_swing=price_swing,
        dose_swing=dose_swing,
    )
    plant_purity = xp.minimum(
        xp.exp(-p.purity_price_response * xp.clip(retail[:2], -PRICE_BOUND, PRICE_BOUND)),
        PURITY_BOUND,
    )
    potency = xp.where(
        p.dose_response == STRONGER_SUBSTITUTE, p.substitute_potency**substitute, 1.0
    )
    used = consumption / at.sales
    taken = xp.concatenate([used[:2], state.wanted[2:] / at.wanted[2:]])
    return after, SalesSignals(
        consumption=consumption,
        consumption_ratio=used,
        use_per_user=taken / xp.maximum(inputs.users_ratio_last, TINY),
        price_ratio=xp.exp(paid + dilution),
        user_price_ratio=xp.exp(paid),
        wholesale_price_ratio=xp.exp(pure_wholesale),
        purity_ratio=xp.concatenate([plant_purity, strength]),
        dose_ratio=strength[0] * potency,
        fentanyl_share=fentanyl_share(xp, after, p),
        stocks=stock,
        substitute=substitute,
    )


def fentanyl_share(xp: Namespace, state: MarketState, p: MarketParameters) -> Array:
    """Fentanyl's share of illicit opioid use: (future,) 1, two coasts by their logits."""
    share = 1.0 / (1.0 + xp.exp(-state.adoption))
    return p.fentanyl_ceiling * (p.east_share * share[0] + (1.0 - p.east_share) * share[1])


def prison_compensation(xp: Namespace, prisoners_ratio: Array, p: MarketParameters) -> Array:
    """Price over the start for the risk of prison: 1 + A (1 - exp(-E / E_h)), flat at high E.

    Parameters
    ----------
    prisoners_ratio : (future,) 1, punishment over the start.

    """
    level = xp.maximum(prisoners_ratio, 0.0) * p.prison_saturation
    now = 1.0 + p.prison_price_rise * (1.0 - xp.exp(-level))
    return now / (1.0 + p.prison_price_rise * (1.0 - xp.exp(-p.prison_saturation)))


def _closed(xp: Namespace, span: float, time: Array) -> Array:
    """Part of a gap closed in a span at a time constant of the same unit."""
    return 1.0 - xp.exp(-span / time)


def _pass_through(xp: Namespace, p: MarketParameters) -> Array:
    """Weight of proportional pass-through by switch 1."""
    return xp.where(
        p.pass_through == ADDITIVE,
        0.0,
        xp.where(p.pass_through == PARTIAL, p.pass_through_partial, 1.0),
    )


def passed_on(xp: Namespace, upstream: Array, share: Array, omega: Array) -> Array:
    """Rise of a price (log) by the price one level up, which makes up `share` of it.

    Parameters
    ----------
    upstream : (drug, future) 1, log of the price one level up over the start.
    share : (drug, future) 1
    omega : (future,) 1, from 0 (a dollar for a dollar) to 1 (percent for percent).

    Returns
    -------
    (drug, future) 1; for small changes the elasticity is s + (1 - s) omega.

    """
    additive = xp.log(1.0 - share + share * xp.exp(upstream))
    return omega * upstream + (1.0 - omega) * additive


def bounded(xp: Namespace, price: Array, ceiling: Array) -> Array:
    """Log price under a ceiling: the same where it is small, never past the ceiling.

    Parameters
    ----------
    price : (drug, future) 1, logarithm over the start.
    ceiling : (future,) 1, the most that a price rises, as a factor.

    Returns
    -------
    (drug, future) 1

    Notes
    -----
    At several times the price, cocaine that others buy is diverted, dearer ways in pay, and users
    find something else; none of these has a mechanism of its own here.

    """
    most = xp.log(ceiling)
    return most * xp.tanh(price / most)


def landed_cost(
    xp: Namespace, inputs: SalesInputs, p: MarketParameters, at: MarketAnchors
) -> Array:
    """Cost of a kilogram landed in the US over the start; losses are paid at what they cost."""
    lost = xp.minimum(xp.maximum(inputs.loss_share, 0.0), MOST_LOST)
    source = xp.concatenate([inputs.source_price_ratio, xp.ones_like(at.sales[2:])])
    cost = p.source_share * source + (1.0 - p.source_share) * inputs.passage_cost_ratio
    return xp.maximum(cost, TINY) * (1.0 - at.loss_share) / (1.0 - lost)


def _substitute(
    xp: Namespace, state: MarketState, p: MarketParameters, luck: Luck, dt: float
) -> Array:
    """Presence of a stronger substitute, 0 to 1: a shortage may bring it; it fades by halves."""
    hazard = p.substitute_rate * state.dilution[0]
    comes = luck.uniform(xp, SUBSTITUTE) < 1.0 - xp.exp(-hazard * dt)
    return xp.where(comes, 1.0, state.substitute * 0.5 ** (dt / p.substitute_half_life))
