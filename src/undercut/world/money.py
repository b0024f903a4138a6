"""Money: what the trade earns, what it costs to clean, what is taken, what is left to spend.

Start with `step`. Revenue is booked at one state only: net crossings times the price at the
northern border of Mexico, drug by drug, plus other rackets (fuel, people, extortion). Goods are
paid at the source for everything sent, so a seized load costs the trade its price at that point.
Dollars come home by five channels; a channel made dearer sends money to the others. Designations
block the part of wealth within reach of dollar banks, forfeiture takes from wealth, owners spend
from income and wealth, and what spending buys follows with a lag and one exponent.

The loop passes `MoneyInputs`: `net_crossings`, `dispatched` and `passage_cost_ratio` (drug) and
`andean_price_ratio` from routes, `wholesale_price_ratio` (drug) from the market, last month's
`members_ratio_last` (all members over the start), five lever pairs and `gate_tacit`. `init` takes
the flows at the start (drug, t/month) and the baseline of `asset_forfeiture`; the start stands
still. No draw of luck is made here.

Axes: drug = cocaine, heroin, fentanyl, methamphetamine; channel = bulk cash, peso exchange and
trade, Chinese networks, banks and shells, crypto. Money is in million USD of 2024 (MUSD); a tonne
at a price in thousand USD per kilogram is a million USD.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace

CASH, PESO, CHINESE, BANKS, CRYPTO = range(5)
"""Laundering channels, in the order of their axis."""

_TINY = 1e-9
_FLOOR = 0.05


class MoneyParameters(NamedTuple):
    """Parameters of `data/parameters/money.yaml`; (future,) or (axis, future), units there."""

    border_price: Array
    goods_cost: Array
    passage_cost: Array
    other_revenue_share: Array
    substitution: Array
    substitution_time: Array
    channel_share: Array
    channel_fee: Array
    cash_loss: Array
    channel_choice: Array
    aml_reach: Array
    aml_cost: Array
    cueing_yield: Array
    outbound_share: Array
    listing_cost: Array
    exposed_share: Array
    exposure_response: Array
    blocked: Array
    repapering_time: Array
    wealth_cover: Array
    forfeiture_share: Array
    forfeiture_reach: Array
    forfeiture_abroad: Array
    smoothing: Array
    buffer_time: Array
    wage_share: Array
    bribe_share: Array
    funds_exponent: Array
    funds_half_life: Array


class MoneyAnchors(NamedTuple):
    """What `init` solves once and every month reads; flows in MUSD/month, wealth in MUSD.

    Attributes
    ----------
    drug_revenue, other_revenue, income : (future,), at the start.
    taken : (future,), blocked and forfeited at the start.
    blocking_rate : (future,) 1/month, part of exposed wealth blocked in a month at baseline.
    wealth : (future,), at the start, the level that owners hold to.

    """

    drug_revenue: Array
    other_revenue: Array
    income: Array
    taken: Array
    blocking_rate: Array
    wealth: Array


class MoneyState(NamedTuple):
    """Stocks at the start of a month; (future,).

    Attributes
    ----------
    wealth : MUSD, liquid wealth of the groups.
    exposed : MUSD, the part within reach of dollar banks.
    other_revenue : MUSD/month, from other rackets.
    capability : 1, what spending has bought over the start, with its lag.
    anchors : what `init` solved.

    """

    wealth: Array
    exposed: Array
    other_revenue: Array
    capability: Array
    anchors: MoneyAnchors


class MoneyInputs(NamedTuple):
    """What the loop passes: flows in t/month, ratios, levers in their own units with baselines."""

    net_crossings: Array
    dispatched: Array
    wholesale_price_ratio: Array
    passage_cost_ratio: Array
    andean_price_ratio: Array
    members_ratio_last: Array
    aml_enforcement: Array
    aml_enforcement_baseline: Array
    sanctions: Array
    sanctions_baseline: Array
    asset_forfeiture: Array
    asset_forfeiture_baseline: Array
    isr_cueing: Array
    isr_cueing_baseline: Array
    port_inspection: Array
    port_inspection_baseline: Array
    gate_tacit: Array


class MoneySignals(NamedTuple):
    """What the month's other sectors may read; (future,) unless a shape is given.

    Attributes
    ----------
    drug_revenue : (drug, future) MUSD/month, at the northern border of Mexico.
    gross_revenue : MUSD/month, drugs and other rackets.
    gross_revenue_ratio : 1, over the start.
    laundering_cost : MUSD/month, fees and losses.
    laundering_cost_share : 1, of drug revenue.
    trade_cost : MUSD/month, goods and passage.
    net_funds : MUSD/month, gross revenue less laundering and trade costs.
    blocked, forfeited : MUSD/month, taken from wealth.
    spending : MUSD/month, pay, bribes, arms and owners' take.
    funds_ratio : 1, what spending buys over the start: the lagged spending ratio to one exponent.
    wages : MUSD/month.
    bribes : MUSD/month.
    bribes_ratio : 1, over the start.
    channel_share : (channel, future) 1, of dollars brought home; sum to 1.
    wealth, exposed : MUSD, after the month.

    """

    drug_revenue: Array
    gross_revenue: Array
    gross_revenue_ratio: Array
    laundering_cost: Array
    laundering_cost_share: Array
    trade_cost: Array
    net_funds: Array
    blocked: Array
    forfeited: Array
    spending: Array
    funds_ratio: Array
    wages: Array
    bribes: Array
    bribes_ratio: Array
    channel_share: Array
    wealth: Array
    exposed: Array


def channels(xp: Namespace, base: Array, choice: Array, change: Array) -> tuple[Array, Array]:
    """Shares of the laundering channels after a change of their cost, and what it costs senders.

    Parameters
    ----------
    base : (channel, ...) 1, shares at the start.
    choice : 1, response per unit of cost.
    change : (channel, ...) 1, change of fee and loss as a share of the sum moved.

    Returns
    -------
    Shares, (channel, ...) 1; and the exact cost of the change (log-sum) as a share of the sum
    moved, which counts what the left channel was worth beyond its fee, so that a dearer channel
    never makes laundering cheaper.

    """
    appeal = -choice * change
    top = appeal.max(0)
    weight = base * xp.exp(appeal - top)
    total = weight.sum(0)
    return weight / total, -(top + xp.log(total)) / choice


def lagged(xp: Namespace, value: Array, target: Array, half_life: Array, months: float) -> Array:
    """Move toward a target, closing half the distance in `half_life` months."""
    return target + (value - target) * xp.exp(-xp.log(xp.asarray(2.0)) * months / half_life)


def replaced(xp: Namespace, drug: Array, drug_start: Array, substitution: Array) -> Array:
    """Revenue that other rackets put in place of drug revenue lost: rho (R0 - R), or nothing.

    Returns
    -------
    (future,) MUSD/month

    """
    return substitution * xp.maximum(0.0, drug_start - drug)


def init(
    xp: Namespace,
    p: MoneyParameters,
    net_crossings: Array,
    dispatched: Array,
    asset_forfeiture_baseline: Array,
) -> MoneyState:
    """Solve the start state: wealth stands still at baseline levers and start flows.

    Parameters
    ----------
    net_crossings, dispatched : (drug, future) t/month at the start (`routes`).
    asset_forfeiture_baseline : million_usd/year sought.

    """
    drug = (net_crossings * p.border_price).sum(0)
    other = drug * p.other_revenue_share / (1.0 - p.other_revenue_share)
    trade = (dispatched * (p.goods_cost + p.passage_cost)).sum(0)
    share = p.channel_share / p.channel_share.sum(0)
    cost = p.channel_fee + _loss_at_start(xp, p)
    gross = drug + other
    income = xp.maximum(_FLOOR * gross, gross - drug * (share * cost).sum(0) - trade)
    wealth = p.wealth_cover * income
    reachable = p.exposed_share * wealth
    blocked = xp.minimum(p.blocked, 0.5 * reachable / p.repapering_time) / 12.0
    exposed = reachable - blocked * 12.0 * p.repapering_time
    forfeited = _forfeited(xp, wealth - blocked, asset_forfeiture_baseline, p)
    return MoneyState(
        wealth=wealth,
        exposed=exposed,
        other_revenue=other,
        capability=xp.ones_like(wealth),
        anchors=MoneyAnchors(
            drug_revenue=drug,
            other_revenue=other,
            income=income,
            taken=blocked + forfeited,
            blocking_rate=-xp.log(1.0 - blocked / xp.maximum(exposed, _TINY)),
            wealth=wealth,
        ),
    )


def step(
    xp: Namespace,
    state: MoneyState,
    inputs: MoneyInputs,
    p: MoneyParameters,
    dt: float = 1.0 / 12.0,
) -> tuple[MoneyState, MoneySignals]:
    """Advance revenue, laundering, wealth and what it buys by one month.

    Notes
    -----
    Suppliers and passage are paid before owners spend; neither is paid more than there is. Pay of
    members comes before bribes. Flows are per month; `dt`, in years, is a month or less.

    """
    months = 12.0 * dt
    at = state.anchors

    by_drug = inputs.net_crossings * p.border_price * inputs.wholesale_price_ratio
    drug = by_drug.sum(0)
    other = state.other_revenue + xp.minimum(1.0, dt / p.substitution_time) * (
        at.other_revenue + replaced(xp, drug, at.drug_revenue, p.substitution) - state.other_revenue
    )
    gross = drug + other
    staff = _over(xp, inputs.aml_enforcement, inputs.aml_enforcement_baseline) * xp.maximum(
        _FLOOR, _over(xp, inputs.isr_cueing, inputs.isr_cueing_baseline)
    ) ** (p.cueing_yield)
    listings = _over(xp, inputs.sanctions, inputs.sanctions_baseline)
    share, laundering = _laundering(xp, inputs, staff, listings, drug, p)

    blocked = state.exposed * (1.0 - xp.exp(-at.blocking_rate * listings))
    sought = inputs.asset_forfeiture_baseline + (
        inputs.asset_forfeiture - inputs.asset_forfeiture_baseline
    ) * (1.0 - p.forfeiture_abroad + p.forfeiture_abroad * inputs.gate_tacit)
    forfeited = _forfeited(xp, state.wealth - blocked, sought, p)

    goods = xp.concatenate([(p.goods_cost[0] * inputs.andean_price_ratio)[None], p.goods_cost[1:]])
    owed = (inputs.dispatched * (goods + p.passage_cost * inputs.passage_cost_ratio)).sum(0)
    at_hand = state.wealth / months - blocked - forfeited + gross - laundering
    trade = xp.minimum(owed, at_hand)
    net = gross - laundering - trade

    start_spending = at.income - at.taken
    wanted = (
        (1.0 - p.smoothing) * (net - at.taken)
        + p.smoothing * start_spending
        + (state.wealth - at.wealth) / p.buffer_time
    )
    spending = xp.clip(wanted, 0.0, at_hand - trade)
    wealth = xp.maximum(0.0, state.wealth + months * (net - blocked - forfeited - spending))
    wages = start_spending * p.wage_share * inputs.members_ratio_last
    free = xp.maximum(spending - wages, _FLOOR * spending)
    free_start = start_spending * (1.0 - p.wage_share)
    reachable = p.exposed_share * wealth * xp.maximum(_FLOOR, staff) ** (p.exposure_response)
    exposed = state.exposed + months * (
        (reachable - state.exposed) / (12.0 * p.repapering_time) - blocked
    )
    after = MoneyState(
        wealth=wealth,
        exposed=xp.clip(exposed, 0.0, wealth),
        other_revenue=other,
        capability=lagged(
            xp,
            state.capability,
            (spending / start_spending) ** (p.funds_exponent),
            p.funds_half_life,
            months,
        ),
        anchors=at,
    )
    return after, MoneySignals(
        drug_revenue=by_drug,
        gross_revenue=gross,
        gross_revenue_ratio=gross / (at.drug_revenue + at.other_revenue),
        laundering_cost=laundering,
        laundering_cost_share=laundering / xp.maximum(drug, _TINY),
        trade_cost=trade,
        net_funds=net,
        blocked=blocked,
        forfeited=forfeited,
        spending=spending,
        funds_ratio=after.capability,
        wages=spending - free,
        bribes=p.bribe_share * free,
        bribes_ratio=free / free_start,
        channel_share=share,
        wealth=after.wealth,
        exposed=after.exposed,
    )


def _over(xp: Namespace, value: Array, baseline: Array) -> Array:
    """Lever over its baseline; at or above zero."""
    return xp.maximum(0.0, value) / xp.maximum(baseline, _TINY)


def _loss_at_start(xp: Namespace, p: MoneyParameters) -> Array:
    """Loss by seizure, bulk cash only: (channel, future) 1."""
    none = xp.zeros_like(p.cash_loss)
    return xp.stack([p.cash_loss, none, none, none, none])


def _laundering(
    xp: Namespace,
    inputs: MoneyInputs,
    staff: Array,
    listings: Array,
    drug: Array,
    p: MoneyParameters,
) -> tuple[Array, Array]:
    """Channel shares, and the cost of bringing the month's drug revenue home."""
    scans = _over(xp, inputs.port_inspection, inputs.port_inspection_baseline)
    searched = p.cash_loss * p.outbound_share * (scans - 1.0)
    listed = p.listing_cost * xp.log(xp.maximum(_FLOOR, listings))
    none = 0.0 * searched
    risk_pay = p.aml_cost * p.aml_reach * xp.log(xp.maximum(_FLOOR, staff))
    base = p.channel_fee + _loss_at_start(xp, p)
    change = risk_pay + xp.stack([searched, none, none, listed + none, none])
    shares = p.channel_share / p.channel_share.sum(0)
    cost = xp.clip(base + change, 0.0, 1.0)
    moved, added = channels(xp, shares, p.channel_choice, cost - base)
    return moved, drug * xp.clip((shares * base).sum(0) + added, 0.0, 1.0)


def _forfeited(xp: Namespace, wealth: Array, sought: Array, p: MoneyParameters) -> Array:
    """Forfeited in a month: what is sought from the trade, less and less as reach is used up."""
    reach = p.forfeiture_reach * xp.maximum(0.0, wealth) / 12.0
    wanted = p.forfeiture_share * xp.maximum(0.0, sought) / 12.0
    return reach * (1.0 - xp.exp(-wanted / xp.maximum(reach, _TINY)))
