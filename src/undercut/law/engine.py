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
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from undercut.core.errors import LawError, Problem
from undercut.law.day import CompiledRule, LawOfTheDay, law_on
from undercut.law.findings import (
    Assessment,
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
    Verdict,
    conjoin,
    negate,
)
from undercut.law.rules import Rule
from undercut.law.vocabulary import Facts

NEEDS_GRANT = "needs_grant"
"""Derived fact: the act is one of those for which silence of the law is not enough."""
REACHED = {Layer.INTERNATIONAL: "international_law_reaches", Layer.HOST_STATE: "host_law_reaches"}
"""Derived facts: whether the layer has anything to say of acts of this kind."""


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
        unmet=tuple(words for words, test in compiled.requirements if test(values).truth == FALSE),
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
