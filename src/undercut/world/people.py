"""People: who uses opioids, who is treated, who dies of an overdose in the United States.

Start with `step`. Illicit opioid use runs through four stocks: use without disorder N, disorder H,
treatment T, early remission R. The hazard of a fatal overdose is linear in fentanyl's share, times
a dose to one exponent, times those not rescued by kits and witnesses. Cocaine and methamphetamine
have one index of users each; their deaths rise with what is consumed and with the opioid toll that
they share. Deaths from other drugs are an exogenous remainder: the total is the published total.

`init` takes `market.fentanyl_share` at the start and anchors: it solves for the hazard, the rate of
seeking care and the remainder, so that the first months continue the last observed deaths by class
and patients neither grow nor shrink at baseline. The loop passes `PeopleInputs`: signals of
`market.sales` this month and four lever pairs.

Axes: drug = cocaine, heroin, fentanyl, methamphetamine; stimulant = cocaine, methamphetamine.
"""

from undercut.core.arrays import Array, Namespace
from undercut.world._people_forms import (
    discounted,
    kit_efficiency,
    kits_out,
    not_rescued,
    overdose_hazard,
    remission_share,
    split,
)
from undercut.world._people_types import (
    PeopleAnchors,
    PeopleInputs,
    PeopleParameters,
    PeopleSignals,
    PeopleState,
)
from undercut.world.luck import Luck, disturbance

__all__ = [
    "PeopleAnchors",
    "PeopleInputs",
    "PeopleParameters",
    "PeopleSignals",
    "PeopleState",
    "init",
    "step",
]

SWING, SWING_COCAINE, SWING_METHAMPHETAMINE = 192, 194, 196
"""Slots of this sector's draws; a normal draw also uses the slot after."""

MONTH = 1.0 / 12.0

# Guards, not findings: they keep logarithms and divisions finite where people or prices vanish.
TINY = 1e-9
LOG_BOUND = 4.0
MOST_ENTERING = 0.95
SHARE_LEFT = 1e-3


def init(xp: Namespace, p: PeopleParameters, fentanyl_share: Array) -> PeopleState:
    """Start state at the end of 2024, with hazards solved to continue the observed deaths.

    Parameters
    ----------
    fentanyl_share : (future,) 1, at the start.

    """
    observed = p.deaths_opioid * p.end_pace
    counted = xp.minimum(1.0, 0.5 * observed / xp.maximum(p.background_opioid_deaths, TINY))
    background = counted * p.background_opioid_deaths
    illicit = observed - background
    exposed = _exposed(xp, p, 0.0)
    hazard = illicit / exposed
    exposed = _exposed(xp, p, hazard)
    hazard = illicit / exposed

    leaving = 1.0 / p.stay + p.treatment_mortality + p.risk_in_treatment * hazard
    exits = p.in_treatment * (1.0 - xp.exp(-leaving * MONTH))
    staying = xp.exp(-MONTH * (p.remission_rate + p.disorder_mortality + hazard))
    efficiency = kit_efficiency(xp, p)
    none = xp.zeros_like(hazard)
    return PeopleState(
        use=p.use_without_disorder,
        disorder=p.with_disorder,
        treated=p.in_treatment,
        added=none,
        remission=p.early_remission,
        stimulants=xp.ones_like(p.stimulant_turnover),
        perceived=none + 1.0,
        prevented=xp.stack([none, none]),
        returned=none,
        prisoners=none + 1.0,
        growth=none + 1.0,
        swing=none,
        stimulant_swing=xp.stack([none, none]),
        anchors=PeopleAnchors(
            hazard=hazard,
            illicit_deaths=illicit,
            background_counted=counted,
            entering=xp.minimum(exits / (p.seen_need * p.with_disorder * staying), MOST_ENTERING),
            kit_efficiency=efficiency,
            not_rescued=not_rescued(xp, p.kits, efficiency, p),
            remission_share=remission_share(xp, p),
            other_deaths=_remainder(xp, p),
            fentanyl_share=xp.clip(fentanyl_share, SHARE_LEFT, 1.0 - SHARE_LEFT),
            opioid_users=p.with_disorder
            + p.risk_without_disorder * p.use_without_disorder
            + p.risk_in_treatment * p.in_treatment,
            disorder_share=p.with_disorder / (p.with_disorder + p.in_treatment),
        ),
    )


