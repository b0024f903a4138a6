"""Time whole commands as a user would meet them: median of several fresh processes, as JSON.

    python benchmarks/commands.py [--repeats 5]

Wall time and processor time stand side by side: on a busy machine trust the second.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def commands(folder):
    run, legal = str(folder / "run"), str(folder / "map.pdf")
    return {
        "help": ["--help"],
        "check": ["check", "support-not-supplant"],
        "casebook list": ["casebook"],
        "law map as PDF": ["law", "map", "--host", "mexico", "--consent", "absent", "--to", legal],
        "run, 64 futures": ["run", "demand-first", "--futures", "64", "--out", run],
        "memo of that run": ["memo", run, "--to", str(folder / "memo.pdf")],
        "evidence on a lever": ["evidence", "treatment"],
    }


def timed(arguments, repeats):
    wall, processor = [], []
    for _ in range(repeats):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "undercut", *arguments], capture_output=True, check=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall.append(time.perf_counter() - start)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {"wall_s": statistics.median(wall), "processor_s": statistics.median(processor)}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--repeats", type=int, default=5)
    repeats = options.parse_args().repeats
    with tempfile.TemporaryDirectory() as folder:
        found = {name: timed(line, repeats) for name, line in commands(Path(folder)).items()}
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
