"""Outcomes: the measures of a month, from what the sectors gave.

Start with `measure`. Three objectives (lower is better for all), their parts, the risks, and the
signals that a trigger or a signpost may read. `MEASURES` says of each whether a year is the sum of
its months (a flow) or their mean (a level).
"""

from typing import NamedTuple

from undercut.core.arrays import Array, Namespace


class Measure(NamedTuple):
    """What is known of a measure apart from its numbers."""

    name: str
    label: str
    unit: str
    adds_up: bool
    kind: str


OBJECTIVE, RISK, PART, SIGNAL = "objective", "risk", "part", "signal"

MEASURES: tuple[Measure, ...] = (
    Measure("us_overdose_deaths", "US overdose deaths", "death/year", True, OBJECTIVE),
    Measure("mx_homicides", "Homicides in Mexico", "death/year", True, OBJECTIVE),
    Measure("network_capability", "Network capability", "1", False, OBJECTIVE),
    Measure("escalations", "Rounds of escalation", "event/year", True, RISK),
    Measure("host_consent", "Host consent", "1", False, RISK),
    Measure("domestic_backlash", "Backlash at home", "1", False, RISK),
    Measure("regional_spillover", "Regional spillover", "1", False, RISK),
    Measure("civilian_harm", "Civilians harmed by force", "person/year", True, RISK),
    Measure("killed_by_force", "Killed by the strategy's force", "person/year", True, RISK),
    Measure("organizations", "Organizations and local groups", "organization", False, RISK),
    Measure("us_prisoners", "US prisoners for drug offenses", "person", False, RISK),
    Measure("gross_revenue_ratio", "Gross revenue", "1", False, PART),
    Measure("members_ratio", "Members", "1", False, PART),
    Measure("delivered_ratio", "Delivered flow", "1", False, PART),
    Measure("plazas_ratio", "Plazas held", "1", False, PART),
    Measure("us_overdose_deaths_opioid", "US opioid overdose deaths", "death/year", True, PART),
    Measure("us_overdose_deaths_cocaine", "US cocaine overdose deaths", "death/year", True, PART),
    Measure(
        "us_overdose_deaths_psychostimulant",
        "US psychostimulant overdose deaths",
        "death/year",
        True,
        PART,
    ),
    Measure("conflict_deaths", "Conflict deaths in Mexico", "death/year", True, PART),
    Measure("disappearances", "Disappearances in Mexico", "person/year", True, PART),
    Measure("legal_basis_share", "Consent stands as a legal basis", "1", False, SIGNAL),
    Measure("cocaine_price", "Cocaine price, retail", "1", False, SIGNAL),
    Measure("fentanyl_purity", "Fentanyl purity", "1", False, SIGNAL),
    Measure("seizures", "Seized at sea and border", "t/year", True, SIGNAL),
    Measure("cocaine_delivered", "Cocaine delivered to the US", "t/year", True, SIGNAL),
    Measure("in_treatment", "In treatment", "person", False, SIGNAL),
    Measure("certainty", "Certainty of punishment for homicide", "1", False, SIGNAL),
    Measure("gun_stock", "Stock of arms", "1", False, SIGNAL),
    Measure("splits", "Splits of organizations", "event/year", True, SIGNAL),
    Measure("removals", "Leaders removed", "event/year", True, SIGNAL),
    Measure("blocked_splits", "Splits that found no slot", "event/year", True, SIGNAL),
)

NAMES: tuple[str, ...] = tuple(measure.name for measure in MEASURES)
OBJECTIVES: tuple[str, ...] = tuple(m.name for m in MEASURES if m.kind == OBJECTIVE)
RISKS: tuple[str, ...] = tuple(m.name for m in MEASURES if m.kind == RISK)

SIGNPOSTS: tuple[str, ...] = (
    "us_overdose_deaths",
    "mx_homicides",
    "cocaine_price",
    "fentanyl_purity",
    "seizures",
    "host_consent",
    "escalations",
    "domestic_backlash",
    "organizations",
    "certainty",
)
"""Measures that an observer could see in time; their first months are always kept."""

HIGHER_IS_BETTER: frozenset[str] = frozenset({"host_consent"})

CAPABILITY_FLOOR = 0.01
"""No part of the capability counts below this share of its start level."""


class OutcomesParameters(NamedTuple):
    """Parameters of `data/parameters/outcomes.yaml`; each is (future,) with unit 1."""

    capability_weight_revenue: Array
    capability_weight_members: Array
    capability_weight_flow: Array
    capability_weight_plazas: Array
    spillover_weight_displacement: Array
    spillover_weight_landings: Array
    spillover_weight_escalation: Array


def capability(xp: Namespace, parts: Array, weights: Array) -> Array:
    """Weighted geometric mean of the parts, each floored at 0.01.

    Parameters
    ----------
    parts : (part, future) 1, each relative to its start level.
    weights : (part, future) 1, any positive numbers.

    Returns
    -------
    (future,) 1

    """
    share = weights / weights.sum(0)
    return xp.exp((share * xp.log(xp.maximum(parts, CAPABILITY_FLOOR))).sum(0))


def spillover(
    xp: Namespace,
    zone_flow: Array,
    zone_flow_start: Array,
    escalations: Array,
    p: OutcomesParameters,
) -> Array:
    """Pressure on neighbors: traffic moved to other zones, more of it, and escalation.

    Parameters
    ----------
    zone_flow, zone_flow_start : (zone, future) t/month, transit flow by zone, now and at the start.
    escalations : (future,) event/month.

    Returns
    -------
    (future,) 1, equal to 1 at the start.

    """
    now, start = zone_flow.sum(0), zone_flow_start.sum(0)
    moved = 0.5 * xp.abs(
        zone_flow / xp.maximum(now, 1e-9) - zone_flow_start / xp.maximum(start, 1e-9)
    ).sum(0)
    more = now / xp.maximum(start, 1e-9) - 1.0
    return xp.maximum(
        0.0,
        1.0
        + p.spillover_weight_displacement * moved
        + p.spillover_weight_landings * more
        + p.spillover_weight_escalation * escalations,
    )
