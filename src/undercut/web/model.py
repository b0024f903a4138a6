"""What the page needs to know before anybody moves a lever, and the records behind its drawers.

Start with `model`. Everything is made from the package's data and is the same for every visitor.
"""

from datetime import date
from importlib.metadata import version
from typing import Any

from undercut.core.errors import InputError, Problem
from undercut.evidence.casebook import load_casebook
from undercut.evidence.catalog import Lever, load_catalog
from undercut.evidence.lookup import lookup
from undercut.evidence.package import data_hash
from undercut.evidence.parameters import load_parameters
from undercut.evidence.sources import load_sources
from undercut.explore.live import FUTURES, SEED, alternatives
from undercut.explore.results import NOT_FITTED, SUMMARY_YEARS
from undercut.law.legalmap import CONSENTS, LegalMap, legal_map, load_layout
from undercut.law.rules import load_rules
from undercut.law.vocabulary import load_vocabulary
from undercut.report import words
from undercut.report.casebook import case_view, summary
from undercut.report.charts import COLORS, SPARE
from undercut.report.lever_evidence import lever_view, plain_view
from undercut.report.sections import LABELS, observed_rows
from undercut.strategy import Strategy, load_strategy, shipped
from undercut.world.outcomes import HIGHER_IS_BETTER, MEASURES, OBJECTIVES

FACTS = (
    "consent",
    "congress_authorization",
    "agreement_in_force",
    "host_legislature_approval",
    "unit_vetted",
    "governor_consent",
)
"""Facts of law that the page offers to assume, where the vocabulary has them."""


ALTERNATIVES: dict[str, tuple[str, dict[str, str]]] = {
    "market.dose_response": (
        "What a shortage of a synthetic drug does to the dose",
        {
            "purity_falls": "doses get weaker",
            "stronger_substitute": "a stronger substitute may come",
        },
    ),
    "market.pass_through": (
        "How a price rise upstream reaches the street",
        {
            "additive": "dollar for dollar",
            "partial": "in between",
            "proportional": "percent for percent",
        },
    ),
    "organizations.conflict_form": (
        "How deaths in conflict grow with members, and whether a pact delays wars",
        {
            "linear": "in step with members, no pact",
            "quadratic": "faster than members, no pact",
            "linear_pact": "in step with members, rivals keep a pact",
            "quadratic_pact": "faster than members, rivals keep a pact",
        },
    ),
    "organizations.incapacitation_form": (
        "What limits arrests",
        {
            "hazard": "every member runs the same risk",
            "mixed": "part of arrests is what courts can handle",
        },
    ),
    "organizations.removal_form": (
        "What the loss of a leader does to a group and its region",
        {
            "relief": "a successor is ready, fighting falls",
            "gap_only": "some splits, fighting as before",
            "division": "splits and lasting wars",
        },
    ),
    "people.treatment_reach": (
        "How far an added patient counts in lives saved",
        {
            "individual": "in full, as in studies of patients",
            "community": "in part, as in the community trial",
            "saturating": "each further one less",
        },
    ),
    "politics.consent_form": (
        "How the host's consent answers shocks and pressure",
        {
            "memory": "slowly, and law can stay closed",
            "threshold": "breaks past a limit, then returns",
            "bargaining": "follows what the host gets",
        },
    ),
    "weapons.gun_link": (
        "Which guns drive deaths in Mexico",
        {"stock": "all guns in use", "inflow": "the new ones"},
    ),
}
"""Structural alternatives as questions with answers, in plain words."""

CONSENT = {
    "home": "Done at home: the host has no part in it.",
    "none": "Acts in the model whether or not the host agrees; the law says what needs consent.",
    "tacit": "Works only as far as the host goes along.",
    "explicit": "Needs the host's agreement; without it the added part has no effect in the model.",
}
"""What a lever needs of the host, in words."""

SHARES = ("host_consent", "domestic_backlash", "legal_basis_share", "certainty")
"""Measures without unit that run from 0 to 1; others stand at 1 at the start."""


def model() -> dict[str, Any]:
    """Levers, outcomes, alternatives, strategies, legal facts and words."""
    catalog = load_catalog()
    return {
        "version": version("undercut"),
        "data_hash": data_hash(),
        "futures": list(FUTURES),
        "seed": SEED,
        "basis": NOT_FITTED,
        "summary_years": SUMMARY_YEARS,
        "families": list(catalog.families),
        "levers": [_lever(lever) for lever in catalog.levers.values()],
        "outcomes": [
            {
                "id": measure.name,
                "label": measure.label,
                "unit": measure.unit,
                "unit_label": words.unit_label(measure.unit) or _index(measure.name),
                "kind": measure.kind,
                "higher_is_better": measure.name in HIGHER_IS_BETTER,
                "observed": [
                    {"year": int(row.period.text), "value": row.value}
                    for row in observed_rows(measure.name)
                ],
            }
            for measure in MEASURES
        ],
        "labels": dict(LABELS),
        "objectives": list(OBJECTIVES),
        "alternatives": [
            {
                "id": key,
                "label": ALTERNATIVES[key][0],
                "rationale": " ".join((load_parameters()[key].rationale or "").split()),
                "options": [
                    {"id": option, "label": ALTERNATIVES[key][1][option]} for option in options
                ],
            }
            for key, options in alternatives().items()
        ],
        "strategies": [_strategy(load_strategy(name)) for name in shipped()],
        "law": {
            "hosts": [
                {"id": name, "label": host.label} for name, host in load_rules().hosts.items()
            ],
            "consents": list(CONSENTS),
            "facts": [
                {
                    "id": name,
                    "label": words.label(name),
                    "says": load_vocabulary().fields[name].says,
                    "values": [str(v).lower() for v in load_vocabulary().fields[name].values],
                }
                for name in FACTS
                if name in load_vocabulary().fields
            ],
            "findings": words.FINDINGS,
        },
        "payers": words.PAYERS,
        "colors": {"strategies": COLORS, "spare": list(SPARE)},
    }


