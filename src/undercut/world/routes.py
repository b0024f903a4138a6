"""Routes: how much of each shipment arrives, and how smugglers move away from pressure.

Start with `step`. One chain in tonnes of pure drug: stocks at the source (Andean cocaine, Mexican
heroin), five transit zones for cocaine, a stock of cocaine in Mexico, five entry modes for all four
drugs. Other markets' cocaine shares the zones. At sea a load is known, answered and taken
(p = k a s); ships follow the believed traffic, smugglers follow what they believe of risk (a logit
with an intercept per zone, approached a little each month), and stay home past a threshold of it.
Lethal strikes take loads and add fear; they give no seizure, no arrest and no witness.

The loop passes `RoutesInputs`: orders of the month (drug) and other markets' orders from
`market.orders`; `production` (drug; only cocaine and heroin are read) from `supply`; six lever
pairs; `gate_explicit` from politics. `init` takes the flows that the start must carry: arrivals
that hold the US market steady (drug), production (drug) and other markets' orders, all t/month. It
solves the chain so that seizures and removals continue their last observed level and every stock
stands still; then `orders = arrivals / (1 - loss_share)` keeps it so. `start_loss_share`
gives that share before the first month, `start_signals` all that a quiet first month would say.

Axes: drug = cocaine, heroin, fentanyl, methamphetamine; zone = eastern Pacific, western Caribbean,
eastern Caribbean, air, land and containers (the first three are at sea); entry_mode = passenger
vehicles, commercial trucks, on foot, between ports, bypass; source = cocaine, heroin.
"""

from undercut.core.arrays import Array, Namespace
from undercut.world._routes_forms import (
    answered_share,
    border_shares,
    detection,
    known_share,
    loss_share,
    over_baseline,
    passage_cost,
    shares_by_appeal,
    shipped_from,
    toward,
    willingness,
)
from undercut.world._routes_start import init, start_loss_share
from undercut.world._routes_types import (
    BYPASS,
    CERTAIN,
    SEA,
    TINY,
    RoutesAnchors,
    RoutesInputs,
    RoutesParameters,
    RoutesSignals,
    RoutesState,
)
from undercut.world.luck import Luck

__all__ = [
    "SEA",
    "RoutesAnchors",
    "RoutesInputs",
    "RoutesParameters",
    "RoutesSignals",
    "RoutesState",
    "init",
    "start_loss_share",
    "start_signals",
    "step",
]

SEA_LUCK, BORDER_LUCK = (128, 130, 132), 134
"""Slots of this sector's draws, at sea by zone; a normal draw also uses the slot after."""


