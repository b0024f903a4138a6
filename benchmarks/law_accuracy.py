"""Accuracy of the law engine on the worked cases, by finding and by topic; and its speed.

Run `python benchmarks/law_accuracy.py`. A `permitted` given for a barred or contested case is the
worst error and is counted apart.
"""

import time
from collections import Counter
from datetime import date
from pathlib import Path

from undercut.core.documents import read
from undercut.law.engine import assess
from undercut.law.findings import Layer
from undercut.law.legalmap import legal_map
from undercut.law.vocabulary import load_vocabulary

CASES = Path(__file__).parent.parent / "tests" / "law_cases"
FILES = {
    "worked cases": "cases.yaml",
    "patterns of our own": "constructed.yaml",
    "second round": "second_round.yaml",
}
DAY = len("2025-01-31")


def score(name: str) -> tuple[Counter[str], Counter[str], list[str]]:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    worst: list[str] = []
    for entry in read(CASES / name, size_cap=4_000_000).data:
        facts, _ = load_vocabulary().read_facts(entry["facts"])
        day = str(entry.get("on") or entry.get("details", {}).get("date", ""))
        on = date.fromisoformat(day) if len(day) == DAY else date(entry["year"], 6, 30)
        found = assess(facts, on)
        wanted = {**entry.get("layers", {}), entry["layer"]: entry["finding"]}
        for layer, finding in wanted.items():
            answer = str(found.layers[Layer(layer)].finding)
            for key in ("all", f"finding {finding}", f"layer {layer}", f"topic {entry['topic']}"):
                total[key] += 1
                right[key] += answer == finding
            if answer == "permitted" and finding in ("barred", "contested"):
                worst.append(entry["id"])
    return right, total, worst


def speed() -> None:
    entries = read(CASES / "cases.yaml", size_cap=4_000_000).data
    facts = [load_vocabulary().read_facts(entry["facts"])[0] for entry in entries]
    on = date(2026, 6, 30)
    for _ in range(2):
        start = time.perf_counter()
        for one in facts:
            assess(one, on)
        took = (time.perf_counter() - start) / len(facts)
    print(f"one action: {took * 1e3:.2f} ms")
    start = time.perf_counter()
    drawn = legal_map("mexico", "unknown", on)
    print(f"legal map, {len(drawn.cells)} cells: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    for title, file in FILES.items():
        right, total, worst = score(file)
        print(f"{title}: findings by layer, right of all")
        for key in sorted(total, key=lambda name: (name != "all", name)):
            print(f"  {key}: {right[key]} of {total[key]}")
        print(f"  permitted given for a barred or contested case: {worst or 'none'}")
    speed()
