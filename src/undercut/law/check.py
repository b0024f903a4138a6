"""Checks of facts: read them, ask the engine, look for remedies.

Start with `check_facts` for facts in hand and `check_facts_file` for a file.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from undercut.core.documents import read
from undercut.core.errors import LawError, Problem
from undercut.law.engine import assess
from undercut.law.findings import Assessment
from undercut.law.remedies import with_remedies
from undercut.law.vocabulary import Facts, load_vocabulary


def check_facts(
    facts: Mapping[str, Any] | Facts, on: date | None = None, *, remedies: bool = True
) -> Assessment:
    """Find what the law says of one action.

    Parameters
    ----------
    facts : vocabulary fields and their values; may carry `on` and `details`.
    on : the day whose law is read; else the facts' own `on`, else today.
    remedies : whether to look for changes that would lift a barred or contested finding.

    Raises
    ------
    LawError : a field or value is unknown, the facts contradict each other, or the day is before
        any law.

    """
    read_facts = facts if isinstance(facts, Facts) else _read(facts)
    day = on or read_facts.on or date.today()
    assessment = assess(read_facts, day)
    return with_remedies(read_facts, assessment) if remedies else assessment


def _read(facts: Mapping[str, Any]) -> Facts:
    found, problems = load_vocabulary().read_facts(facts)
    if problems:
        raise LawError(problems)
    return found


def check_facts_file(path: Path, on: date | None = None) -> list[Assessment] | Assessment:
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
            results.append(check_facts(found, on))
        except LawError as failure:
            problems += [document.problem(here, p.message, p.hint) for p in failure.problems]
    if problems:
        raise LawError(problems)
    return results if many else results[0]
