"""Routes: the start state, solved so that levels continue and stocks stand still."""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace
from undercut.world._routes_forms import (
    answered_share,
    border_shares,
    detection,
    loss_share,
    passage_cost,
    risk_pay,
)
from undercut.world._routes_types import (
    BETWEEN,
    BYPASS,
    CARS,
    CERTAIN,
    ON_FOOT,
    SEA,
    TINY,
    TRUCKS,
    BorderYields,
    RoutesAnchors,
    RoutesParameters,
    RoutesState,
)

_ROUNDS = 12
_HALVINGS = 48

# Solver limits, not findings: they keep a draw whose parts do not fit from leaving the model.
_MOST_SEIZED = 0.6
_LEAST_SEIZED = 0.002
_MOST_ANSWERED = 0.95
_MOST_READY = 20.0
_LEAST_OTHER = 0.05
_MOST_SCANNED_PART = 0.9


class _Chain(NamedTuple):
    """A steady chain: flows in t/month, shares and yields 1."""

    orders: Array
    exports: Array
    removal: Array
    at_border: Array
    crossing: Array
    entry: Array
    yields: BorderYields
    detected: Array
    border_loss: Array


def init(
    xp: Namespace,
    p: RoutesParameters,
    arrivals: Array,
    production: Array,
    other_market_orders: Array,
) -> RoutesState:
    """Solve the start state: the end of 2024, standing still at baseline levers.

    Parameters
    ----------
    arrivals : (drug, future) t/month, what must arrive in the US to hold its market steady.
    production : (drug, future) t/month; cocaine and heroin are read.
    other_market_orders : (future,) t/month of cocaine that other markets order at the start.

    Notes
    -----
    Other markets take the cocaine that the US does not. Should the production drawn be too small
    for the US alone, it is scaled up until a twentieth is left for others. Removals at sea and
    seizures at the border continue the last observed level as far as the flows drawn allow.

    """
    zone = p.zone_share / p.zone_share.sum(0)
    chain = _steady(xp, p, zone, arrivals, production[0])
    placed = p.source_cover * (1.0 - xp.exp(-1.0 / p.source_cover))
    shipped = xp.stack([chain.exports, chain.orders[1]])
    risk = _risk(xp, p, chain.removal)
    events = zone[:SEA] / p.load
    other = chain.exports - chain.orders[0]
    ready = _ready(xp, chain.removal / (p.known_share * p.success), p.matching)
    zone_pay = risk_pay(xp, p.zone_cost, risk, p.risk_pay_share)
    entry_pay = risk_pay(xp, p.entry_fee[None], chain.detected, p.risk_pay_share)
    cost = passage_cost(zone, risk, zone_pay, chain.entry, chain.detected, entry_pay, p)
    anchors = RoutesAnchors(
        fill=placed,
        source_scale=shipped / xp.maximum(production[:2], TINY),
        other_scale=other / xp.maximum(other_market_orders, TINY),
        capacity=ready
        * p.known_share
        * (chain.orders[0] + p.other_market_zone_share * other)
        * events.sum(0),
        zone_appeal=xp.log(zone) + p.choice_strength * risk,
        zone_risk=risk,
        entry_appeal=xp.log(chain.entry) + p.entry_choice_strength * chain.detected,
        zone_pay=zone_pay,
        entry_pay=entry_pay,
        yields=chain.yields,
        passage_cost=xp.stack(cost),
    )
    return RoutesState(
        source_stock=p.source_cover * shipped / placed,
        source_price=xp.zeros_like(shipped),
        mexico_stock=chain.crossing[0] * p.mexico_cover,
        zone_share=zone,
        zone_belief=events / events.sum(0),
        zone_risk=risk,
        entry_share=chain.entry,
        entry_risk=chain.detected,
        partner=xp.ones_like(chain.exports),
        transit_loss=1.0 - chain.at_border[0] / chain.orders[0],
        border_loss=chain.border_loss,
        anchors=anchors,
    )


def start_loss_share(xp: Namespace, state: RoutesState) -> Array:
    """Share believed lost at the start: (drug, future) 1, for the market's first orders."""
    return loss_share(xp, state.transit_loss, state.border_loss)


