"""A finished run, read back: quantiles, paired changes, bands over years, findings.

Start with `load_run`, then `Run.summary`. Every comparison is paired within a future: the change of
a strategy is its outcome minus the baseline's in the same future, under the same luck. Arrays stay
on disk; what is asked of one strategy is read then.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from undercut.core.errors import InputError, Problem, RunError, nearest
from undercut.core.months import Grid, Month
from undercut.explore import store as stores
from undercut.explore.reading import Arrays
from undercut.strategy import Policy, Strategy, load_strategy
from undercut.strategy.budget import check_budget, share_over
from undercut.strategy.cost import added_cost
from undercut.strategy.document import BASELINE
from undercut.strategy.policy import lay_out
from undercut.world.outcomes import HIGHER_IS_BETTER, MEASURES, OBJECTIVES, RISKS

if TYPE_CHECKING:
    import xarray

QUANTILES = {
    "q05": 0.05,
    "q10": 0.10,
    "q25": 0.25,
    "q50": 0.50,
    "q75": 0.75,
    "q90": 0.90,
    "q95": 0.95,
}

SUMMARY_YEARS = 5
"""Outcomes are means of a year over this many last years, unless a period is asked for."""

REVERSAL_GAIN = 0.01
"""Least gain over baseline, as a share of it, that can be lost again."""

REVERSALS = "reversals"

CONSENT_GAP = 0.1
"""How far the consent that the law check assumes may lie from the world's before it is said."""

NOT_FITTED = (
    "Futures are draws from priors (rough fits with stated ranges and judged values), "
    "not from a posterior."
)

_UNITS = {measure.name: measure.unit for measure in MEASURES} | {REVERSALS: "event/year"}
_LABELS = {measure.name: measure.label for measure in MEASURES}
_SIGNS = {name: -1.0 if name in HIGHER_IS_BETTER else 1.0 for name in _UNITS}

Quantiles = dict[str, float]


