"""What history runs tell of the forecasts: where the two part, and what the record says of priors.

`history_docs.py` puts both sections on its page.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from undercut.evidence import axes
from undercut.evidence.catalog import load_catalog
from undercut.evidence.parameters import load_parameters
from undercut.evidence.periods import Period
from undercut.fit.history import Comparison, HistoryRun, compare, run_history
from undercut.fit.priors import draw_futures
from undercut.report import words
from undercut.world import organizations
from undercut.world.history import SERIES, Inputs, simulate

QUARTER = 3
"""Months at the end of history and at the start of forecasts."""

SEAM = (
    ("us_overdose_deaths", None, "Overdose deaths, all drugs", "death/year"),
    ("us_overdose_deaths_opioid", None, "with any opioid", "death/year"),
    ("us_overdose_deaths_cocaine", None, "with cocaine", "death/year"),
    ("us_overdose_deaths_psychostimulant", None, "with psychostimulants", "death/year"),
    ("untreated_disorder", None, "Illicit opioid use disorder, untreated", "person"),
    ("in_treatment", None, "People in treatment", "person"),
    ("fentanyl_share", None, "Fentanyl's share of illicit opioid use", "1"),
    ("consumption", "drug", "used in the US, pure", "t/year"),
    ("coca_area", None, "Area under coca", "1000 hectare"),
    ("removed_by_coast_guard", None, "Cocaine removed by the Coast Guard, bulk", "t/year"),
    ("seized_at_border", "drug", "seized at the border, bulk", "t/year"),
    ("certainty", None, "Certainty of punishment for homicide", "1"),
    ("members", None, "Members of criminal organizations", "person"),
    ("organizations", None, "Organizations and local groups", "organization"),
    ("mx_homicides", None, "Homicides in Mexico", "death/year"),
    ("mx_homicides_region", "region", "homicides", "death/year"),
)
"""Output, axis of its rows, what it is, unit."""

DRUGS = ("Cocaine", "Heroin", "Fentanyl", "Methamphetamine")
METH = 3
EMPTY = 5.0
"""Thousand hectares below which Colombia counts as emptied of coca."""

PULSE = "rogue_firm_2007"
RESAMPLES = 200

PASS = "market.pass_through"
FORM, FITNESS = "organizations.conflict_form", "organizations.fitness"
INFLOW = "prescribing_inflow"


def seam(run: HistoryRun) -> str:
    """Set the last quarter of history beside the first of forecasts."""
    futures = draw_futures(run.futures.numbers, run.futures.seed)
    base = np.array([lever.baseline.value for lever in load_catalog().levers.values()])
    levers = np.repeat(base[:, None], QUARTER, axis=1)
    nothing = np.zeros((QUARTER, 0, len(futures)))
    begun = simulate(Inputs(levers, base, (), nothing, None), futures)
    rows = []
    for name, axis, label, unit in SEAM:
        scale = 12.0 if SERIES[name].adds_up else 1.0
        ends, starts = (
            scale * months[..., when, :].mean(-2)
            for months, when in (
                (run.months[name], slice(-QUARTER, None)),
                (begun[name], slice(QUARTER)),
            )
        )
        for place, member in enumerate(_members(axis)):
            one = (ends, starts) if axis is None else (ends[place], starts[place])
            rows.append(_beside(f"{member} {label}".strip(), unit, *one))
    for place, region in enumerate(_members("region")):
        deadly = [_deadliness(each)[place] for each in (run.futures, futures)]
        label = f"{region} deaths per member-year at full hostility, as each start is solved"
        rows.append(_beside(label, "1/year", *deadly))
    return SEAM_PAGE.format(rows="".join(rows))


def _members(axis: str | None) -> tuple[str, ...]:
    if axis is None:
        return ("",)
    if axis == "drug":
        return DRUGS
    return tuple(f"{member.capitalize()}:" for member in axes.members(axis) or ())


def _deadliness(futures: object) -> np.ndarray:
    begun = organizations.init(np, futures.parameters.organizations).anchors  # type: ignore[attr-defined]
    return np.asarray(begun.contact * begun.people)


def _beside(label: str, unit: str, ends: np.ndarray, starts: np.ndarray) -> str:
    ratio = float(np.median(ends) / np.median(starts))
    said = f"{words.number(ratio)}" if ratio >= 1.0 else f"1/{words.number(1.0 / ratio)}"
    return f"| {label} | {unit} | {_span(ends)} | {_span(starts)} | {said} |\n"


def _span(values: np.ndarray) -> str:
    low, middle, high = (words.number(q) for q in np.quantile(values, [0.1, 0.5, 0.9]))
    return f"{middle} ({low} to {high})"


def lessons(run: HistoryRun, found: Sequence[Comparison]) -> str:
    """Say what the record tells of the priors."""
    numbers, seed = run.futures.numbers, run.futures.seed
    still = run_history(numbers, seed, without=(PULSE,))
    colombia = run.months["coca_area_colombia"].min(0) < EMPTY
    effect = run.futures.parameters.supply.eradication_effect
    closed = _at(run, "2007-04", "2008-11")
    use, price = (
        run.months[name][METH][closed] / still.months[name][METH][closed]
        for name in ("consumption", "retail_price")
    )
    return LESSONS.format(
        rows="".join(_forced(run, found)),
        use=_change(use.mean(0) - 1.0),
        hardly=words.percent(float(np.mean(use.mean(0) > 0.9))),
        peak=_band(price.max(0)),
        emptied=words.percent(float(colombia.mean())),
        high=words.number(float(np.median(effect[colombia]))),
        low=words.number(float(np.median(effect[~colombia]))),
    )


def _forced(run: HistoryRun, found: Sequence[Comparison]) -> Iterator[str]:
    """Rows of the table: the same futures under each form."""
    numbers, seed = run.futures.numbers, run.futures.seed
    options = load_parameters()[PASS].options
    for code, option in enumerate(options):
        other = run_history(numbers, seed, held={PASS: code})
        yield from _row(f"`{PASS}`", option, other, ("cocaine_price",))
    pacts = load_parameters()[FORM].options
    for label, fitness in (("fitness as fitted", {}), ("no fitness", {FITNESS: 0.0})):
        for option in ("linear", "quadratic"):
            other = run_history(numbers, seed, held={FORM: pacts.index(option), **fitness})
            yield from _row(f"`{FORM}`", f"{option}, {label}", other, ("homicides",))
    series = ("opioid_deaths", "untreated_disorder")
    yield from _row(f"`{INFLOW}`", "the surge of 2010 fades, as run", found, series)
    for reading, label in (("lasting", "it stays"), ("no_surge", "there was none")):
        other = run_history(numbers, seed, readings={INFLOW: reading})
        yield from _row(f"`{INFLOW}`", label, other, series)


def _row(
    what: str, form: str, run: HistoryRun | Sequence[Comparison], series: tuple[str, ...]
) -> Iterator[str]:
    by_id = {one.observable.id: one for one in (compare(run) if hasattr(run, "grid") else run)}
    for name in series:
        one = by_id[name]
        errors = np.log(
            np.maximum([seen.futures for seen in one.seen], 1e-9)
            / np.array([[seen.value] for seen in one.seen])
        )
        luck = np.random.default_rng(0)
        futures = errors.shape[1]
        again = [_middle(errors[:, luck.integers(futures, size=futures)]) for _ in range(RESAMPLES)]
        yield (
            f"| {what} | {form} | {one.observable.label} | {_middle(errors):.2f} |"
            f" {np.std(again):.3f} | {np.median(np.abs(errors).mean(0)):.2f} |\n"
        )


def _middle(errors: np.ndarray) -> float:
    return float(np.abs(np.median(errors, axis=1)).mean())


def _at(run: HistoryRun, first: str, last: str) -> slice:
    begin, end = (Period.parse(month).first - run.grid.first for month in (first, last))
    return slice(begin, end + 1)


def _change(values: np.ndarray) -> str:
    low, middle, high = (100.0 * q for q in np.quantile(values, [0.1, 0.5, 0.9]))
    return f"{words.signed(middle)} % (80 %: {words.signed(low)} to {words.signed(high)})"


def _band(values: np.ndarray) -> str:
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    return f"{words.number(middle)} times (80 %: {words.number(low)} to {words.number(high)})"


SEAM_PAGE = """
## Where history ends is not where forecasts begin

