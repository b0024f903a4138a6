"""Where commands write: tables and JSON on stdout, progress and errors on stderr.

People see two significant digits (`report.words`); JSON keeps every digit.
"""

import json
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from undercut.core.errors import InputError, Problem, UndercutError
from undercut.report import words

PIPE_WIDTH = 120
"""Columns of a table where stdout is no terminal."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON with full precision.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no notes on stderr.")]

FINDING_STYLES = {
    "barred": "bold red",
    "contested": "yellow",
    "permitted_if": "cyan",
    "permitted": "green",
}


def parse_day(written: str | None, name: str = "--on") -> date | None:
    """Read a day that was asked for; None where none was.

    Raises
    ------
    InputError : it is not a day.

    """
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        message = f"{name}: '{written}' is not a day; expected YYYY-MM-DD, such as 2026-01-31."
        raise InputError(Problem(message)) from None


class _Console(Console):
    """A console that leaves a broken pipe to `main`, so that it never reads as a finding."""

    def on_broken_pipe(self) -> None:
        """Pass on the error that is being handled."""
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """Open a console that prints text as it is: no markup, no guessing of styles."""
    made = _Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=False)
    if not made.is_terminal and not stderr:
        made.width = max(made.width, PIPE_WIDTH)
    return made


def say(text: str, style: str = "") -> None:
    """Print a line of a result; it wraps where the screen ends."""
    out = console()
    out.print(Text(text, style=style), soft_wrap=not out.is_terminal)


def say_finding(before: str, code: str, after: str = "") -> None:
    """Print a line with a legal finding; a barred strategy is unlawful as written."""
    long = {"barred": words.UNLAWFUL, "permitted_if": "lawful if conditions are met"}
    text = long.get(code) or words.finding_label(code)
    out = console()
    line = Text.assemble(before, (text, FINDING_STYLES.get(code, "")), after)
    out.print(line, soft_wrap=not out.is_terminal)


def note(text: str, *, quiet: bool) -> None:
    """Print a line about the work, not about its result."""
    if not quiet:
        console(stderr=True).print(Text(text, style="dim"), soft_wrap=True)


def table(title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> None:
    """Print a table.

    Parameters
    ----------
    title : line above it.
    columns : headings, each with `left` or `right`; a table without any has no head.
    rows : one text a column.

    """
    drawn = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        show_header=any(heading for heading, _ in columns),
    )
    for heading, side in columns:
        # Folded, never cut: an ellipsis would hide digits or half an address.
        drawn.add_column(heading, justify="right" if side == "right" else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console().print(drawn)


def print_json(content: Any) -> None:
    """Print an object as JSON."""
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def errors_json(failure: Exception) -> dict[str, Any]:
    """Give an error as the object that scripts read."""
    if isinstance(failure, InputError):
        return {"errors": [vars(problem) for problem in failure.problems]}
    message = str(failure) if isinstance(failure, UndercutError) else _unexpected(failure)
    return {"errors": [{"message": message, "file": "", "line": None, "path": "", "hint": ""}]}


def print_error(failure: Exception) -> None:
    """Say what went wrong, on stderr, one line a problem."""
    out = console(stderr=True)
    if isinstance(failure, UndercutError):
        out.print(Text(_harmless(str(failure))), soft_wrap=True)
        if isinstance(failure, InputError):
            return
    else:
        out.print(Text(_unexpected(failure)), soft_wrap=True)
    out.print(Text("Run it again with --debug to see the traceback.", style="dim"), soft_wrap=True)


def _harmless(text: str) -> str:
    """Drop what a terminal would obey in a quoted input: control and direction characters."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})


def _unexpected(failure: Exception) -> str:
    return f"This is a fault of Undercut itself: {type(failure).__name__}: {failure}"
