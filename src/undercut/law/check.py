"""Checks of facts: read them, ask the engine, look for remedies.

Start with `check_facts` for facts in hand and `check_facts_file` for a file.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from undercut.core.documents import read
from undercut.core.errors import LawError, Problem
from undercut.law.authorities import load_authorities
from undercut.law.engine import assess
from undercut.law.findings import Assessment
from undercut.law.remedies import with_remedies
from undercut.law.sensitivity import open_facts
from undercut.law.vocabulary import Facts, load_vocabulary


def check_facts(
    facts: Mapping[str, Any] | Facts,
    on: date | None = None,
    *,
    remedies: bool = True,
    sensitivity: bool = False,
) -> Assessment:
    """Find what the law says of one action.

    Parameters
    ----------
    facts : vocabulary fields and their values; may carry `on` and `details`.
    on : the day whose law is read; else the facts' own `on`, else today.
    remedies : whether to look for changes that would lift a barred or contested finding.
    sensitivity : whether to look for single unknown facts that would change the finding.

    Raises
    ------
    LawError : a field or value is unknown, the facts contradict each other, or the day is before
        any law.

    """
    read_facts = facts if isinstance(facts, Facts) else _read(facts)
    day = on or read_facts.on or date.today()
    assessment = _with_bearing(read_facts, assess(read_facts, day))
    if sensitivity:
        assessment = replace(assessment, open_facts=open_facts(read_facts, day))
    return with_remedies(read_facts, assessment) if remedies else assessment


def _with_bearing(facts: Facts, assessment: Assessment) -> Assessment:
    """Add the authorities in force whose scope covers the act and that no reason cites."""
    cited = {authority.id for authority in assessment.authorities}
    covering = [
        authority
        for authority in load_authorities().by_id.values()
        if authority.id not in cited
        and authority.effective.covers(assessment.on)
        and authority.speaks_to(facts.values)
    ]
    layers = {
        name: replace(layer, bearing=tuple(a for a in covering if a.layer == name))
        for name, layer in assessment.layers.items()
    }
    return replace(assessment, layers=MappingProxyType(layers))


def _read(facts: Mapping[str, Any]) -> Facts:
    found, problems = load_vocabulary().read_facts(facts)
    if problems:
        raise LawError(problems)
    return found


def check_facts_file(
    path: Path, on: date | None = None, *, sensitivity: bool = False
) -> list[Assessment] | Assessment:
    """Check a YAML file that holds one mapping of facts, or a list of them.

    Raises
    ------
    LawError : every problem of the file, with its line.

    """
    document = read(path, error=LawError)
    many = isinstance(document.data, list)
    entries = document.data if many else [document.data]
    if not entries:
        raise LawError(Problem("the list of facts is empty.", document.file, 1))
    facts: list[Facts] = []
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        here = (index,) if many else ()
        found, wrong = load_vocabulary().read_facts(entry, document, here)
        facts.append(found)
        problems += wrong
    if problems:
        raise LawError(problems)
    results: list[Assessment] = []
    for index, found in enumerate(facts):
        here = (index,) if many else ()
        try:
            results.append(check_facts(found, on, sensitivity=sensitivity))
        except LawError as failure:
            problems += [document.problem(here, p.message, p.hint) for p in failure.problems]
    if problems:
        raise LawError(problems)
    return results if many else results[0]
