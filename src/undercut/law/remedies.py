"""Remedies: the smallest changes of what a planner can choose that make an act lawful.

The moves stand in `data/law/moves.yaml`. None asserts a fact of the world. A move may carry
several facts that go together (another actor has another status); it counts as one change.
Start with `with_remedies`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import Field

from undercut.core.errors import LawError, Problem
from undercut.law.authorities import Strict
from undercut.law.day import LawOfTheDay, law_on
from undercut.law.engine import assess, refuse_contradictions
from undercut.law.findings import Assessment, Finding, Remedy
from undercut.law.matching import FALSE, Test, compile_test, compile_when
from undercut.law.package import read_data
from undercut.law.vocabulary import UNKNOWN, Facts, load_vocabulary

DEPTH = 3
"""Most changes that one remedy joins."""
WIDTH = 6
"""Most remedies that one check offers."""


class Move(Strict):
    """One thing that a planner can choose.

    Attributes
    ----------
    when : where the move makes sense; all must hold.
    change : the facts it sets.
    say : the move in words.

    """

    id: str
    say: str
    when: dict[str, Any] = Field(default_factory=dict)
    change: dict[str, Any]


class _File(Strict):
    world: tuple[str, ...]
    moves: tuple[Move, ...]


class Moves(NamedTuple):
    """The moves and the facts of the world that none may assert."""

    world: tuple[str, ...]
    moves: tuple[Move, ...]


class _Compiled(NamedTuple):
    say: str
    when: Test
    change: Mapping[str, Any]


@cache
def load_moves() -> Moves:
    """Read `data/law/moves.yaml`.

    Raises
    ------
    LawError : a move names an unknown field or value, or a fact of the world.

    """
    document = read_data("moves.yaml")
    file = document.validate(_File, LawError)
    vocabulary = load_vocabulary()
    problems: list[Problem] = []
    for index, move in enumerate(file.moves):
        path = ("moves", index, "change")
        problems += vocabulary.read_facts(move.change, document, path)[1]
        problems += [
            document.problem((*path, name), f"'{name}' is a fact of the world, not a choice.")
            for name, value in move.change.items()
            if name in file.world and value != UNKNOWN
        ]
        problems += [
            document.problem(("moves", index, "when", name), f"no fact is called '{name}'.")
            for name in move.when
            if name not in vocabulary.fields
        ]
    if problems:
        raise LawError(problems)
    return Moves(file.world, file.moves)


@lru_cache(maxsize=1)
def _compiled() -> tuple[_Compiled, ...]:
    vocabulary = load_vocabulary()
    found = []
    for move in load_moves().moves:
        when = compile_when(
            compile_test(name, wanted, vocabulary.fields[name], stated_only=False)
            for name, wanted in move.when.items()
        )
        change, _ = vocabulary.read_facts(move.change)
        found.append(_Compiled(move.say, when, change.values))
    return tuple(found)


def with_remedies(facts: Facts, assessment: Assessment) -> Assessment:
    """Return the assessment with the remedies of a barred or contested act."""
    if assessment.finding.is_lawful:
        return assessment
    return replace(assessment, remedies=find_remedies(facts, assessment))


def find_remedies(facts: Facts, assessment: Assessment) -> tuple[Remedy, ...]:
    """Search one, two and three changes deep; fewest changes first, then the milder finding.

    Only moves that leave less against the act are followed further, and a remedy that contains a
    smaller one is left out.
    """
    law = law_on(assessment.on)
    found: list[tuple[frozenset[int], Remedy]] = []
    frontier: list[tuple[frozenset[int], Facts, Assessment]] = [(frozenset(), facts, assessment)]
    for depth in range(1, DEPTH + 1):
        if len(found) >= WIDTH:
            break
        following = []
        seen: set[frozenset[int]] = set()
        for used, current, standing in frontier:
            for index, changed in _steps(law, used, current):
                key = used | {index}
                if key in seen or any(smaller <= key for smaller, _ in found):
                    continue
                seen.add(key)
                result = assess(changed, law.on, law)
                if result.finding.is_lawful:
                    remedy = _remedy(facts, changed, key, result.finding)
                    if not any(_contains(remedy, other) for _, other in found):
                        found.append((key, remedy))
                elif _is_progress(standing, result):
                    following.append((key, changed, result))
        following.sort(key=lambda item: _burden(item[2]))
        frontier = following[: 8 if depth == 1 else 4]
    ranked = sorted(
        (
            remedy
            for _, remedy in found
            if not any(other is not remedy and _contains(remedy, other) for _, other in found)
        ),
        key=lambda r: (len(r.steps), r.finding.rank, len(r.change)),
    )
    return tuple(ranked[:WIDTH])


def _steps(law: LawOfTheDay, used: frozenset[int], facts: Facts) -> Iterator[tuple[int, Facts]]:
    for index, move in enumerate(_compiled()):
        if index in used or move.when(facts.values).truth == FALSE:
            continue
        change = {k: v for k, v in move.change.items() if facts.values.get(k) != v}
        if not change:
            continue
        changed = facts.changed(**change)
        try:
            refuse_contradictions(law, law.derive(changed))
        except LawError:
            continue
        yield index, changed


def _contains(remedy: Remedy, other: Remedy) -> bool:
    """Whether the other remedy does at least as well with part of the same changes."""
    return (
        other.change.items() <= remedy.change.items() and other.finding.rank <= remedy.finding.rank
    )


def _is_progress(before: Assessment, after: Assessment) -> bool:
    return _burden(after) < _burden(before)


def _burden(assessment: Assessment) -> tuple[int, int]:
    """How much still stands against an act: by layer, then by rule."""
    ranks = [layer.finding.rank for layer in assessment.layers.values()]
    against = sum(
        reason.finding.rank >= Finding.CONTESTED.rank
        for layer in assessment.layers.values()
        for reason in layer.reasons
    )
    return sum(ranks), against


def _remedy(before: Facts, after: Facts, key: frozenset[int], finding: Finding) -> Remedy:
    change = {k: v for k, v in after.values.items() if before.values.get(k) != v}
    steps = tuple(_compiled()[index].say for index in sorted(key))
    return Remedy(MappingProxyType(change), steps, finding)
