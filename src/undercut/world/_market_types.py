"""Market: what the sector keeps, reads and gives. Start with `market.orders` and `market.sales`."""

from typing import NamedTuple

from undercut.core.arrays import Array


class MarketParameters(NamedTuple):
    """Parameters of `data/parameters/market.yaml`; (future,) or (axis, future), units there."""

    consumption: Array
    price_elasticity_short: Array
    price_elasticity_long: Array
    price_memory: Array
    stock_cover: Array
    refill_time: Array
    pass_through: Array
    pass_through_partial: Array
    source_share: Array
    landed_share: Array
    wholesale_share: Array
    wholesale_time: Array
    retail_time: Array
    scarcity_wholesale: Array
    scarcity_retail: Array
    price_ceiling: Array
    price_noise: Array
    price_noise_memory: Array
    wholesale_scarcity_share: Array
    prison_price_rise: Array
    prison_saturation: Array
    purity_price_response: Array
    supply_elasticity: Array
    dose_share_first: Array
    dose_share_later: Array
    dose_delay: Array
    dose_noise: Array
    dose_noise_memory: Array
    dose_response: Array
    substitute_rate: Array
    substitute_potency: Array
    substitute_half_life: Array
    other_markets_growth: Array
    other_markets_elasticity: Array
    fentanyl_ceiling: Array
    east_share: Array
    adoption_odds: Array
    adoption_speed: Array
    cost_advantage: Array


class MarketAnchors(NamedTuple):
    """What `init` fixes once and every month reads.

    Attributes
    ----------
    sales : (drug, future) t/month, consumption at the start.
    wanted : (drug, future) t/month, what users would take from a full stock.
    loss_share : (drug, future) 1, believed lost at the start.
    other_market_orders : (future,) t/month of cocaine.

    """

    sales: Array
    wanted: Array
    loss_share: Array
    other_market_orders: Array


class MarketState(NamedTuple):
    """Stocks, prices and memories at the start of a month; logarithms are over the start.

    Attributes
    ----------
    stock : (plant, future) t pure, US stocks.
    wholesale, retail : (drug, future) 1, log prices; synthetics without their shortage.
    remembered : (drug, future) 1, log price that users remember.
    shortage : (synthetic, future) 1, excess of demand over capacity (log) that sellers are used to.
    dilution : (synthetic, future) 1, log of the dose over an undiluted one, sign reversed.
    markup : (synthetic, future) 1, log price rise by shortage.
    wanted : (drug, future) t/month, what users would take; synthetics at full dose.
    expected : (synthetic, future) t/month, arrivals that sellers count on.
    substitute : (future,) 1, presence of a stronger substitute.
    adoption : (coast, future) 1, log odds of fentanyl within its ceiling.
    other_trend : (future,) 1, log growth of other markets' cocaine orders.
    price_swing, dose_swing : (future,) 1, log noise of cocaine's retail price and of fentanyl's
        strength.
    anchors : what `init` fixed.

    """

    stock: Array
    wholesale: Array
    retail: Array
    remembered: Array
    shortage: Array
    dilution: Array
    markup: Array
    wanted: Array
    expected: Array
    substitute: Array
    adoption: Array
    other_trend: Array
    price_swing: Array
    dose_swing: Array
    anchors: MarketAnchors


class OrdersInputs(NamedTuple):
    """What the loop passes to `orders`; ratios are over the start.

    Attributes
    ----------
    users_ratio_last : (drug, future) 1, of people.
    loss_share_last : (drug, future) 1, believed lost, of routes.
    source_price_ratio_last : (source, future) 1, cocaine in the Andes and heroin in Mexico.
    capacity_ratio : (drug, future) 1, of supply this month; synthetics are read.

    """

    users_ratio_last: Array
    loss_share_last: Array
    source_price_ratio_last: Array
    capacity_ratio: Array


class OrdersSignals(NamedTuple):
    """What routes and, next month, supply read.

    Attributes
    ----------
    orders : (drug, future) t/month to be sent to the US, before loss.
    other_market_orders : (future,) t/month of cocaine.
    demand_ratio : (drug, future) 1, demand with expected loss, over the start; supply reads it next
        month.
    excess : (synthetic, future) 1, log of demand over capacity, at or above 0.

    """

    orders: Array
    other_market_orders: Array
    demand_ratio: Array
    excess: Array


class SalesInputs(NamedTuple):
    """What the loop passes to `sales`; ratios are over the start.

    Attributes
    ----------
    users_ratio_last : (drug, future) 1, of people.
    arrived : (drug, future) t/month, of routes.
    loss_share : (drug, future) 1, believed lost, of routes.
    passage_cost_ratio : (drug, future) 1, of routes.
    source_price_ratio : (source, future) 1, of routes: Andean cocaine, Mexican heroin.
    prisoners_ratio_last : (future,) 1, of people.

    """

    users_ratio_last: Array
    arrived: Array
    loss_share: Array
    passage_cost_ratio: Array
    source_price_ratio: Array
    prisoners_ratio_last: Array


class SalesSignals(NamedTuple):
    """What people, money, organizations and outcomes read; ratios are over the start.

    Attributes
    ----------
    consumption : (drug, future) t/month pure.
    consumption_ratio : (drug, future) 1.
    use_per_user : (drug, future) 1, tonnes of the plants, doses of the synthetics, per user.
    price_ratio : (drug, future) 1, retail price per pure gram.
    user_price_ratio : (drug, future) 1, retail price per dose.
    wholesale_price_ratio : (drug, future) 1, per pure kilogram.
    purity_ratio : (drug, future) 1.
    dose_ratio : (future,) 1, strength of a fentanyl dose, substitutes included.
    fentanyl_share : (future,) 1, of illicit opioid use.
    stocks : (plant, future) t pure in the US.
    substitute : (future,) 1, presence of a stronger substitute.

    """

    consumption: Array
    consumption_ratio: Array
    use_per_user: Array
    price_ratio: Array
    user_price_ratio: Array
    wholesale_price_ratio: Array
    purity_ratio: Array
    dose_ratio: Array
    fentanyl_share: Array
    stocks: Array
    substitute: Array
