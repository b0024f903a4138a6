"""Run strategies and the baseline over the same futures, and store what came out.

Start with `run_strategies`. Work goes chunk by chunk (1,024 futures) and strategy by strategy; a
finished chunk is never computed again when a run is resumed, and memory does not grow with the
number of futures.
"""

import hashlib
import json
import shlex
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from undercut.core.errors import Problem, RunError, StrategyError
from undercut.core.months import STATE, Grid, Month
from undercut.core.source import source_hash
from undercut.evidence.package import data_hash
from undercut.explore import store as stores
from undercut.explore.policies import run_policy
from undercut.explore.results import Run, load_run
from undercut.fit.priors import draw_futures, draw_unit_costs
from undercut.law.strategies import check_strategy
from undercut.strategy import Policy, Strategy, load_strategy, resolve
from undercut.strategy.cost import Cost, Held, added_cost, price
from undercut.strategy.document import BASELINE
from undercut.world import engine, outcomes

FUTURES_CAP = 1_000_000

Progress = Callable[[str, int, int], None]
"""Called with a strategy's id, the futures done and the futures to do."""


def run_strategies(
    strategies: Sequence[Strategy],
    *,
    futures: int = 256,
    seed: int = 0,
    out: Path,
    workers: int = engine.THREADS,
    resume: bool = False,
    series: bool = False,
    on: date | None = None,
    progress: Progress | None = None,
) -> Run:
    """Simulate strategies, and the baseline once, over the same futures and luck.

    Parameters
    ----------
    strategies : what to run; the baseline is added when it is not among them.
    futures : how many futures, from number 0.
    seed : the seed of parameters and luck.
    out : the run folder; made, or taken up when `resume` is set.
    workers : blocks of futures to run side by side.
    series : store every month of every measure, not only years.
    on : the day whose law is read; by default today, or of a run that is resumed its own.
    progress : called as chunks finish.

    Raises
    ------
    StrategyError : strategies share an id or differ in their last month.
    RunError : the folder cannot be used.
    FutureError : a future left the finite numbers.
    LawError : the facts of a strategy are wrong; nothing is written then.

    """
    if not 1 <= futures <= FUTURES_CAP:
        raise StrategyError(Problem(f"{futures} futures asked for; expected 1 to {FUTURES_CAP:,}."))
    chosen = _with_baseline(strategies)
    policies = [resolve(strategy) for strategy in chosen]
    grid = run_grid(policies)
    day = on or (stores.day_of(out) if resume else None) or date.today()
    manifest = describe_run(chosen, grid, futures, seed, series, day)
    findings = {
        policy.strategy.id: check_strategy(policy.strategy, policy, day).to_json()
        for policy in policies
    }
    store = stores.Store.create(out, manifest, resume=resume)
    for strategy in chosen:
        store.write(f"strategies/{strategy.id}.yaml", strategy.text)
    store.write(stores.FINDINGS, json.dumps(findings, indent=1, ensure_ascii=False) + "\n")

    group = store.arrays(_layout(policies, grid, futures, series), _coordinates(policies, grid))
    if resume:
        store.forget_damaged(group, [strategy.id for strategy in chosen])

    def save(index: int, chunk: int, stop: int, result: engine.Result, held: Held) -> None:
        span = slice(chunk * stores.CHUNK, stop)
        try:
            _write(group, index, span, result, price(policies[index], held, costs[chunk]))
        except OSError as failure:
            raise RunError(
                f"{out}: cannot be written: {failure.strerror or failure}. Put that right and "
                "take the run up again with --resume."
            ) from None
        store.mark_done(chosen[index].id, chunk)
        if progress:
            progress(chosen[index].id, stop, futures)

    costs: dict[int, np.ndarray] = {}
    with ThreadPoolExecutor(1) as writer:
        saving: Future[None] | None = None
        for chunk, start in enumerate(range(0, futures, stores.CHUNK)):
            stop = min(start + stores.CHUNK, futures)
            todo = [p for p in range(len(policies)) if not store.is_done(chosen[p].id, chunk)]
            if not todo:
                continue
            drawn = draw_futures(np.arange(start, stop), seed)
            costs[chunk] = draw_unit_costs(drawn)
            for index in todo:
                ran = run_policy(policies[index], grid, drawn, series=series, threads=workers)
                if saving:
                    saving.result()
                saving = writer.submit(save, index, chunk, stop, *ran)
        if saving:
            saving.result()
    return load_run(out)


def _with_baseline(strategies: Sequence[Strategy]) -> list[Strategy]:
    chosen = list(strategies)
    if all(strategy.id != BASELINE for strategy in chosen):
        chosen.insert(0, load_strategy(BASELINE))
    seen: set[str] = set()
    for strategy in chosen:
        if strategy.id in seen:
            raise StrategyError(Problem(f"two strategies are called '{strategy.id}'."))
        seen.add(strategy.id)
    return sorted(chosen, key=lambda strategy: strategy.id != BASELINE)


