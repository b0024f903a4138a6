"""Cost of each sector: scalar operations a month, and microseconds for a block of futures.

    python benchmarks/sectors.py [--repeats 20]

Operations are counted from the traced program: every elementwise operation weighs the structural
size of its result, a sum that of what it adds up; moving data is free; what is done every third
month counts for a third. Prints a table to standard
error and one JSON object.
"""

import argparse
import json
import statistics
import sys
import time
from contextlib import ExitStack
from unittest import mock

import numpy as np
from recorder import baseline, held

from undercut.core import draws
from undercut.fit.priors import draw_futures
from undercut.world import engine, loop, organizations
from undercut.world.levers import Levers
from undercut.world.luck import Luck

BUDGET = 6000
"""Scalar operations a month that the whole world may cost."""

STEPS = {
    "politics": (loop.politics, "step"),
    "justice": (loop.justice, "step"),
    "supply": (loop.supply, "step"),
    "market orders": (loop.market, "orders"),
    "routes": (loop.routes, "step"),
    "market sales": (loop.market, "sales"),
    "people": (loop.people, "step"),
    "money": (loop.money, "step"),
    "weapons": (loop.weapons, "step"),
    "organizations": (loop.organizations, "step"),
}

MOVES = {
    *("broadcast_in_dim", "convert_element_type", "reshape", "squeeze", "slice", "concatenate"),
    *("copy", "dynamic_slice", "gather", "transpose", "expand_dims", "pad", "rev", "iota", "split"),
}
DEAR = {
    *("exp", "exp2", "log", "log1p", "expm1", "pow", "sqrt", "rsqrt", "cos", "sin", "tan", "tanh"),
    *("logistic", "erf", "erf_inv", "cbrt"),
}
MONTHS = 60
"""Months that a sector runs on its own to be timed."""


def operations(function, *arguments):
    """Scalar operations of a function for one future: all, and the dear ones among them."""
    import jax

    found = {"operations": 0, "transcendental": 0}
    width = engine.WIDTH

    def size(variable):
        return int(np.prod(variable.aval.shape, dtype=int)) / width

    def walk(program, part=1.0):
        for equation in program.eqns:
            if equation.primitive.name == "cond":
                part_of = part / organizations.SETTLES_EVERY
                for branch in equation.params["branches"]:
                    walk(branch.jaxpr, part_of)
                continue
            inner = [
                getattr(value, "jaxpr", value)
                for value in equation.params.values()
                if hasattr(value, "jaxpr") or hasattr(value, "eqns")
            ]
            if inner:
                for each in inner:
                    walk(each, part)
                continue
            name = equation.primitive.name
            if name in MOVES:
                continue
            reduces = name.startswith(("reduce", "cum", "arg"))
            weight = part * size(equation.invars[0] if reduces else equation.outvars[0])
            found["operations"] += weight
            found["transcendental"] += weight if name in DEAR else 0.0

    walk(jax.make_jaxpr(function)(*arguments).jaxpr)
    return {name: round(count) for name, count in found.items()}


def timed(function, *arguments, repeats):
    """Median microseconds of a month on one block of futures, run over many months.

    The first argument is the state that a month hands to the next; luck is drawn anew each month,
    and every signal is kept, so that nothing is left out of the compiled loop.
    """
    import jax

    def run(arguments):
        def body(state, number):
            rest = [
                Luck(each.key, number) if isinstance(each, Luck) else each for each in arguments[1:]
            ]
            return function(state, *rest)

        return jax.lax.scan(body, arguments[0], jax.numpy.arange(MONTHS))

    compiled = jax.jit(run)
    jax.block_until_ready(compiled(arguments))
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        jax.block_until_ready(compiled(arguments))
        times.append(time.perf_counter() - start)
    return 1e6 * statistics.median(times) / MONTHS


def calls():
    """Every sector's call of one month at baseline, with its arguments, and that of the month."""
    _, jnp = engine.configure_jax()
    drawn = draw_futures(np.arange(engine.WIDTH), 0)
    base = Levers(*baseline())
    world, reference = loop.start(jnp, drawn.parameters, base)
    key = draws.keys(drawn.seed, drawn.numbers)
    seen = {}

    def watch(name, step):
        def call(xp, *arguments):
            seen[name] = (lambda *a: step(xp, *a), arguments)
            return step(xp, *arguments)

        return call

    with ExitStack() as stack:
        for name, (module, step) in STEPS.items():
            stack.enter_context(mock.patch.object(module, step, watch(name, getattr(module, step))))
        loop.advance(jnp, world, Levers(*held(1)[:, 0]), base, drawn.parameters, reference, key, 0)

    def whole(world, p, luck):
        return loop.month(jnp, world, base, base, p, reference, luck.key, luck.month)

    seen["whole month"] = (whole, (world, drawn.parameters, Luck(key, jnp.asarray(0))))
    return seen


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--repeats", type=int, default=20)
    repeats = options.parse_args().repeats
    report = {"futures_in_block": engine.WIDTH, "budget_operations": BUDGET, "sectors": {}}
    for name, (function, arguments) in calls().items():
        cost = operations(function, *arguments)
        cost["microseconds"] = round(timed(function, *arguments, repeats=repeats), 1)
        report["sectors"][name] = cost
    print(
        f"{'sector':16}{'operations':>12}{'transcendental':>16}{'us a block':>12}", file=sys.stderr
    )
    for name, cost in report["sectors"].items():
        print(
            f"{name:16}{cost['operations']:>12,}{cost['transcendental']:>16,}"
            f"{cost['microseconds']:>12.1f}",
            file=sys.stderr,
        )
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
