"""The law of a strategy: what each lever that it moves may do, and what would make it lawful.

Start with `check_strategy`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from undercut.core.errors import LawError
from undercut.evidence.catalog import Lever, load_catalog
from undercut.law.authorities import Authority
from undercut.law.check import check_facts
from undercut.law.findings import (
    Assessment,
    Effect,
    Finding,
    Layer,
    LayerFinding,
    Reason,
    Remedy,
    most_restrictive,
)
from undercut.law.rules import load_rules
from undercut.law.vocabulary import NOT_APPLICABLE, Facts, load_vocabulary
from undercut.strategy.clauses import clause
from undercut.strategy.document import HOST, Strategy
from undercut.strategy.exits import without_exit
from undercut.strategy.policy import Policy


@dataclass(frozen=True)
class LeverCheck:
    """What the law says of one lever.

    Attributes
    ----------
    lever, label : id and name in the catalog.
    actions : assessment of each act that the lever needs, by its id.
    alternatives : finding of each lawful alternative that the catalog names, by its id.
    only_under : what would have to happen before the lever is used at all, where only triggers use
        it: each of them as a clause. Empty where the schedule uses it.

    """

    lever: str
    label: str
    actions: Mapping[str, Assessment]
    alternatives: Mapping[str, Finding]
    only_under: tuple[str, ...] = ()

    @property
    def condition(self) -> str:
        """The same as one phrase with a comma before it; empty where the schedule uses it."""
        return f", only if {' or '.join(self.only_under)}" if self.only_under else ""

    @property
    def finding(self) -> Finding:
        """The most restrictive act: a lever needs all of them."""
        return most_restrictive(action.finding for action in self.actions.values())

    @property
    def layers(self) -> dict[Layer, LayerFinding]:
        """Each layer over all acts, with the reasons of the acts that decide it."""
        return {layer: self._join(layer) for layer in Layer}

    def _join(self, layer: Layer) -> LayerFinding:
        parts = [action.layers[layer] for action in self.actions.values()]
        finding = most_restrictive(part.finding for part in parts)
        deciding = [part for part in parts if part.finding is finding]
        return LayerFinding(
            layer,
            finding,
            tuple(_each_rule_once(reason for part in deciding for reason in part.reasons)),
            _unique(condition for part in parts for condition in part.conditions),
            _unique(name for part in parts for name in part.missing),
        )

    @property
    def headline(self) -> LayerFinding:
        """The layer that gives the lever its finding."""
        return next(layer for layer in self.layers.values() if layer.finding is self.finding)

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """Every authority cited, those of the most restrictive layer first."""
        ordered = sorted(self.layers.values(), key=lambda layer: -layer.finding.rank)
        return tuple({a.id: a for layer in ordered for a in layer.authorities}.values())

    @property
    def conditions(self) -> tuple[str, ...]:
        """Sentences that must be met or kept, over all layers."""
        return _unique(c for layer in self.layers.values() for c in layer.conditions)

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that nobody stated and that matter, over all layers."""
        return _unique(name for layer in self.layers.values() for name in layer.missing)

    @property
    def remedies(self) -> tuple[tuple[str, Remedy], ...]:
        """Remedies of the acts that are barred or contested, with the act's id."""
        return tuple(
            (name, remedy) for name, action in self.actions.items() for remedy in action.remedies
        )

    def to_json(self, on: date) -> dict[str, Any]:
        """Plain data for files and the page."""
        return {
            "lever": self.lever,
            "label": self.label,
            "finding": str(self.finding),
            "layers": {str(name): layer.to_json(on) for name, layer in self.layers.items()},
            "conditions": list(self.conditions),
            "missing": list(self.missing),
            "authorities": [authority.reference(on) for authority in self.authorities],
            "remedies": [{"action": name, **remedy.to_json()} for name, remedy in self.remedies],
            "actions": {name: str(action.finding) for name, action in self.actions.items()},
            "alternatives": {name: str(found) for name, found in self.alternatives.items()},
            "only_under": list(self.only_under),
        }


@dataclass(frozen=True)
class StrategyCheck:
    """What the law says of a strategy, lever by lever."""

    strategy: str
    on: date
    levers: tuple[LeverCheck, ...]
    warnings: tuple[str, ...]

    @property
    def finding(self) -> Finding:
        """The most restrictive lever."""
        return most_restrictive(lever.finding for lever in self.levers)

    @property
    def is_barred(self) -> bool:
        """Whether the strategy is unlawful as written."""
        return self.finding is Finding.BARRED

    def to_json(self) -> dict[str, Any]:
        """Plain data: `strategy`, `finding`, `on`, `levers`, `warnings`."""
        return {
            "strategy": self.strategy,
            "finding": str(self.finding),
            "on": self.on.isoformat(),
            "levers": [lever.to_json(self.on) for lever in self.levers],
            "warnings": list(self.warnings),
        }


def check_strategy(strategy: Strategy, policy: Policy, on: date | None = None) -> StrategyCheck:
    """Find what the law says of every lever that a strategy moves.

    A lever counts if it leaves baseline and is used in some month; a lever of force that the host
    does not lead counts wherever it is used at all. One that only a trigger uses counts as if it
    had fired, and its check says so. What the strategy assumes replaces the
    catalog's facts of every act: the host in acts that the catalog places in its default host,
    `law.facts` where the field applies to the act, and `law.levers` for one lever in any case.

    Raises
    ------
    LawError : the strategy assumes an unknown fact or value, or facts that contradict each other.

    """
    day = on or date.today()
    _check_assumptions(strategy)
    catalog, used = load_catalog().levers, _used(policy)
    levers = [
        _check_lever(strategy, catalog[name], day, only_under) for name, only_under in used.items()
    ]
    warnings = (*_warnings(policy, used), *_what_stands_against(levers))
    return StrategyCheck(strategy.id, day, tuple(levers), warnings)


