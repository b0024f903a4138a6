"""A made run and a made memo of the right shape: their numbers are drawn, not simulated."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from undercut.law.authorities import load_authorities
from undercut.report.charts import Observation, fan_chart
from undercut.report.content import MemoContent, Point, Reference, Table
from undercut.strategy import load_strategy
from undercut.world.outcomes import MEASURES, OBJECTIVES, RISKS

YEARS = list(range(2025, 2040))
UNITS = {measure.name: measure.unit for measure in MEASURES} | {"reversals": "event/year"}
LABELS = {measure.name: measure.label for measure in MEASURES}
NAMES = ("q05", "q10", "q25", "q50", "q75", "q90", "q95")
PROBABILITIES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)

LEVELS = {
    "us_overdose_deaths": (82_000.0, -0.11, 0.09),
    "mx_homicides": (33_000.0, -0.004, 0.05),
    "network_capability": (0.97, -0.06, 0.12),
    "escalations": (0.05, 0.0, 0.02),
    "host_consent": (0.58, 0.05, 0.08),
    "domestic_backlash": (0.21, 0.04, 0.06),
    "regional_spillover": (1.02, 0.05, 0.06),
    "civilian_harm": (0.0, 0.0, 0.0),
    "killed_by_force": (0.0, 0.0, 0.0),
    "organizations": (215.0, 0.03, 0.05),
    "us_prisoners": (341_000.0, 0.006, 0.02),
    "reversals": (0.0, 0.03, 0.03),
}
"""Baseline level, mean and spread of the relative change."""


def quantiles(values: np.ndarray) -> dict[str, float]:
    return dict(zip(NAMES, (float(v) for v in np.quantile(values, PROBABILITIES)), strict=True))


def finding(lever: str, verdict: str, **more: Any) -> dict[str, Any]:
    """One lever of `check --json`."""
    authorities = more.pop("authorities", [])
    reasons = [
        {
            "rule": f"{lever}_rule",
            "effect": "bars",
            "authorities": authorities,
            "because": more.pop("because", ""),
        }
    ]
    layers = {"us_domestic": {"finding": verdict, "reasons": reasons}}
    base = {"conditions": [], "missing": [], "remedies": []}
    return {
        "lever": lever,
        "finding": verdict,
        "layers": layers,
        "authorities": authorities,
        **base,
        **more,
    }


@dataclass
class MadeRun:
    """A run whose outcomes are drawn around given changes."""

    strategies: dict[str, Any]
    findings: dict[str, Any]
    levels: dict[str, tuple[float, float, float]] = field(default_factory=lambda: dict(LEVELS))
    cost: dict[str, float] = field(default_factory=lambda: {"us_federal": 1.36e9, "mixed": 1.65e9})
    budget: dict[str, Any] | None = None
    futures: int = 256
    command: str = (
        "undercut run support-not-supplant interdiction-only military-campaign demand-first "
        "institutions-first --futures 256 --seed 0"
    )

    @property
    def manifest(self) -> dict[str, Any]:
        return {
            "run_id": "3f9a12bc77de",
            "version": "0.1.0",
            "seed": 0,
            "futures": self.futures,
            "source_hash": "5d0c9a7b1e2f",
            "data_hash": "8c1d2e3f4a5b6c7d8e9f",
            "command": self.command,
            "created": "2025-11-24T15:00:00+00:00",
        }

    def strategy(self, strategy_id: str) -> Any:
        return self.strategies[strategy_id]

    def _draw(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        level, mean, spread = self.levels[name]
        luck = np.random.default_rng(sorted(LEVELS).index(name))
        before = level * np.exp(0.12 * luck.standard_normal(self.futures))
        change = (level or 1.0) * (mean + spread * luck.standard_normal(self.futures))
        return before, np.maximum(before + change, 0.0)

    def _outcome(self, name: str) -> dict[str, Any]:
        before, after = self._draw(name)
        change = after - before
        sign = -1.0 if name == "host_consent" else 1.0
        return {
            "unit": UNITS[name],
            "period": "2035:2039",
            "baseline": quantiles(before),
            "strategy": quantiles(after),
            "change": quantiles(change),
            "p_better": float(np.mean(sign * change < 0)),
            "p_worse": float(np.mean(sign * change > 0)),
        }

    def summary(self) -> dict[str, Any]:
        years = len(YEARS)
        spread = np.exp(0.25 * np.random.default_rng(9).standard_normal(self.futures))
        entries = [
            {
                "id": name,
                "title": strategy.title,
                "finding": self.findings[name]["finding"],
                "outcomes": {outcome: self._outcome(outcome) for outcome in OBJECTIVES},
                "risks": {risk: self._outcome(risk) for risk in (*RISKS, "reversals")},
                "cost": {
                    "unit": "USD",
                    "added": quantiles(years * sum(self.cost.values()) * spread),
                    "central": 0.9 * years * sum(self.cost.values()),
                    "present_value": quantiles(0.8 * years * sum(self.cost.values()) * spread),
                    "by_payer": {
                        payer: quantiles(years * value * spread)
                        for payer, value in self.cost.items()
                    },
                    "budget": self.budget,
                },
            }
            for name, strategy in self.strategies.items()
        ]
        return {
            "run_id": "3f9a12bc77de",
            "path": "out/run",
            "seed": 0,
            "futures": self.futures,
            "strategies": entries,
            "warnings": [],
        }

    def bands(self, strategy_id: str, outcome: str) -> dict[str, Any]:
        assert strategy_id in self.strategies
        before, after = self._draw(outcome)
        ramp = np.minimum(1.0, (np.arange(len(YEARS)) + 1) / 5.0)

        def by_year(values: np.ndarray) -> dict[str, list[float]]:
            rows = [quantiles(before + step * (values - before)) for step in ramp]
            return {name: [row[name] for row in rows] for name in NAMES}

        return {
            "unit": UNITS[outcome],
            "label": LABELS[outcome],
            "years": YEARS,
            "baseline": by_year(before),
            "strategy": by_year(after),
        }


VERDICTS = ("barred", "contested", "permitted_if", "permitted")

LONG = (
    "The governments of both countries agree in writing, and the agencies in the lead report "
    "every quarter to the committees of both chambers on what was done, where, and by whom."
)


def findings_for(strategy: Any, verdicts: tuple[str, ...]) -> dict[str, Any]:
    """Findings of the levers that a strategy names, in turn, with long texts and citations."""
    records = sorted(
        load_authorities().by_id.values(), key=lambda a: -len(a.title) - len(a.citation)
    )
    levers = [
        finding(
            lever,
            verdicts[index % len(verdicts)],
            authorities=[{"id": record.id, "citation": record.citation}],
            because=LONG,
            conditions=[LONG] * 3,
            missing=["consent", "executive_decision"],
        )
        for index, (lever, record) in enumerate(zip(strategy.levers, records, strict=False))
    ]
    overall = [v for v in VERDICTS if any(item["finding"] == v for item in levers)]
    return {"finding": (overall or ["permitted"])[0], "levers": levers, "warnings": []}


@pytest.fixture
def make_run() -> Callable[..., MadeRun]:
    """Make a run of the baseline and one strategy: a shipped id or a document as text."""

    def make(
        named: str | Path, verdicts: tuple[str, ...] = ("permitted_if",), **changes: Any
    ) -> MadeRun:
        baseline, strategy = load_strategy("baseline"), load_strategy(named)
        return MadeRun(
            {"baseline": baseline, strategy.id: strategy},
            {
                "baseline": findings_for(baseline, verdicts),
                strategy.id: findings_for(strategy, verdicts),
            },
            **changes,
        )

    return make


@pytest.fixture
def bands() -> dict[str, Any]:
    """Bands of US overdose deaths, in which the strategy does better."""
    run = MadeRun({"demand-first": None}, {})
    return run.bands("demand-first", "us_overdose_deaths")


@pytest.fixture
def make_memo(bands: dict[str, Any]) -> Callable[..., MemoContent]:
    """Build a memo of ordinary length, with some fields changed."""
    row = ("Extradition", "Lawful if", "Extradition Treaty, 31 U.S.T. 5059 [3]", "The host agrees.")
    risk = ("US prisoners for drug offenses", "340,000", "+2,900", "0 to +11,000", "65% (likely)")
    memo = MemoContent(
        title="Demand first",
        mark="",
        standing=("Run 3f9a12bc77de", "256 futures", "Law as of 2025-11-24", "Data as of 2024"),
        bottom_line=("It very likely lowers deaths: 88% of 256 futures.", "It adds $3.0 billion."),
        asks=(Point("Who decides", "Congress."), Point("Who leads", "Civilian agencies.")),
        chart=fan_chart(bands, "demand-first", observed=[Observation(2024, 79_384.0)]),
        objectives=Table(
            "Yearly means of 2035 to 2039",
            ("Objective", "2024", "Baseline", "Change", "80% range", "Better"),
            (("US overdose deaths", "79,000 [1]", "80,000", "+1", "0 to +2", "88%"),) * 3,
        ),
        cost=Table("Added cost [2]", ("Payer", "Median"), (("All payers", "$3.0 billion"),)),
        contributions="Contribution of each lever: not computed.",
        authorities=Table(
            "Every changed lever (4)", ("Lever", "Finding", "Authority", "Reason"), (row,) * 4
        ),
        other_authorities="",
        risks=Table(
            "Worse than baseline", ("Risk", "Baseline", "Change", "Range", "Worse"), (risk,) * 5
        ),
        other_risks="Actors outside the region are not modeled.",
        metrics=(Point("Signposts", "not computed."),),
        basis=(Point("Rebuild", "undercut run demand-first --futures 256 --seed 0"),),
        sources=tuple(
            Reference(
                n, f"Agency 2024, Report {n}.", f"Agency (2024). Report {n}.", "https://a.org"
            )
            for n in (1, 2, 3)
        ),
        run_id="3f9a12bc77de",
        command="undercut run demand-first --futures 256 --seed 0",
        created=datetime(2025, 11, 24, 15, tzinfo=UTC),
    )
    return lambda **changes: replace(memo, **changes)