def step(
    xp: Namespace,
    state: RoutesState,
    inputs: RoutesInputs,
    p: RoutesParameters,
    luck: Luck,
    dt: float = 1.0 / 12.0,
) -> tuple[RoutesState, RoutesSignals]:
    """Advance stocks, traffic, beliefs and losses by one month.

    Notes
    -----
    Order of the month: sources ship; trips are sent or called off; forces take loads; strikes sink
    some of the rest; Mexico's stock feeds the border; the border seizes; everybody learns. Flows
    are per month; `dt`, in years, is a month or less. What is called off stays at the source.

    """
    months = 12.0 * dt
    at = state.anchors

    inflow = at.source_scale * inputs.production[:2]
    other_orders = at.other_scale * inputs.other_market_orders
    placed = xp.stack([inputs.orders[0] + other_orders, inputs.orders[1]]) / at.fill
    shipped = shipped_from(xp, state.source_stock, placed)
    for_us = shipped[0] * inputs.orders[0] / xp.maximum(inputs.orders[0] + other_orders, TINY)
    for_others = shipped[0] - for_us
    in_zones = for_us + for_others * p.other_market_zone_share

    willing = willingness(xp, p.deterrence_multiple * at.zone_risk, state.zone_risk)
    sent = state.zone_share * willing
    flow = sent * in_zones
    events = flow[:SEA] / p.load
    partner = _partner(xp, state, inputs, p, dt)
    taken = _taken(xp, state, inputs, p, partner, events, luck)
    strikes = xp.maximum(0.0, inputs.boat_strikes - inputs.boat_strikes_baseline) / 12.0
    sunk, killed = _sunk(xp, state, strikes, taken, events, p)

    passed = sent * (1.0 - taken - sunk)
    landed = passed * for_us
    direct = (landed * p.direct_share).sum(0)
    through_mexico = landed.sum(0) - direct
    lost_in_mexico = through_mexico * p.mexico_loss_share
    released = state.mexico_stock / p.mexico_cover
    crossing = xp.stack([released, shipped[1], inputs.orders[2], inputs.orders[3]])
    by_mode = state.entry_share * crossing[:, None]
    detected = _detected(xp, state, inputs, p, luck)
    seized_crossing = (by_mode * detected).sum(1)
    at_border = _with_direct(xp, crossing, direct)
    seized = _with_direct(xp, seized_crossing, direct * detected[0, BYPASS])

    gone = xp.stack([flow.sum(0) + shipped[0] - in_zones, shipped[1]])
    sent_us = sent.sum(0) * for_us
    reached = direct + through_mexico - lost_in_mexico
    after = _learn(
        xp,
        state,
        p,
        months,
        source_stock=state.source_stock + months * (inflow - gone),
        mexico_stock=state.mexico_stock + months * (through_mexico - lost_in_mexico - released),
        source_price=_source_price(xp, state, placed, p, dt),
        partner=partner,
        taken=taken,
        sunk=sunk,
        events=events,
        detected=detected,
        transit_loss=_lost(xp, reached, sent_us, state.transit_loss),
        border_loss=_lost(xp, at_border - seized, at_border, state.border_loss),
    )
    cost = passage_cost(
        after.zone_share,
        after.zone_risk,
        at.zone_pay,
        after.entry_share,
        after.entry_risk,
        at.entry_pay,
        p,
    )
    traffic = sent / xp.maximum(sent.sum(0), TINY)
    price = xp.exp(after.source_price)
    return after, RoutesSignals(
        arrived=at_border - seized,
        seized=seized,
        net_crossings=crossing - seized_crossing,
        dispatched=xp.concatenate([sent_us[None], crossing[1:]]),
        removed_at_sea=(flow[:SEA] * taken[:SEA]).sum(0),
        removed_elsewhere=(flow[SEA:] * taken[SEA:]).sum(0),
        lost_to_strikes=(flow * sunk).sum(0),
        lost_in_mexico=lost_in_mexico,
        to_other_markets=for_others - in_zones + for_us + (passed * (in_zones - for_us)).sum(0),
        landed_mexico=through_mexico,
        source_inflow=inflow,
        shipped=gone,
        loss_share=loss_share(xp, after.transit_loss, after.border_loss),
        passage_cost_ratio=xp.stack(cost) / at.passage_cost,
        zone_share=traffic,
        zone_flow=flow,
        zone_removal=taken,
        effective_zones=1.0 / xp.maximum((traffic * traffic).sum(0), TINY),
        entry_share=border_shares(xp, by_mode, direct),
        trips_sent=sent[:SEA].sum(0) / xp.maximum(state.zone_share[:SEA].sum(0), TINY),
        andean_price_ratio=price[0],
        source_price_ratio=price,
        andean_stock=after.source_stock[0],
        mexico_stock=after.mexico_stock,
        strike_killed=killed,
        strike_civilian_harm=strikes * p.killed_per_strike * (1.0 - p.strike_hit_share),
    )


def start_signals(
    xp: Namespace,
    state: RoutesState,
    p: RoutesParameters,
    arrivals: Array,
    production: Array,
    other_market_orders: Array,
) -> RoutesSignals:
    """Signals of a quiet month at the start: what ratios over the start are taken to.

    Parameters
    ----------
    arrivals, production, other_market_orders : as given to `init`.

    """
    quiet = p._replace(sea_noise=0.0 * p.sea_noise, border_noise=0.0 * p.border_noise)
    one = xp.ones_like(other_market_orders)
    inputs = RoutesInputs(
        orders=arrivals / (1.0 - start_loss_share(xp, state)),
        other_market_orders=other_market_orders,
        production=production,
        **{
            field: one
            for field in RoutesInputs._fields
            if field not in ("orders", "other_market_orders", "production")
        },
    )
    luck = Luck(xp.zeros(one.shape, dtype=xp.uint64), xp.asarray(0))
    return step(xp, state, inputs, quiet, luck)[1]


def _with_direct(xp: Namespace, by_drug: Array, direct: Array) -> Array:
    """Add to cocaine what never touches Mexico."""
    return xp.concatenate([(by_drug[0] + direct)[None], by_drug[1:]])


def _lost(xp: Namespace, reached: Array, sent: Array, believed: Array) -> Array:
    """Share lost of what was sent; what was believed where nothing was sent."""
    return xp.where(sent > TINY, 1.0 - reached / xp.maximum(sent, TINY), believed)


def _partner(
    xp: Namespace, state: RoutesState, inputs: RoutesInputs, p: RoutesParameters, dt: float
) -> Array:
    """Partners' end-game capacity follows training with a delay; what is added needs consent."""
    change = over_baseline(xp, inputs.training_capacity, inputs.training_capacity_baseline) - 1.0
    wanted = 1.0 + p.partner_response * (
        xp.minimum(0.0, change) + inputs.gate_explicit * xp.maximum(0.0, change)
    )
    return toward(xp, state.partner, xp.maximum(0.0, wanted), dt, 1.0 / p.partner_delay)


