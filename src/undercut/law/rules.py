"""Rules and definitions: the law as data, read strictly and cross-checked.

Start with `load_rules`. A rule says when it speaks (`when`), what must then hold (`requires`),
what follows (`finding`) and which rules it displaces (`defeats`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field

from undercut.core.documents import Document, Path_
from undercut.core.errors import LawError, Problem, nearest
from undercut.law.authorities import Authorities, Span, Strict, load_authorities
from undercut.law.package import law_path, read_data
from undercut.law.vocabulary import NOT_APPLICABLE, UNKNOWN, Vocabulary, load_vocabulary

When = dict[str, Any]
HOST_IN_BASE = "host_in_base"
"""Derived fact that the engine adds: the own law of every host named is in the base."""
_OPERATORS = ("not", "only", "above", "below", "contains")


EVER = Span.model_validate({})
"""All days."""


class Position(Strict):
    """One answer to an open question of law."""

    who: str
    holds: str


class Disputed(Strict):
    """An open question of law, put neutrally."""

    question: str
    positions: Annotated[tuple[Position, ...], Field(min_length=2)]


class Rule(Strict):
    """One rule.

    Attributes
    ----------
    kind : a prohibition or a condition bars where it speaks and its `requires` does not hold; a
        grant permits; an exception only lifts what it defeats.
    authority : where the law stands; the first is the ground and gives the dates by default.
    effective : dates of the rule where they differ from its ground's.
    when, requires : conditions on facts; all must hold.
    needs_stated : fields that must have been stated for the rule to speak at all, such as a
        proclamation or a certificate that is taken not to exist while nobody mentions it.
    finding : what follows; for a condition, what its being unmet means (`permitted_if` where the
        step can still be taken before the act).
    defeats : rules that this one displaces.
    disputed : the open question on which the rule rests, if any.

    """

    id: str
    layer: Literal["us_domestic", "international", "host_state"]
    kind: Literal["prohibition", "grant", "condition", "exception"]
    authority: Annotated[tuple[str, ...], Field(min_length=1)]
    effective: Span | None = None
    when: When = Field(default_factory=dict)
    requires: When = Field(default_factory=dict)
    needs_stated: tuple[str, ...] = ()
    finding: Literal["permitted", "permitted_if", "barred", "contested"]
    because: str
    conditions: tuple[str, ...] = ()
    defeats: tuple[str, ...] = ()
    disputed: Disputed | None = None


class Clause(Strict):
    """One way in which a derived fact comes true."""

    when: When
    needs_stated: tuple[str, ...] = ()
    effective: Span = EVER


class Definition(Strict):
    """A derived fact: true if any of its clauses holds."""

    id: str
    says: str
    true_if: Annotated[tuple[Clause, ...], Field(min_length=1)]


class Contradiction(Strict):
    """Facts that cannot be true together."""

    when: When
    says: str


class _RuleFile(Strict):
    topic: str
    rules: tuple[Rule, ...]


class _HostFile(Strict):
    host: str
    label: str
    coverage: str
    rules: tuple[Rule, ...]


class _DefinitionFile(Strict):
    definitions: tuple[Definition, ...]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True)
class Host:
    """A state whose own law is in the base, and how far."""

    id: str
    label: str
    coverage: str


@dataclass(frozen=True)
class Rules:
    """Everything the engine reads: rules by id in topological order of defeat, and definitions.

    Attributes
    ----------
    by_id : a rule comes after every rule that defeats it.
    topics : topic of each rule, by id.
    hosts : states whose own law is in the base.
    defeaters : for each rule, the rules that defeat it.

    """

    by_id: Mapping[str, Rule]
    topics: Mapping[str, str]
    definitions: tuple[Definition, ...]
    contradictions: tuple[Contradiction, ...]
    hosts: Mapping[str, Host]
    authorities: Authorities
    vocabulary: Vocabulary
    defeaters: Mapping[str, tuple[str, ...]]

    def span(self, rule: Rule) -> Span:
        """Give the days on which a rule is in force: its own, else those of its ground."""
        return rule.effective or self.authorities.by_id[rule.authority[0]].effective

    def fields_of(self, when: Mapping[str, Any]) -> frozenset[str]:
        """Give the vocabulary fields that conditions read, those behind derived facts included."""
        clauses = {d.id: d.true_if for d in self.definitions}
        found: set[str] = set()
        for name in when:
            if name in self.vocabulary.fields:
                found.add(name)
            for clause in clauses.get(name, ()):
                found |= self.fields_of(clause.when)
        return frozenset(found)


@cache
def load_rules() -> Rules:
    """Read every rule of `data/law/rules` and `data/law/hosts` and check them together.

    Raises
    ------
    LawError : a rule names an unknown fact, value, authority or rule, or defeats go in a circle.

    """
    topical = [read_data("rules", path.name) for path in sorted(law_path("rules").glob("*.yaml"))]
    national = [read_data("hosts", path.name) for path in sorted(law_path("hosts").glob("*.yaml"))]
    return build_rules(
        topical, national, read_data("definitions.yaml"), load_authorities(), load_vocabulary()
    )


def build_rules(
    topical: list[Document],
    national: list[Document],
    definitions: Document,
    authorities: Authorities,
    vocabulary: Vocabulary,
) -> Rules:
    """Join documents to one checked set of rules; every problem of all of them becomes one error.

    A host's rules speak only where that host is the state named in the facts; the host `any`
    stands for every state.
    """
    shared = definitions.validate(_DefinitionFile, LawError)
    hosts: dict[str, Host] = {}
    found: list[tuple[Document, int, str, Rule]] = []
    for document in topical:
        file = document.validate(_RuleFile, LawError)
        found += [(document, index, file.topic, rule) for index, rule in enumerate(file.rules)]
    for document in national:
        host = document.validate(_HostFile, LawError)
        if host.host != "any":
            hosts[host.host] = Host(host.host, host.label, host.coverage)
        for index, rule in enumerate(host.rules):
            own = {} if host.host == "any" else {"host_state": host.host}
            placed = rule.model_copy(update={"when": {**own, **rule.when}})
            found.append((document, index, f"host law: {host.label}", placed))
    checker = _Checker(vocabulary, authorities)
    checker.check_definitions(definitions, shared)
    ordered = checker.check_rules(found)
    return Rules(
        MappingProxyType(ordered),
        MappingProxyType({rule.id: topic for _, _, topic, rule in found}),
        shared.definitions,
        shared.contradictions,
        MappingProxyType(hosts),
        authorities,
        vocabulary,
        MappingProxyType(_defeaters(ordered)),
    )


def _defeaters(by_id: Mapping[str, Rule]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(other.id for other in by_id.values() if name in other.defeats) for name in by_id
    }


class _Checker:
    """Collects problems across documents, then raises them together."""

    def __init__(self, vocabulary: Vocabulary, authorities: Authorities) -> None:
        self._vocabulary = vocabulary
        self._authorities = authorities
        self._derived: set[str] = {HOST_IN_BASE}
        self._problems: list[Problem] = []

    def check_definitions(self, document: Document, file: _DefinitionFile) -> None:
        """Check derived facts in their order, then the contradictions."""
        for index, definition in enumerate(file.definitions):
            path: Path_ = ("definitions", index)
            for number, clause in enumerate(definition.true_if):
                here = (*path, "true_if", number)
                self._check_when(document, (*here, "when"), clause.when, clause.needs_stated)
            if definition.id in self._derived or definition.id in self._vocabulary.fields:
                self._note(document, path, f"definition '{definition.id}' is given twice.")
            self._derived.add(definition.id)
        for index, contradiction in enumerate(file.contradictions):
            here = ("contradictions", index, "when")
            self._check_when(document, here, contradiction.when, ())

    def check_rules(self, found: list[tuple[Document, int, str, Rule]]) -> dict[str, Rule]:
        """Return the rules by id, each after every rule that defeats it."""
        by_id: dict[str, Rule] = {}
        origin: dict[str, tuple[Document, int]] = {}
        for document, index, _, rule in found:
            if rule.id in by_id:
                self._note(document, ("rules", index, "id"), f"rule '{rule.id}' is given twice.")
            by_id[rule.id] = rule
            origin[rule.id] = (document, index)
        for document, index, _, rule in found:
            self._check_rule(document, ("rules", index), rule, by_id)
        if self._problems:
            raise LawError(self._problems)
        try:
            order = list(TopologicalSorter(_defeaters(by_id)).static_order())
        except CycleError as failure:
            circle = failure.args[1]
            document, index = origin[circle[0]]
            self._note(
                document,
                ("rules", index, "defeats"),
                f"rules defeat each other in a circle: {' > '.join(circle)}.",
            )
            raise LawError(self._problems) from None
        return {name: by_id[name] for name in order}

    def _check_rule(
        self, document: Document, path: Path_, rule: Rule, by_id: Mapping[str, Rule]
    ) -> None:
        for place, name in enumerate(rule.authority):
            if name not in self._authorities.by_id:
                hint = nearest(name, self._authorities.by_id)
                message = f"rule '{rule.id}' cites an unknown authority '{name}'."
                self._note(document, (*path, "authority", place), message, hint)
        for place, name in enumerate(rule.defeats):
            if name not in by_id:
                message = f"rule '{rule.id}' defeats an unknown rule '{name}'."
                self._note(document, (*path, "defeats", place), message, nearest(name, by_id))
            elif by_id[name].layer != rule.layer:
                message = f"rule '{rule.id}' defeats '{name}' of another layer."
                self._note(document, (*path, "defeats", place), message)
        self._check_when(document, (*path, "when"), rule.when, rule.needs_stated)
        self._check_when(document, (*path, "requires"), rule.requires, ())
        if rule.kind == "exception" and not rule.defeats:
            self._note(document, path, f"exception '{rule.id}' defeats nothing.")
        if rule.kind in ("grant", "exception") and rule.finding == "barred":
            self._note(document, (*path, "finding"), f"{rule.kind} '{rule.id}' cannot bar.")
        if rule.kind in ("prohibition", "condition") and rule.finding == "permitted":
            self._note(document, (*path, "finding"), f"{rule.kind} '{rule.id}' cannot permit.")
        if rule.kind == "condition" and not rule.requires:
            self._note(document, path, f"condition '{rule.id}' requires nothing.")
        if rule.finding == "contested" and rule.disputed is None:
            self._note(document, path, f"rule '{rule.id}' is contested: say by whom ('disputed').")

    def _check_when(
        self, document: Document, path: Path_, when: When, needs_stated: tuple[str, ...]
    ) -> None:
        for name in needs_stated:
            if name not in when:
                self._note(document, path, f"'needs_stated' names '{name}', 'when' does not.")
        for name, wanted in when.items():
            here = (*path, name)
            if name in self._derived:
                if not isinstance(wanted, bool):
                    self._note(document, here, f"derived fact '{name}' is true or false.")
            elif name not in self._vocabulary.fields:
                known = [*self._vocabulary.fields, *self._derived]
                self._note(document, here, f"no fact is called '{name}'.", nearest(name, known))
            else:
                self._check_wanted(document, here, name, wanted)

    def _check_wanted(self, document: Document, path: Path_, name: str, wanted: Any) -> None:
        entry = self._vocabulary.fields[name]
        operand = wanted
        if isinstance(wanted, Mapping):
            if len(wanted) != 1 or next(iter(wanted)) not in _OPERATORS:
                expected = ", ".join(_OPERATORS)
                self._note(document, path, f"'{name}' takes one operator of: {expected}.")
                return
            ((operator, operand),) = wanted.items()
            if operator in ("above", "below", "contains"):
                fits = (entry.kind == "number") == (operator != "contains")
                if not fits:
                    self._note(document, path, f"'{operator}' does not fit '{name}'.")
                return
        if entry.kind not in ("list", "enumeration"):
            return
        for value in operand if isinstance(operand, list) else [operand]:
            if value not in (*entry.values, UNKNOWN, NOT_APPLICABLE):
                known = [str(item) for item in entry.values]
                message = f"'{value}' is not a value of '{name}'."
                self._note(document, path, message, nearest(str(value), known))

    def _note(self, document: Document, path: Path_, message: str, hint: str = "") -> None:
        self._problems.append(document.problem(path, message, hint))
