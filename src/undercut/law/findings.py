"""Findings: what a check says, and the chain from facts to sources behind it.

The order, everywhere: barred > contested > permitted_if > permitted. On paper the four are
called not lawful, disputed, lawful if, lawful.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from undercut.law.authorities import Authority


class Finding(StrEnum):
    """Answer to the question whether an act may be done."""

    PERMITTED = "permitted"
    PERMITTED_IF = "permitted_if"
    CONTESTED = "contested"
    BARRED = "barred"

    @property
    def rank(self) -> int:
        """Place in the order, from 0 (permitted) to 3 (barred)."""
        return _RANKS[self]

    @property
    def label(self) -> str:
        """The words for paper."""
        return _LABELS[self]

    @property
    def is_lawful(self) -> bool:
        """Whether the act is lawful, at least on conditions that can be met."""
        return _RANKS[self] < 2


_RANKS = {finding: rank for rank, finding in enumerate(Finding)}
_LABELS = {
    Finding.PERMITTED: "lawful",
    Finding.PERMITTED_IF: "lawful if",
    Finding.CONTESTED: "disputed",
    Finding.BARRED: "not lawful",
}


class Layer(StrEnum):
    """Body of law that is asked; each gets a finding of its own."""

    US_DOMESTIC = "us_domestic"
    INTERNATIONAL = "international"
    HOST_STATE = "host_state"

    @property
    def label(self) -> str:
        """The words for paper."""
        return _LAYER_LABELS[self]


_LAYER_LABELS = {
    Layer.US_DOMESTIC: "US law",
    Layer.INTERNATIONAL: "international law",
    Layer.HOST_STATE: "law of the host state",
}


def most_restrictive(findings: Iterable[Finding]) -> Finding:
    """Return the highest of several findings; permitted where there is none."""
    return max(findings, key=lambda finding: finding.rank, default=Finding.PERMITTED)


class Effect(StrEnum):
    """What one rule does in a finding."""

    BARS = "bars"
    DISPUTED = "disputed"
    NEEDS = "needs"
    MET = "met"
    LIFTED = "lifted"
    LIFTS = "lifts"
    GRANTS = "grants"
    UNAVAILABLE = "unavailable"
    SILENT = "silent"


@dataclass(frozen=True)
class Dispute:
    """An open question of law, and who answers it how."""

    question: str
    positions: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data for files and the page."""
        return {
            "question": self.question,
            "positions": [{"who": who, "holds": holds} for who, holds in self.positions],
        }


@dataclass(frozen=True)
class Reason:
    """One rule at work: what it does, on which authority, and which facts it still lacks.

    Attributes
    ----------
    rule : id of the rule, or of the engine's own step where no rule speaks.
    effect : what the rule does.
    finding : what the rule would make of the act by itself.
    authorities : where the law stands, the ground first.
    because : one sentence.
    conditions : sentences that must be met or kept.
    facts : the stated facts that the rule read, by name.
    unmet : what the rule requires and the facts deny.
    missing : facts that nobody stated and that would decide the rule.
    claimed : facts that are asserted and not shown.
    lifted_by : facts that nobody stated and that could lift a bar, such as a proclamation.
    dispute : the open question that the rule rests on, if any.

    """

    rule: str
    effect: Effect
    finding: Finding
    because: str
    authorities: tuple[Authority, ...] = ()
    conditions: tuple[str, ...] = ()
    facts: tuple[tuple[str, Any], ...] = ()
    unmet: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()
    dispute: Dispute | None = None

    def to_json(self, on: date) -> dict[str, Any]:
        """Plain data for files and the page."""
        data: dict[str, Any] = {
            "rule": self.rule,
            "effect": str(self.effect),
            "authorities": [authority.reference(on) for authority in self.authorities],
            "because": self.because,
            "facts": dict(self.facts),
        }
        if self.unmet:
            data["unmet"] = list(self.unmet)
        if self.missing:
            data["missing"] = list(self.missing)
        if self.claimed:
            data["claimed"] = list(self.claimed)
        if self.lifted_by:
            data["lifted_by"] = list(self.lifted_by)
        if self.dispute:
            data["dispute"] = self.dispute.to_json()
        return data


@dataclass(frozen=True)
class LayerFinding:
    """Finding of one layer, with the rules that decide first among its reasons.

    Attributes
    ----------
    conditions : sentences that must be met or kept.
    missing : facts that nobody stated and that matter.
    bearing : further authorities whose scope covers the act; filled by `check_facts`.

    """

    layer: Layer
    finding: Finding
    reasons: tuple[Reason, ...]
    conditions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    bearing: tuple[Authority, ...] = ()

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """The reasons that give the layer its finding."""
        return tuple(
            reason
            for reason in self.reasons
            if reason.finding is self.finding and reason.effect is not Effect.LIFTED
        )

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """Every authority cited, the deciding ones first, each once."""
        return tuple({a.id: a for reason in self.reasons for a in reason.authorities}.values())

    def to_json(self, on: date) -> dict[str, Any]:
        """Plain data: `finding`, `reasons`, `conditions`, `missing`."""
        return {
            "finding": str(self.finding),
            "reasons": [reason.to_json(on) for reason in self.reasons],
            "conditions": list(self.conditions),
            "missing": list(self.missing),
            "bearing": [authority.reference(on) for authority in self.bearing],
        }


@dataclass(frozen=True)
class OpenFact:
    """A fact that nobody stated, one value it could have, and the finding it would give."""

    fact: str
    value: Any
    finding: Finding

    def to_json(self) -> dict[str, Any]:
        """Plain data for files and the page."""
        return {"fact": self.fact, "value": _plain(self.value), "finding": str(self.finding)}


@dataclass(frozen=True)
class Remedy:
    """A change that the planner can choose, and what the finding would then be."""

    change: Mapping[str, Any]
    steps: tuple[str, ...]
    finding: Finding

    def to_json(self) -> dict[str, Any]:
        """Plain data for files and the page."""
        return {
            "change": {name: _plain(value) for name, value in self.change.items()},
            "steps": list(self.steps),
            "finding": str(self.finding),
        }


@dataclass(frozen=True)
class Assessment:
    """What the law of one day says of one action, layer by layer.

    Attributes
    ----------
    remedies : changes that would make a barred or contested act lawful.
    open_facts : unknown facts that would change the finding, each by itself; where asked for.

    """

    on: date
    layers: Mapping[Layer, LayerFinding]
    remedies: tuple[Remedy, ...] = ()
    open_facts: tuple[OpenFact, ...] = ()

    @property
    def finding(self) -> Finding:
        """The most restrictive layer."""
        return most_restrictive(layer.finding for layer in self.layers.values())

    @property
    def headline(self) -> LayerFinding:
        """The layer that gives the overall finding; of several, the first that cites authority."""
        finding = self.finding
        found = [layer for layer in self.layers.values() if layer.finding is finding]
        return next((x for x in found if any(r.authorities for r in x.deciding)), found[0])

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """Every authority cited in any layer, the headline's first."""
        ordered = sorted(self.layers.values(), key=lambda layer: -layer.finding.rank)
        return tuple({a.id: a for layer in ordered for a in layer.authorities}.values())

    def to_json(self) -> dict[str, Any]:
        """Plain data: `finding`, `on`, `layers`, `remedies`."""
        return {
            "finding": str(self.finding),
            "on": self.on.isoformat(),
            "layers": {str(name): layer.to_json(self.on) for name, layer in self.layers.items()},
            "remedies": [remedy.to_json() for remedy in self.remedies],
            "sensitivity": [item.to_json() for item in self.open_facts],
        }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
