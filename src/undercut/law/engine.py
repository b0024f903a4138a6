"""The engine: from facts and a day to a finding in each layer. It knows no law.

Start with `assess`. For each layer it matches the rules in force, settles which rules defeat
which, and takes the five steps of the design in this order of outcome:

1. an undefeated prohibition applies, or a condition is known to be unmet: barred;
2. the deciding step rests on a disputed point or on a bare assertion: contested;
3. a prohibition or a condition is undetermined: permitted_if, naming the missing facts;
4. a grant applies: permitted, or permitted_if with its conditions;
5. no grant applies: barred for an act that needs one, else permitted as an act that needs none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from undercut.core.errors import LawError, Problem
from undercut.law.authorities import Authority
from undercut.law.findings import (
    Assessment,
    Dispute,
    Effect,
    Finding,
    Layer,
    LayerFinding,
    Reason,
    most_restrictive,
)
from undercut.law.matching import (
    FALSE,
    NO,
    TRUE,
    UNDETERMINED,
    FactValues,
    Test,
    Verdict,
    compile_test,
    compile_when,
    conjoin,
    disjoin,
    negate,
)
from undercut.law.rules import HOST_IN_BASE, Clause, Rule, Rules, load_rules
from undercut.law.vocabulary import UNKNOWN, Facts

NEEDS_GRANT = "needs_grant"
"""Derived fact: the act is one of those for which silence of the law is not enough."""
REACHED = {Layer.INTERNATIONAL: "international_law_reaches", Layer.HOST_STATE: "host_law_reaches"}
"""Derived facts: whether the layer has anything to say of acts of this kind."""
_FIRST = ("activity", "place", "actor")


class Status(NamedTuple):
    """Where a rule stands once the rules that defeat it are settled.

    Attributes
    ----------
    truth : whether it is in effect; undetermined where facts, assertions or disputes leave it so.
    disputes : ids of the disputed rules on which that depends.

    """

    truth: int
    missing: frozenset[str] = frozenset()
    claimed: frozenset[str] = frozenset()
    disputes: frozenset[str] = frozenset()
    lifted_by: str = ""

    @property
    def is_contested(self) -> bool:
        """Whether what is open is the law or an assertion, not only a missing fact."""
        return bool(self.claimed or self.disputes)


@dataclass(frozen=True)
class CompiledRule:
    """A rule in force, ready to match.

    Attributes
    ----------
    could_speak : `when` as if every fact that nobody stated were open.

    """

    rule: Rule
    when: Test
    requires: Test
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
        name: _compile_rule(rules, rule)
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


def _compile_rule(rules: Rules, rule: Rule) -> CompiledRule:
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
        _when(rules, rule.when, ()),
        tuple(rules.authorities.by_id[name] for name in rule.authority),
        rules.defeaters[rule.id],
        dispute,
    )


def assess(facts: Facts, on: date, law: LawOfTheDay | None = None) -> Assessment:
    """Find what the law of a day says of one action, in every layer.

    Raises
    ------
    LawError : the facts contradict each other, or the day is before any law.

    """
    law = law or law_on(on)
    values = law.derive(facts)
    refuse_contradictions(law, values)
    layers = {layer: _assess_layer(law, layer, values) for layer in Layer}
    return Assessment(law.on, MappingProxyType(layers))


def refuse_contradictions(law: LawOfTheDay, values: FactValues) -> None:
    """Raise a `LawError` naming every pair of stated facts that cannot be true together."""
    problems = [Problem(says) for test, says in law.contradictions if test(values).truth == TRUE]
    if problems:
        raise LawError(problems)


def _assess_layer(law: LawOfTheDay, layer: Layer, values: FactValues) -> LayerFinding:
    statuses: dict[str, Status] = {}
    bars: list[Reason] = []
    grants: list[Reason] = []
    exceptions: list[tuple[Rule, Reason]] = []
    for compiled in law.candidates(values, layer):
        speaks, holds = compiled.match(values)
        if speaks.truth == FALSE:
            continue
        rule = compiled.rule
        bar = rule.kind in ("prohibition", "condition")
        if not bar:
            own = conjoin((speaks, holds))
        else:
            own = conjoin((speaks, negate(holds))) if rule.requires else speaks
        status = _settle(compiled, own, statuses)
        statuses[rule.id] = status
        reason = _reason(compiled, status, values)
        if rule.kind == "exception":
            exceptions.append((rule, reason))
        else:
            (bars if bar else grants).append(reason)
    bars = [_with_openings(law, layer, reason, values, statuses) for reason in bars]
    at_work = [
        reason for rule, reason in exceptions if not statuses.keys().isdisjoint(rule.defeats)
    ]
    return _conclude(layer, values, bars, grants, at_work)


def _with_openings(
    law: LawOfTheDay,
    layer: Layer,
    reason: Reason,
    values: FactValues,
    statuses: Mapping[str, Status],
) -> Reason:
    """Add to a standing bar the facts that, once stated, could lift it."""
    if reason.effect not in (Effect.BARS, Effect.DISPUTED):
        return reason
    openings: frozenset[str] = frozenset()
    for name in law.defeaters[reason.rule]:
        defeater = law.by_id.get(name)
        if defeater is None or name in statuses or defeater.rule.layer != layer:
            continue
        verdict = defeater.could_speak(values)
        if verdict.truth == UNDETERMINED and not verdict.claimed:
            openings |= verdict.missing
    return replace(reason, lifted_by=tuple(sorted(openings))) if openings else reason


def _settle(compiled: CompiledRule, own: Verdict, statuses: Mapping[str, Status]) -> Status:
    """Combine a rule's own verdict with the standing of the rules that defeat it."""
    if own.truth == FALSE:
        return Status(FALSE)
    truth, missing, claimed = own
    disputes: frozenset[str] = frozenset()
    # A disputed grant or exception is contested at best, whatever the missing facts turn out to be;
    # a disputed prohibition may still turn out not to speak at all.
    helps = compiled.rule.kind in ("grant", "exception")
    if compiled.dispute and (helps or own.truth == TRUE):
        truth, disputes = UNDETERMINED, frozenset((compiled.rule.id,))
    for name in compiled.defeaters:
        defeater = statuses.get(name)
        if defeater is None or defeater.truth == FALSE:
            continue
        if defeater.truth == TRUE:
            return Status(FALSE, lifted_by=name)
        truth = UNDETERMINED
        missing |= defeater.missing
        claimed |= defeater.claimed
        if own.truth == TRUE:
            disputes |= defeater.disputes
    return Status(truth, missing, claimed, disputes)


