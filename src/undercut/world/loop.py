"""One coupled month, written once: the order of the sectors and the signals between them.

The order of a month:

1. politics
2. justice
3. supply
4. market orders
5. routes
6. market sales
7. people
8. money
9. weapons
10. organizations
11. outcomes

Signals that lag, because they are read before they are computed (the fields of `Lagged`):

- killed_by_force, read by politics
- homicides_smoothed, read by justice
- funds_ratio, read by justice
- source_price_ratio, read by supply and market orders
- demand_ratio, read by supply
- loss_share, read by market orders
- users_ratio, read by market orders and market sales
- prisoners_ratio, read by market sales
- members_ratio, read by money

Start with `start`, then `month`, which advances the world and takes its measures; `advance` gives
every signal of the month instead. The levers of the month are already lever values: a schedule
resolved before the run. `Reference` keeps what the first month is at baseline levers: ratios over
the start are taken to it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from undercut.core.arrays import Array, Namespace
from undercut.world import (
    justice,
    market,
    money,
    organizations,
    outcomes,
    people,
    politics,
    routes,
    supply,
    weapons,
)
from undercut.world.levers import Levers
from undercut.world.luck import Luck


class Parameters(NamedTuple):
    """Every sector's parameters; arrays with futures last."""

    politics: politics.PoliticsParameters
    justice: justice.JusticeParameters
    supply: supply.SupplyParameters
    market: market.MarketParameters
    routes: routes.RoutesParameters
    people: people.PeopleParameters
    money: money.MoneyParameters
    weapons: weapons.WeaponsParameters
    organizations: organizations.OrganizationsParameters
    outcomes: outcomes.OutcomesParameters


SECTORS: dict[str, type[Any]] = dict(Parameters.__annotations__)
"""The NamedTuple of parameters by sector."""


class World(NamedTuple):
    """Every sector's state at the start of a month, and last month's signals."""

    politics: politics.PoliticsState
    justice: justice.JusticeState
    supply: supply.SupplyState
    market: market.MarketState
    routes: routes.RoutesState
    people: people.PeopleState
    money: money.MoneyState
    weapons: weapons.WeaponsState
    organizations: organizations.OrganizationsState
    lagged: "Lagged"


class Lagged(NamedTuple):
    """Signals of last month that this month reads before they are computed anew.

    Attributes
    ----------
    killed_by_force : (future,) person/month.
    homicides_smoothed : (future,) death/month.
    funds_ratio, members_ratio, prisoners_ratio : (future,) 1, over the start.
    source_price_ratio : (source, future) 1, price of cocaine and heroin at their source.
    demand_ratio, loss_share, users_ratio : (drug, future) 1.

    """

    killed_by_force: Array
    homicides_smoothed: Array
    funds_ratio: Array
    members_ratio: Array
    prisoners_ratio: Array
    source_price_ratio: Array
    demand_ratio: Array
    loss_share: Array
    users_ratio: Array


class Signals(NamedTuple):
    """What the sectors gave in a month, in the order in which they stepped."""

    politics: politics.PoliticsSignals
    justice: justice.JusticeSignals
    supply: supply.SupplySignals
    orders: market.OrdersSignals
    routes: routes.RoutesSignals
    sales: market.SalesSignals
    people: people.PeopleSignals
    money: money.MoneySignals
    weapons: weapons.WeaponsSignals
    organizations: organizations.OrganizationsSignals


class Reference(NamedTuple):
    """Levels of the start that measures are taken relative to.

    Attributes
    ----------
    arrived : (drug, future) t/month.
    zone_flow : (zone, future) t/month.
    members : (future,) person.
    plazas : (future,) 1.

    """

    arrived: Array
    zone_flow: Array
    members: Array
    plazas: Array


def map_parameters(function: Callable[[Array], Array], parameters: Parameters) -> Parameters:
    """Apply a function to every array of the parameters."""
    sectors: list[Any] = [type(sector)(*map(function, sector)) for sector in parameters]
    return Parameters(*sectors)


