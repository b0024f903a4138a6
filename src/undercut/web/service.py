"""What the API answers: runs, checks and memos, computed once and kept by content.

Start with `Service.simulate`. Nothing here belongs to a visitor: an answer is a function of the
request, the data and the day.
"""

import hashlib
import json
import tempfile
import threading
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from undercut.core.documents import parse
from undercut.core.errors import InputError, Problem, StrategyError, nearest
from undercut.evidence.catalog import load_catalog
from undercut.explore.inmemory import LiveRun
from undercut.explore.live import FUTURES, Kept, Laboratory, Left
from undercut.explore.results import quantiles
from undercut.law import check_strategy
from undercut.report.memo import write_memo
from undercut.strategy import Policy, Strategy, load_strategy
from undercut.strategy.budget import check_budget
from undercut.strategy.cost import added_cost
from undercut.strategy.document import BASELINE
from undercut.strategy.policy import lay_out
from undercut.strategy.reader import read_strategy
from undercut.web.apart import compile_apart
from undercut.web.bodies import CheckBody, CompareBody, MemoBody, SimulateBody, to_strategy
from undercut.world.outcomes import NAMES, OBJECTIVES

KEPT_ANSWERS = 64
KEPT_PARTS = 256

FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}


def _nobody_left() -> bool:
    return False


