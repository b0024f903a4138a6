"""`undercut evidence`: where a number comes from."""

from pathlib import Path
from typing import Annotated

import typer

from undercut.cli import screen
from undercut.core.errors import InputError, Problem
from undercut.report import words


def evidence(
    key: Annotated[
        str | None,
        typer.Argument(
            help="A lever, parameter, finding, cost, case, figure of a case, series (or "
            "series/place/period) or source. "
            "Without one: how much of the evidence has a source."
        ),
    ] = None,
    lever: Annotated[
        str | None,
        typer.Option("--lever", metavar="L", help="What is on record about a lever, graded."),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="With --lever: write .pdf, .html, .md, .csv."),
    ] = None,
    json: screen.Json = False,
    quiet: screen.Quiet = False,  # noqa: ARG001 - nothing here goes to stderr but errors
) -> None:
    """Say where a number comes from.

    Shows its sources, how sure it is and what uses it. Without a key: how much of the evidence has
    a source.
    """
    if lever is not None or to is not None:
        if lever is None or key is not None:
            raise InputError(Problem("--to goes with --lever, and --lever without a key."))
        _lever(lever, to, json)
        return
    from undercut.evidence.lookup import coverage, lookup

    if key is not None:
        record = lookup(key)
        if json:
            screen.print_json(record.to_json())
        else:
            rows = [(name, words.plain(text)) for name, text in record.lines()]
            screen.table(words.plain(record.label), [("", "left"), ("", "left")], rows)
        return
    counted = coverage()
    if json:
        screen.print_json(counted.to_json())
        return
    screen.table(
        "Values by file",
        [
            ("File", "left"),
            ("Values", "right"),
            ("Sourced", "right"),
            ("Seen", "right"),
            ("Judged", "right"),
            ("Traced", "right"),
        ],
        [
            [
                share.file,
                f"{share.values:,}",
                f"{share.sourced:,}",
                f"{share.seen:,}",
                f"{share.judged:,}",
                words.percent(share.traced / max(share.values, 1)),
            ]
            for share in (*counted.files, counted.total)
        ],
    )
    screen.say(f"Seen: {counted.verified}")


def _lever(lever: str, to: Path | None, json: bool) -> None:
    from undercut.report import casebook_blocks, casebook_files, lever_evidence

    view = lever_evidence.lever_view(lever)
    if to is not None:
        casebook_files.write(to, lever_evidence.lever_files(view), "evidence")
        screen.say(str(to))
    elif json:
        screen.print_json(lever_evidence.plain_view(view))
    else:
        screen.say(casebook_blocks.text(lever_evidence.lever_page(view)).rstrip())