def start(xp: Namespace, p: Parameters, base: Levers) -> tuple[World, Reference]:
    """Solve the start state: the end of 2024, at rest at baseline levers.

    Parameters
    ----------
    base : levers at baseline.

    Notes
    -----
    Production and consumption are given; routes are solved so that they carry the one to the other
    and seizures continue their last observed level; money follows from what crosses.

    """
    made = supply.start_production(xp, p.supply)
    flows = market.start_flows(xp, p.market, made)
    route = routes.init(xp, p.routes, flows.arrivals, made, flows.other_market_orders)
    loss = routes.start_loss_share(xp, route)
    trade = market.init(xp, p.market, loss, flows.other_market_orders)
    armed = organizations.init(xp, p.organizations)
    ones = xp.ones_like(flows.other_market_orders)
    first = routes.start_signals(
        xp, route, p.routes, flows.arrivals, made, flows.other_market_orders
    )
    memory = armed.memory.sum(0)
    world = World(
        politics=politics.init(xp, p.politics),
        justice=justice.init(xp, p.justice, memory),
        supply=supply.init(xp, p.supply),
        market=trade,
        routes=route,
        people=people.init(xp, p.people, market.fentanyl_share(xp, trade, p.market)),
        money=money.init(xp, p.money, first.net_crossings, first.dispatched, base.asset_forfeiture),
        weapons=weapons.init(xp, p.weapons),
        organizations=armed,
        lagged=Lagged(
            killed_by_force=0.0 * ones,
            homicides_smoothed=memory,
            funds_ratio=ones,
            members_ratio=ones,
            prisoners_ratio=ones,
            source_price_ratio=xp.stack([ones, ones]),
            demand_ratio=xp.ones_like(loss),
            loss_share=loss,
            users_ratio=xp.ones_like(loss),
        ),
    )
    reference = Reference(
        arrived=flows.arrivals,
        zone_flow=first.zone_flow,
        members=armed.anchors.members,
        plazas=organizations.plazas_held(xp, armed.members.sum(0), armed.fringe, p.organizations),
    )
    return world, reference


def month(
    xp: Namespace,
    world: World,
    levers: Levers,
    base: Levers,
    p: Parameters,
    reference: Reference,
    key: Array,
    number: Array,
) -> tuple[World, Array]:
    """Advance the whole world by one month.

    Parameters
    ----------
    levers, base : this month's levers, and the same at baseline, in the catalog's units.
    reference : levels of the start.
    key : (future,) from `undercut.core.draws.keys`.
    number : months since the start.

    Returns
    -------
    The world after the month, and its measures in the order of `outcomes.MEASURES`:
    (measure, future), flows per month.

    """
    after, signals = advance(xp, world, levers, base, p, reference, key, number)
    return after, _measured(xp, signals, p, reference)


def advance(
    xp: Namespace,
    world: World,
    levers: Levers,
    base: Levers,
    p: Parameters,
    reference: Reference,
    key: Array,
    number: Array,
) -> tuple[World, Signals]:
    """Advance the whole world by one month, and give every signal of it.

    Parameters
    ----------
    levers, base, reference, key, number : as in `month`.

    """
    luck = Luck(key, number)
    last = world.lagged

    polity, host = politics.step(
        xp,
        world.politics,
        politics.PoliticsInputs(
            killed_by_force_last=last.killed_by_force,
            **_pairs(politics.PoliticsInputs, levers, base),
        ),
        p.politics,
        luck,
    )
    gates = {"gate_explicit": host.gate_explicit, "gate_tacit": host.gate_tacit}

    courts, law = justice.step(
        xp,
        world.justice,
        justice.JusticeInputs(
            homicides_smoothed_last=last.homicides_smoothed,
            funds_ratio_last=last.funds_ratio,
            **gates,
            **_pairs(justice.JusticeInputs, levers, base),
        ),
        p.justice,
        luck,
    )
    fields, made = supply.step(
        xp,
        world.supply,
        supply.SupplyInputs(
            source_price_ratio_last=last.source_price_ratio,
            demand_ratio_last=last.demand_ratio,
            **gates,
            **_pairs(supply.SupplyInputs, levers, base),
        ),
        p.supply,
        luck,
    )
    trade, sent = market.orders(
        xp,
        world.market,
        market.OrdersInputs(
            users_ratio_last=last.users_ratio,
            loss_share_last=last.loss_share,
            source_price_ratio_last=last.source_price_ratio,
            capacity_ratio=made.capacity_ratio,
        ),
        p.market,
    )
    route, way = routes.step(
        xp,
        world.routes,
        routes.RoutesInputs(
            orders=sent.orders,
            other_market_orders=sent.other_market_orders,
            production=made.production,
            gate_explicit=host.gate_explicit,
            **_pairs(routes.RoutesInputs, levers, base),
        ),
        p.routes,
        luck,
    )
    trade, sold = market.sales(
        xp,
        trade,
        market.SalesInputs(
            arrived=way.arrived,
            loss_share=way.loss_share,
            passage_cost_ratio=way.passage_cost_ratio,
            source_price_ratio=way.source_price_ratio,
            prisoners_ratio_last=last.prisoners_ratio,
            users_ratio_last=last.users_ratio,
        ),
        p.market,
        luck,
    )
    users, toll = people.step(
        xp,
        world.people,
        people.PeopleInputs(
            dose_ratio=sold.dose_ratio,
            fentanyl_share=sold.fentanyl_share,
            use_per_user=sold.use_per_user,
            user_price_ratio=sold.user_price_ratio,
            consumption_ratio=sold.consumption_ratio,
            **_pairs(people.PeopleInputs, levers, base),
        ),
        p.people,
        luck,
    )
    purse, cash = money.step(
        xp,
        world.money,
        money.MoneyInputs(
            net_crossings=way.net_crossings,
            dispatched=way.dispatched,
            wholesale_price_ratio=sold.wholesale_price_ratio,
            passage_cost_ratio=way.passage_cost_ratio,
            andean_price_ratio=way.andean_price_ratio,
            members_ratio_last=last.members_ratio,
            gate_tacit=host.gate_tacit,
            **_pairs(money.MoneyInputs, levers, base),
        ),
        p.money,
    )
    arms, guns = weapons.step(
        xp,
        world.weapons,
        weapons.WeaponsInputs(
            funds_ratio=cash.funds_ratio, **_pairs(weapons.WeaponsInputs, levers, base)
        ),
        p.weapons,
    )
    armed, groups = organizations.step(
        xp,
        world.organizations,
        organizations.OrganizationsInputs(
            certainty_ratio=law.certainty_ratio,
            prosecution_ratio=law.prosecution_ratio,
            funds_ratio=cash.funds_ratio,
            lethality_ratio=guns.lethality_ratio,
            cocaine_price_ratio=sold.wholesale_price_ratio[0],
            **gates,
            **_pairs(organizations.OrganizationsInputs, levers, base),
        ),
        p.organizations,
        luck,
    )

    lagged = Lagged(
        killed_by_force=groups.killed_by_force + way.strike_killed,
        homicides_smoothed=groups.homicides_smoothed,
        funds_ratio=cash.funds_ratio,
        members_ratio=groups.members / reference.members,
        prisoners_ratio=toll.prisoners_ratio,
        source_price_ratio=way.source_price_ratio,
        demand_ratio=sent.demand_ratio,
        loss_share=way.loss_share,
        users_ratio=toll.users_ratio,
    )
    after = World(polity, courts, fields, trade, route, users, purse, arms, armed, lagged)
    return after, Signals(host, law, made, sent, way, sold, toll, cash, guns, groups)