class Service:
    """Everything behind the API; safe to share between threads."""

    def __init__(self) -> None:
        self._laboratory: Laboratory | None = None
        self._starting = threading.Lock()
        self._answers: Kept[bytes] = Kept(KEPT_ANSWERS)
        self._parts: Kept[dict[str, Any]] = Kept(KEPT_PARTS)
        self._guard = threading.Lock()

    @property
    def laboratory(self) -> Laboratory:
        """Draw the futures on first use; later callers wait for the first."""
        with self._starting:
            if self._laboratory is None:
                self._laboratory = Laboratory(prepare=compile_apart)
            return self._laboratory

    def warm(self) -> None:
        """Compile the program and compute the baseline before anybody asks."""
        base = load_strategy(BASELINE)
        self.laboratory.run(base, self.findings)
        self.outlook(base)

    def simulate(self, body: SimulateBody, left: Left = _nobody_left) -> bytes:
        """Simulate one strategy beside the baseline.

        Raises
        ------
        InputError : the strategy, a measure or an assumption is wrong.
        AbandonedError : `left` said that nobody waits for the answer any more.

        """
        return self._once("simulate", body.model_dump(), lambda: self._simulate(body, left))

    def _simulate(self, body: SimulateBody, left: Left) -> dict[str, Any]:
        strategy = to_strategy(body.strategy)
        names = _measures(body.bands)
        run = self.laboratory.run(
            strategy, self.findings, futures=body.futures, assumptions=body.assumptions, left=left
        )
        policy = lay_out(strategy)
        law = run.findings[strategy.id]
        others = [] if strategy.id == BASELINE else [run.entry(strategy.id)]
        return {
            "run_id": run.run_id,
            "path": None,
            "seed": run.manifest["seed"],
            "futures": run.manifest["futures"],
            "strategies": [self._baseline_entry(run), *others],
            "warnings": run.warnings(),
            "bands": {name: run.bands(strategy.id, name) for name in names},
            "budget": check_budget(policy).to_json(),
            "cost": added_cost(policy).to_json(),
            "law": {
                "finding": law["finding"],
                "on": law["on"],
                "levers": {item["lever"]: item["finding"] for item in law["levers"]},
                "outlook": self.outlook(strategy),
            },
            "assumptions": dict(body.assumptions),
            "assumption_change": self._assumption_change(run, BASELINE, body, left),
            "assumption_change_strategy": self._assumption_change(run, strategy.id, body, left)
            if body.futures == max(FUTURES)
            else {},
        }

    def _baseline_entry(self, run: LiveRun) -> dict[str, Any]:
        """Give the baseline's part of the summary, which many runs share."""
        key = (
            "baseline",
            run.manifest["futures"],
            run.years[-1],
            _digest(run.manifest["assumptions"]),
        )
        with self._guard:
            known = self._parts.find(key)
            if known is None:
                known = self._parts.keep(key, run.entry(BASELINE))
        return known

    def _assumption_change(
        self, run: LiveRun, name: str, body: SimulateBody, left: Left
    ) -> dict[str, Any]:
        """Say what the assumptions did to the baseline or the strategy, future by future."""
        if not body.assumptions:
            return {}
        policy = load_strategy(BASELINE) if name == BASELINE else run.strategy(name)
        free = self.laboratory.run(policy, self.findings, futures=body.futures, left=left)
        found = {}
        for measure in OBJECTIVES:
            held, drawn = run.values(name, measure), free.values(name, measure)
            years = min(held.shape[1], drawn.shape[1])
            last = slice(max(0, years - 5), years)
            found[measure] = quantiles(held[:, last].mean(1) - drawn[:, last].mean(1))
        return found

    def compare(self, body: CompareBody, left: Left = _nobody_left) -> bytes:
        """Hold strategies against each other over the same futures.

        Raises
        ------
        InputError : a strategy or an assumption is wrong, two share an id, or they end apart.
        AbandonedError : `left` said that nobody waits for the answer any more.

        """
        return self._once("compare", body.model_dump(), lambda: self._compare(body, left))

    def _compare(self, body: CompareBody, left: Left) -> dict[str, Any]:
        chosen = [to_strategy(written) for written in body.strategies]
        ids = [strategy.id for strategy in chosen]
        if len(set(ids)) < len(ids) or BASELINE in ids:
            message = "strategies of a comparison need ids of their own, none of them 'baseline'."
            raise StrategyError(Problem(message))
        if len({strategy.grid.last.year for strategy in chosen}) > 1:
            raise StrategyError(Problem("strategies of a comparison must end in the same year."))
        runs = [
            self.laboratory.run(
                strategy,
                self.findings,
                futures=body.futures,
                assumptions=body.assumptions,
                left=left,
            )
            for strategy in chosen
        ]
        entries = [run.entry(run.strategy_ids[1]) for run in runs]
        means = {
            (name, run.strategy_ids[1]): run.values(run.strategy_ids[1], name)[:, -5:].mean(1)
            for run in runs
            for name in OBJECTIVES
        }
        pairs = [
            {
                "a": a,
                "b": b,
                "outcome": name,
                "p_a_better": float(np.mean(means[name, a] < means[name, b])),
            }
            for name in OBJECTIVES
            for a in ids
            for b in ids
            if a != b
        ]
        bands = {
            name: {run.strategy_ids[1]: run.bands(run.strategy_ids[1], name) for run in runs}
            for name in OBJECTIVES
        }
        return {
            "futures": body.futures,
            "seed": runs[0].manifest["seed"],
            "strategies": entries,
            "pairs": pairs,
            "bands": bands,
            "warnings": list(dict.fromkeys(w for run in runs for w in run.warnings())),
        }

    def check(self, body: CheckBody) -> bytes:
        """Hold a strategy against its budget and the law, as `check --json` does.

        Raises
        ------
        InputError : the strategy or the day is wrong, or a year passes a budget that binds.

        """
        on = day(body.on)
        return self._once("check", body.model_dump(), lambda: self._check(body, on))

    def _check(self, body: CheckBody, on: date) -> dict[str, Any]:
        strategy = to_strategy(body.strategy)
        policy = lay_out(strategy)
        budget = check_budget(policy)
        law = self.findings(strategy, policy, on)
        warnings = list(law["warnings"])
        errors = []
        if budget.problem:
            binds = strategy.budget is not None and strategy.budget.on_exceed == "error"
            errors = [vars(budget.problem)] if binds else []
            warnings += [] if binds else [str(budget.problem)]
        return {
            **law,
            "title": strategy.title,
            "budget": budget.to_json(),
            "cost": added_cost(policy).to_json(),
            "warnings": warnings,
            "errors": errors,
        }

    def memo(self, body: MemoBody, left: Left = _nobody_left) -> tuple[bytes, str, str]:
        """Write the memo of a strategy: its bytes, their type, and a name for the file.

        Raises
        ------
        InputError : the strategy is wrong, or it is the baseline.
        AbandonedError : `left` said that nobody waits for the memo any more.

        """
        strategy = to_strategy(body.strategy)
        if strategy.id == BASELINE:
            raise StrategyError(Problem("the baseline has no memo; move a lever first."))
        run = self.laboratory.run(strategy, self.findings, left=left)
        with tempfile.TemporaryDirectory(prefix="undercut-") as folder:
            target = Path(folder) / f"memo.{body.format}"
            content = write_memo(run, strategy.id, target).read_bytes()
        return content, FORMATS[body.format], f"{strategy.id}.{body.format}"

    def findings(
        self, strategy: Strategy, policy: Policy, on: date | None = None
    ) -> dict[str, Any]:
        """Give the law's findings, kept by all that they depend on.

        That is which levers are used, moved, raised and ended, the assumptions and the day; how
        far a lever is moved is none of the law's business.
        """
        on = on or date.today()
        base = policy.baseline[:, None]
        key = (
            on,
            *(
                moved.any(axis=1).tobytes()
                for moved in (policy.values > 0, policy.values != base, policy.values > base)
            ),
            tuple(name for name, item in strategy.levers.items() if item.until is not None),
            strategy.triggers,
            _digest([strategy.law.host, strategy.law.facts, strategy.law.levers]),
        )
        with self._guard:
            known = self._parts.find(key)
        if known is None:
            known = check_strategy(strategy, policy, on).to_json()
            with self._guard:
                self._parts.keep(key, known)
        return {**known, "strategy": strategy.id}

    def outlook(self, strategy: Strategy) -> dict[str, str]:
        """Say what the law would find of every lever if it were raised, all else as assumed."""
        law = strategy.law
        key = ("outlook", date.today(), _digest([law.host, law.facts, law.levers]))
        with self._guard:
            known = self._parts.find(key)
        if known is None:
            whole = _raised(strategy)
            found = self.findings(whole, lay_out(whole))
            known = {item["lever"]: item["finding"] for item in found["levers"]}
            with self._guard:
                self._parts.keep(key, known)
        return known

    def _once(self, kind: str, asked: Mapping[str, Any], make: Callable[[], Any]) -> bytes:
        key = (kind, date.today(), _digest(asked))
        with self._guard:
            known = self._answers.find(key)
        if known is None:
            known = to_json(make())
            with self._guard:
                self._answers.keep(key, known)
        return known


