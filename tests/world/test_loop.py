"""The order of a month and the signals that lag: what the docstring says is what the code does."""

import ast
import inspect
import re

import pytest

from undercut.world import loop
from undercut.world.levers import Levers

SOURCE = ast.parse(inspect.getsource(loop))
FUNCTIONS = {node.name: node for node in SOURCE.body if isinstance(node, ast.FunctionDef)}
STEPS = ("step", "orders", "sales")


def said_order():
    return re.findall(r"^\d+\. (.+)$", loop.__doc__, flags=re.MULTILINE)


def said_lags():
    rows = re.findall(r"^- (\w+), read by (.+)$", loop.__doc__, flags=re.MULTILINE)
    return {name: set(readers.split(" and ")) for name, readers in rows}


def calls(function):
    """Calls of a sector's step in a function, in the order of its lines: (node, sector name)."""
    found = [
        node
        for node in ast.walk(FUNCTIONS[function])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in STEPS
        and isinstance(node.func.value, ast.Name)
    ]
    found.sort(key=lambda node: node.lineno)
    return [
        (
            node,
            node.func.value.id
            if node.func.attr == "step"
            else f"{node.func.value.id} {node.func.attr}",
        )
        for node in found
    ]


def test_the_numbered_list_counts_from_one():
    numbers = re.findall(r"^(\d+)\. ", loop.__doc__, flags=re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


def test_sectors_step_in_the_order_of_the_docstring():
    assert [*[name for _, name in calls("advance")], "outcomes"] == said_order()


def test_outcomes_are_measured_after_every_sector_has_stepped():
    named = [
        node.func.id
        for node in ast.walk(FUNCTIONS["month"])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert named == ["advance", "_measured"]
    assert "outcomes." in ast.unparse(FUNCTIONS["_measured"])


def test_signals_stand_in_the_order_of_the_steps():
    order = [name.removeprefix("market ") for name in said_order()]
    assert [*loop.Signals._fields, "outcomes"] == order


def test_the_docstring_names_the_lagged_signals():
    assert set(said_lags()) == set(loop.Lagged._fields)


def test_each_lagged_signal_is_read_by_the_sectors_that_the_docstring_names():
    readers = {name: set() for name in loop.Lagged._fields}
    for call, sector in calls("advance"):
        for node in ast.walk(call):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "last"
            ):
                readers[node.attr].add(sector)
    assert readers == said_lags()


def test_only_inputs_named_last_read_the_month_before():
    for call, sector in calls("advance"):
        for keyword in (node for node in ast.walk(call) if isinstance(node, ast.keyword)):
            if keyword.arg is None:
                continue
            lags = ast.unparse(keyword.value).startswith("last.")
            assert lags == keyword.arg.endswith("_last"), f"{sector}: {keyword.arg}"


@pytest.mark.parametrize("lever", Levers._fields)
def test_every_lever_reaches_a_sector(lever):
    inputs = [
        getattr(module, name)
        for module in (
            loop.politics,
            loop.justice,
            loop.supply,
            loop.routes,
            loop.people,
            loop.money,
            loop.weapons,
            loop.organizations,
        )
        for name in dir(module)
        if name.endswith("Inputs")
    ]
    readers = [each.__name__ for each in inputs if lever in each._fields]
    assert readers, f"no sector reads {lever}"
    assert all(f"{lever}_baseline" in each._fields for each in inputs if lever in each._fields), (
        "a sector reads a lever without its baseline"
    )
