"""Routes: what the sector keeps, reads and gives. Start with `routes.step`."""

from typing import NamedTuple

from undercut.core.arrays import Array

SEA = 3
"""Zones at sea: the first ones of the zone axis."""

CARS, TRUCKS, ON_FOOT, BETWEEN, BYPASS = range(5)
"""Entry modes, in the order of their axis."""

TINY = 1e-9
"""Guards divisions: far below any flow, stock or risk that matters."""

CERTAIN = 0.95
"""No mode of entry is searched so well that more than this share is seized."""


class RoutesParameters(NamedTuple):
    """Parameters of `data/parameters/routes.yaml`; (future,) or (axis, future), units there."""

    source_loss_share: Array
    source_cover: Array
    source_price_response: Array
    source_price_return: Array
    other_market_zone_share: Array
    mexico_loss_share: Array
    mexico_cover: Array
    zone_share: Array
    direct_share: Array
    load: Array
    removed_at_sea: Array
    coast_guard_share: Array
    known_share: Array
    success: Array
    chain_ceiling: Array
    matching: Array
    awareness_to_success: Array
    partner_share: Array
    partner_response: Array
    partner_delay: Array
    unpatrolled_removal: Array
    belief_speed: Array
    choice_strength: Array
    choice_speed: Array
    memory: Array
    expectation_time: Array
    deterrence_multiple: Array
    zone_cost: Array
    entry_fee: Array
    risk_pay_share: Array
    boats_per_strike: Array
    killed_per_strike: Array
    strike_hit_share: Array
    lethal_weight: Array
    share_passenger_vehicles: Array
    share_commercial_trucks: Array
    share_on_foot: Array
    share_between_ports: Array
    share_bypass: Array
    scanned_share: Array
    scannable_share: Array
    scan_detection: Array
    scan_visibility: Array
    hand_search_factor: Array
    seized_cocaine: Array
    seized_heroin: Array
    seized_fentanyl: Array
    seized_methamphetamine: Array
    seized_purity: Array
    seized_between_ports: Array
    seized_bypass: Array
    support_awareness: Array
    entry_choice_strength: Array
    entry_choice_speed: Array
    sea_noise: Array
    border_noise: Array


class BorderYields(NamedTuple):
    """Chances of detection at the border at the start; each (drug, future) 1.

    Attributes
    ----------
    scan : of a vehicle that is scanned.
    hand : of a car that is not; trucks and people on foot by `hand_search_factor`.
    between : between ports.
    bypass : by sea, air, mail and in other regions.

    """

    scan: Array
    hand: Array
    between: Array
    bypass: Array


class RoutesAnchors(NamedTuple):
    """What `init` solves once and every month reads.

    Attributes
    ----------
    fill : (future,) 1, share of placed orders that the source ships in a month at the start.
    source_scale : (source, future) 1, exports per tonne produced, so that the source stocks stand
        still at the start.
    other_scale : (future,) 1, other markets' exports over the market's own figure.
    capacity : (future,) event/month, events that end-game forces can answer.
    zone_appeal : (zone, future) 1, intercepts of the zone choice.
    zone_risk : (zone, future) 1, share taken at the start.
    entry_appeal : (drug, entry_mode, future) 1, intercepts of the entry choice.
    zone_pay : (zone, future) USD/kg, pay of carriers per unit of perceived risk.
    entry_pay : (drug, entry_mode, future) USD/kg, the same at the border.
    yields : chances of detection.
    passage_cost : (drug, future) USD/kg, cost of passage at the start.

    """

    fill: Array
    source_scale: Array
    other_scale: Array
    capacity: Array
    zone_appeal: Array
    zone_risk: Array
    entry_appeal: Array
    zone_pay: Array
    entry_pay: Array
    yields: BorderYields
    passage_cost: Array