def _reason(compiled: CompiledRule, status: Status, values: FactValues) -> Reason:
    """Say what a rule that speaks does."""
    rule = compiled.rule
    effect, finding = _effect(rule, status)
    read = tuple(
        (name, list(value) if isinstance(value := values[name], tuple) else value)
        for name in (*rule.when, *rule.requires)
        if name in values and not isinstance(values[name], Verdict)
    )
    return Reason(
        rule=rule.id,
        effect=effect,
        finding=finding,
        because=rule.because,
        authorities=compiled.authorities,
        conditions=rule.conditions,
        facts=read,
        missing=tuple(sorted(status.missing)),
        claimed=tuple(sorted(status.claimed)),
        dispute=compiled.dispute,
    )


def _effect(rule: Rule, status: Status) -> tuple[Effect, Finding]:
    if rule.kind in ("prohibition", "condition"):
        if status.truth == FALSE:
            return Effect.LIFTED if status.lifted_by else Effect.MET, Finding.PERMITTED
        if status.truth == TRUE:
            finding = Finding(rule.finding)
            effect = Effect.BARS if finding is Finding.BARRED else Effect.NEEDS
            return (Effect.DISPUTED if finding is Finding.CONTESTED else effect), finding
    elif status.truth == FALSE:
        return Effect.UNAVAILABLE, Finding.BARRED
    elif status.truth == TRUE:
        lifts = rule.kind == "exception"
        return Effect.LIFTS if lifts else Effect.GRANTS, Finding(rule.finding)
    if status.is_contested:
        return Effect.DISPUTED, Finding.CONTESTED
    return Effect.NEEDS, Finding.PERMITTED_IF


