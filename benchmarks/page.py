"""Time the page: the API's answers, and a lever's move to the last chart drawn, in Chromium.

    python benchmarks/page.py [--moves 50] [--answers 40]

Prints one JSON object. Without Chromium only the API is timed.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = Path(os.environ.get("UNDERCUT_CHROMIUM", "/usr/bin/chromium"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
CHARTS = ["us_overdose_deaths", "mx_homicides"]
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


def answers(port, count, first):
    """Time fresh strategies at 128 futures, then the same at 512, as the page asks."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    found = {128: [], 512: []}
    for step in range(count + 1):
        for futures in found:
            body = {"strategy": strategy(first + step), "futures": futures, "bands": CHARTS}
            start = time.perf_counter()
            headers = {"content-type": "application/json"}
            connection.request("POST", "/api/simulate", json.dumps(body), headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            if step:
                found[futures].append(1e3 * (time.perf_counter() - start))
    return {str(futures): spread(times) for futures, times in found.items()}


def in_browser(url, moves):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_init_script(RECORD)
        page = context.new_page()
        weights = []
        page.on("requestfinished", lambda r: weights.append(r.sizes()["responseBodySize"]))
        start = time.perf_counter()
        page.goto(url)
        page.wait_for_selector("html[data-state='rest']", state="attached")
        first = time.perf_counter() - start
        weight = sum(weights)
        box = page.locator("#lever-treatment").bounding_box()
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
    while_moving = [item["ms"] for item in drawn if item["futures"] == 128]
    return {
        "first_view_warm_s": round(first, 2),
        "first_view_kb": round(weight / 1e3),
        "move_to_last_chart": spread(while_moving) if while_moving else None,
    }


def memory_mb(process):
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return round(int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1e3)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--moves", type=int, default=50)
    options.add_argument("--answers", type=int, default=40)
    chosen = options.parse_args()
    command = [sys.executable, "-m", "undercut", "serve", "--port", "0"]
    start = time.perf_counter()
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        url = re.search(r"http://\S+", server.stderr.readline()).group()
        port = int(url.rstrip("/").rpartition(":")[2])
        warm_up = answers(port, 1, 1_400_000)
        report = {
            "cores": len(os.sched_getaffinity(0)),
            "load_at_start": round(os.getloadavg()[0], 1),
            "start_to_answer_s": round(time.perf_counter() - start, 1),
            "api": answers(port, chosen.answers, 1_500_000) if warm_up else {},
        }
        if CHROMIUM.exists():
            report["page"] = in_browser(url, chosen.moves)
        report["server_mb"] = memory_mb(server)
    finally:
        server.kill()
        server.wait()
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
