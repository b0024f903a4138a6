"""Time the whole world: the compiled engine beside the same source under NumPy, in one run.

    python benchmarks/engine.py [--futures 256] [--repeats 5]

Prints one JSON object. Ratios are what counts: absolute times belong to the machine.
"""

import argparse
import json
import statistics
import time

import numpy as np

from undercut import load_strategy
from undercut.fit.priors import draw_futures
from undercut.strategy import resolve
from undercut.world import engine


def timed(work, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return {"median_ms": 1e3 * statistics.median(times), "best_ms": 1e3 * min(times)}


def compare(policy, drawn, repeats):
    """Both engines, and one thread beside two."""

    def run(repeats, **options):
        return timed(
            lambda: engine.simulate(policy.values, policy.baseline, drawn, **options), repeats
        )

    runs = {
        "jax_2_threads": run(repeats),
        "jax_1_thread": run(repeats, threads=1),
        "numpy": run(1, engine="numpy", threads=1),
    }
    jax = runs["jax_2_threads"]["median_ms"]
    runs["numpy_over_jax"] = runs["numpy"]["median_ms"] / jax
    runs["two_threads_over_one"] = runs["jax_1_thread"]["median_ms"] / jax
    return runs


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--futures", type=int, nargs="*", default=[128, 256, 512])
    options.add_argument("--repeats", type=int, default=5)
    chosen = options.parse_args()
    policy = resolve(load_strategy("support-not-supplant"))
    months = policy.values.shape[1]

    start = time.perf_counter()
    warm = draw_futures(np.arange(engine.WIDTH), 0)
    engine.simulate(policy.values, policy.baseline, warm)
    report = {"months": months, "first_result_s": time.perf_counter() - start, "futures": {}}
    for count in chosen.futures:
        report["futures"][count] = compare(
            policy, draw_futures(np.arange(count), 0), chosen.repeats
        )
    report["compilations"] = engine.compilations()
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
