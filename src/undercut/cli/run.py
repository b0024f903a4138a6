"""`undercut run`: strategies and the baseline on the same futures, and what came out."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from undercut import __version__
from undercut.cli import screen
from undercut.core.errors import InputError, Problem
from undercut.report import wording, words

if TYPE_CHECKING:
    from undercut.explore.results import Run
    from undercut.strategy import Strategy

FUTURES, SEED = 256, 0

BASELINE = "baseline"

Futures = Annotated[int, typer.Option("--futures", metavar="N", min=1, help="How many futures.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", min=0, help="Seed of the futures.")]


def run(
    strategies: Annotated[
        list[str],
        typer.Argument(metavar="STRATEGY", help="Ids of shipped strategies, or files."),
    ],
    futures: Futures = FUTURES,
    seed: Seed = SEED,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder of the run; else one below out/."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="Threads; else one a core.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Take up a run that was interrupted.")
    ] = False,
    series: Annotated[
        bool, typer.Option("--series", help="Store months as well as years.")
    ] = False,
    period: Annotated[
        str | None,
        typer.Option(
            "--period", metavar="FROM:TO", help="Years to average over; else the last five."
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Day whose law is read; else today."),
    ] = None,
    json: screen.Json = False,
    quiet: screen.Quiet = False,
) -> None:
    """Simulate strategies beside the baseline.

    All strategies and the baseline meet the same futures and the same luck. Prints a summary and
    writes a run, from which a memo can be made.
    """
    years = _years(period)
    day = screen.parse_day(on)
    chosen = load_all(strategies)
    if years:
        _require_covered(years, chosen)
    folder = out or default_folder(chosen, futures, seed, series, day)
    finished = simulate(
        chosen,
        futures=futures,
        seed=seed,
        out=folder,
        workers=workers,
        resume=resume,
        series=series,
        on=day,
        quiet=quiet,
    )
    summary = finished.summary(years)
    if json:
        screen.print_json(summary)
        return
    show(summary)
    screen.note(f"Next: undercut memo {folder} --to memo.pdf", quiet=quiet)


def load_all(names: Iterable[str]) -> "list[Strategy]":
    """Read strategies and resolve them once, so that all errors of all files come together."""
    from undercut.strategy import load_strategy, resolve

    found: list[Strategy] = []
    problems: list[Problem] = []
    for name in names:
        try:
            strategy = load_strategy(name)
            resolve(strategy)
            found.append(strategy)
        except InputError as failure:
            problems += failure.problems
    if problems:
        raise InputError(problems)
    return found


def default_folder(
    strategies: "Sequence[Strategy]", futures: int, seed: int, series: bool, on: date | None
) -> Path:
    """Name a folder that the same command finds again on the same day and no other command does."""
    from undercut.core.source import source_hash
    from undercut.evidence.package import data_hash

    basis = [__version__, source_hash(), data_hash(), str(futures), str(seed), str(series)]
    basis.append(str(on or date.today()))
    basis += [strategy.text for strategy in strategies]
    digest = hashlib.blake2b("\0".join(basis).encode(), digest_size=4).hexdigest()
    return Path("out") / f"{strategies[0].id}-{digest}"


def simulate(
    strategies: "Sequence[Strategy]",
    *,
    futures: int,
    seed: int,
    out: Path,
    workers: int | None,
    resume: bool,
    series: bool,
    on: date | None,
    quiet: bool,
) -> "Run":
    """Run strategies with a progress bar on stderr."""
    from undercut.explore.run import run_strategies

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("futures"),
        TimeElapsedColumn(),
        console=screen.console(stderr=True),
        transient=True,
        disable=quiet or not screen.console(stderr=True).is_terminal,
    )
    tasks = {strategy.id: bar.add_task(strategy.id, total=futures) for strategy in strategies}

    def advance(strategy: str, done: int, todo: int) -> None:
        if strategy not in tasks:
            tasks[strategy] = bar.add_task(strategy, total=todo)
        bar.update(tasks[strategy], completed=done, total=todo)

    with bar:
        try:
            return run_strategies(
                strategies,
                futures=futures,
                seed=seed,
                out=out,
                workers=workers or len(os.sched_getaffinity(0)),
                resume=resume,
                series=series,
                on=on,
                progress=advance,
            )
        except KeyboardInterrupt:
            screen.note(
                f"Take it up again with the same command and --out {out} --resume", quiet=quiet
            )
            raise


def _years(period: str | None) -> tuple[int, int] | None:
    if period is None:
        return None
    first, _, last = period.partition(":")
    if not (first.isdecimal() and last.isdecimal()):
        message = f"--period: '{period}' is not a span of years; expected such as 2035:2039."
        raise InputError(Problem(message))
    return int(first), int(last)


def _require_covered(years: tuple[int, int], strategies: "Sequence[Strategy]") -> None:
    """Refuse a span outside the years that the run will have, before anything is simulated."""
    from undercut.explore.run import run_grid
    from undercut.strategy import resolve

    covered = run_grid([resolve(strategy) for strategy in strategies]).years
    if not covered[0] <= years[0] <= years[1] <= covered[-1]:
        message = (
            f"period {years[0]}:{years[1]} is not covered; the run has {covered[0]}:{covered[-1]}."
        )
        raise InputError(Problem(message))


def show(summary: Mapping[str, Any]) -> None:
    """Print what every strategy of a run did beside the baseline."""
    entries = summary["strategies"]
    shown = [entry for entry in entries if entry["id"] != BASELINE] or entries
    for entry in shown:
        _show_strategy(entry)
    if len(shown) > 1:
        _show_side_by_side(shown)
    period = next(iter(entries[0]["outcomes"].values()))["period"].replace(":", " to ")
    screen.say(
        f"Yearly means over {period}; median, and 80 % of {summary['futures']:,} futures in "
        "brackets. Change and P(better) are paired within a future."
    )
    for warning in summary["warnings"]:
        screen.say(f"Note: {words.plain(warning)}", style="yellow")
    screen.say(
        f"Run {summary['run_id']} in {summary['path']}, seed {summary['seed']}, "
        f"law as of {summary['on']}."
    )


def _show_strategy(entry: Mapping[str, Any]) -> None:
    from undercut.report.sections import LABELS

    screen.say(f"{words.plain(entry['title'])} ({entry['id']})", style="bold")
    screen.say_finding("The law: ", entry["finding"])
    found = {**entry["outcomes"], **entry["risks"]}
    labels = {name: LABELS.get(name, words.label(name)) for name in found}
    same = [name for name in entry["risks"] if wording.is_unmoved(found[name])]
    if entry["id"] == BASELINE:
        _table(labels, found, list(found), ("Baseline",))
        return
    columns = ("Baseline", "Strategy", "Change", "P(better)")
    _table(labels, found, [name for name in found if name not in same], columns)
    if same:
        screen.say(
            f"The same as the baseline in every future: {words.listed([labels[n] for n in same])}."
        )
    cost = entry["cost"]
    if any(cost["added"].values()):
        payers = "; ".join(
            f"{words.payer_label(payer)} {words.money(amount['q50'])}"
            for payer, amount in cost["by_payer"].items()
        )
        screen.say(
            f"Added cost, 2024 USD, all years: {_money(cost['added'])}; present value "
            f"{_money(cost['present_value'])}. Medians by payer: {payers}. At central unit costs, "
            f"as `check` prices it: {words.money(cost['central'])}."
        )
    if cost["budget"]:
        screen.say(wording.budget(cost["budget"]))
    screen.say("")


def _show_side_by_side(entries: Sequence[Mapping[str, Any]]) -> None:
    """Set the strategies beside each other: change of each objective, cost, law."""
    from undercut.report.sections import LABELS

    objectives = list(entries[0]["outcomes"])

    screen.table(
        "Side by side: change from baseline",
        [
            ("Strategy", "left"),
            *((LABELS[name], "right") for name in objectives),
            ("Added cost", "right"),
            ("The law", "left"),
        ],
        [
            [
                words.plain(entry["title"]),
                *(wording.short_verdict(entry["outcomes"][name]) for name in objectives),
                _money(entry["cost"]["added"]),
                words.UNLAWFUL
                if entry["finding"] == "barred"
                else words.finding_label(entry["finding"]),
            ]
            for entry in entries
        ],
    )


def _table(
    labels: Mapping[str, str],
    found: Mapping[str, Mapping[str, Any]],
    names: Sequence[str],
    columns: Sequence[str],
) -> None:
    screen.table(
        "",
        [("Outcome or risk", "left"), *((name, "right") for name in columns)],
        [
            [
                _labeled(labels[name], words.unit_label(found[name]["unit"]) or "index"),
                *_cells(found[name])[: len(columns)],
            ]
            for name in names
        ],
    )


def _labeled(label: str, unit: str) -> str:
    """Put a unit behind a label: `US overdose deaths a year`, `Host consent, index`."""
    noun, _, rate = unit.partition(" ")
    return f"{label} {rate}".rstrip() if label.endswith(f" {noun}") else f"{label}, {unit}"


def _cells(found: Mapping[str, Any]) -> list[str]:
    return [
        _band(found["baseline"]),
        _band(found["strategy"]),
        wording.change_band(found),
        "same" if wording.is_unmoved(found) else words.percent(found["p_better"]),
    ]


def _band(found: Mapping[str, float]) -> str:
    """Write a median with the range of 80 % of futures."""
    middle, spread = words.number(found["q50"]), words.interval(found["q10"], found["q90"])
    return middle if found["q10"] == found["q90"] else f"{middle} ({spread})"


def _money(found: Mapping[str, float]) -> str:
    return f"{words.money(found['q50'])} ({words.money_interval(found['q10'], found['q90'])})"