def _conclude(
    layer: Layer,
    values: FactValues,
    bars: list[Reason],
    grants: list[Reason],
    exceptions: list[Reason],
) -> LayerFinding:
    """Take the steps of the module's first lines over the rules that spoke."""
    basis, by_basis = _basis(layer, values, bars, grants)
    against = most_restrictive(reason.finding for reason in bars)
    finding = most_restrictive((against, by_basis))
    reasons = sorted(
        (*bars, *basis, *(r for r in exceptions if r.effect is not Effect.UNAVAILABLE)),
        key=lambda reason: (reason.finding is not finding, -reason.finding.rank),
    )
    open_reasons = () if finding is Finding.BARRED else reasons
    against_it = [reason for reason in reasons if reason.finding.rank]
    missing = [name for reason in open_reasons if reason.finding.rank for name in reason.missing]
    openings = [name for reason in against_it for name in reason.lifted_by]
    return LayerFinding(
        layer=layer,
        finding=finding,
        reasons=tuple(reasons),
        conditions=_unique(c for r in open_reasons for c in r.conditions),
        missing=_unique((*missing, *openings)),
    )


def _basis(
    layer: Layer, values: FactValues, bars: list[Reason], grants: list[Reason]
) -> tuple[list[Reason], Finding]:
    """Find what allows the act: a grant, or that it needs none."""
    available = [reason for reason in grants if reason.effect is not Effect.UNAVAILABLE]
    needs = values[NEEDS_GRANT] if layer is Layer.US_DOMESTIC else NO
    if available:
        best = min(available, key=_preference)
        if best.finding is Finding.PERMITTED or needs.truth != FALSE:
            used = [reason for reason in available if _preference(reason) == _preference(best)]
            return used, best.finding
    if needs.truth == TRUE:
        unmet = [reason for reason in grants if reason.effect is Effect.UNAVAILABLE]
        return [*unmet, _NO_AUTHORITY], Finding.BARRED
    if needs.truth == UNDETERMINED:
        missing = tuple(sorted(needs.missing))
        return [
            replace(
                _NO_AUTHORITY, effect=Effect.NEEDS, finding=Finding.PERMITTED_IF, missing=missing
            )
        ], Finding.PERMITTED_IF
    if layer is Layer.US_DOMESTIC:
        return [_FREE], Finding.PERMITTED
    if bars:
        return [], Finding.PERMITTED
    reached = values[REACHED[layer]].truth != FALSE
    return [_NOT_FORBIDDEN if reached else _OUTSIDE], Finding.PERMITTED


def _preference(reason: Reason) -> tuple[int, int]:
    """Order grants: what the known facts settle comes before what hangs on missing ones."""
    contested = reason.finding is Finding.CONTESTED
    if not reason.missing:
        return (2 if contested else reason.finding.rank), 0
    return (4 if contested else 3), len(reason.missing)


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


_NO_AUTHORITY = Reason(
    "no_authority_found",
    Effect.SILENT,
    Finding.BARRED,
    "An act of this kind needs a positive authority, and none in the base gives one; the base may "
    "be incomplete.",
)
_FREE = Reason(
    "needs_no_grant",
    Effect.SILENT,
    Finding.PERMITTED,
    "A private act, an act of another state, or ordinary spending and cooperation is free unless a "
    "rule forbids it, and no rule of the base does.",
)
_NOT_FORBIDDEN = Reason(
    "nothing_forbids",
    Effect.SILENT,
    Finding.PERMITTED,
    "No rule of the base in this layer forbids the act on these facts.",
)
_OUTSIDE = Reason(
    "outside_scope",
    Effect.SILENT,
    Finding.PERMITTED,
    "The act takes no place in this layer: nobody acts in another state's space, at sea, or "
    "against another state.",
)