def to_json(content: Any) -> bytes:
    """Write an answer."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _raised(strategy: Strategy) -> Strategy:
    """Every lever at the top of its range, under the same legal assumptions."""
    levers = {lever.id: {"to": lever.range.max} for lever in load_catalog().levers.values()}
    text = json.dumps(
        {
            "strategy": "every-lever",
            "title": "Every lever",
            "objective": OBJECTIVES[0],
            "from": "2025-01",
            "to": "2039-12",
            "levers": levers,
            "law": {
                "host": strategy.law.host,
                "facts": dict(strategy.law.facts),
                "levers": {name: dict(facts) for name, facts in strategy.law.levers.items()},
            },
        }
    )
    document = parse(text, "strategy.yaml", error=StrategyError)
    return read_strategy(document, load_catalog(), text=text, source="every-lever.yaml")


def _measures(names: list[str] | None) -> list[str]:
    if names is None:
        return list(NAMES)
    problems = [
        Problem(
            f"no measure is called '{name}'.",
            "request",
            path="bands",
            hint=nearest(name, NAMES, noun="Measures"),
        )
        for name in names
        if name not in NAMES
    ]
    if problems:
        raise InputError(problems)
    return list(dict.fromkeys(names))


def day(written: str | None) -> date:
    """Read a day, today where none is written.

    Raises
    ------
    InputError : it is not a day.

    """
    if written is None:
        return date.today()
    try:
        return date.fromisoformat(written)
    except ValueError:
        message = f"'{written}' is not a day; expected such as 2026-01-31."
        raise InputError(Problem(message, "request", path="on")) from None
