"""People: what the sector keeps, reads and gives. Start with `people.step`."""

from typing import NamedTuple

from undercut.core.arrays import Array


class PeopleParameters(NamedTuple):
    """Parameters of `data/parameters/people.yaml`; (future,) or (axis, future), units there.

    `treatment_reach` is switch 3 of `data/alternatives/treatment_reach.yaml`.
    """

    deaths_total: Array
    deaths_opioid: Array
    deaths_cocaine: Array
    deaths_psychostimulant: Array
    end_pace: Array
    background_opioid_deaths: Array
    opioid_share_cocaine: Array
    opioid_share_psychostimulant: Array
    stimulant_overlap: Array
    stimulant_link: Array
    other_deaths_growth: Array
    use_without_disorder: Array
    with_disorder: Array
    in_treatment: Array
    early_remission: Array
    initiation: Array
    prescription_inflow: Array
    perception: Array
    perceived_harm: Array
    perception_rise: Array
    perception_fall: Array
    initiation_price_response: Array
    progression: Array
    quit_rate: Array
    remission_rate: Array
    return_rate: Array
    stable_rate: Array
    stay: Array
    remission_ceiling: Array
    remission_shape: Array
    remission_speed: Array
    remission_turn: Array
    other_mortality: Array
    disorder_mortality: Array
    treatment_mortality: Array
    risk_without_disorder: Array
    risk_in_treatment: Array
    treatment_reach: Array
    reach: Array
    saturation: Array
    free_slots: Array
    seen_need: Array
    fentanyl_multiple: Array
    dose_elasticity: Array
    use_elasticity: Array
    hazard_fall: Array
    returning_share: Array
    return_half_life: Array
    kits: Array
    kits_met: Array
    witnessed: Array
    emergency_call: Array
    prevention_effect: Array
    students: Array
    prevention_delay: Array
    prison_time: Array
    release_share: Array
    release_risk: Array
    jail_follow: Array
    stimulant_turnover: Array
    noise: Array
    noise_memory: Array
    stimulant_noise: Array
    stimulant_noise_memory: Array


class PeopleAnchors(NamedTuple):
    """What `init` solves once and every month reads; each is (future,).

    Attributes
    ----------
    hazard : 1/year, fatal overdose rate of untreated disorder at the start.
    illicit_deaths : death/year from illicit opioids at the start.
    background_counted : 1, part of the drawn deaths without illicit opioids that the count of the
        start leaves room for.
    entering : 1, share of those who see a need that enters treatment in a month.
    kit_efficiency, not_rescued : year/kit and 1, what a kit does, and what kits leave at the start.
    remission_share : 1, of those who leave treatment.
    other_deaths : death/year from other drugs, what is left of the published total.
    fentanyl_share : 1, at the start.
    opioid_users, disorder_share : person and 1, users weighted by risk; untreated over all with
        disorder.

    """

    hazard: Array
    illicit_deaths: Array
    background_counted: Array
    entering: Array
    kit_efficiency: Array
    not_rescued: Array
    remission_share: Array
    other_deaths: Array
    fentanyl_share: Array
    opioid_users: Array
    disorder_share: Array


class PeopleState(NamedTuple):
    """Stocks at the start of a month; each is (future,) unless a shape is given.

    Attributes
    ----------
    use : person, illicit opioid use without disorder.
    disorder : person, opioid use disorder, not in treatment.
    treated : person, in treatment.
    added : person, of those, the patients who are there by the lever.
    remission : person, early remission outside treatment.
    stimulants : (stimulant, future) 1, people who use cocaine and methamphetamine over the start.
    perceived : 1, perceived risk of opioids over the start.
    prevented : (2, future) 1, share of initiation prevented: in the making, and in force.
    returned : 1, how much of the return of the fall of 2023-24, or of its going on, has run.
    prisoners : 1, people held for drug offenses over the start.
    growth : 1, deaths from other drugs over the start.
    swing : 1, log noise of the overdose hazard.
    stimulant_swing : (stimulant, future) 1, log noise of deaths with each stimulant.
    anchors : what `init` solved.

    """

    use: Array
    disorder: Array
    treated: Array
    added: Array
    remission: Array
    stimulants: Array
    perceived: Array
    prevented: Array
    returned: Array
    prisoners: Array
    growth: Array
    swing: Array
    stimulant_swing: Array
    anchors: PeopleAnchors


class PeopleInputs(NamedTuple):
    """What the loop passes: signals of `market.sales` this month, and four lever pairs.

    Attributes
    ----------
    dose_ratio, fentanyl_share : (future,) 1.
    use_per_user, user_price_ratio, consumption_ratio : (drug, future) 1, over the start.
    treatment, harm_reduction, prevention, domestic_enforcement : in their own units, each with its
        baseline.

    """

    dose_ratio: Array
    fentanyl_share: Array
    use_per_user: Array
    user_price_ratio: Array
    consumption_ratio: Array
    treatment: Array
    treatment_baseline: Array
    harm_reduction: Array
    harm_reduction_baseline: Array
    prevention: Array
    prevention_baseline: Array
    domestic_enforcement: Array
    domestic_enforcement_baseline: Array


class PeopleSignals(NamedTuple):
    """What the month's other sectors and outcomes may read; (future,) unless a shape is given.

    Attributes
    ----------
    overdose_deaths : death/month, all drugs.
    overdose_deaths_opioid, overdose_deaths_cocaine, overdose_deaths_psychostimulant : death/month,
        by class; the classes overlap.
    illicit_deaths : death/month from illicit opioids, out of the stocks of this sector.
    users_ratio : (drug, future) 1, people who use over the start.
    in_treatment, with_disorder : person, in treatment, and with disorder in or out of it.
    entries : person/month into use, disorder and treatment from outside.
    exits : person/month out of the stocks other than by overdose.
    treatment_entries : person/month.
    us_prisoners : person, held for drug offenses, in the unit of the lever.
    prisoners_ratio : 1, over the start.
    fentanyl_share : 1, of illicit opioid use.
    hazard : 1/year, fatal overdose rate of untreated disorder.

    """

    overdose_deaths: Array
    overdose_deaths_opioid: Array
    overdose_deaths_cocaine: Array
    overdose_deaths_psychostimulant: Array
    illicit_deaths: Array
    users_ratio: Array
    in_treatment: Array
    with_disorder: Array
    entries: Array
    exits: Array
    treatment_entries: Array
    us_prisoners: Array
    prisoners_ratio: Array
    fentanyl_share: Array
    hazard: Array
