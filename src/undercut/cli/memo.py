"""`undercut memo`: the one-page memo of a run, or of a strategy that is run for it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from undercut.cli import screen
from undercut.cli.run import (
    BASELINE,
    FUTURES,
    SEED,
    Futures,
    Seed,
    default_folder,
    load_all,
    simulate,
)
from undercut.core.errors import InputError, Problem

if TYPE_CHECKING:
    from undercut.explore.results import Run


def memo(
    source: Annotated[
        str, typer.Argument(metavar="STRATEGY|RUN", help="Folder of a run; or a strategy to run.")
    ],
    strategy: Annotated[
        str | None,
        typer.Option("--strategy", metavar="ID", help="Which strategy of the run; else its first."),
    ] = None,
    to: Annotated[
        Path,
        typer.Option("--to", metavar="FILE", help="File to write: .pdf, .docx, .html or .md."),
    ] = Path("memo.pdf"),
    futures: Futures = FUTURES,
    seed: Seed = SEED,
    json: screen.Json = False,
    quiet: screen.Quiet = False,
) -> None:
    """Write the one-page memo about a strategy.

    Of a run, the memo is about its first strategy other than the baseline unless --strategy names
    another. A strategy is run first, with --futures and --seed.
    """
    from undercut.report.memo import write_memo

    finished = _finished(source, futures, seed, quiet)
    chosen = strategy or _first(finished)
    target = write_memo(finished, chosen, to)
    if json:
        screen.print_json({"path": str(target), "strategy": chosen, "run_id": finished.run_id})
    else:
        screen.say(str(target))


def _finished(source: str, futures: int, seed: int, quiet: bool) -> "Run":
    from undercut.explore.results import load_run

    if Path(source).is_dir():
        return load_run(Path(source))
    strategies = load_all([source])
    today = date.today()
    return simulate(
        strategies,
        futures=futures,
        seed=seed,
        out=default_folder(strategies, futures, seed, False, today),
        workers=None,
        resume=True,
        series=False,
        on=today,
        quiet=quiet,
    )


def _first(finished: "Run") -> str:
    found = next((name for name in finished.strategy_ids if name != BASELINE), None)
    if found is None:
        message = "the run holds the baseline alone; a memo is about another strategy."
        raise InputError(Problem(message, str(finished.path)))
    return found
