"""Answers while somebody waits: futures drawn once and kept, runs that stay in memory.

Start with `Laboratory.run`. Blocks of futures do not depend on each other, so a run over more
futures takes up what a run over fewer has computed, a run that nobody waits for any more stops at
the next block, and a strategy that ends earlier is cut from the months of one compiled program.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple, TypeVar

import numpy as np

from undercut.core.errors import InputError, Problem, StrategyError, UndercutError, nearest
from undercut.core.memory import give_back
from undercut.core.months import STATE, Grid
from undercut.evidence.parameters import load_parameters
from undercut.explore.inmemory import LiveRun
from undercut.explore.policies import key_of, triggers_of
from undercut.explore.run import describe_run, run_grid
from undercut.fit.priors import draw_futures, draw_unit_costs
from undercut.strategy import Policy, Strategy, load_strategy, resolve
from undercut.strategy.cost import Held, hold
from undercut.strategy.document import BASELINE
from undercut.world import engine
from undercut.world.loop import map_parameters
from undercut.world.triggers import padded

FUTURES = (128, 512)
"""How many futures an answer may rest on; both are whole blocks."""

PROGRAMS = (180, 360)
"""Months of the compiled programs: to 2039, and as far as a strategy may reach."""

SEED = 0

KEPT_POLICIES = 24
"""Policies whose yearly measures are kept; one takes 1.7 MB at 512 futures and 15 years."""

KEPT_BLOCKS = 16
"""Pairs of blocks of futures that are kept cut out; one takes 1 MB."""

Assumptions = Mapping[str, str]
"""An option by structural alternative, such as `{"weapons.lethality_form": "linear"}`."""

Findings = Callable[[Strategy, Policy], Mapping[str, Any]]
"""Gives what `check --json` says of the law of a strategy."""

Prepare = Callable[[int, bool], None]
"""Called with what makes a program: its months, and whether strategies have triggers."""

Left = Callable[[], bool]
"""Whether nobody waits for the answer any more."""

ItemT = TypeVar("ItemT")


class AbandonedError(UndercutError):
    """Nobody waits for the answer any more; what was computed is kept."""


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


class Turns:
    """Whoever asks first goes first; a plain lock would let one thread take every turn.

    Its length counts who waits, and who has the turn.

    """

    def __init__(self) -> None:
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._waiting)

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn and hold it."""
        mine = object()
        with self._changed:
            self._waiting.append(mine)
            self._changed.wait_for(lambda: self._waiting[0] is mine)
        try:
            yield
        finally:
            with self._changed:
                self._waiting.popleft()
                self._changed.notify_all()


class _Found(NamedTuple):
    """What futures made of a policy.

    Attributes
    ----------
    years : (measure, future, year), of every year of the program.
    held : what triggers held levers at; None without triggers.

    """

    years: np.ndarray
    held: Held | None

    def with_more(self, more: "_Found") -> "_Found":
        """Put further futures behind."""
        held = None
        if self.held and more.held:
            held = Held(
                self.held.fiscal_years,
                np.concatenate([self.held.by_year, more.held.by_year], axis=2),
                np.concatenate([self.held.present, more.held.present], axis=1),
            )
        return _Found(np.concatenate([self.years, more.years], axis=1), held)

    def cut(self, futures: int, years: int) -> "_Found":
        """Take the first futures and years."""
        held = self.held and Held(
            self.held.fiscal_years,
            self.held.by_year[..., :futures],
            self.held.present[:, :futures],
        )
        return _Found(self.years[:, :futures, :years], held)