def is_force(lever: Lever) -> bool:
    """Whether a lever is one of force: its family, and strikes on boats."""
    return lever.family == "force" or lever.id == "boat_strikes"


def _used(policy: Policy) -> dict[str, tuple[str, ...]]:
    """Levers that are used, each with the clauses of the triggers without which it is not."""
    scheduled, changed, triggered = policy.scheduled, policy.changed, policy.triggered
    found: dict[str, tuple[str, ...]] = {}
    for row, lever in enumerate(load_catalog().levers.values()):
        host_led = lever.actions[0].facts.get("lead") == "host_state"
        always = is_force(lever) and not host_led
        if (always or lever.id in scheduled) and (policy.values[row] > 0).any():
            found[lever.id] = ()
        elif (always or lever.id in changed) and max(triggered.get(lever.id, (0.0,))) > 0:
            found[lever.id] = _unique(
                clause(trigger.signal, trigger.fires)
                for trigger in policy.strategy.triggers
                for setting in trigger.settings
                if setting.lever == lever.id and setting.level > 0
            )
    return found


def _check_lever(
    strategy: Strategy, lever: Lever, on: date, only_under: tuple[str, ...]
) -> LeverCheck:
    actions = {}
    for action in lever.actions:
        facts = _with_assumptions(strategy, lever.id, action.facts)
        try:
            actions[action.id] = check_facts(facts, on)
        except LawError as failure:
            raise LawError(
                strategy.document.problem(
                    ("law",), f"{lever.label} ({action.id}): {problem.message}", problem.hint
                )
                for problem in failure.problems
            ) from None
    alternatives = {
        contrast.id: check_facts(contrast.facts, on, remedies=False).finding
        for contrast in lever.contrast
        if contrast.kind == "lawful_alternative"
    }
    return LeverCheck(
        lever.id,
        lever.label,
        MappingProxyType(actions),
        MappingProxyType(alternatives),
        only_under,
    )


def _with_assumptions(strategy: Strategy, lever: str, catalog: Mapping[str, Any]) -> Facts:
    values = dict(catalog)
    if values.get("host_state") == HOST:
        values["host_state"] = strategy.law.host
    for name, value in strategy.law.facts.items():
        if values.get(name) != NOT_APPLICABLE:
            values[name] = value
    values.update(strategy.law.levers.get(lever, {}))
    facts, problems = load_vocabulary().read_facts(values)
    if problems:
        raise LawError(problems)
    return facts


def _check_assumptions(strategy: Strategy) -> None:
    """Refuse unknown fields and values, each with its line in the strategy."""
    vocabulary = load_vocabulary()
    _, problems = vocabulary.read_facts(strategy.law.facts, strategy.document, ("law", "facts"))
    for lever, facts in strategy.law.levers.items():
        path = ("law", "levers", lever)
        problems += vocabulary.read_facts(facts, strategy.document, path)[1]
    _, wrong = vocabulary.read_facts({"host_state": strategy.law.host})
    problems += [strategy.document.problem(("law", "host"), p.message, p.hint) for p in wrong]
    if problems:
        raise LawError(problems)


def _warnings(policy: Policy, used: Collection[str]) -> Iterator[str]:
    strategy, levers = policy.strategy, load_catalog().levers
    for name, raised_if in without_exit(policy).items():
        if is_force(levers[name]):
            way = (
                f", raised if {raised_if}, has neither a release nor a later"
                if raised_if
                else " has neither an end date (until) nor a"
            )
            yield (
                f"{levers[name].label}{way} trigger that ends it: force needs clear objectives and "
                "a way out."
            )
    for lever in levers.values():
        wanted = strategy.law.levers.get(lever.id, {}).get("lead", strategy.law.facts.get("lead"))
        if wanted is None or lever.id not in used:
            continue
        fixed = _unique(
            str(action.facts["lead"])
            for action in lever.actions
            if action.facts.get("lead") not in (None, NOT_APPLICABLE, wanted)
        )
        if fixed:
            yield (
                f"{lever.label} is led by {_words(fixed)} in the catalog; '{wanted}' as lead "
                "changes the check of the law, never the world."
            )


def _what_stands_against(levers: Sequence[LeverCheck]) -> Iterator[str]:
    """Name the authorities against each lever of force that is barred or contested."""
    catalog, rules = load_catalog().levers, load_rules().by_id
    for lever in levers:
        if lever.finding.is_lawful or not is_force(catalog[lever.lever]):
            continue
        layers = sorted(lever.layers.values(), key=lambda layer: -layer.finding.rank)
        cited = _unique(
            reason.authorities[0].citation
            for layer in layers
            for reason in layer.reasons
            if reason.effect in (Effect.BARS, Effect.DISPUTED)
            and reason.rule in rules
            and rules[reason.rule].kind in ("prohibition", "condition")
        )
        yield (
            f"{lever.label} ({lever.finding.label}{lever.condition}); against it stand: "
            f"{'; '.join(cited)}."
        )


def _words(names: Sequence[str]) -> str:
    return " or ".join(name.replace("_", " ") for name in names)


def _each_rule_once(reasons: Iterator[Reason]) -> Iterator[Reason]:
    seen: set[str] = set()
    for reason in reasons:
        if reason.rule not in seen:
            seen.add(reason.rule)
            yield reason


def _unique(items: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
