"""What the law says of the acts within a case: on their own day, and today.

Start with `findings`. The facts stand in the casebook, the rules in the law engine; they meet here.
An act without recorded facts gets no finding.
"""

from datetime import date
from typing import Any

from undercut.core.errors import LawError
from undercut.evidence.case_schema import Action, Case
from undercut.evidence.casebook import Casebook
from undercut.law.authorities import load_authorities
from undercut.law.engine import assess
from undercut.law.findings import Assessment
from undercut.law.vocabulary import load_vocabulary


def findings(casebook: Casebook, case: Case, today: date) -> list[dict[str, Any]]:
    """Say for every recorded act what its finding was on its day and is today.

    Parameters
    ----------
    casebook : where the facts stand.
    case : whose acts.
    today : the day taken as today.

    Returns
    -------
    rows : `label`, `on`, `then`, `now`, `changed`, `read_from`; empty where no facts are recorded.

    """
    return [_row(action, today) for action in casebook.actions_of(case.id)]


def _row(action: Action, today: date) -> dict[str, Any]:
    facts, problems = load_vocabulary().read_facts(action.facts)
    if problems:
        raise LawError(problems)
    on = action.on.last
    then, now = assess(facts, on), assess(facts, today)
    return {
        "name": action.name,
        "label": action.label,
        "on": action.on.text,
        "then": _finding(then),
        "now": _finding(now),
        "changed": then.finding is not now.finding,
        "read_from": list(action.read_from),
    }


_SILENT = "no_authority_found"
"""The engine's own step for an act that needs an authority and finds none."""

NO_AUTHORITY = "no authority found"
NO_AUTHORITY_WHY = (
    "The act needs a positive authority, and the base gives none for that day; it holds the law of "
    "today and few statutes that have since been replaced, so this is a gap, not a verdict."
)


def _finding(assessment: Assessment) -> dict[str, Any]:
    """Give a finding with its layer and reason; silence of the base is told from a prohibition."""
    headline = assessment.headline
    deciding = headline.deciding
    is_gap = bool(deciding) and all(reason.rule == _SILENT for reason in deciding)
    return {
        "finding": str(assessment.finding),
        "label": NO_AUTHORITY if is_gap else assessment.finding.label,
        "gap": is_gap,
        "layer": str(headline.layer),
        "layer_label": headline.layer.label,
        "because": NO_AUTHORITY_WHY if is_gap else deciding[0].because if deciding else "",
        "authorities": [
            authority.reference(assessment.on)
            for reason in deciding
            for authority in reason.authorities
        ],
        "layers": {str(name): str(layer.finding) for name, layer in assessment.layers.items()},
        "missing": list(headline.missing),
    }


def authorities(case: Case) -> list[dict[str, Any]]:
    """Give each authority of a case in the words of the record, with the entries for it."""
    by_id = load_authorities().by_id
    start = case.last.last
    return [
        {
            "text": reference.text,
            "entries": [by_id[key].reference(start) for key in reference.ids],
        }
        for reference in case.authorities
    ]
