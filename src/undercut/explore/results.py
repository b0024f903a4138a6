"""A finished run, read back: quantiles, paired changes, bands over years, findings.

Start with `load_run`, then `Run.summary`. Every comparison is paired within a future: the change of
a strategy is its outcome minus the baseline's in the same future, under the same luck.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray

from undercut.core.errors import InputError, Problem, RunError, nearest
from undercut.core.months import Grid, Month
from undercut.explore import store as stores
from undercut.strategy import Strategy, load_strategy
from undercut.strategy.cost import added_cost
from undercut.strategy.document import BASELINE
from undercut.strategy.policy import lay_out
from undercut.world.outcomes import HIGHER_IS_BETTER, MEASURES, OBJECTIVES, RISKS

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

_UNITS = {measure.name: measure.unit for measure in MEASURES}
_LABELS = {measure.name: measure.label for measure in MEASURES}

Quantiles = dict[str, float]


class Run:
    """A finished run.

    Attributes
    ----------
    path : the run folder; None for a run that was kept in memory.
    manifest : what was run, by what, and `run_id`.
    data : labeled arrays (strategy, future, year), with unit and label in the attributes.
    findings : the law's findings by strategy, as `check --json` gives them.

    """

    def __init__(
        self,
        path: Path | None,
        manifest: dict[str, Any],
        data: xarray.Dataset,
        *,
        findings: Mapping[str, Any],
        strategies: Mapping[str, Strategy] | None = None,
    ) -> None:
        """Hold a run together.

        Parameters
        ----------
        path, manifest, data, findings : see the attributes.
        strategies : the documents by id; read from the folder when None.

        """
        self.path, self.manifest, self.data = path, manifest, data
        self.findings = dict(findings)
        self._strategies = strategies

    @property
    def run_id(self) -> str:
        """Id that every output of this run carries."""
        return str(self.manifest["run_id"])

    @property
    def strategy_ids(self) -> list[str]:
        """Ids in the order of the run, the baseline first."""
        return [str(item["id"]) for item in self.manifest["strategies"]]

    def strategy(self, strategy_id: str) -> Strategy:
        """Strategy document of the run, as it was given.

        Raises
        ------
        InputError : the run has no such strategy.

        """
        self._index(strategy_id)
        if self._strategies is not None:
            return self._strategies[strategy_id]
        assert self.path is not None, "a run without strategies lies in a folder"
        return load_strategy(self.path / "strategies" / f"{strategy_id}.yaml")

    def values(self, strategy_id: str, name: str) -> np.ndarray:
        """One measure of one strategy: (future, year)."""
        if name == REVERSALS:
            return self._reversals(strategy_id)
        return np.asarray(self.data[name].values[self._index(strategy_id)])

    def bands(self, strategy_id: str, outcome: str) -> dict[str, Any]:
        """Quantiles by year of a strategy and the baseline.

        Returns
        -------
        unit, label, years, and `baseline` and `strategy`, each with a list per quantile.

        """
        return {
            "unit": _UNITS[outcome],
            "label": _LABELS[outcome],
            "years": [int(year) for year in self.data["year"].values],
            "baseline": _quantiles_by_year(self.values(BASELINE, outcome)),
            "strategy": _quantiles_by_year(self.values(strategy_id, outcome)),
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
        years = self._period(period)
        findings = self.findings[strategy_id]
        return {
            "id": strategy_id,
            "title": self.manifest["titles"][strategy_id],
            "finding": findings["finding"],
            "outcomes": {name: self._compare(strategy_id, name, years) for name in OBJECTIVES},
            "risks": {
                name: self._compare(strategy_id, name, years) for name in (*RISKS, REVERSALS)
            },
            "cost": self._cost(strategy_id),
        }

    def _compare(self, strategy_id: str, name: str, years: np.ndarray) -> dict[str, Any]:
        before = self.values(BASELINE, name)[:, years].mean(1)
        after = self.values(strategy_id, name)[:, years].mean(1)
        sign = -1.0 if name in HIGHER_IS_BETTER else 1.0
        change = after - before
        covered = self.data["year"].values[years]
        return {
            "unit": "event/year" if name == REVERSALS else _UNITS[name],
            "period": f"{covered[0]}:{covered[-1]}",
            "baseline": quantiles(before),
            "strategy": quantiles(after),
            "change": quantiles(change),
            "p_better": float(np.mean(sign * change < 0.0)),
            "p_worse": float(np.mean(sign * change > 0.0)),
        }

    def _cost(self, strategy_id: str) -> dict[str, Any]:
        added = self.data["added_cost"].values[self._index(strategy_id)]
        payers = [str(payer) for payer in self.data["payer"].values]
        total = added.sum(1)
        return {
            "unit": "USD",
            "price_year": 2024,
            "added": quantiles(total.sum(1)),
            "central": self._central_cost(strategy_id),
            "present_value": quantiles(self.data["present_value"].values[self._index(strategy_id)]),
            "by_payer": {
                payer: quantiles(total[:, index])
                for index, payer in enumerate(payers)
                if np.any(total[:, index])
            },
        }

    def _central_cost(self, strategy_id: str) -> float:
        """Cost at central unit costs, which a budget is held against, over all years, USD."""
        first, last = (Month.parse(str(self.manifest[end])) for end in ("first", "last"))
        policy = lay_out(self.strategy(strategy_id))
        return float(added_cost(policy, grid=Grid(first, last)).by_payer.sum())

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

    def _period(self, period: tuple[int, int] | None) -> np.ndarray:
        years = self.data["year"].values
        if period is None:
            return np.arange(len(years))[-SUMMARY_YEARS:]
        chosen = np.flatnonzero((years >= period[0]) & (years <= period[1]))
        if period[0] > period[1] or not set(period) <= {int(year) for year in years}:
            raise InputError(
                Problem(
                    f"period {period[0]}:{period[1]} is not covered; "
                    f"the run has {years[0]}:{years[-1]}."
                )
            )
        return chosen

    def _index(self, strategy_id: str) -> int:
        if strategy_id not in self.strategy_ids:
            raise InputError(
                Problem(
                    f"the run has no strategy '{strategy_id}'.",
                    hint=nearest(strategy_id, self.strategy_ids, noun="It has"),
                )
            )
        return self.strategy_ids.index(strategy_id)


def quantiles(values: np.ndarray) -> Quantiles:
    """Seven quantiles of a sample over futures, in the sample's unit."""
    found = np.quantile(values, list(QUANTILES.values()))
    return dict(zip(QUANTILES, (float(value) for value in found), strict=True))