def _taken(
    xp: Namespace,
    state: RoutesState,
    inputs: RoutesInputs,
    p: RoutesParameters,
    partner: Array,
    events: Array,
    luck: Luck,
) -> Array:
    """Share taken by zone: p = k a s at sea under its ceiling, constants in air and on land."""
    ships = (1.0 - p.partner_share) * over_baseline(
        xp, inputs.maritime_interdiction, inputs.maritime_interdiction_baseline
    ) + p.partner_share * partner
    effort = over_baseline(xp, inputs.isr_cueing, inputs.isr_cueing_baseline)
    known = known_share(p.known_share, effort)
    better = xp.maximum(known / p.known_share, TINY) ** p.awareness_to_success
    success = xp.minimum(1.0, p.success * better)
    ready = state.anchors.capacity * ships * state.zone_belief / xp.maximum(known * events, TINY)
    draw = xp.stack([luck.normal(xp, slot) for slot in SEA_LUCK])
    swing = xp.exp(p.sea_noise * draw - 0.5 * p.sea_noise**2)
    at_sea = xp.minimum(
        p.chain_ceiling, swing * known * success * answered_share(xp, ready, p.matching)
    )
    return xp.concatenate([at_sea, p.unpatrolled_removal])


def _sunk(
    xp: Namespace,
    state: RoutesState,
    strikes: Array,
    taken: Array,
    events: Array,
    p: RoutesParameters,
) -> tuple[Array, Array]:
    """Share of trips sunk by zone, and persons killed: strikes follow the believed traffic.

    A strike meant for a load that nobody sends is not carried out; one at a boat without a load is.

    Returns
    -------
    (zone, future) 1 and (future,) person/month

    """
    meant = strikes * p.boats_per_strike * p.strike_hit_share * state.zone_belief
    left = 1.0 - taken[:SEA]
    at_sea = left * (1.0 - xp.exp(-meant / xp.maximum(events * left, TINY)))
    done = (at_sea * events).sum(0) / p.boats_per_strike
    killed = p.killed_per_strike * (done + strikes * (1.0 - p.strike_hit_share))
    return xp.concatenate([at_sea, xp.zeros_like(taken[SEA:])]), killed


def _detected(
    xp: Namespace, state: RoutesState, inputs: RoutesInputs, p: RoutesParameters, luck: Luck
) -> Array:
    """Share seized by drug and mode of entry, with the month's luck."""
    scans = over_baseline(xp, inputs.port_inspection, inputs.port_inspection_baseline)
    support = over_baseline(xp, inputs.border_patrol_support, inputs.border_patrol_support_baseline)
    watch = 1.0 + p.support_awareness * (support - 1.0)
    swing = xp.exp(p.border_noise * luck.normal(xp, BORDER_LUCK) - 0.5 * p.border_noise**2)
    return xp.minimum(CERTAIN, swing * detection(xp, state.anchors.yields, scans, watch, p))


def _source_price(
    xp: Namespace, state: RoutesState, placed: Array, p: RoutesParameters, dt: float
) -> Array:
    """Price at the source over its cost (log): rises with orders over stock, drifts to cost."""
    pressure = xp.log(
        xp.maximum(p.source_cover * placed, TINY) / xp.maximum(state.source_stock, TINY)
    )
    rise = p.source_price_response * xp.clip(pressure, -2.0, 2.0)
    return state.source_price + dt * (rise - p.source_price_return * state.source_price)


def _learn(
    xp: Namespace,
    state: RoutesState,
    p: RoutesParameters,
    months: float,
    *,
    source_stock: Array,
    mexico_stock: Array,
    source_price: Array,
    partner: Array,
    taken: Array,
    sunk: Array,
    events: Array,
    detected: Array,
    transit_loss: Array,
    border_loss: Array,
) -> RoutesState:
    """Close the month: stocks as they stand, beliefs and shares a step nearer to what was seen.

    Being sunk counts `lethal_weight` times being caught. Risk is forgotten over `memory` months.
    """
    at = state.anchors
    seen = xp.where(
        events.sum(0) > TINY, events / xp.maximum(events.sum(0), TINY), state.zone_belief
    )
    zones = shares_by_appeal(xp, at.zone_appeal - p.choice_strength * state.zone_risk, 0)
    modes = shares_by_appeal(xp, at.entry_appeal - p.entry_choice_strength * state.entry_risk, 1)
    return RoutesState(
        source_stock=source_stock,
        source_price=source_price,
        mexico_stock=mexico_stock,
        zone_share=toward(xp, state.zone_share, zones, months, p.choice_speed),
        zone_belief=toward(xp, state.zone_belief, seen, months, p.belief_speed),
        zone_risk=toward(
            xp, state.zone_risk, taken + p.lethal_weight * sunk, months, 1.0 / p.memory
        ),
        entry_share=toward(xp, state.entry_share, modes, months, p.entry_choice_speed),
        entry_risk=toward(xp, state.entry_risk, detected, months, 1.0 / p.memory),
        partner=partner,
        transit_loss=toward(xp, state.transit_loss, transit_loss, months, 1.0 / p.expectation_time),
        border_loss=toward(xp, state.border_loss, border_loss, months, 1.0 / p.expectation_time),
        anchors=at,
    )
