"""Three-valued matching of facts against conditions, in Kleene's logic.

A test is true, false or undetermined. An undetermined test names the facts that nobody stated
(`missing`) and the facts that are only asserted (`claimed`): an assertion never satisfies a test.
Start with `compile_when`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from undercut.law.vocabulary import NOT_APPLICABLE, UNKNOWN, Field_

FALSE, UNDETERMINED, TRUE = 0, 1, 2
_EMPTY: frozenset[str] = frozenset()


class Verdict(NamedTuple):
    """Truth of a test, and what it lacks where it is undetermined."""

    truth: int
    missing: frozenset[str] = _EMPTY
    claimed: frozenset[str] = _EMPTY


YES = Verdict(TRUE)
NO = Verdict(FALSE)
FactValues = Mapping[str, Any]
"""Stated facts by field, and a `Verdict` for each derived fact."""
Test = Callable[[FactValues], Verdict]


def negate(verdict: Verdict) -> Verdict:
    """Kleene's not."""
    return Verdict(TRUE - verdict.truth, verdict.missing, verdict.claimed)


def conjoin(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's and: false as soon as one is false."""
    missing = claimed = _EMPTY
    truth = TRUE
    for verdict in verdicts:
        if verdict.truth == FALSE:
            return NO
        if verdict.truth == UNDETERMINED:
            truth = UNDETERMINED
            missing |= verdict.missing
            claimed |= verdict.claimed
    return YES if truth == TRUE else Verdict(truth, missing, claimed)


def disjoin(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's or: true as soon as one is true."""
    return negate(conjoin(negate(verdict) for verdict in verdicts))


def normalize(text: str) -> str:
    """Bring citations and free words to one form: `10 U.S.C. § 284` is `10 usc 284`."""
    plain = re.sub(r"[.§]", "", text.casefold())
    return re.sub(r"\s+", " ", re.sub(r"[_-]", " ", plain)).strip()


def compile_test(field: str, wanted: Any, entry: Field_ | None, *, stated_only: bool) -> Test:
    """Make the test of one field.

    Parameters
    ----------
    field : a field of the vocabulary, or the id of a derived fact (then `entry` is None).
    wanted : scalar, list (any of), or a mapping with one of `not`, `only`, `above`, `below`,
        `contains`.
    stated_only : whether a fact that nobody stated makes the test false, not undetermined.

    """
    if entry is None:
        return _derived(field, want=bool(wanted))
    # A fresh object, so that silence can be told from a stated value that does not match.
    nothing = Verdict(FALSE) if stated_only else Verdict(UNDETERMINED, frozenset((field,)))
    missing = Verdict(UNDETERMINED, frozenset((field,)))
    if isinstance(wanted, Mapping):
        ((operator, operand),) = wanted.items()
        if operator == "not":
            return _negated(_one_of(field, _listed(operand), entry, nothing, missing), nothing)
        if operator == "only":
            return _only(field, frozenset(_listed(operand)), nothing, missing)
        if operator == "contains":
            return _contains(field, _listed(operand), nothing, missing)
        return _compares(field, operator, operand, nothing, missing)
    return _one_of(field, _listed(wanted), entry, nothing, missing)


def _listed(wanted: Any) -> list[Any]:
    return list(wanted) if isinstance(wanted, list | tuple) else [wanted]


def _derived(field: str, *, want: bool) -> Test:
    def test(facts: FactValues) -> Verdict:
        verdict: Verdict = facts[field]
        return verdict if want else negate(verdict)

    return test


def _negated(test: Test, nothing: Verdict) -> Test:
    def negated(facts: FactValues) -> Verdict:
        verdict = test(facts)
        return verdict if verdict is nothing else negate(verdict)

    return negated


def _one_of(
    field: str, wanted: list[Any], entry: Field_, nothing: Verdict, missing: Verdict
) -> Test:
    allowed = frozenset(wanted)
    asserted = frozenset(entry.asserted) - allowed
    claim = Verdict(UNDETERMINED, _EMPTY, frozenset((field,)))

    def test(facts: FactValues) -> Verdict:
        value = facts.get(field)
        if value is None:
            return nothing
        if type(value) is tuple:
            if not allowed.isdisjoint(value):
                return YES
            return missing if UNKNOWN in value else NO
        if value in allowed:
            return YES
        if value == UNKNOWN:
            return missing
        return claim if value in asserted else NO

    return test


def _only(field: str, allowed: frozenset[Any], nothing: Verdict, missing: Verdict) -> Test:
    def test(facts: FactValues) -> Verdict:
        value = facts.get(field)
        if value is None:
            return nothing
        values = value if type(value) is tuple else (value,)
        if allowed.issuperset(values):
            return YES
        return missing if set(values) - allowed == {UNKNOWN} else NO

    return test


def _contains(field: str, words: list[Any], nothing: Verdict, missing: Verdict) -> Test:
    patterns = [
        re.compile(rf"(?<![0-9a-z]){re.escape(normalize(str(word)))}(?![0-9a-z])") for word in words
    ]

    def test(facts: FactValues) -> Verdict:
        value = facts.get(field)
        if value is None:
            return nothing
        if value == UNKNOWN:
            return missing
        text = normalize(str(value))
        return YES if any(pattern.search(text) for pattern in patterns) else NO

    return test


def _compares(field: str, operator: str, bound: float, nothing: Verdict, missing: Verdict) -> Test:
    def test(facts: FactValues) -> Verdict:
        value = facts.get(field)
        if value is None:
            return nothing
        if value == UNKNOWN:
            return missing
        if value == NOT_APPLICABLE:
            return NO
        return YES if (value > bound if operator == "above" else value < bound) else NO

    return test


def compile_when(tests: Iterable[Test]) -> Test:
    """Join tests: all must hold."""
    ordered = tuple(tests)

    def when(facts: FactValues) -> Verdict:
        missing = claimed = _EMPTY
        truth = TRUE
        for test in ordered:
            verdict = test(facts)
            if verdict.truth == FALSE:
                return NO
            if verdict.truth == UNDETERMINED:
                truth = UNDETERMINED
                missing |= verdict.missing
                claimed |= verdict.claimed
        return YES if truth == TRUE else Verdict(truth, missing, claimed)

    return when
