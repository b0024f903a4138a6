"""What an experiment changes, and how a change is measured within each future.

Start with `run` and `change`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from recorder import Recorded, baseline, held, record

from undercut.core import draws
from undercut.evidence.catalog import load_catalog
from undercut.world import engine, loop, people
from undercut.world.levers import Levers
from undercut.world.luck import Luck

FIRST_YEAR = 2025


def run(
    experiment: Mapping[str, Any], futures: engine.Futures, *, by_month: bool = False
) -> Recorded:
    """Run what an experiment changes."""
    during = None
    if "stay" in experiment:
        people = futures.parameters.people
        longer = people._replace(stay=people.stay * experiment["stay"])
        during = futures.parameters._replace(people=longer)
    edit = None
    if experiment.get("consent_lost"):
        edit = _lose_consent
    elif "shock" in experiment:
        shock = experiment["shock"]

        def edit(world: loop.World) -> loop.World:
            return _cut_precursor(world, shock["precursor_row"], shock["factor"])

    values = held(**experiment.get("levers", {}))
    return record(values, futures, by_month=by_month, during=during, edit=edit)


def _lose_consent(world: loop.World) -> loop.World:
    """Consent, support for it and the legal ceiling are gone; each form recovers in its own way."""
    state = world.politics
    none = 0.0 * state.consent
    lost = state._replace(consent=none, ceiling=none, low_left=none + 100.0)
    return world._replace(politics=lost)


def _cut_precursor(world: loop.World, row: int, factor: float) -> loop.World:
    left = np.array(world.supply.precursor)
    left[row] = factor
    return world._replace(supply=world.supply._replace(precursor=left))


def people_alone(futures: engine.Futures, dose: float, years: int = 3) -> Recorded:
    """Run people with every signal of the market at its start, but for the strength of a dose."""
    p, base = futures.parameters, Levers(*baseline())
    world, _ = loop.start(np, p, base)
    state, one = world.people, np.ones(len(futures))
    drugs = np.ones((4, len(futures)))
    levers = {
        field: getattr(base, field.removesuffix("_baseline"))
        for field in people.PeopleInputs._fields
        if field.removesuffix("_baseline") in Levers._fields
    }
    inputs = people.PeopleInputs(
        dose_ratio=dose * one,
        fentanyl_share=state.anchors.fentanyl_share,
        use_per_user=drugs,
        user_price_ratio=drugs,
        consumption_ratio=drugs,
        **levers,
    )
    key = draws.keys(futures.seed, futures.numbers)
    deaths = []
    for month in range(12 * years):
        state, signals = people.step(np, state, inputs, p.people, Luck(key, month))
        deaths.append((signals.illicit_deaths, signals.overdose_deaths))
    illicit, total = np.array(deaths).reshape(years, 12, 2, -1).sum(1).swapaxes(0, 1)
    return {"illicit_deaths": illicit, "deaths": total}


def needs_months(experiment: Mapping[str, Any]) -> bool:
    """Whether a row is measured within years."""
    return any("months" in row for row in experiment["rows"])


def change(
    row: Mapping[str, Any], experiment: Mapping[str, Any], base: Recorded, changed: Recorded
) -> np.ndarray:
    """Measure one change: (future,) in the row's unit."""
    ours, theirs = _series(row, changed), _series(row, base)
    measure = row["measure"]
    if measure in ("peak", "trough"):
        ratio = ours[: row["months"]] / theirs[: row["months"]]
        return ratio.max(0) if measure == "peak" else ratio.min(0)
    at = [year - FIRST_YEAR for year in row["years"]]
    now, before = ours[at].mean(0), theirs[at].mean(0)
    if measure == "percent":
        return 100.0 * (now / before - 1.0)
    if measure == "undone":
        return 100.0 * (before / now - 1.0)
    if measure == "sum":
        return (ours[at] - theirs[at]).sum(0)
    if measure == "mean_percent":
        whole = 100.0 * (ours[at].sum() / theirs[at].sum() - 1.0)
        return np.full(now.shape, whole)
    if measure == "annual":
        return 100.0 * ((now / before) ** (1.0 / (at[-1] + 1)) - 1.0)
    if measure == "per_event":
        events = (changed["removals"][at] - base["removals"][at]).sum(0).mean()
        return (ours[at] - theirs[at]).sum(0) / events
    if measure == "elasticity" and "dose" in experiment:
        return np.log(now / before) / np.log(experiment["dose"])
    ((lever, value),) = experiment["levers"].items()
    start = load_catalog().levers[lever].baseline.value
    if measure == "per_added":
        return row["scale"] * (now - before) / (value - start)
    if measure == "averted_per":
        return (value - start) / np.maximum(before - now, 1e-9)
    if measure == "elasticity":
        return np.log(now / before) / np.log(value / start)
    raise ValueError(f"no measure is called {measure!r}.")


def _series(row: Mapping[str, Any], found: Recorded) -> np.ndarray:
    series = found[row["series"]]
    return series[row["row"]] if "row" in row else series


def switches(futures: engine.Futures) -> dict[str, tuple[tuple[str, ...], np.ndarray]]:
    """Structural switches by key: names of their options, and the option of every future."""
    from undercut.evidence.parameters import load_parameters

    found = {}
    for key, parameter in load_parameters().items():
        if parameter.kind == "alternative":
            sector = getattr(futures.parameters, parameter.sector)
            found[key] = (parameter.options, getattr(sector, parameter.field).astype(int))
    return found


def most_moving(
    values: np.ndarray, chosen: Mapping[str, tuple[tuple[str, ...], np.ndarray]]
) -> tuple[str, dict[str, float]] | None:
    """Switch whose options differ most in the median change, and the medians; None if by chance.

    Two options differ when their medians lie more than four standard errors apart.
    """
    best: tuple[float, str, dict[str, float]] | None = None
    for key, (options, code) in chosen.items():
        groups = {name: values[code == number] for number, name in enumerate(options)}
        medians = {name: float(np.median(group)) for name, group in groups.items()}
        low, high = min(medians, key=medians.__getitem__), max(medians, key=medians.__getitem__)
        error = np.hypot(_error(groups[low]), _error(groups[high]))
        apart = medians[high] - medians[low]
        if apart > 4.0 * error and (best is None or apart > best[0]):
            best = (apart, key, medians)
    return None if best is None else best[1:]


def _error(values: np.ndarray) -> float:
    """Standard error of a median, from the spread of the middle of a sample."""
    low, high = np.quantile(values, [0.16, 0.84])
    return float(1.2533 * (high - low) / 2.0 / np.sqrt(len(values)))