class Run:
    """A finished run.

    Attributes
    ----------
    path : the run folder; None for a run that was kept in memory.
    manifest : what was run, by what, and `run_id`.
    findings : the law's findings by strategy, as `check --json` gives them.

    """

    def __init__(
        self,
        path: Path | None,
        manifest: dict[str, Any],
        *,
        findings: Mapping[str, Any],
        strategies: Mapping[str, Strategy] | None = None,
    ) -> None:
        """Hold a run together.

        Parameters
        ----------
        path, manifest, findings : see the attributes.
        strategies : the documents by id; read from the folder when None.

        """
        self.path, self.manifest = path, manifest
        self.findings = dict(findings)
        self._strategies = strategies
        self._baseline_means: dict[tuple[str, int, int], np.ndarray] = {}

    @property
    def run_id(self) -> str:
        """Id that every output of this run carries."""
        return str(self.manifest["run_id"])

    @property
    def strategy_ids(self) -> list[str]:
        """Ids in the order of the run, the baseline first."""
        return [str(item["id"]) for item in self.manifest["strategies"]]

    @property
    def years(self) -> list[int]:
        """Calendar years of the run."""
        return self._grid.years

    @cached_property
    def data(self) -> "xarray.Dataset":
        """Labeled arrays, with unit and label in the attributes; each is read when it is used."""
        return self._arrays.labeled

    def strategy(self, strategy_id: str) -> Strategy:
        """Strategy document of the run, as it was given.

        Raises
        ------
        InputError : the run has no such strategy.

        """
        self._index(strategy_id)
        if self._strategies is not None:
            return self._strategies[strategy_id]
        return load_strategy(self._folder / "strategies" / f"{strategy_id}.yaml")

    def values(self, strategy_id: str, name: str) -> np.ndarray:
        """One measure of one strategy: (future, year).

        Raises
        ------
        InputError : the run has no such strategy.
        RunError : chunks of it are missing or damaged.

        """
        if name == REVERSALS:
            return self._reversals(strategy_id)
        return self._read(strategy_id, name)

    def bands(self, strategy_id: str, outcome: str) -> dict[str, Any]:
        """Quantiles by year of a strategy and the baseline.

        Returns
        -------
        unit, label, years, and `baseline` and `strategy`, each with a list per quantile.

        """
        both = np.stack([self.values(name, outcome).T for name in (BASELINE, strategy_id)])
        before, after = (
            dict(zip(QUANTILES, found.T.tolist(), strict=True)) for found in spread(both)
        )
        return {
            "unit": _UNITS[outcome],
            "label": _LABELS[outcome],
            "years": self.years,
            "baseline": before,
            "strategy": after,
        }

    def summary(self, period: tuple[int, int] | None = None) -> dict[str, Any]:
        """Say what every strategy did, as the object that `run --json` prints.

        Parameters
        ----------
        period : first and last year to average over; the last five years when None.

        Raises
        ------
        InputError : the run does not cover the period.

        """
        return {
            "run_id": self.run_id,
            "path": None if self.path is None else str(self.path),
            "seed": self.manifest["seed"],
            "futures": self.manifest["futures"],
            "on": self.manifest["on"],
            "strategies": [self.entry(name, period) for name in self.strategy_ids],
            "warnings": self.warnings(),
        }

    def entry(self, strategy_id: str, period: tuple[int, int] | None = None) -> dict[str, Any]:
        """Say what one strategy did: its part of the summary.

        Raises
        ------
        InputError : the run has no such strategy, or does not cover the period.

        """
        self._index(strategy_id)
        names = (*OBJECTIVES, *RISKS, REVERSALS)
        compared = self._compared(strategy_id, names, self._period(period))
        return {
            "id": strategy_id,
            "title": self.manifest["titles"][strategy_id],
            "finding": self.findings[strategy_id]["finding"],
            "outcomes": {name: compared[name] for name in OBJECTIVES},
            "risks": {name: compared[name] for name in (*RISKS, REVERSALS)},
            "cost": self._cost(strategy_id),
        }

    def _compared(
        self, strategy_id: str, names: Sequence[str], years: slice
    ) -> dict[str, dict[str, Any]]:
        """Set a strategy beside the baseline, in every measure at once."""
        before, after = (
            np.stack([self._mean(who, name, years) for name in names])
            for who in (BASELINE, strategy_id)
        )
        change = after - before
        gain = change * np.array([_SIGNS[name] for name in names])[:, None]
        covered = self.years[years]
        found = zip(
            names,
            *(_named(spread(values)) for values in (before, after, change)),
            (gain < 0.0).mean(1).tolist(),
            (gain > 0.0).mean(1).tolist(),
            strict=True,
        )
        return {
            name: {
                "unit": _UNITS[name],
                "period": f"{covered[0]}:{covered[-1]}",
                "baseline": without,
                "strategy": with_it,
                "change": apart,
                "p_better": better,
                "p_worse": worse,
            }
            for name, without, with_it, apart, better, worse in found
        }

    def _mean(self, strategy_id: str, name: str, years: slice) -> np.ndarray:
        """Mean over years, by future; the baseline's are kept, since every strategy asks."""
        if strategy_id != BASELINE:
            return np.asarray(self.values(strategy_id, name)[:, years].mean(1))
        key = (name, years.start, years.stop)
        if key not in self._baseline_means:
            self._baseline_means[key] = self.values(BASELINE, name)[:, years].mean(1)
        return self._baseline_means[key]

    def _cost(self, strategy_id: str) -> dict[str, Any]:
        policy, each = self._policy(strategy_id), self._added(strategy_id)
        payers, by_payer = self._payers(), each.sum(1)
        added, present, *parts = _named(
            spread(np.stack([by_payer.sum(1), self._present_value(strategy_id), *by_payer.T]))
        )
        paid = np.any(by_payer, axis=0)
        central = added_cost(policy, grid=self._grid)
        return {
            "unit": "USD",
            "price_year": 2024,
            "added": added,
            "central": float(central.by_payer.sum()),
            "present_value": present,
            "by_payer": {
                payer: part for payer, part, pays in zip(payers, parts, paid, strict=True) if pays
            },
            "budget": self._budget(policy, each.sum(2)),
        }

    def _budget(self, policy: Policy, added: np.ndarray) -> dict[str, Any] | None:
        """Say how often a strategy with triggers passes its budget; None without the one or other.

        Parameters
        ----------
        added : (future, fiscal_year) USD of 2024.

        """
        if policy.strategy.budget is None or not policy.strategy.triggers:
            return None
        check = check_budget(policy)
        return {
            "limit": check.limit,
            "basis": check.basis,
            "scheduled_peak": check.peak,
            "p_exceeds": share_over(policy, self._grid, added),
        }

    def _policy(self, strategy_id: str) -> Policy:
        return lay_out(self.strategy(strategy_id))

    def _added(self, strategy_id: str) -> np.ndarray:
        """Cost added to baseline: (future, fiscal_year, payer) USD of 2024."""
        return self._read(strategy_id, "added_cost")

    def _present_value(self, strategy_id: str) -> np.ndarray:
        """Present value of the added cost: (future,) USD of 2024."""
        return self._read(strategy_id, "present_value")

    def _payers(self) -> tuple[str, ...]:
        return tuple(str(payer) for payer in self._arrays.read("payer"))

    def _reversals(self, strategy_id: str) -> np.ndarray:
        """Count gains lost: (future, year), 1 where half of a recent gain is gone.

        A gain is the strategy's objective below baseline by at least one percent; it is lost when,
        within three years of its best, half of it or more has gone.
        """
        objective = self.manifest["objectives"][strategy_id][0]
        before = self.values(BASELINE, objective)
        gain: np.ndarray = (before - self.values(strategy_id, objective)) / np.maximum(before, 1e-9)
        lost = np.zeros_like(gain)
        for year in range(1, gain.shape[1]):
            best = gain[:, max(0, year - 3) : year].max(1)
            lost[:, year] = (best >= REVERSAL_GAIN) & (gain[:, year] <= best / 2.0)
        return lost

    def warnings(self) -> list[str]:
        """Say what a reader must know before using the numbers."""
        warnings = [NOT_FITTED]
        for name in self.strategy_ids:
            if self.findings[name]["finding"] == "barred":
                warnings.append(f"{name}: unlawful as written.")
            warnings += [f"{name}: {text}" for text in self.findings[name].get("warnings", [])]
            warnings += self._consent_warning(name)
            blocked = float(self.values(name, "blocked_splits").mean()) / 12.0
            if blocked > 0.05:
                warnings.append(
                    f"{name}: {blocked:.0%} of months had a split that found no slot; "
                    "fragmentation is understated."
                )
        return warnings

    def _consent_warning(self, strategy_id: str) -> list[str]:
        """Say where the check assumes a consent that the world does not give, or the reverse."""
        assumed = {"given": 1.0, "absent": 0.0}.get(self.manifest["consent"][strategy_id])
        stands = float(self.values(strategy_id, "legal_basis_share").mean())
        if assumed is None or abs(stands - assumed) <= CONSENT_GAP:
            return []
        return [
            f"{strategy_id}: the check of the law takes the host's consent as "
            f"{self.manifest['consent'][strategy_id]}; in the simulated world explicit consent "
            f"stands in {stands:.0%} of months."
        ]

    def _period(self, period: tuple[int, int] | None) -> slice:
        years = self.years
        if period is None:
            return slice(max(0, len(years) - SUMMARY_YEARS), len(years))
        if period[0] > period[1] or not set(period) <= set(years):
            raise InputError(
                Problem(
                    f"period {period[0]}:{period[1]} is not covered; "
                    f"the run has {years[0]}:{years[-1]}."
                )
            )
        return slice(years.index(period[0]), years.index(period[1]) + 1)

    @cached_property
    def _grid(self) -> Grid:
        return Grid(*(Month.parse(str(self.manifest[end])) for end in ("first", "last")))

    @property
    def _folder(self) -> Path:
        assert self.path is not None, "a run without a folder keeps all in memory"
        return self.path

    @cached_property
    def _arrays(self) -> Arrays:
        return Arrays(self._folder)

    def _read(self, strategy_id: str, name: str) -> np.ndarray:
        """Read what an array holds of one strategy."""
        return self._arrays.read(name, self._index(strategy_id))

    def _index(self, strategy_id: str) -> int:
        if strategy_id not in self.strategy_ids:
            raise InputError(
                Problem(
                    f"the run has no strategy '{strategy_id}'.",
                    hint=nearest(strategy_id, self.strategy_ids, noun="It has"),
                )
            )
        return self.strategy_ids.index(strategy_id)