def _steady(
    xp: Namespace, p: RoutesParameters, zone: Array, arrivals: Array, production: Array
) -> _Chain:
    """Iterate removal and detection with the flows, then solve the flows exactly for the last."""
    arrivals = xp.maximum(arrivals, TINY)
    seized = _seized(xp, p)
    exportable = production * (1.0 - p.source_loss_share)
    removed = p.removed_at_sea * p.seized_purity[0] / p.coast_guard_share / 12.0
    most = _MOST_ANSWERED * xp.minimum(p.known_share * p.success, p.chain_ceiling)
    entry = _entry_shares(xp, p)
    removal = 0.5 * most
    at_border = arrivals + xp.minimum(seized, arrivals * _MOST_SEIZED / (1.0 - _MOST_SEIZED))
    for _ in range(_ROUNDS):
        direct, through = _per_order(xp, p, zone, removal)
        orders = at_border[0] / (direct + through)
        exports = xp.maximum(exportable, orders / (1.0 - _LEAST_OTHER))
        traffic = orders + p.other_market_zone_share * (exports - orders)
        removal = xp.minimum(most, removed / (traffic * zone[:SEA].sum(0)))
        crossing = xp.concatenate([(orders * through)[None], at_border[1:]])
        shares = border_shares(xp, entry * crossing[:, None], orders * direct)
        yields = _yields(xp, p, shares, xp.minimum(seized / at_border, _MOST_SEIZED))
        detected = xp.minimum(CERTAIN, detection(xp, yields, 1.0, 1.0, p))
        border_loss = (shares * detected).sum(1)
        at_border = arrivals / (1.0 - border_loss)
    direct, through = _per_order(xp, p, zone, removal)
    passes = 1.0 - detected
    orders = arrivals[0] / (direct * passes[0, BYPASS] + through * (entry[0] * passes[0]).sum(0))
    crossing = xp.concatenate([(orders * through)[None], arrivals[1:] / (1.0 - border_loss[1:])])
    at_border = xp.concatenate([(orders * (direct + through))[None], crossing[1:]])
    return _Chain(
        orders=xp.concatenate([orders[None], crossing[1:]]),
        exports=xp.maximum(exportable, orders / (1.0 - _LEAST_OTHER)),
        removal=removal,
        at_border=at_border,
        crossing=crossing,
        entry=entry,
        yields=yields,
        detected=detected,
        border_loss=1.0 - arrivals / at_border,
    )


def _per_order(
    xp: Namespace, p: RoutesParameters, zone: Array, removal: Array
) -> tuple[Array, Array]:
    """Cocaine that reaches the border directly and by way of Mexico, per tonne sent off: 1."""
    lands = zone * (1.0 - _risk(xp, p, removal))
    direct = (lands * p.direct_share).sum(0)
    return direct, (lands.sum(0) - direct) * (1.0 - p.mexico_loss_share)


def _risk(xp: Namespace, p: RoutesParameters, removal: Array) -> Array:
    """Share taken by zone for one share at sea: (zone, future) 1."""
    return xp.concatenate([xp.stack([removal] * SEA), p.unpatrolled_removal])


def _seized(xp: Namespace, p: RoutesParameters) -> Array:
    """Seized at the border in 2024, pure: (drug, future) t/month."""
    rows = (p.seized_cocaine, p.seized_heroin, p.seized_fentanyl, p.seized_methamphetamine)
    return xp.stack(rows) * p.seized_purity / 12.0


def _entry_shares(xp: Namespace, p: RoutesParameters) -> Array:
    rows = (
        p.share_passenger_vehicles,
        p.share_commercial_trucks,
        p.share_on_foot,
        p.share_between_ports,
        p.share_bypass,
    )
    weight = xp.stack(rows, axis=1)
    return weight / weight.sum(1, keepdims=True)


def _yields(xp: Namespace, p: RoutesParameters, shares: Array, loss: Array) -> BorderYields:
    """Find the detection that gives the share seized, split over modes as seizures were.

    The part found between ports and elsewhere fixes those yields; the rest fixes what a search
    by hand finds, after what scanners find. A scanner is put at no more than the drawn chance
    and no more than most of what was found at ports.
    """
    between = _chance(xp, loss * p.seized_between_ports, shares[:, BETWEEN])
    bypass = _chance(xp, loss * p.seized_bypass, shares[:, BYPASS])
    vehicles = shares[:, : TRUCKS + 1]
    ports = vehicles.sum(1) + shares[:, ON_FOOT]
    rest = loss * xp.maximum(0.0, 1.0 - p.seized_between_ports - p.seized_bypass)
    found = _chance(xp, rest, ports) * ports
    cover = xp.minimum(p.scanned_share, p.scannable_share)
    scanned = (vehicles * cover).sum(1)
    scan = xp.minimum(
        p.scan_detection * p.scan_visibility,
        _MOST_SCANNED_PART * found / xp.maximum(scanned, TINY),
    )
    by_hand = (
        shares[:, CARS] * (1.0 - cover[0] * scan)
        + shares[:, TRUCKS] * (1.0 - cover[1] * scan) * p.hand_search_factor[0]
        + shares[:, ON_FOOT] * p.hand_search_factor[1]
    )
    hand = (found - scan * scanned) / xp.maximum(by_hand, TINY)
    return BorderYields(scan=scan, hand=hand, between=between, bypass=bypass)


def _chance(xp: Namespace, found: Array, share: Array) -> Array:
    return xp.clip(found / xp.maximum(share, TINY), _LEAST_SEIZED, _MOST_SEIZED)


def _ready(xp: Namespace, answered: Array, matching: Array) -> Array:
    """Invert `answered_share` by halving: answerable events per known event."""
    low, high = 0.0 * answered, 0.0 * answered + _MOST_READY
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        enough = answered_share(xp, middle, matching) >= answered
        low, high = xp.where(enough, low, middle), xp.where(enough, middle, high)
    return 0.5 * (low + high)
