"""Answers while somebody waits: futures drawn once and kept, runs that stay in memory.

Start with `Laboratory.run`. Blocks of futures do not depend on each other, so a run over more
futures takes up what a run over fewer has computed, and a strategy that ends earlier is cut from
the months of one compiled program.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import xarray

from undercut.core.errors import InputError, Problem, StrategyError, nearest
from undercut.core.months import STATE, Grid
from undercut.evidence.parameters import load_parameters
from undercut.explore.results import Run
from undercut.explore.run import describe_run, run_grid
from undercut.fit.priors import draw_futures, draw_unit_costs
from undercut.strategy import Policy, Strategy, load_strategy, resolve
from undercut.strategy.cost import added_cost
from undercut.strategy.document import BASELINE
from undercut.world import engine, outcomes
from undercut.world.loop import map_parameters

FUTURES = (128, 512)
"""How many futures an answer may rest on; both are whole blocks."""

PROGRAMS = (180, 360)
"""Months of the compiled programs: to 2039, and as far as a strategy may reach."""

SEED = 0

KEPT_POLICIES = 24
"""Policies whose yearly measures are kept; one takes 1.7 MB at 512 futures and 15 years."""

Assumptions = Mapping[str, str]
"""An option by structural alternative, such as `{"weapons.lethality_form": "linear"}`."""

Findings = Callable[[Strategy, Policy], Mapping[str, Any]]
"""Gives what `check --json` says of the law of a strategy."""

ItemT = TypeVar("ItemT")


class Kept(OrderedDict[Any, ItemT]):
    """The last few items used, by key."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def find(self, key: Any) -> ItemT | None:
        """Return what is kept under a key, as the one used last."""
        if key not in self:
            return None
        self.move_to_end(key)
        return self[key]

    def keep(self, key: Any, item: ItemT) -> ItemT:
        """Keep an item; the one unused for longest goes."""
        self[key] = item
        self.move_to_end(key)
        while len(self) > self.most:
            self.popitem(last=False)
        return item


def alternatives() -> dict[str, list[str]]:
    """Options of every structural alternative, by its key."""
    return {
        key: list(parameter.values[0].options or {})
        for key, parameter in sorted(load_parameters().items())
        if parameter.kind == "alternative"
    }


class Laboratory:
    """Futures that strategies meet one at a time; safe to share between threads.

    Notes
    -----
    One strategy runs at a time and uses two threads; more at once would only take turns.

    """

    def __init__(self, seed: int = SEED) -> None:
        self._futures = draw_futures(np.arange(max(FUTURES)), seed)
        self._unit_costs = draw_unit_costs(self._futures)
        self._years: Kept[np.ndarray] = Kept(KEPT_POLICIES)
        self._lock = threading.Lock()

    def run(
        self,
        strategy: Strategy,
        findings: Findings,
        *,
        futures: int = max(FUTURES),
        assumptions: Assumptions | None = None,
    ) -> Run:
        """Simulate a strategy and the baseline over the same futures, in memory.

        Parameters
        ----------
        strategy : what to run; the baseline itself will do.
        findings : the law.
        futures : 128 or 512.
        assumptions : what every future is to hold for true; else each draws its own.

        Raises
        ------
        StrategyError : the strategy passes its budget, or the number of futures is not served.
        InputError : an assumption names no alternative or none of its options.
        FutureError : a future left the finite numbers.

        """
        if futures not in FUTURES:
            raise StrategyError(
                Problem(f"{futures} futures asked for; expected {FUTURES[0]} or {FUTURES[1]}.")
            )
        base = load_strategy(BASELINE)
        chosen = [base] if strategy.id == BASELINE else [base, strategy]
        policies = [resolve(item) for item in chosen]
        grid = run_grid(policies)
        assumed = tuple(sorted((assumptions or {}).items()))
        met = _assume(self._futures, dict(assumed))
        with self._lock:
            years = [self._simulate(policy, grid, futures, met, assumed) for policy in policies]
        manifest = describe_run(chosen, grid, futures, int(self._futures.seed), False)
        manifest["assumptions"] = dict(assumed)
        return Run(
            None,
            manifest,
            self._labeled(policies, grid, years, self._unit_costs[:, :futures]),
            findings={p.strategy.id: dict(findings(p.strategy, p)) for p in policies},
            strategies={item.id: item for item in chosen},
        )

    def _simulate(
        self,
        policy: Policy,
        grid: Grid,
        count: int,
        futures: engine.Futures,
        assumed: tuple[tuple[str, str], ...],
    ) -> np.ndarray:
        """Yearly measures of a policy: (measure, year, future), over the years of the grid."""
        months = next(months for months in PROGRAMS if months >= len(grid))
        values = policy.values_on(Grid(STATE + 1, STATE + months))
        key = (values.tobytes(), months, assumed)
        known = self._years.find(key)
        done = 0 if known is None else known.shape[2]
        if known is None or done < count:
            rest = _part(futures, done, count)
            new = engine.simulate(values, policy.baseline, rest).years
            known = self._years.keep(
                key, new if known is None else np.concatenate([known, new], axis=2)
            )
        return known[:, : len(grid) // 12, :count]

    def _labeled(
        self, policies: list[Policy], grid: Grid, years: list[np.ndarray], unit_costs: np.ndarray
    ) -> xarray.Dataset:
        costs = [added_cost(policy, unit_costs, grid) for policy in policies]
        variables: dict[str, Any] = {
            measure.name: (
                ("strategy", "future", "year"),
                np.stack([found[row].T for found in years]),
                {"unit": measure.unit, "label": measure.label},
            )
            for row, measure in enumerate(outcomes.MEASURES)
        }
        variables["added_cost"] = (
            ("strategy", "future", "fiscal_year", "payer"),
            np.stack([np.moveaxis(cost.by_payer, -1, 0) for cost in costs]),
        )
        variables["present_value"] = (
            ("strategy", "future"),
            np.stack([cost.present_value for cost in costs]),
        )
        return xarray.Dataset(
            variables,
            coords={
                "strategy": [policy.strategy.id for policy in policies],
                "year": grid.years,
                "fiscal_year": list(costs[0].fiscal_years),
                "payer": list(costs[0].payers),
            },
        )


def _assume(futures: engine.Futures, assumptions: Assumptions) -> engine.Futures:
    """Return the futures with the assumed options in place of those they drew."""
    if not assumptions:
        return futures
    known = alternatives()
    problems = []
    parameters = futures.parameters
    for key, option in assumptions.items():
        if key not in known:
            hint = nearest(key, known, noun="Alternatives")
            problems.append(Problem(f"no alternative is called '{key}'.", hint=hint))
        elif option not in known[key]:
            hint = nearest(option, known[key], noun="Options")
            problems.append(Problem(f"'{option}' is not an option of '{key}'.", hint=hint))
        else:
            sector, field = key.split(".")
            fields = getattr(parameters, sector)
            code = np.full_like(getattr(fields, field), float(known[key].index(option)))
            parameters = parameters._replace(**{sector: fields._replace(**{field: code})})
    if problems:
        raise InputError(problems)
    return replace(futures, parameters=parameters)


def _part(futures: engine.Futures, start: int, stop: int) -> engine.Futures:
    """Futures from one number up to another."""
    parameters = map_parameters(
        lambda array: np.asarray(array)[..., start:stop], futures.parameters
    )
    return engine.Futures(futures.numbers[start:stop], futures.seed, parameters)