def _quantiles_by_year(values: np.ndarray) -> dict[str, list[float]]:
    found = np.quantile(values, list(QUANTILES.values()), axis=0)
    return {name: [float(v) for v in row] for name, row in zip(QUANTILES, found, strict=True)}


def load_run(path: Path) -> Run:
    """Read a finished run.

    Raises
    ------
    RunError : there is no run at the path, or chunks of it are missing or damaged.

    """
    manifest = stores.read_manifest(path)
    missing = unfinished(path, manifest)
    if missing:
        raise RunError(
            f"{path}: the run is not finished ({len(missing)} chunks missing). "
            f"Finish it with: {manifest['command']} --out {path} --resume"
        )
    try:
        data = xarray.open_zarr(path / stores.OUTCOMES, consolidated=False, chunks=None)
        data = data.load()
        findings = json.loads((path / stores.FINDINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError) as failure:
        raise RunError(f"{path}: it cannot be read: {failure}.") from None
    return Run(path, manifest, data, findings=findings)


def unfinished(path: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Names of the chunks that a run still lacks."""
    chunks = -(-int(manifest["futures"]) // stores.CHUNK)
    return [
        f"{item['id']}-{chunk}"
        for item in manifest["strategies"]
        for chunk in range(chunks)
        if not (path / stores.DONE / f"{item['id']}-{chunk}").exists()
    ]