Forecasts take the functions of this world, not its end: their start is solved for the levels of
2024, with priors of its own. A history that met the record would still say little of the level at
which a forecast begins. Medians, with 80 % of futures; flows are per year; history is of October to
December 2024, forecasts are of January to March 2025 at baseline.

| output | unit | history ends | forecasts begin | first over second |
|---|---|---|---|---|
{rows}
Deaths with cocaine and deaths per member part most. *Full hostility* is every two members of a
region at war; a member of 2000 then kills half as often as one of 2024, or less, in four regions
of six, and no driver of history makes up for that. Under quadratic conflict these deaths grow with
the members of a region, under linear conflict they do not.
"""

LESSONS = """
## What the record says of the priors

No forecast's prior was changed for what stands here but one, the inflow from prescribed opioids; a
fit would. The same futures run again under each form: error of the median (mean over the years, in
logs), its noise (standard deviation when futures are drawn anew from these), and the error of a
single future (median over futures). The years of a series are correlated, so that a difference may
stand clear of the noise and still mean little.

| what | form | series | error of the median | noise | error of one future |
|---|---|---|---|---|---|
{rows}
- **Conflict.** The fitness of four organizations was fitted with these wars to these homicides
  under linear conflict, which favors that form. With it the forms differ little, and a single
  future is as far off under either; without it linear conflict misses twice as much as quadratic.
  What the record says of the form hangs on the growth of single organizations, which nobody
  counted. Forms with a pact act on the onset of wars alone, which is dated here: each runs as its
  form without.
