"""Weapons: the flow of guns to the organizations, the stock in use, and what both do to deaths.

Start with `step`. The stock wears out and is seized; what flows in comes partly from sources that
no lever here reaches, the rest through US dealers and over the border. Enforcement covers a share
of the dealer channel with diminishing returns, and part of what it covers moves elsewhere. Two
rival links from guns to deaths are drawn (`data/alternatives/gun_link.yaml`):

0 stock    deaths follow the stock in use, so a cut in the flow shows over years;
1 inflow   deaths follow the new guns of the month, so it shows at once.

What `loop` must pass stands in `WeaponsInputs`. Everything is relative to the start.
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace

STOCK, INFLOW = 0.0, 1.0


class WeaponsParameters(NamedTuple):
    """Parameters of `data/parameters/weapons.yaml`; each is (future,).

    Units stand there; rates are per year, lengths in years.
    """

    gun_link: Array
    wear: Array
    seizure_rate: Array
    other_sources: Array
    coverage_limit: Array
    coverage_half: Array
    coverage_delay: Array
    dealer_displacement: Array
    southbound_stopped: Array
    funds_exponent: Array
    lethality_elasticity: Array


class WeaponsState(NamedTuple):
    """Stocks at the start of a month; each is (future,).

    Attributes
    ----------
    stock : 1, serviceable illicit guns over their number at the start.
    enforcement : 1, work on guns that has reached the dealers, over its level at the start.

    """

    stock: Array
    enforcement: Array


class WeaponsInputs(NamedTuple):
    """Levers in their own units with their baselines, and a signal; each broadcasts to (future,).

    `funds_ratio` is the organizations' net funds over their level at the start, from `money`.
    """

    gun_trafficking_enforcement: Array
    gun_trafficking_enforcement_baseline: Array
    port_inspection: Array
    port_inspection_baseline: Array
    funds_ratio: Array


class WeaponsSignals(NamedTuple):
    """What the month's other sectors may read; each is (future,).

    Attributes
    ----------
    gun_stock : 1, stock in use after the month over its level at the start.
    gun_inflow : 1, inflow of the month over its level at the start.
    lethality_ratio : 1, factor on deaths per act of violence.

    """

    gun_stock: Array
    gun_inflow: Array
    lethality_ratio: Array


def init(xp: Namespace, p: WeaponsParameters) -> WeaponsState:
    """Start state: stock and enforcement at 1, the stock in balance with its inflow."""
    one = xp.ones_like(p.wear)
    return WeaponsState(stock=one, enforcement=one)


def kept(p: WeaponsParameters, dt: float) -> Array:
    """Share of the stock still in use after `dt` years: what neither wears out nor is seized."""
    return ((1.0 - p.wear) * (1.0 - p.seizure_rate)) ** dt


def covered(enforcement: Array, limit: Array, half: Array) -> Array:
    """Share of the dealer channel that enforcement covers: limit x / (x + half)."""
    return limit * enforcement / (enforcement + half)


def inflow_ratio(
    xp: Namespace, enforcement: Array, inspection: Array, funds: Array, p: WeaponsParameters
) -> Array:
    """Inflow over its level at the start.

    Parameters
    ----------
    enforcement, inspection, funds : (future,) 1, each over its level at the start.

    Notes
    -----
    inflow = other + (1 - other) [1 - c (1 - phi)] (1 - i)^x / (the same at the start), times
    funds^exponent: c covered by enforcement, phi displaced, i stopped on the way south at the
    start, x inspection.

    """
    through = 1.0 - covered(enforcement, p.coverage_limit, p.coverage_half) * (
        1.0 - p.dealer_displacement
    )
    through_start = 1.0 - covered(xp.ones_like(through), p.coverage_limit, p.coverage_half) * (
        1.0 - p.dealer_displacement
    )
    passed = (1.0 - p.southbound_stopped) ** (inspection - 1.0)
    reached = through / through_start * passed
    bought = xp.clip(funds, 0.01, 100.0) ** p.funds_exponent
    return (p.other_sources + (1.0 - p.other_sources) * reached) * bought


def step(
    xp: Namespace,
    state: WeaponsState,
    inputs: WeaponsInputs,
    p: WeaponsParameters,
    dt: float = 1.0 / 12.0,
) -> tuple[WeaponsState, WeaponsSignals]:
    """Advance the stock of guns by one month."""
    sought = inputs.gun_trafficking_enforcement / xp.maximum(
        inputs.gun_trafficking_enforcement_baseline, 1e-9
    )
    inspection = inputs.port_inspection / xp.maximum(inputs.port_inspection_baseline, 1e-9)
    enforcement = sought + (state.enforcement - sought) * xp.exp(-dt / p.coverage_delay)
    inflow = inflow_ratio(xp, enforcement, inspection, inputs.funds_ratio, p)
    still = kept(p, dt)
    stock = state.stock * still + inflow * (1.0 - still)
    driver = xp.where(p.gun_link == STOCK, stock, inflow)
    lethality = xp.maximum(driver, 1e-6) ** p.lethality_elasticity
    return WeaponsState(stock, enforcement), WeaponsSignals(stock, inflow, lethality)
