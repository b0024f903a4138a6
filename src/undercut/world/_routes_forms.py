"""Routes: the forms of the sector, one function each. Start with `routes.step`."""

from collections.abc import Sequence

from undercut.core.arrays import Array, Namespace
from undercut.world._routes_types import (
    BETWEEN,
    BYPASS,
    CARS,
    ON_FOOT,
    TINY,
    TRUCKS,
    BorderYields,
    RoutesParameters,
)


def known_share(start: Array, effort: Array | float) -> Array:
    """Share of events known at a multiple of the surveillance effort that makes `start` known.

    Random search: k = 1 - exp(-alpha M / A), with alpha M / A set by the start.

    Returns
    -------
    (future,) 1

    """
    return 1.0 - (1.0 - start) ** effort


def answered_share(xp: Namespace, ready: Array, matching: Array) -> Array:
    """Share of known events answered by forces for `ready` events per known event.

    Parameters
    ----------
    ready : 1, events that forces can answer over events known.
    matching : 1, from 0 (forces meet events at random) to 1 (perfect scheduling).

    Returns
    -------
    The shape of `ready`, 1

    """
    random = 1.0 - xp.exp(-ready)
    return (1.0 - matching) * random + matching * xp.minimum(1.0, ready)


def shares_by_appeal(xp: Namespace, appeal: Array, axis: int) -> Array:
    """Logit shares over an axis; appeals are a few units at most, or far below zero."""
    weight = xp.exp(appeal)
    return weight / weight.sum(axis, keepdims=True)


def shipped_from(xp: Namespace, stock: Array, placed: Array) -> Array:
    """Shipments of a month out of a stock under placed orders; never more than either.

    Returns
    -------
    The shape of `stock`, t/month: V (1 - exp(-O / V)).

    """
    return stock * (1.0 - xp.exp(-placed / xp.maximum(stock, TINY)))


def over_baseline(xp: Namespace, value: Array, baseline: Array) -> Array:
    """Lever over its baseline; at or above zero."""
    return xp.maximum(0.0, value) / xp.maximum(baseline, TINY)


def toward(xp: Namespace, value: Array, target: Array, months: float, speed: Array) -> Array:
    """Close a part of a gap: `speed` a month, at most all of it."""
    return value + xp.minimum(1.0, months * speed) * (target - value)


def willingness(xp: Namespace, threshold: Array, risk: Array) -> Array:
    """Share of planned trips that are sent: w = min(1, P0 / r), risk ignored up to P0.

    Returns
    -------
    The shape of `risk`, 1

    """
    return xp.minimum(1.0, threshold / xp.maximum(risk, TINY))


def detection(
    xp: Namespace,
    yields: BorderYields,
    scans: Array | float,
    watch: Array | float,
    p: RoutesParameters,
) -> Array:
    """Share seized of what crosses by each mode.

    Parameters
    ----------
    scans : (future,) 1, scans a month over the start.
    watch : (future,) 1, awareness between ports over the start.

    Returns
    -------
    (drug, entry_mode, future) 1

    Notes
    -----
    Vehicles: p = c d + (1 - c d) e, found by a scan, or else by hand; c is the share scanned. Scans
    are spread over cars and trucks as at the start; crossings outside the scanner plan cap c.

    """
    found = xp.minimum(p.scannable_share, p.scanned_share * scans)[:, None] * yields.scan
    cars = found[0] + (1.0 - found[0]) * yields.hand
    trucks = found[1] + (1.0 - found[1]) * p.hand_search_factor[0] * yields.hand
    on_foot = p.hand_search_factor[1] * yields.hand
    between = known_share(yields.between, watch)
    rows = {CARS: cars, TRUCKS: trucks, ON_FOOT: on_foot, BETWEEN: between, BYPASS: yields.bypass}
    return xp.stack([rows[mode] for mode in sorted(rows)], axis=1)


def risk_pay(xp: Namespace, fee: Array, risk: Array, share: Array) -> Array:
    """Pay per unit of perceived risk that makes up `share` of a fee at the risk of the start.

    Returns
    -------
    The shape of `risk`, USD/kg

    """
    return share * fee / xp.maximum(risk, TINY)


def passage_cost(
    zone_share: Array,
    zone_risk: Array,
    zone_pay: Array,
    entry_share: Array,
    entry_risk: Array,
    entry_pay: Array,
    p: RoutesParameters,
) -> Sequence[Array]:
    """Cost of passage per kilogram: fees, of which a part is pay for the risk run.

    Parameters
    ----------
    zone_pay, entry_pay : USD/kg, pay per unit of risk (`risk_pay`).

    Returns
    -------
    (future,) USD/kg of every drug, in their order

    """
    rest = 1.0 - p.risk_pay_share
    sea = (zone_share * (rest * p.zone_cost + zone_pay * zone_risk)).sum(0)
    entry = (entry_share * (rest * p.entry_fee + entry_pay * entry_risk)).sum(1)
    return [entry[0] + sea, *entry[1:]]


def border_shares(xp: Namespace, by_mode: Array, direct: Array) -> Array:
    """Shares of what reaches the border by mode; direct cocaine counts as bypass.

    Parameters
    ----------
    by_mode : (drug, entry_mode, future) t/month, what crosses from Mexico.
    direct : (future,) t/month, cocaine that never touches Mexico.

    Returns
    -------
    (drug, entry_mode, future) 1

    """
    cocaine = xp.concatenate([by_mode[0, :BYPASS], (by_mode[0, BYPASS] + direct)[None]])
    total = xp.concatenate([cocaine[None], by_mode[1:]])
    return total / xp.maximum(total.sum(1, keepdims=True), TINY)


def loss_share(xp: Namespace, transit_loss: Array, border_loss: Array) -> Array:
    """Believed share lost on the whole way: (drug, future) 1."""
    cocaine = 1.0 - (1.0 - transit_loss) * (1.0 - border_loss[0])
    return xp.concatenate([cocaine[None], border_loss[1:]])
