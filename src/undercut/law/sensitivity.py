"""Sensitivity: which single unknown fact would change the finding.

Start with `open_facts`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from undercut.core.errors import LawError
from undercut.law.day import LawOfTheDay, law_on
from undercut.law.engine import assess
from undercut.law.findings import OpenFact
from undercut.law.vocabulary import UNKNOWN, Facts, Vocabulary, load_vocabulary

_MANY = 40
"""Values beyond which a field is too wide to try one by one."""


def open_facts(facts: Facts, on: date, law: LawOfTheDay | None = None) -> tuple[OpenFact, ...]:
    """List the unknown facts that would change the overall finding, each by itself.

    Only facts that a rule on this activity reads are tried, with every value of theirs that says
    something.
    """
    law = law or law_on(on)
    vocabulary = load_vocabulary()
    before = assess(facts, on, law).finding
    found = []
    for name in _read_by_rules(law, facts, vocabulary):
        for value in _values(vocabulary, name):
            try:
                after = assess(facts.changed(**{name: value}), on, law).finding
            except LawError:
                continue
            if after is not before:
                found.append(OpenFact(name, value, after))
    return tuple(found)


def _read_by_rules(law: LawOfTheDay, facts: Facts, vocabulary: Vocabulary) -> list[str]:
    names = law.fields_read(facts.values.get("activity", UNKNOWN))
    return [
        name
        for name in vocabulary.fields
        if name in names and facts.values.get(name, UNKNOWN) == UNKNOWN
    ]


def _values(vocabulary: Vocabulary, name: str) -> Iterator[Any]:
    entry = vocabulary.fields[name]
    values = vocabulary.values(name)
    if entry.kind != "enumeration" or len(values) > _MANY:
        return
    yield from values