def step(
    xp: Namespace,
    state: PeopleState,
    inputs: PeopleInputs,
    p: PeopleParameters,
    luck: Luck,
    dt: float = MONTH,
) -> tuple[PeopleState, PeopleSignals]:
    """Advance people by one month, and count the dead by class.

    Notes
    -----
    Competing exits leave a stock in proportion to their rates, so no stock falls below zero. Deaths
    that leave the stocks are those from illicit opioids; other classes are counted, not tracked.

    """
    at, months = state.anchors, 12.0 * dt
    swing = disturbance(xp, luck, SWING, state.swing, p.noise, p.noise_memory, dt)
    stimulant_swing = xp.stack(
        [
            disturbance(xp, luck, slot, before, p.stimulant_noise, p.stimulant_noise_memory, dt)
            for slot, before in zip(
                (SWING_COCAINE, SWING_METHAMPHETAMINE), state.stimulant_swing, strict=True
            )
        ]
    )
    prisoners = state.prisoners + (1.0 - xp.exp(-dt / p.prison_time)) * (
        _over(xp, inputs.domestic_enforcement, inputs.domestic_enforcement_baseline)
        - state.prisoners
    )
    returned = 1.0 - (1.0 - state.returned) * 0.5 ** (dt / p.return_half_life)
    hazard = (
        at.hazard
        * xp.exp(swing)
        * _release_factor(p, prisoners)
        * _rescue_factor(xp, inputs, p, at)
        * overdose_hazard(xp, inputs, p, at.fentanyl_share, returned)
    )

    prevented = _prevented(xp, state, inputs, p, dt)
    tempted = _tempted(xp, inputs, p)
    cautious = state.perceived ** (-p.perception)
    starts = p.initiation * cautious * (1.0 - prevented[1]) * tempted[0] * dt
    from_prescriptions = p.prescription_inflow * cautious * dt

    left_use, (developed, quit_use, killed_use) = split(
        xp,
        state.use,
        (
            p.progression,
            p.quit_rate + p.other_mortality,
            p.risk_without_disorder * hazard,
        ),
        dt,
    )
    left_disorder, (remitted, died, killed_disorder) = split(
        xp, state.disorder, (p.remission_rate, p.disorder_mortality, hazard), dt
    )
    part_added = state.added / xp.maximum(state.treated, TINY)
    not_helped = discounted(xp, state.added / p.in_treatment, p) * part_added
    risk = p.risk_in_treatment + (1.0 - p.risk_in_treatment) * not_helped
    left_treatment, (ended, died_treated, killed_treated) = split(
        xp, state.treated, (1.0 / p.stay, p.treatment_mortality, risk * hazard), dt
    )
    left_remission, (returning, settled) = split(
        xp, state.remission, (p.return_rate, p.stable_rate + p.other_mortality), dt
    )
    added = left_treatment * part_added
    entering, usual = _entering(xp, state, inputs, p, left_disorder, left_treatment, added, dt)
    succeeded = at.remission_share * (1.0 - not_helped) * ended

    killed = killed_use + killed_disorder + killed_treated
    illicit = killed / dt
    harm = p.perceived_harm * illicit / at.illicit_deaths
    gap = harm - state.perceived
    after = PeopleState(
        use=left_use + starts,
        disorder=left_disorder
        - entering
        + developed
        + from_prescriptions
        + returning
        + (ended - succeeded),
        treated=left_treatment + entering,
        added=added + (entering - usual),
        remission=left_remission + succeeded + remitted,
        stimulants=state.stimulants
        + (1.0 - xp.exp(-p.stimulant_turnover * dt))
        * ((1.0 - prevented[1]) * tempted[1:] - state.stimulants),
        perceived=xp.maximum(
            state.perceived
            + gap * (1.0 - xp.exp(-dt / xp.where(gap > 0.0, p.perception_rise, p.perception_fall))),
            SHARE_LEFT,
        ),
        prevented=prevented,
        returned=returned,
        prisoners=prisoners,
        growth=state.growth * xp.exp(p.other_deaths_growth * dt),
        swing=swing,
        stimulant_swing=stimulant_swing,
        anchors=at,
    )
    opioid, cocaine, psychostimulant, total = _deaths(xp, after, inputs, p, illicit, hazard)
    return after, PeopleSignals(
        overdose_deaths=total / 12.0,
        overdose_deaths_opioid=opioid / 12.0,
        overdose_deaths_cocaine=cocaine / 12.0,
        overdose_deaths_psychostimulant=psychostimulant / 12.0,
        illicit_deaths=illicit / 12.0,
        users_ratio=_users(xp, after, inputs, p),
        in_treatment=after.treated,
        with_disorder=after.disorder + after.treated,
        entries=(starts + from_prescriptions) / months,
        exits=(quit_use + died + died_treated + settled) / months,
        treatment_entries=entering / months,
        us_prisoners=inputs.domestic_enforcement_baseline * prisoners,
        prisoners_ratio=prisoners,
        fentanyl_share=inputs.fentanyl_share,
        hazard=hazard,
    )


