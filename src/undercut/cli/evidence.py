"""`undercut evidence`: where a number comes from."""

from typing import Annotated

import typer

from undercut.cli import screen
from undercut.report import words


def evidence(
    key: Annotated[
        str | None,
        typer.Argument(
            help="A lever, parameter, finding, cost, series (or series/place/period) or source. "
            "Without one: how much of the evidence has a source."
        ),
    ] = None,
    json: screen.Json = False,
    quiet: screen.Quiet = False,  # noqa: ARG001 - nothing here goes to stderr but errors
) -> None:
    """Say where a number comes from.

    Shows its sources, how sure it is and what uses it. Without a key: how much of the evidence has
    a source.
    """
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