class Laboratory:
    """Futures that strategies meet one at a time; safe to share between threads.

    Notes
    -----
    One strategy runs at a time and uses two threads; more at once would only take turns. They do
    so after every pair of blocks: who asks for few futures does not wait for who asks for many.

    """

    def __init__(self, seed: int = SEED, prepare: Prepare | None = None) -> None:
        """Draw the futures.

        Parameters
        ----------
        seed : of parameters and luck.
        prepare : called before the first run of a program.

        """
        self._prepare = prepare
        self._prepared: set[tuple[int, bool]] = set()
        self._futures = draw_futures(np.arange(max(FUTURES)), seed)
        self._unit_costs = draw_unit_costs(self._futures)
        self._found: Kept[_Found] = Kept(KEPT_POLICIES)
        self._blocks: Kept[engine.Futures] = Kept(KEPT_BLOCKS)
        self._turns = Turns()

    def run(
        self,
        strategy: Strategy,
        findings: Findings,
        *,
        futures: int = max(FUTURES),
        assumptions: Assumptions | None = None,
        left: Left = lambda: False,
    ) -> LiveRun:
        """Simulate a strategy and the baseline over the same futures, in memory.

        Parameters
        ----------
        strategy : what to run; the baseline itself will do.
        findings : the law.
        futures : 128 or 512.
        assumptions : what every future is to hold for true; else each draws its own.
        left : asked before every pair of blocks.

        Raises
        ------
        StrategyError : the strategy passes its budget, or the number of futures is not served.
        InputError : an assumption names no alternative or none of its options.
        FutureError : a future left the finite numbers.
        AbandonedError : `left` said so.

        """
        if futures not in FUTURES:
            raise StrategyError(
                Problem(f"{futures} futures asked for; expected {FUTURES[0]} or {FUTURES[1]}.")
            )
        base = _baseline()
        policies = [base] if strategy.id == BASELINE else [base, resolve(strategy)]
        grid = run_grid(policies)
        assumed = tuple(sorted((assumptions or {}).items()))
        met = _assume(self._futures, dict(assumed))
        found = {
            policy.strategy.id: self._simulate(policy, grid, futures, met, assumed, left)
            for policy in policies
        }
        chosen = [policy.strategy for policy in policies]
        manifest = describe_run(chosen, grid, futures, int(self._futures.seed), False)
        manifest["assumptions"] = dict(assumed)
        return LiveRun(
            manifest,
            policies,
            grid,
            {name: one.years for name, one in found.items()},
            {name: one.held for name, one in found.items() if one.held},
            self._unit_costs[:, :futures],
            {p.strategy.id: dict(findings(p.strategy, p)) for p in policies},
        )

    def _simulate(
        self,
        policy: Policy,
        grid: Grid,
        count: int,
        futures: engine.Futures,
        assumed: tuple[tuple[str, str], ...],
        left: Left,
    ) -> _Found:
        """Run a policy, as far as it has not been run before, over the years of the grid."""
        months = next(months for months in PROGRAMS if months >= len(grid))
        # What triggers hold is added up over the months of the run, so that these tell runs apart.
        apart = (len(grid), policy.strategy.discount) if policy.strategy.triggers else ()
        key = (key_of(policy, Grid(STATE + 1, STATE + months)), months, assumed, apart)
        done = 0
        while done < count:
            with self._turns.take():
                known = self._found.find(key)
                done = 0 if known is None else known.years.shape[1]
                if done < count:
                    if left():
                        raise AbandonedError("nobody waits for the answer any more.")
                    start, done = done, min(count, done + engine.THREADS * engine.WIDTH)
                    part = self._part(futures, assumed, (start, done))
                    new = self._further(policy, grid, months, part)
                    known = self._found.keep(key, known.with_more(new) if known else new)
        assert known is not None, "a run has futures"
        return known.cut(count, len(grid) // 12)

    def _part(
        self, futures: engine.Futures, assumed: tuple[tuple[str, str], ...], span: tuple[int, int]
    ) -> engine.Futures:
        """Futures from one number up to another, cut out once."""
        part = self._blocks.find((assumed, span))
        return part or self._blocks.keep((assumed, span), _part(futures, *span))

    def _further(self, policy: Policy, grid: Grid, months: int, part: engine.Futures) -> _Found:
        triggers = triggers_of(policy)
        program = (months, triggers is not None)
        if self._prepare and program not in self._prepared:
            self._prepare(*program)
            self._prepared.add(program)
        compiled = engine.compilations()
        values = policy.values_on(Grid(STATE + 1, STATE + months))
        result = engine.simulate(values, policy.baseline, part, triggers=triggers)
        if engine.compilations() > compiled:
            give_back()
        held = None
        if result.levers is not None:
            levers = result.levers[:, : len(grid)] - policy.baseline[:, None, None]
            held = hold(levers, grid, policy.strategy.discount)
        return _Found(np.ascontiguousarray(result.years.transpose(0, 2, 1)), held)


def compile_program(months: int, answering: bool) -> None:
    """Compile a program, and keep it where programs are kept.

    Parameters
    ----------
    months : how many it runs.
    answering : whether it is the one for strategies with triggers.

    """
    policy = _baseline()
    engine.simulate(
        policy.values_on(Grid(STATE + 1, STATE + months)),
        policy.baseline,
        draw_futures(np.arange(engine.WIDTH), SEED),
        triggers=padded(0, [], []) if answering else None,
    )


@cache
def _baseline() -> Policy:
    return resolve(load_strategy(BASELINE))


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
