"""A server of its own, Debian's Chromium, and visitors with new profiles.

Without Chromium these tests skip, unless UNDERCUT_BROWSER=required, which makes them fail.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

CHROMIUM = Path(os.environ.get("UNDERCUT_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 90_000
"""Long enough for a first answer that compiles the world on a busy machine."""

SEEN = "localStorage.setItem('undercut.tour', '1')"
RECORD = """
window.drawn = [];
document.addEventListener('undercut:drawn', (event) => window.drawn.push(event.detail));
"""

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Server:
    """`undercut serve`, as a user starts it."""

    def __init__(self, port=0):
        command = [sys.executable, "-m", "undercut", "serve", "--port", str(port)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found, line + self.process.stderr.read()
        self.url, self.port = found.group(), int(found.group(1))

    def stop(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()


@contextmanager
def serving(port=0):
    server = Server(port)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def server():
    with serving() as server:
        yield server


@pytest.fixture
def own_server():
    """A port that a test may serve on, stop, and serve on again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    servers = []

    def start():
        servers.append(Server(port))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.stop()


@pytest.fixture(scope="module")
def chromium():
    # Playwright's loop runs in this thread until it ends, and other tests start loops of their own.
    if not CHROMIUM.exists():
        said = f"there is no Chromium at {CHROMIUM}; the page was not tested in a browser"
        if os.environ.get("UNDERCUT_BROWSER") == "required":
            pytest.fail(said)
        pytest.skip(said)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One visitor with a new profile, and what the browser said while they were there."""

    def __init__(self, browser, url, *, first_visit=False, **options):
        self.url = url
        options.setdefault("viewport", {"width": 1440, "height": 900})
        self.context = browser.new_context(accept_downloads=True, **options)
        self.context.set_default_timeout(PATIENCE_MS)
        if not first_visit:
            self.context.add_init_script(SEEN)
        self.context.add_init_script(RECORD)
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.said.append(message.text)

    def open(self, fragment=""):
        self.page.goto(f"{self.url}#{fragment}" if fragment else self.url)
        return self.rest()

    def rest(self):
        """Wait until the answer to the last change stands."""
        self.page.wait_for_selector("html[data-state='rest']", state="attached")
        return self.page

    def tab(self, name):
        self.page.get_by_role("tab", name=name).click()

    def headline(self):
        return self.page.locator(".card").all_inner_texts()

    def link(self):
        return self.page.url.partition("#")[2]

    def set(self, lever, value):
        """Move a slider as a hand does: input while it moves, change when it is let go."""
        self.page.locator(f"#lever-{lever}").fill(str(value))
        return self.rest()


@pytest.fixture
def arrive(chromium, server):
    """Bring visitors; when they leave, nothing may have gone wrong and nobody else was asked."""
    visitors = []

    def visitor(*, url=None, quiet=True, **options):
        made = Visitor(chromium, url or server.url, **options)
        visitors.append((made, quiet))
        return made

    yield visitor
    for made, quiet in visitors:
        made.context.close()
        if quiet:
            assert made.said == []
        outside = [
            url for url in made.asked if not url.startswith((made.url, "data:", "blob:", "about:"))
        ]
        assert outside == []