def _index(name: str) -> str:
    """Say what the number of a pure index or share means."""
    return "share or index, 0 to 1" if name in SHARES else "1 = end of 2024"


def _lever(lever: Lever) -> dict[str, Any]:
    low, central, high = lever.unit_cost_2024
    return {
        "id": lever.id,
        "label": lever.label,
        "family": lever.family,
        "unit": lever.unit,
        "unit_label": words.unit_label(lever.unit),
        "unit_text": lever.unit_text,
        "baseline": lever.baseline.value,
        "min": lever.range.min,
        "max": lever.range.max,
        "ramp": round(lever.ramp_months.typical),
        "unit_cost": {"low": low, "value": central, "high": high},
        "payer": lever.payer,
        "needs_consent": lever.needs_consent,
    }


def _strategy(strategy: Strategy) -> dict[str, Any]:
    return {
        "id": strategy.id,
        "title": strategy.title,
        "objective": strategy.objective_names[0],
        "from": str(strategy.grid.first),
        "to": str(strategy.grid.last),
        "budget": strategy.budget.limit if strategy.budget else None,
        "levers": {
            name: {
                "to": item.target,
                "from": str(item.start),
                "ramp": item.ramp,
                "until": str(item.until) if item.until else None,
            }
            for name, item in strategy.levers.items()
        },
        "law": {"host": strategy.law.host, "facts": dict(strategy.law.facts)},
        "because": dict(strategy.because),
    }


def lever(name: str) -> dict[str, Any]:
    """Everything the drawer of a lever says.

    Raises
    ------
    EvidenceError : no lever has that id; names the nearest.

    """
    entry = load_catalog().lever(name)
    evidence = plain_view(lever_view(name))
    authorities = load_rules().authorities.by_id
    lead = str(entry.actions[0].facts.get("lead", "not_applicable"))
    return {
        **_lever(entry),
        "definition": entry.definition,
        "planners_call_it": entry.planners_call_it,
        "examples": list(entry.examples),
        "consent_text": CONSENT["home" if entry.family == "market" else entry.needs_consent],
        "baseline_detail": {
            "low": entry.baseline.low,
            "high": entry.baseline.high,
            "period": entry.baseline.period,
            "judged": entry.baseline.judged,
        },
        "range_rationale": entry.range.rationale,
        "ramp_detail": entry.ramp_months.model_dump(mode="json", exclude={"sources"}),
        "cost_detail": {
            "kind": entry.unit_cost.kind,
            "derivation": entry.unit_cost.derivation,
            "judged": entry.unit_cost.judged,
        },
        "payer_label": words.payer_label(entry.payer),
        "lead_label": "" if lead == "not_applicable" else words.lead_label(lead),
        "dynamics": [item.model_dump(mode="json") for item in entry.acts_on],
        "findings": evidence["findings"],
        "grades": evidence["grades"],
        "not_shown": evidence["not_shown"],
        "cases": [
            {
                name: case[name]
                for name in ("id", "short", "years", "gained", "not_gained", "lesson", "grade")
            }
            for case in evidence["cases"]
        ],
        "sources": evidence["sources"],
        "authorities": [
            {"id": key, "citation": authorities[key].citation, "title": authorities[key].title}
            for key in entry.authorities
            if key in authorities
        ],
        "contrast": [
            {
                "label": words.label(item.id),
                "kind": item.kind,
                "turns_on": item.turns_on,
            }
            for item in entry.contrast
        ],
        "saturation": entry.saturation,
        "side_effects": list(entry.side_effects),
        "limits": entry.limits,
        "co_benefits": entry.co_benefits,
        "harms": entry.harms,
    }


def law_map(host: str, consent: str, on: date | None) -> dict[str, Any]:
    """Give the legal map with the labels of its rows and columns.

    Raises
    ------
    LawError : the host or the consent is not one, or the day is before any law.

    """
    made: LegalMap = legal_map(host, consent, on)
    layout = load_layout()
    activities = {activity.id: activity.label for activity in layout.activities}
    return {
        **made.to_json(),
        "host_label": made.host_label,
        "actors": [{"id": actor.id, "label": actor.label} for actor in layout.actors],
        "places": [
            {
                "id": place.id,
                "label": place.label,
                "activities": [
                    {"id": name, "label": activities[name]} for name in place.activities
                ],
            }
            for place in layout.places
        ],
    }


def casebook() -> dict[str, Any]:
    """Every case in a line, and the lessons with the cases for and against."""
    book = load_casebook()
    return {
        "cases": [summary(case) for case in book.cases.values()],
        "lessons": [lesson.model_dump(mode="json") for lesson in book.lessons],
    }


def case(name: str) -> dict[str, Any]:
    """Everything that the page on one case says.

    Raises
    ------
    EvidenceError : no case has that id; names the nearest.

    """
    book = load_casebook()
    return case_view(book, book.case(name), date.today())


def evidence(key: str) -> dict[str, Any]:
    """Where a number comes from.

    Raises
    ------
    EvidenceError : nothing has that key; names the nearest.

    """
    if not key.strip() or len(key) > 200:
        raise InputError(Problem("a key has 1 to 200 letters.", "request", path="key"))
    return lookup(key).to_json()


def sources() -> dict[str, Any]:
    """Every source in one line."""
    return {
        "sources": [
            {
                "key": source.key,
                "title": source.title,
                "author": source.author,
                "year": source.year,
                "url": source.url,
            }
            for source in load_sources().values()
        ]
    }
