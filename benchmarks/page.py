"""Time the page: the API's answers, and a lever's move to the last chart drawn, in Chromium.

    python benchmarks/page.py [--moves 50] [--answers 40] [--cold] [--beside TREE]

Prints one JSON object. Without Chromium only the API is timed. `--cold` starts with an empty cache,
so that the server compiles its program and memory is that after a compilation. `--beside` takes
another checkout of the repository, serves it too, asks both in turn, and gives ratios: times of two
runs do not compare where a machine is shared, times of one do.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = Path(os.environ.get("UNDERCUT_CHROMIUM", "/usr/bin/chromium"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
CHARTS = ["us_overdose_deaths", "mx_homicides"]
LEVERS = ["treatment", "isr_cueing"]
"""A lever a round: what one round has asked for is kept, and would answer the next at once."""
RECORD = """
localStorage.setItem('undercut.tour', '1');
window.drawn = [];
document.addEventListener('undercut:drawn', (event) => window.drawn.push(event.detail));
"""


def strategy(level):
    return {
        "strategy": "bench",
        "title": "Bench",
        "objective": "us_overdose_deaths",
        "from": "2025-01",
        "to": "2039-12",
        "levers": {"treatment": {"to": level}, "isr_cueing": {"to": 900}},
    }


def spread(times):
    ordered = sorted(times)
    return {
        "p50_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
        "best_ms": round(ordered[0], 1),
        "n": len(ordered),
    }


def answers(ports, count, first):
    """Time fresh strategies at 128 futures, then the same at 512, as the page asks."""
    connections = [http.client.HTTPConnection("127.0.0.1", port) for port in ports]
    found = [{128: [], 512: []} for _ in ports]
    for step in range(count + 1):
        for connection, times in zip(connections, found, strict=True):
            for futures in times:
                body = {"strategy": strategy(first + step), "futures": futures, "bands": CHARTS}
                start = time.perf_counter()
                headers = {"content-type": "application/json"}
                connection.request("POST", "/api/simulate", json.dumps(body), headers)
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 200
                if step:
                    times[futures].append(1e3 * (time.perf_counter() - start))
    return [{str(futures): spread(one[futures]) for futures in one} for one in found]


def in_browser(url, lever, moves):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_init_script(RECORD)
        page = context.new_page()
        requests = []
        page.on("requestfinished", lambda request: requests.append(request))
        start = time.perf_counter()
        page.goto(url)
        page.wait_for_selector("html[data-state='rest']", state="attached")
        first = time.perf_counter() - start
        weight = sum(request.sizes()["responseBodySize"] for request in requests)
        slider = page.locator(f"#lever-{lever}")
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + 0.3 * box["width"], middle)
        page.mouse.down()
        page.evaluate("window.drawn.length = 0")
        for step in range(moves):
            share = 0.3 + 0.6 * step / moves
            before = page.evaluate("window.drawn.length")
            page.mouse.move(box["x"] + share * box["width"] + 1, middle)
            for _ in range(400):
                if page.evaluate("window.drawn.length") > before:
                    break
                page.wait_for_timeout(5)
        page.mouse.up()
        drawn = page.evaluate("window.drawn")
        browser.close()
    return first, weight, [item["ms"] for item in drawn if item["futures"] == 128]


def pages(urls, moves):
    """Open the pages in turn, once for each lever that is moved."""
    found = [{"views": [], "weights": [], "times": []} for _ in urls]
    for lever in LEVERS:
        for url, one in zip(urls, found, strict=True):
            first, weight, times = in_browser(url, lever, moves // len(LEVERS))
            one["views"].append(first)
            one["weights"].append(weight)
            one["times"] += times
    return [
        {
            "first_view_warm_s": round(min(one["views"]), 2),
            "first_view_kb": round(max(one["weights"]) / 1e3),
            "move_to_last_chart": spread(one["times"]) if one["times"] else None,
        }
        for one in found
    ]


def port_of(url):
    return int(url.rstrip("/").rpartition(":")[2])


def memory_mb(process):
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return round(int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1e3)


def serve(tree, cache):
    """Start the server of a checkout; of this one where there is no other."""
    environment = dict(os.environ)
    if tree:
        environment["PYTHONPATH"] = str(tree / "src")
    if cache:
        environment["UNDERCUT_CACHE"] = cache
    command = [sys.executable, "-m", "undercut", "serve", "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    return server, re.search(r"http://\S+", server.stderr.readline()).group()


def ratios(found, beside):
    """Set p50 and p95 of this checkout over those of the other."""
    if not isinstance(found, dict):
        return None
    if "p50_ms" in found:
        return {key: round(found[key] / beside[key], 2) for key in ("p50_ms", "p95_ms")}
    shared = {key: ratios(found[key], beside[key]) for key in found if beside.get(key)}
    return {key: value for key, value in shared.items() if value}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--moves", type=int, default=50)
    options.add_argument("--answers", type=int, default=40)
    options.add_argument("--cold", action="store_true", help="start with an empty cache")
    options.add_argument("--beside", type=Path, metavar="TREE", help="another checkout")
    chosen = options.parse_args()
    trees = [None, chosen.beside] if chosen.beside else [None]
    servers, urls, starts = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        try:
            # One after the other: two compilations at once would time each other.
            for number, tree in enumerate(trees):
                start = time.perf_counter()
                cache = str(Path(folder) / str(number)) if chosen.cold else None
                server, url = serve(tree, cache)
                servers.append(server)
                urls.append(url)
                answers([port_of(url)], 1, 1_400_000)
                starts.append(round(time.perf_counter() - start, 1))
            load = round(os.getloadavg()[0], 1)
            api = answers([port_of(url) for url in urls], chosen.answers, 1_500_000)
            seen = pages(urls, chosen.moves) if CHROMIUM.exists() else [{}] * len(urls)
            reports = [
                {
                    "start_to_answer_s": starts[number],
                    "api": api[number],
                    "page": seen[number],
                    "server_mb": memory_mb(server),
                }
                for number, server in enumerate(servers)
            ]
        finally:
            for server in servers:
                server.kill()
                server.wait()
    report = {"cores": len(os.sched_getaffinity(0)), "load_at_start": load, **reports[0]}
    if chosen.beside:
        report["beside"] = reports[1]
        report["ratios"] = ratios(reports[0], reports[1])
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
