"""People: the forms of the sector, one function each. Start with `people.step`."""

from undercut.core.arrays import Array, Namespace
from undercut.world._people_types import PeopleInputs, PeopleParameters

INDIVIDUAL, COMMUNITY, SATURATING = 0.0, 1.0, 2.0
"""Codes of switch 3."""

LEAST_DOSE = 1e-6
LEAST_RATE = 1e-12


def split(
    xp: Namespace, stock: Array, rates: tuple[Array, ...], dt: float
) -> tuple[Array, tuple[Array, ...]]:
    """Who stays in a stock and who leaves it by each of several competing rates.

    Parameters
    ----------
    stock : (future,) person.
    rates : each (future,) 1/year, at or above zero.
    dt : year.

    Returns
    -------
    Persons that stay, and persons that leave by each rate; together they are the stock.

    """
    total = rates[0]
    for rate in rates[1:]:
        total = total + rate
    total = xp.maximum(total, LEAST_RATE)
    gone = stock * (1.0 - xp.exp(-total * dt))
    return stock - gone, tuple(gone * (rate / total) for rate in rates)


def remission_share(xp: Namespace, p: PeopleParameters) -> Array:
    """Share of those who leave treatment in remission, by the mean stay.

    f(s) = c k^2 / (1 + k^2) exp((l / k) (s - i)) for stays s below the turn i [lim2022source]_.

    Returns
    -------
    (future,) 1

    """
    shape = p.remission_shape**2 / (1.0 + p.remission_shape**2)
    stay = xp.minimum(p.stay, p.remission_turn)
    return (
        p.remission_ceiling
        * shape
        * xp.exp(p.remission_speed / p.remission_shape * (stay - p.remission_turn))
    )


def kit_efficiency(xp: Namespace, p: PeopleParameters) -> Array:
    """Chance of meeting naloxone per yearly kit, from what today's kits do.

    Returns
    -------
    (future,) year/kit: eta of the share met, b = 1 - exp(-eta kits) [lim2022source]_.

    Notes
    -----
    What kits do and how many there are is only known together: few kits that are carried by users
    and many that lie in cabinets meet the same share of overdoses.

    """
    return -xp.log(1.0 - p.kits_met) / p.kits


def kits_out(xp: Namespace, kits: Array, baseline: Array, p: PeopleParameters) -> Array:
    """Kits at work: the drawn ones of the start and those added; a cut takes its share.

    Parameters
    ----------
    kits, baseline : (future,) kit/year, the lever and its baseline.

    Returns
    -------
    (future,) kit/year

    """
    usual = xp.minimum(kits, baseline) / xp.maximum(baseline, LEAST_RATE)
    return p.kits * usual + xp.maximum(0.0, kits - baseline)


def not_rescued(xp: Namespace, kits: Array, efficiency: Array, p: PeopleParameters) -> Array:
    """Share of overdoses that nobody reverses: 1 - w (1 - (1 - b)(1 - e)).

    Parameters
    ----------
    kits : (future,) kit/year.
    efficiency : (future,) year/kit, eta.

    Returns
    -------
    (future,) 1, with b = 1 - exp(-eta kits) [lim2022source]_.

    """
    bystander = 1.0 - xp.exp(-efficiency * kits)
    return 1.0 - p.witnessed * (1.0 - (1.0 - bystander) * (1.0 - p.emergency_call))


def discounted(xp: Namespace, added: Array, p: PeopleParameters) -> Array:
    """Part of the effect on deaths that the added patients do not have (switch 3).

    Parameters
    ----------
    added : (future,) 1, added patients over the patients of the start, at or above 0.

    Returns
    -------
    (future,) 1, from 0 (each counts like those in the studies) to 1 (nobody does).

    Notes
    -----
    Those treated today count in full in the hazard of the start, so a cut of patients does too.

    """
    bend = xp.maximum(p.saturation * added, LEAST_RATE)
    saturating = 1.0 + xp.expm1(-bend) / bend
    return xp.where(
        p.treatment_reach == INDIVIDUAL,
        0.0,
        xp.where(p.treatment_reach == COMMUNITY, 1.0 - p.reach, saturating),
    )


def overdose_hazard(
    xp: Namespace,
    inputs: PeopleInputs,
    p: PeopleParameters,
    fentanyl_share: Array,
    run: Array,
) -> Array:
    """Hazard over the start by what is used: linear in fentanyl's share, a power of the dose.

    Parameters
    ----------
    fentanyl_share : (future,) 1, at the start.
    run : (future,) 1, how much of the return of the fall of 2023-24, or of its going on, has run.

    Returns
    -------
    (future,) 1

    Notes
    -----
    Fewer doses per user count to a drawn power: the market rations some users, and nobody knows
    whether those are the ones who would have died.

    """
    share = inputs.fentanyl_share
    turn = xp.exp(p.hazard_fall * p.returning_share * run)
    dose = xp.maximum(inputs.dose_ratio, LEAST_DOSE) ** p.dose_elasticity
    used = xp.maximum(inputs.use_per_user[1:3], LEAST_DOSE) ** p.use_elasticity
    fentanyl = p.fentanyl_multiple * share * dose * turn * used[1]
    start = 1.0 - fentanyl_share + p.fentanyl_multiple * fentanyl_share
    return ((1.0 - share) * used[0] + fentanyl) / start
