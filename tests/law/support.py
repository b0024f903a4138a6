"""Reading of the case files, shared by the tests of the law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from undercut.core.documents import read
from undercut.law.engine import assess
from undercut.law.findings import Assessment
from undercut.law.vocabulary import Facts, load_vocabulary

CASES = Path(__file__).parent.parent / "law_cases"

ON = date(2026, 6, 30)


@dataclass(frozen=True)
class Case:
    id: str
    topic: str
    layer: str
    on: date
    findings: Mapping[str, str]
    authorities: tuple[str, ...]
    turns_on: tuple[str, ...]
    stated: Mapping[str, Any]
    facts: Facts

    def assess(self) -> Assessment:
        return assess(self.facts, self.on)


def facts(**values: Any) -> Facts:
    found, problems = load_vocabulary().read_facts(values)
    assert problems == []
    return found


def load(name: str) -> list[Case]:
    return [_case(entry) for entry in read(CASES / name, size_cap=4_000_000).data]


def _case(entry: Mapping[str, Any]) -> Case:
    day = str(entry.get("on") or entry.get("details", {}).get("date", ""))
    full = len(day) == len("2025-01-31")
    return Case(
        entry["id"],
        entry["topic"],
        entry["layer"],
        date.fromisoformat(day) if full else date(entry["year"], 6, 30),
        {**entry.get("layers", {}), entry["layer"]: entry["finding"]},
        tuple(entry["authority_ids"]),
        tuple(entry.get("turns_on", ())),
        entry["facts"],
        facts(**entry["facts"]),
    )
