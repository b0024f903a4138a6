"""The facade is the list that we meant, and importing it loads nothing."""

import subprocess
import sys

import pytest

import undercut


def test_the_facade_is_the_list_that_we_meant():
    assert undercut.__all__ == [
        "Run",
        "Strategy",
        "check_strategy",
        "load_catalog",
        "load_run",
        "load_strategy",
        "lookup",
        "resolve",
        "run_strategies",
        "shipped",
        "write_memo",
    ]


@pytest.mark.parametrize("name", undercut.__all__)
def test_every_name_of_the_facade_is_there(name):
    assert getattr(undercut, name).__module__.startswith("undercut.")
    assert name in dir(undercut)


def test_another_name_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'simulat'"):
        undercut.simulat  # noqa: B018 - the access is the test


def test_importing_the_package_loads_no_other_module():
    code = (
        "import sys, undercut; print(sorted(m for m in sys.modules if m.startswith('undercut.')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