def _over(xp: Namespace, value: Array, baseline: Array) -> Array:
    """Lever over its baseline, at or above zero."""
    return xp.maximum(0.0, value) / xp.maximum(baseline, TINY)


def _exposed(xp: Namespace, p: PeopleParameters, hazard: Array | float) -> Array:
    """Persons at risk over a month, weighted by risk, with their own outflow in it."""

    def held(rate: Array) -> Array:
        passing = xp.maximum(rate * MONTH, TINY)
        return (1.0 - xp.exp(-passing)) / passing

    use = p.progression + p.quit_rate + p.other_mortality + p.risk_without_disorder * hazard
    disorder = p.remission_rate + p.disorder_mortality + hazard
    treated = 1.0 / p.stay + p.treatment_mortality + p.risk_in_treatment * hazard
    return (
        p.with_disorder * held(disorder)
        + p.risk_without_disorder * p.use_without_disorder * held(use)
        + p.risk_in_treatment * p.in_treatment * held(treated)
    )


def _remainder(xp: Namespace, p: PeopleParameters) -> Array:
    """Deaths a year in which no opioid, cocaine or psychostimulant is counted."""
    cocaine = p.deaths_cocaine * (1.0 - p.opioid_share_cocaine)
    psychostimulant = p.deaths_psychostimulant * (1.0 - p.opioid_share_psychostimulant)
    counted = p.deaths_opioid + cocaine + (1.0 - p.stimulant_overlap) * psychostimulant
    return xp.maximum(0.0, p.deaths_total - counted)


def _rescue_factor(
    xp: Namespace, inputs: PeopleInputs, p: PeopleParameters, at: PeopleAnchors
) -> Array:
    """Share not rescued over what baseline kits leave."""
    kits = kits_out(xp, xp.maximum(0.0, inputs.harm_reduction), inputs.harm_reduction_baseline, p)
    return not_rescued(xp, kits, at.kit_efficiency, p) / at.not_rescued


def _release_factor(p: PeopleParameters, prisoners: Array) -> Array:
    """Hazard over the start by releases from jail and prison, after which risk is raised."""
    excess = p.release_share * (1.0 - 1.0 / p.release_risk)
    return 1.0 + excess * p.jail_follow * (prisoners - 1.0)


def _prevented(
    xp: Namespace, state: PeopleState, inputs: PeopleInputs, p: PeopleParameters, dt: float
) -> Array:
    """Share of initiation prevented: two stages of delay from the class to the age of starting."""
    now = xp.minimum(1.0, xp.maximum(0.0, inputs.prevention) / p.students)
    usual = xp.minimum(1.0, inputs.prevention_baseline / p.students)
    speed = 1.0 - xp.exp(-2.0 * dt / p.prevention_delay)
    first = state.prevented[0] + speed * (p.prevention_effect * (now - usual) - state.prevented[0])
    return xp.stack([first, state.prevented[1] + speed * (first - state.prevented[1])])


def _tempted(xp: Namespace, inputs: PeopleInputs, p: PeopleParameters) -> Array:
    """Scale initiation by price, of opioids, cocaine, methamphetamine: (3, future) 1."""
    price = xp.clip(xp.log(xp.maximum(inputs.user_price_ratio, TINY)), -LOG_BOUND, LOG_BOUND)
    share = inputs.fentanyl_share
    opioids = share * price[2] + (1.0 - share) * price[1]
    return xp.exp(-p.initiation_price_response * xp.stack([opioids, price[0], price[3]]))