class RoutesState(NamedTuple):
    """Stocks and beliefs at the start of a month.

    Attributes
    ----------
    source_stock : (source, future) t, cocaine in the Andes and heroin in Mexico.
    source_price : (source, future) 1, logarithm of the price at the source over its cost.
    mexico_stock : (future,) t, cocaine in Mexico.
    zone_share : (zone, future) 1, shares of cocaine traffic; sum to 1.
    zone_belief : (zone at sea, future) 1, shares of ship-days; sum to 1.
    zone_risk : (zone, future) 1, perceived risk of a trip.
    entry_share : (drug, entry_mode, future) 1, shares of what crosses from Mexico; sum to 1.
    entry_risk : (drug, entry_mode, future) 1, perceived chance of seizure.
    partner : (future,) 1, partners' end-game capacity over its start level.
    transit_loss : (future,) 1, believed share of cocaine lost between source and border.
    border_loss : (drug, future) 1, believed share seized at the border.
    anchors : what `init` solved.

    """

    source_stock: Array
    source_price: Array
    mexico_stock: Array
    zone_share: Array
    zone_belief: Array
    zone_risk: Array
    entry_share: Array
    entry_risk: Array
    partner: Array
    transit_loss: Array
    border_loss: Array
    anchors: RoutesAnchors


class RoutesInputs(NamedTuple):
    """What the loop passes: flows in t/month, levers in their own units with their baselines."""

    orders: Array
    other_market_orders: Array
    production: Array
    maritime_interdiction: Array
    maritime_interdiction_baseline: Array
    isr_cueing: Array
    isr_cueing_baseline: Array
    boat_strikes: Array
    boat_strikes_baseline: Array
    port_inspection: Array
    port_inspection_baseline: Array
    border_patrol_support: Array
    border_patrol_support_baseline: Array
    training_capacity: Array
    training_capacity_baseline: Array
    gate_explicit: Array


class RoutesSignals(NamedTuple):
    """What the month's other sectors may read; (future,) unless a shape is given.

    Attributes
    ----------
    arrived : (drug, future) t/month, into the US.
    seized : (drug, future) t/month, at the border.
    net_crossings : (drug, future) t/month, arrived by way of Mexico.
    dispatched : (drug, future) t/month, sent off for the US (cocaine: from the Andes).
    removed_at_sea : t/month, taken by ships, for all destinations.
    removed_elsewhere : t/month, taken in air and on land before Mexico, for all destinations.
    lost_to_strikes : t/month, sunk, for all destinations.
    lost_in_mexico : t/month, cocaine seized or used in Mexico.
    to_other_markets : t/month, cocaine that reaches other markets or their routes.
    landed_mexico : t/month, cocaine landed for passage through Mexico.
    source_inflow : (source, future) t/month, into the source stocks.
    shipped : (source, future) t/month, out of the source stocks, for all destinations.
    loss_share : (drug, future) 1, believed share of what is sent that does not arrive.
    passage_cost_ratio : (drug, future) 1, cost of passage per kg over the start.
    zone_share : (zone, future) 1, shares of cocaine traffic sent.
    zone_flow : (zone, future) t/month, cocaine sent through a zone, for all destinations.
    zone_removal : (zone, future) 1, share taken.
    effective_zones : 1, number of equal zones with the same concentration (1 / sum of squares).
    entry_share : (drug, entry_mode, future) 1, shares of what reaches the border.
    trips_sent : 1, share of cocaine trips at sea not called off.
    source_price_ratio : (source, future) 1, price at the source over its cost, 1 at the start.
    andean_price_ratio : 1, the first of them.
    andean_stock, mexico_stock : t of cocaine after the month.
    strike_killed : person/month, killed by boat strikes.
    strike_civilian_harm : person/month, killed on boats that carried no drugs.

    """

    arrived: Array
    seized: Array
    net_crossings: Array
    dispatched: Array
    removed_at_sea: Array
    removed_elsewhere: Array
    lost_to_strikes: Array
    lost_in_mexico: Array
    to_other_markets: Array
    landed_mexico: Array
    source_inflow: Array
    shipped: Array
    loss_share: Array
    passage_cost_ratio: Array
    zone_share: Array
    zone_flow: Array
    zone_removal: Array
    effective_zones: Array
    entry_share: Array
    trips_sent: Array
    andean_price_ratio: Array
    source_price_ratio: Array
    andean_stock: Array
    mexico_stock: Array
    strike_killed: Array
    strike_civilian_harm: Array