def _measured(xp: Namespace, signals: Signals, p: Parameters, reference: Reference) -> Array:
    """Measures of the month in the order of `outcomes.MEASURES`: (measure, future)."""
    host, law, _, _, way, sold, toll, cash, guns, groups = signals
    members_ratio = groups.members / reference.members
    delivered_ratio = _delivered(way.arrived, reference.arrived, p.money.border_price)
    plazas_ratio = groups.plazas_held / xp.maximum(reference.plazas, 1e-9)
    weights = p.outcomes
    measures = {
        "us_overdose_deaths": toll.overdose_deaths,
        "mx_homicides": groups.homicides + host.reprisal_deaths,
        "network_capability": outcomes.capability(
            xp,
            xp.stack([cash.gross_revenue_ratio, members_ratio, delivered_ratio, plazas_ratio]),
            xp.stack(
                [
                    weights.capability_weight_revenue,
                    weights.capability_weight_members,
                    weights.capability_weight_flow,
                    weights.capability_weight_plazas,
                ]
            ),
        ),
        "escalations": host.escalations,
        "host_consent": host.host_consent,
        "domestic_backlash": host.domestic_backlash,
        "regional_spillover": outcomes.spillover(
            xp, way.zone_flow, reference.zone_flow, host.escalations, p.outcomes
        ),
        "civilian_harm": groups.civilian_harm + way.strike_civilian_harm,
        "killed_by_force": groups.killed_by_force + way.strike_killed,
        "organizations": groups.organizations,
        "us_prisoners": toll.us_prisoners,
        "gross_revenue_ratio": cash.gross_revenue_ratio,
        "members_ratio": members_ratio,
        "delivered_ratio": delivered_ratio,
        "plazas_ratio": plazas_ratio,
        "us_overdose_deaths_opioid": toll.overdose_deaths_opioid,
        "us_overdose_deaths_cocaine": toll.overdose_deaths_cocaine,
        "us_overdose_deaths_psychostimulant": toll.overdose_deaths_psychostimulant,
        "conflict_deaths": groups.conflict_deaths,
        "disappearances": groups.disappearances,
        "legal_basis_share": host.has_consent,
        "cocaine_price": sold.price_ratio[0],
        "fentanyl_purity": sold.purity_ratio[2],
        "seizures": way.seized.sum(0) + way.removed_at_sea,
        "cocaine_delivered": way.arrived[0],
        "in_treatment": toll.in_treatment,
        "certainty": law.certainty,
        "gun_stock": guns.gun_stock,
        "splits": groups.splits,
        "removals": groups.removals,
        "blocked_splits": groups.blocked_splits,
    }
    return xp.stack([measures[name] for name in outcomes.NAMES])


def _pairs(inputs: type[Any], levers: Levers, base: Levers) -> dict[str, Array]:
    """Levers that a sector reads, each with its baseline."""
    return {
        field: getattr(base if field.endswith("_baseline") else levers, _lever(field))
        for field in inputs._fields
        if _lever(field) in Levers._fields
    }


def _lever(field: str) -> str:
    return field.removesuffix("_baseline")


def _delivered(arrived: Array, reference: Array, price: Array) -> Array:
    """Index of what is delivered over the start: tonnes weighed by the price of the start."""
    return (arrived * price).sum(0) / (reference * price).sum(0)
