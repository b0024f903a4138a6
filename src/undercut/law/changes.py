"""What changed in the law between two days: rules that began or ended, and answers that moved.

Start with `compare_days`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from undercut.law.authorities import Authority
from undercut.law.check import check_facts
from undercut.law.findings import Finding
from undercut.law.rules import Definition, Rule, load_rules
from undercut.law.vocabulary import Facts


@dataclass(frozen=True)
class Changes:
    """The difference between the law of two days.

    Attributes
    ----------
    began, ended : rules in force on the later day only, and on the earlier day only.
    redefined : derived facts whose meaning differs between the days, such as the services that
        the Posse Comitatus Act names.
    new, amended : authorities that came into force or were amended after the earlier day and up to
        the later one, with what the amendment did.

    """

    earlier: date
    later: date
    began: tuple[Rule, ...]
    ended: tuple[Rule, ...]
    redefined: tuple[Definition, ...]
    new: tuple[Authority, ...]
    amended: tuple[tuple[Authority, date, str], ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data for files and the page."""
        return {
            "from": self.earlier.isoformat(),
            "to": self.later.isoformat(),
            "rules_began": [_rule(rule) for rule in self.began],
            "rules_ended": [_rule(rule) for rule in self.ended],
            "redefined": [{"fact": d.id, "says": d.says} for d in self.redefined],
            "authorities_new": [
                {"id": a.id, "citation": a.citation, "from": str(a.effective.start)}
                for a in self.new
            ],
            "authorities_amended": [
                {"id": a.id, "citation": a.citation, "date": day.isoformat(), "what": what}
                for a, day, what in self.amended
            ],
        }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "layer": rule.layer,
        "because": rule.because,
        "authorities": list(rule.authority),
    }


def compare_days(first: date, second: date) -> Changes:
    """Find what changed between two days, in whichever order they are given."""
    earlier, later = sorted((first, second))
    rules = load_rules()
    before = {name for name in rules.by_id if _in_force(rules.by_id[name], earlier)}
    after = {name for name in rules.by_id if _in_force(rules.by_id[name], later)}
    authorities = rules.authorities.by_id.values()
    return Changes(
        earlier,
        later,
        tuple(rule for name, rule in rules.by_id.items() if name in after - before),
        tuple(rule for name, rule in rules.by_id.items() if name in before - after),
        tuple(d for d in rules.definitions if _meaning(d, earlier) != _meaning(d, later)),
        tuple(a for a in authorities if a.effective.start and earlier < a.effective.start <= later),
        tuple(
            (a, change.date, change.what)
            for a in authorities
            for change in a.amended
            if earlier < change.date <= later
        ),
    )


def _meaning(definition: Definition, on: date) -> list[bool]:
    return [clause.effective.covers(on) for clause in definition.true_if]


def _in_force(rule: Rule, on: date) -> bool:
    return load_rules().span(rule).covers(on)


def answers_on(
    facts: Mapping[str, Any] | Facts, first: date, second: date
) -> tuple[Finding, Finding]:
    """Ask the same question as of two days."""
    return (
        check_facts(facts, first, remedies=False).finding,
        check_facts(facts, second, remedies=False).finding,
    )