def _entering(
    xp: Namespace,
    state: PeopleState,
    inputs: PeopleInputs,
    p: PeopleParameters,
    disorder: Array,
    staying: Array,
    added: Array,
    dt: float,
) -> tuple[Array, Array]:
    """Persons who enter treatment, and those of them who would without the lever.

    The lever is the number of patients, so entry rises until they are in care, as far as there are
    people who see a need: entry = goal x share per month x willing / (usual patients x willing left
    untreated at the goal). Those who see no need are a fixed part of all with disorder; a lever
    above the rest falls short. Slots follow the lever.

    Parameters
    ----------
    disorder, staying, added : (future,) person, still untreated, still in treatment, and of those
        the patients that the lever has added.

    Returns
    -------
    (future,) person each.

    """
    at, lever = state.anchors, _over(xp, inputs.treatment, inputs.treatment_baseline)
    everyone = xp.maximum(state.disorder + state.treated, TINY)
    untreated = at.disorder_share * everyone
    usual_patients, willing = everyone - untreated, p.seen_need * untreated
    goal = xp.minimum(lever, 1.0) * usual_patients + xp.maximum(lever - 1.0, 0.0) * p.in_treatment
    left = xp.maximum(willing - (goal - usual_patients), SHARE_LEFT * willing)
    pace = goal * willing / (usual_patients * left)

    kept = disorder / xp.maximum(state.disorder, TINY)
    reachable = kept * xp.minimum(xp.maximum(0.0, state.disorder - untreated + willing), disorder)
    slots = p.in_treatment * (1.0 + p.free_slots)
    seeking = reachable * _within(xp, at.entering * pace, dt)
    entering = xp.minimum(seeking, xp.maximum(0.0, slots * lever - staying))
    seeking_anyway = (reachable + added) * _within(xp, at.entering, dt)
    usual = xp.minimum(seeking_anyway, xp.maximum(0.0, slots - (staying - added)))
    return entering, xp.minimum(entering, usual)


def _within(xp: Namespace, share: Array, dt: float) -> Array:
    """Share that goes within `dt` years, of those of whom `share` goes within a month."""
    return 1.0 - (1.0 - xp.minimum(share, MOST_ENTERING)) ** (12.0 * dt)


def _users(xp: Namespace, state: PeopleState, inputs: PeopleInputs, p: PeopleParameters) -> Array:
    """People who use, over the start: (drug, future) 1; opioid users by fentanyl's share."""
    weighted = (
        state.disorder + p.risk_without_disorder * state.use + p.risk_in_treatment * state.treated
    ) / state.anchors.opioid_users
    share = state.anchors.fentanyl_share
    heroin = weighted * (1.0 - inputs.fentanyl_share) / (1.0 - share)
    fentanyl = weighted * inputs.fentanyl_share / share
    return xp.stack([state.stimulants[0], heroin, fentanyl, state.stimulants[1]])


def _deaths(
    xp: Namespace,
    state: PeopleState,
    inputs: PeopleInputs,
    p: PeopleParameters,
    illicit: Array,
    hazard: Array,
) -> tuple[Array, Array, Array, Array]:
    """Deaths a year by class: any opioid, cocaine, psychostimulants, all drugs.

    Stimulant deaths are what is consumed times the part without opioids plus the part with, which
    moves with the count of illicit opioid deaths or with their hazard, by one drawn weight.
    """
    at = state.anchors
    background = at.background_counted * p.background_opioid_deaths
    toll = p.stimulant_link * illicit / at.illicit_deaths + (1.0 - p.stimulant_link) * (
        hazard / at.hazard
    )
    with_opioids = p.end_pace * toll
    share = xp.stack([p.opioid_share_cocaine, p.opioid_share_psychostimulant])
    base = xp.stack(
        [
            p.deaths_cocaine * inputs.consumption_ratio[0],
            p.deaths_psychostimulant * inputs.consumption_ratio[3],
        ]
    )
    base = base * xp.exp(state.stimulant_swing)
    alone = base * (1.0 - share)
    classes = alone + base * share * with_opioids
    opioid = illicit + background
    total = (
        opioid + alone[0] + (1.0 - p.stimulant_overlap) * alone[1] + at.other_deaths * state.growth
    )
    return opioid, classes[0], classes[1], total