def run_grid(policies: Sequence[Policy]) -> Grid:
    """Every run starts the month after the start state and ends with a calendar year."""
    lasts = {policy.grid.last for policy in policies if policy.strategy.id != BASELINE}
    if len(lasts) > 1:
        shown = ", ".join(sorted(str(last) for last in lasts))
        raise StrategyError(Problem(f"strategies of one run must end together; found {shown}."))
    last = lasts.pop() if lasts else policies[0].grid.last
    return Grid(STATE + 1, Month.parse(f"{last.year}-12"))


def describe_run(
    strategies: Sequence[Strategy],
    grid: Grid,
    futures: int,
    seed: int,
    series: bool,
    on: date | None = None,
) -> dict[str, Any]:
    """Write the manifest: everything a result depends on; its hash is the run id.

    The law is that of today unless a day is given.
    """
    day = (on or date.today()).isoformat()
    basis: dict[str, Any] = {
        "version": version("undercut"),
        "source_hash": source_hash(),
        "data_hash": data_hash(),
        "on": day,
        "seed": seed,
        "lane_width": engine.WIDTH,
        "futures": futures,
        "series": series,
        "first": str(grid.first),
        "last": str(grid.last),
        "strategies": [{"id": s.id, "sha": _digest(s.text)} for s in strategies],
        "parameters": "prior",
    }
    run_id = _digest(json.dumps(basis, sort_keys=True))[:12]
    named = [s.source for s in strategies if s.id != BASELINE] or [BASELINE]
    command = ["undercut", "run", *named, "--futures", str(futures), "--seed", str(seed)]
    command += ["--on", day]
    if series:
        command.append("--series")
    return {
        "run_id": run_id,
        **basis,
        "titles": {s.id: s.title for s in strategies},
        "objectives": {s.id: s.objective_names for s in strategies},
        "consent": {s.id: str(s.law.facts.get("consent", "unknown")) for s in strategies},
        "command": shlex.join(command),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _coordinates(policies: Sequence[Policy], grid: Grid) -> dict[str, Any]:
    cost = added_cost(policies[0], grid=grid)
    return {
        "strategy": [policy.strategy.id for policy in policies],
        "year": grid.years,
        "month": [str(month) for month in grid.months],
        "signpost_month": [str(month) for month in grid.months[: engine.SIGNPOST_MONTHS]],
        "fiscal_year": list(cost.fiscal_years),
        "payer": list(cost.payers),
    }


def _layout(
    policies: Sequence[Policy], grid: Grid, futures: int, series: bool
) -> list[stores.Variable]:
    count, years = len(policies), len(grid.years)
    cost = added_cost(policies[0], grid=grid)
    layout = []
    for measure in outcomes.MEASURES:
        words = {"unit": measure.unit, "label": measure.label}
        layout.append(
            stores.Variable(
                measure.name, ("strategy", "future", "year"), (count, futures, years), **words
            )
        )
        if series:
            layout.append(
                stores.Variable(
                    f"{measure.name}_by_month",
                    ("strategy", "future", "month"),
                    (count, futures, len(grid)),
                    unit=measure.unit.replace("/year", "/month"),
                    label=measure.label,
                )
            )
        if measure.name in outcomes.SIGNPOSTS:
            layout.append(
                stores.Variable(
                    f"{measure.name}_signpost",
                    ("strategy", "future", "signpost_month"),
                    (count, futures, min(engine.SIGNPOST_MONTHS, len(grid))),
                    unit=measure.unit.replace("/year", "/month"),
                    label=measure.label,
                    dtype="float32",
                )
            )
    layout.append(
        stores.Variable(
            "added_cost",
            ("strategy", "future", "fiscal_year", "payer"),
            (count, futures, len(cost.fiscal_years), len(cost.payers)),
            unit="USD/year",
            label="Cost added to baseline, 2024 USD, undiscounted",
        )
    )
    layout.append(
        stores.Variable(
            "present_value",
            ("strategy", "future"),
            (count, futures),
            unit="USD",
            label="Present value of the added cost, 2024 USD",
        )
    )
    return layout


def _write(
    group: Any,
    index: int,
    futures: slice,
    result: engine.Result,
    cost: Cost,
) -> None:
    for row, measure in enumerate(outcomes.MEASURES):
        group[measure.name][index, futures] = result.years[row].T
        if result.months is not None:
            group[f"{measure.name}_by_month"][index, futures] = result.months[row].T
        if measure.name in outcomes.SIGNPOSTS:
            group[f"{measure.name}_signpost"][index, futures] = result.first[row].T
    group["added_cost"][index, futures] = np.moveaxis(cost.by_payer, -1, 0)
    group["present_value"][index, futures] = cost.present_value
