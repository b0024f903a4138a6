"""The command line. Start with `main`; each command lives in a module of its own name.

Exit codes: 0 done; 1 `check` found something barred; 2 bad input; 3 a future left the finite
numbers; 70 a fault of Undercut itself; 130 interrupted; 141 the reader of a pipe left.
"""

import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from undercut import __version__
from undercut.cli import screen
from undercut.cli.casebook import casebook
from undercut.cli.check import check
from undercut.cli.evidence import evidence
from undercut.cli.init import init
from undercut.cli.law import law_app
from undercut.cli.memo import memo
from undercut.cli.run import run
from undercut.cli.serve import serve
from undercut.core.errors import InputError, Problem, UndercutError

FAULT = 70
PIPE_CLOSED = 141
"""What shells report of a program whose reader left; 0 or 1 would read as a finding."""

INTERRUPTED = 130
"""What the library for commands makes of Ctrl-C."""

app = typer.Typer(
    name="undercut",
    help="A decision laboratory for counter-cartel policy: strategies, the law, a simulated world.",
    epilog="Example: undercut run support-not-supplant demand-first --futures 64",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _example(arguments: str) -> str:
    return f"Example: undercut {arguments}"


app.command(epilog=_example("init plans/"))(init)
app.command(epilog=_example("check support-not-supplant"))(check)
app.command(epilog=_example("run strategy.yaml demand-first --futures 256 --out out/first"))(run)
app.command(epilog=_example("memo out/first --to memo.pdf"))(memo)
app.add_typer(law_app, name="law", short_help="Ask who may do what, where and on which day.")
app.command(
    epilog=_example("casebook --timeline"), short_help="See what past operations achieved."
)(casebook)
app.command(epilog=_example("evidence treatment"))(evidence)
app.command(epilog=_example("serve --port 8765"))(serve)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"undercut {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    _debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error; fits any command.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = given[: given.index("--")] if "--" in given else given
    for stream in (sys.stdout, sys.stderr):
        # A minus sign that the locale's encoding lacks would end the command.
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8")
    debug, as_json = "--debug" in options, "--json" in options
    if debug:
        given.remove("--debug")
    try:
        code = int(app(given, prog_name="undercut", standalone_mode=False) or 0)
    except UndercutError as failure:
        code = _report(failure, failure.exit_code, as_json=as_json, debug=debug)
    except typer.TyperException as failure:
        code = _report(_usage_error(failure), failure.exit_code, as_json=as_json, debug=debug)
    except BrokenPipeError:
        # The reader of a pipe has left; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = PIPE_CLOSED
    except Exception as failure:  # noqa: BLE001 - the last stop before the user
        code = _report(failure, FAULT, as_json=as_json, debug=debug)
    if code == INTERRUPTED:
        screen.note("Interrupted.", quiet=False)
    sys.exit(code)


def _report(failure: Exception, code: int, *, as_json: bool, debug: bool) -> int:
    if debug:
        traceback.print_exception(failure)
    if as_json:
        screen.print_json(screen.errors_json(failure))
    else:
        screen.print_error(failure)
    return code


def _usage_error(failure: typer.TyperException) -> InputError:
    """Turn what is wrong with the command line itself into an error like any other."""
    context = getattr(failure, "ctx", None)
    message = failure.format_message()
    if message.startswith("Usage:"):
        error = InputError(Problem(message))
    else:
        end = "" if message.endswith((".", "?")) else "."
        command = context.command_path if context else "undercut"
        error = InputError(Problem(message + end, hint=f"See '{command} --help'."))
    error.__cause__ = failure
    return error