- **Reach of treatment** is not tested. Patients grew more than sevenfold from 2000, so that six of
  seven count as added here, where a forecast counts those above the level of 2024; and the drivers
  of opioid deaths were fitted to that series with every patient counted in full.
- **Prescribed opioids.** Deaths with opioids prefer a surge that fades, under which the other
  drivers were fitted to them; people with disorder prefer one that stays. A single future is off by
  a fifth to a quarter in deaths and by a third and more in people under each. The record does
  not tell the readings apart, and [baseline deaths of 2039 depend on it](../weaknesses.md).
- **Eradication.** In {emptied} of futures Colombia is emptied of coca (below 5,000 ha) by the
  hectares pulled in 2006-10 and 2018-21, which never happened. The median effect per hectare is
  {high} there and {low} elsewhere. Area recovers in logs, so a field that is nearly gone hardly
  grows back: high effects with that form are refuted, for the lever of forecasts too.
- **Precursors.** The closure of March 2007 is the best documented supply shock of the period. With
  inputs held at 0.4 to 0.7 to the end of 2008, use of methamphetamine changes by {use}
  against the same futures without the closure (by less than a tenth in {hardly} of them); its
  price per pure gram rises to {peak} that without at its peak.
  On record treatment admissions fell by 48 to 56 percent, people who used by 35 to 45, and the
  price doubled (133 to 280 USD, October 2006 to December 2007). Slack and how fast capacity
  makes up for missing inputs are drawn so wide that most futures hardly feel such a shock: what
  forecasts say of precursor control leans to too little.
- **Deterrence at sea.** Forecasts draw the risk at which trips are called off as one to three times
  the share taken at their start. Taken to the share of 2000, that range shuts the sea in many
  futures after 2004, when success rose; here it is one to three times the later share. History says
  of this number only that it did not bind.
- **Dated wars.** That wars were called wars because deaths rose is a circularity: a hindcast with
  dated wars shows consistency, not explanation. No driver in the evidence says which war is large,
  and wars here are fought wherever both sides stand, not only where they were.
"""
