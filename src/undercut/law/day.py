"""The law of one day: rules and definitions in force, compiled and filed by activity.

Start with `law_on`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from undercut.core.errors import LawError, Problem
from undercut.law.authorities import Authority, cited_on
from undercut.law.findings import Dispute, Layer
from undercut.law.matching import (
    FALSE,
    NO,
    TRUE,
    FactValues,
    Test,
    Verdict,
    compile_test,
    compile_when,
    disjoin,
)
from undercut.law.rules import HOST_IN_BASE, Clause, Rule, Rules, load_rules
from undercut.law.vocabulary import UNKNOWN, Facts

_FIRST = ("activity", "place", "actor")
"""Fields that most often decide whether a rule speaks; they are matched first."""


@dataclass(frozen=True)
class CompiledRule:
    """A rule in force, ready to match.

    Attributes
    ----------
    requirements : what `requires` joins, each with its words.
    could_speak : `when` as if every fact that nobody stated were open.

    """

    rule: Rule
    when: Test
    requires: Test
    requirements: tuple[tuple[str, Test], ...]
    could_speak: Test
    authorities: tuple[Authority, ...]
    defeaters: tuple[str, ...]
    dispute: Dispute | None

    def match(self, facts: FactValues) -> tuple[Verdict, Verdict]:
        """Return whether the rule speaks, and whether what it requires holds."""
        speaks = self.when(facts)
        return (speaks, NO) if speaks.truth == FALSE else (speaks, self.requires(facts))


class Values(dict[str, Any]):
    """The stated facts by field, and a verdict for each derived fact that was asked for."""

    def __init__(self, facts: Mapping[str, Any], law: "LawOfTheDay") -> None:
        super().__init__(facts)
        self._law = law

    def __missing__(self, name: str) -> Verdict:
        if name == HOST_IN_BASE:
            host = self.get("host_state")
            known = isinstance(host, tuple) and self._law.hosts.issuperset(host)
            verdict = Verdict(TRUE if known else FALSE)
        else:
            verdict = disjoin(clause(self) for clause in self._law.definitions[name])
        self[name] = verdict
        return verdict


@dataclass(frozen=True)
class LawOfTheDay:
    """The rules and definitions in force on one day, compiled and filed by activity."""

    on: date
    definitions: Mapping[str, tuple[Test, ...]]
    contradictions: tuple[tuple[Test, str], ...]
    by_activity: Mapping[str, Mapping[Layer, tuple[CompiledRule, ...]]]
    rules: Mapping[Layer, tuple[CompiledRule, ...]]
    hosts: frozenset[str]
    by_id: Mapping[str, CompiledRule]
    defeaters: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, frozenset[str]]

    def derive(self, facts: Facts) -> "Values":
        """Join the stated facts with the derived ones, which are computed when first read."""
        return Values(facts.values, self)

    def fields_read(self, activity: Any) -> frozenset[str]:
        """Give the fields that the rules on an activity read, in any layer."""
        filed = self.by_activity.get(activity) or self.rules
        return frozenset().union(
            *(self.fields[c.rule.id] for members in filed.values() for c in members)
        )

    def candidates(self, values: FactValues, layer: Layer) -> tuple[CompiledRule, ...]:
        """Rules of a layer that may speak to the activity, defeaters before what they defeat."""
        filed = self.by_activity.get(values.get("activity", UNKNOWN))
        return (filed or self.rules)[layer]


def law_on(on: date, rules: Rules | None = None) -> LawOfTheDay:
    """Compile the law of one day.

    Raises
    ------
    LawError : the day is before any authority in the base.

    """
    return _law_on(on) if rules is None else _compile(on, rules)


@lru_cache(maxsize=128)
def _law_on(on: date) -> LawOfTheDay:
    return _compile(on, load_rules())


def _compile(on: date, rules: Rules) -> LawOfTheDay:
    first = rules.authorities.first_day
    if on < first:
        raise LawError(
            Problem(f"the base knows no law on {on}.", hint=f"Its first authority is of {first}.")
        )
    compiled = {
        name: _compile_rule(rules, rule, on)
        for name, rule in rules.by_id.items()
        if rules.span(rule).covers(on)
    }
    by_layer = {
        layer: tuple(c for c in compiled.values() if c.rule.layer == layer) for layer in Layer
    }
    activities = [str(value) for value in rules.vocabulary.values("activity")]
    by_activity = {
        activity: MappingProxyType(
            {
                layer: tuple(c for c in members if _may_speak(c.rule, activity))
                for layer, members in by_layer.items()
            }
        )
        for activity in activities
    }
    definitions = {
        d.id: tuple(_clause(rules, c) for c in d.true_if if c.effective.covers(on))
        for d in rules.definitions
    }
    contradictions = tuple((_when(rules, c.when, ()), c.says) for c in rules.contradictions)
    return LawOfTheDay(
        on,
        MappingProxyType(definitions),
        contradictions,
        MappingProxyType(by_activity),
        MappingProxyType(by_layer),
        frozenset(rules.hosts),
        MappingProxyType(compiled),
        rules.defeaters,
        MappingProxyType(
            {
                name: rules.fields_of(c.rule.when) | rules.fields_of(c.rule.requires)
                for name, c in compiled.items()
            }
        ),
    )


def _may_speak(rule: Rule, activity: str) -> bool:
    wanted = rule.when.get("activity")
    if wanted is None:
        return True
    if isinstance(wanted, Mapping):
        others = wanted.get("not", ())
        return activity not in (others if isinstance(others, list) else [others])
    return activity in (wanted if isinstance(wanted, list) else [wanted])


def _clause(rules: Rules, clause: Clause) -> Test:
    return _when(rules, clause.when, clause.needs_stated)


def _when(rules: Rules, when: Mapping[str, Any], needs_stated: tuple[str, ...]) -> Test:
    names = sorted(when, key=lambda name: (name not in _FIRST, name not in rules.vocabulary.fields))
    return compile_when(
        compile_test(
            name, when[name], rules.vocabulary.fields.get(name), stated_only=name in needs_stated
        )
        for name in names
    )


def _compile_rule(rules: Rules, rule: Rule, on: date) -> CompiledRule:
    open_question = rule.disputed
    dispute = (
        Dispute(open_question.question, tuple((p.who, p.holds) for p in open_question.positions))
        if open_question
        else None
    )
    return CompiledRule(
        rule,
        _when(rules, rule.when, rule.needs_stated),
        _when(rules, rule.requires, ()),
        tuple(
            (_requirement(rules, name, wanted), _when(rules, {name: wanted}, ()))
            for name, wanted in rule.requires.items()
        ),
        _when(rules, rule.when, ()),
        cited_on(on, [rules.authorities.by_id[name] for name in rule.authority]),
        rules.defeaters[rule.id],
        dispute,
    )


def _requirement(rules: Rules, name: str, wanted: Any) -> str:
    """Put one requirement into words."""
    for definition in rules.definitions:
        if definition.id == name:
            says = definition.says.strip().rstrip(".")
            return says if wanted else f"not: {says}"
    values = wanted if isinstance(wanted, list) else [wanted]
    shown = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    return f"{name}: {' or '.join(shown)}"
