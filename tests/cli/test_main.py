"""The command line as a whole: help, versions, errors, exit codes, a fast start."""

import os
import subprocess
import sys

import pytest

from undercut import __version__
from undercut.cli import evidence as evidence_module
from undercut.cli.main import app
from undercut.core.errors import FutureError, RunError

COMMANDS = ("init", "check", "run", "memo", "casebook", "evidence")
LAW = ("check", "map", "show", "diff")

HEAVY = ("jax", "pint", "xarray", "zarr", "altair", "typst", "scipy", "yaml")
"""Packages that no command may load before it needs them."""


def test_without_a_command_it_shows_its_help(undercut):
    shown = undercut()
    assert shown.code == 0
    assert all(f"  {command} " in shown.out for command in COMMANDS)
    assert "..." not in shown.out.partition("Commands:")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_json_and_quiet_and_shows_an_example(undercut, command):
    shown = undercut(command, "--help")
    assert shown.code == 0
    assert "--json" in shown.out
    assert "--quiet" in shown.out
    assert f"Example: undercut {command} " in shown.out


def test_a_reader_that_leaves_is_no_finding():
    command = [sys.executable, "-m", "undercut", "evidence"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.wait() == 141
        assert process.stderr.read() == b""


def test_signs_that_the_locale_lacks_do_not_end_a_command():
    command = [sys.executable, "-m", "undercut", "evidence", "treatment"]
    poor = {**os.environ, "PYTHONIOENCODING": "ascii"}
    found = subprocess.run(command, capture_output=True, env=poor, check=True)
    assert "Population Estimates \N{EM DASH} United States" in " ".join(
        found.stdout.decode("utf-8").replace("│", " ").split()
    )


def test_an_error_prints_no_control_characters_of_its_input(undercut, tmp_path):
    (tmp_path / "bad.yaml").write_text('title: "\\e[31mred\\u202e"\n', encoding="utf-8")
    shown = undercut("check", "bad.yaml")
    assert shown.code == 2
    assert "'[31mred' is not a title" in shown.err
    assert not {"\x1b", "\u202e"} & set(shown.err)


def test_it_says_its_version(undercut):
    shown = undercut("--version")
    assert (shown.code, shown.out) == (0, f"undercut {__version__}\n")


def test_it_runs_as_a_module():
    found = subprocess.run(
        [sys.executable, "-m", "undercut", "--version"], capture_output=True, text=True, check=True
    )
    assert found.stdout == f"undercut {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("chek",), "No such command 'chek'. Did you mean 'check'? See 'undercut --help'."),
        (("check", "baseline", "--jsn"), "No such option: --jsn"),
        (("run", "baseline", "--futures", "0"), "Invalid value for '--futures'"),
        (("evidence", "tretment"), "the evidence has no 'tretment'. Did you mean 'treatment'?"),
    ],
)
def test_wrong_use_is_said_on_stderr_with_exit_code_2(undercut, arguments, message):
    shown = undercut(*arguments)
    assert shown.code == 2
    assert shown.out == ""
    assert shown.err.startswith(message)
    assert len(shown.err.splitlines()) == 1


def test_wrong_use_is_json_on_stdout_where_json_was_asked_for(undercut):
    shown = undercut("check", "baseline", "--jsn", "--json")
    assert shown.code == 2
    assert shown.err == ""
    (error,) = shown.json["errors"]
    assert set(error) == {"file", "line", "path", "message", "hint"}
    assert error["hint"] == "See 'undercut check --help'."


@pytest.fixture
def failing(monkeypatch):
    """Make the evidence command fail with a given error."""

    def _fail_with(failure):
        def _lookup(_key):
            raise failure

        monkeypatch.setattr("undercut.evidence.lookup.lookup", _lookup)

    assert evidence_module.evidence in [command.callback for command in app.registered_commands]
    return _fail_with


@pytest.mark.parametrize(
    ("failure", "code", "message"),
    [
        (FutureError("future 17 is not finite."), 3, "future 17 is not finite."),
        (RunError("out: cannot be written."), 2, "out: cannot be written."),
        (
            ZeroDivisionError("oh"),
            70,
            "This is a fault of Undercut itself: ZeroDivisionError: oh",
        ),
    ],
)
def test_a_failure_has_no_traceback_and_says_how_to_get_one(
    undercut, failing, failure, code, message
):
    failing(failure)
    shown = undercut("evidence", "treatment")
    assert shown.code == code
    assert shown.err.splitlines() == [message, "Run it again with --debug to see the traceback."]
    assert undercut("evidence", "treatment", "--json").json["errors"][0]["message"] == message


def test_debug_shows_the_traceback_wherever_it_stands(undercut, failing):
    failing(ZeroDivisionError("oh"))
    for arguments in (("--debug", "evidence", "x"), ("evidence", "x", "--debug")):
        shown = undercut(*arguments)
        assert shown.code == 70
        assert "Traceback (most recent call last)" in shown.err


def test_an_interrupt_is_said_with_its_usual_exit_code(undercut, failing):
    failing(KeyboardInterrupt())
    shown = undercut("evidence", "treatment")
    assert shown.code == 130
    assert shown.err.splitlines() == ["Interrupted."]


def test_starting_loads_nothing_heavy():
    code = f"import sys, undercut.cli.main; print([m for m in {HEAVY} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("command", LAW)
def test_the_law_commands_take_json_and_quiet_too(undercut, command):
    shown = undercut("law", command, "--help")
    assert shown.code == 0
    assert "--json" in shown.out
    assert "--quiet" in shown.out
    assert "Example: undercut law " in shown.out
