"""Time a batch: ten strategies over ten thousand futures, and memory as futures grow.

    python benchmarks/batch.py [--futures 10000]

Each case runs in a process of its own and is stored as a user's run is. Prints one JSON object:
seconds, and the most memory that the process held.
"""

import argparse
import dataclasses
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from undercut.explore.run import run_strategies
from undercut.strategy import load_strategy, shipped

NAMED = 9
"""Strategies beside the baseline, which every run holds."""


def strategies(count):
    """Shipped strategies and copies of them under other names."""
    named = [name for name in shipped() if name != "baseline"]
    found = []
    for number in range(count):
        one = load_strategy(named[number % len(named)])
        name = f"{one.id}-{number}"
        text = one.text.replace(f"strategy: {one.id}", f"strategy: {name}")
        found.append(dataclasses.replace(one, id=name, text=text))
    return found


def run(count, futures):
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        run_strategies(strategies(count), futures=futures, out=Path(folder) / "run")
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(json.dumps({"seconds": round(seconds, 1), "peak_MiB": round(peak)}))


def case(count, futures):
    line = [sys.executable, __file__, "--case", str(count), str(futures)]
    return json.loads(subprocess.run(line, capture_output=True, check=True, text=True).stdout)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--futures", type=int, default=10_000)
    options.add_argument("--case", type=int, nargs=2)
    chosen = options.parse_args()
    if chosen.case:
        run(*chosen.case)
        return
    report = {"10 strategies": {"futures": chosen.futures, **case(NAMED, chosen.futures)}}
    for share in (8, 2):
        count = chosen.futures // share
        report[f"1 strategy and the baseline, {count:,} futures"] = case(1, count)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