def spread(values: np.ndarray) -> np.ndarray:
    """Take the seven quantiles over futures, as `numpy.quantile` does and ten times faster.

    Parameters
    ----------
    values : (..., future)

    Returns
    -------
    (..., quantile) in the order of `QUANTILES`.

    """
    ordered = np.sort(values, axis=-1)
    last = values.shape[-1] - 1
    place = np.array(list(QUANTILES.values())) * last
    low = place.astype(int)
    share = place - low
    below, above = ordered[..., low], ordered[..., np.minimum(low + 1, last)]
    step = above - below
    return np.asarray(np.where(share < 0.5, below + step * share, above - step * (1.0 - share)))


def quantiles(values: np.ndarray) -> Quantiles:
    """Seven quantiles of a sample over futures, in the sample's unit."""
    return dict(zip(QUANTILES, spread(values).tolist(), strict=True))


def _named(found: np.ndarray) -> list[Quantiles]:
    return [dict(zip(QUANTILES, row, strict=True)) for row in found.tolist()]


def load_run(path: Path) -> Run:
    """Open a finished run; its arrays are read when they are asked for.

    Raises
    ------
    RunError : there is no run at the path, or chunks of it are missing. One that is damaged is said
        when it is read.

    """
    manifest = stores.read_manifest(path)
    missing = unfinished(path, manifest)
    if missing:
        raise RunError(
            f"{path}: the run is not finished ({len(missing)} chunks missing). "
            f"Finish it with: {manifest['command']} --out {path} --resume"
        )
    try:
        findings = json.loads((path / stores.FINDINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as failure:
        raise RunError(f"{path}: it cannot be read: {failure}.") from None
    return Run(path, manifest, findings=findings)


def unfinished(path: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Names of the chunks that a run still lacks."""
    chunks = -(-int(manifest["futures"]) // stores.CHUNK)
    return [
        f"{item['id']}-{chunk}"
        for item in manifest["strategies"]
        for chunk in range(chunks)
        if not (path / stores.DONE / f"{item['id']}-{chunk}").exists()
    ]
