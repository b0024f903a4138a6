"""Work stops when its visitor has left or has waited too long."""

import asyncio
import json
import threading
import time

import pytest
from starlette.testclient import TestClient

from undercut.explore.live import AbandonedError
from undercut.web.app import create_app
from undercut.web.service import Service

PATHS = {
    "/api/simulate": ("simulate", {"strategy": "demand-first"}),
    "/api/compare": ("compare", {"strategies": ["demand-first"]}),
    "/api/memo": ("memo", {"strategy": "demand-first"}),
}
LONG = 20.0


@pytest.fixture
def endless(monkeypatch):
    """Give work that goes on until its visitor has left, and says when it starts and stops."""
    started, stopped = threading.Event(), threading.Event()

    def work(_service, _body, left):
        started.set()
        until = time.monotonic() + LONG
        while not left() and time.monotonic() < until:
            time.sleep(0.001)
        assert left(), "nobody said that the visitor has left"
        stopped.set()
        raise AbandonedError("nobody waits for the answer any more.")

    for name, _ in PATHS.values():
        monkeypatch.setattr(Service, name, work)
    return started, stopped


def visit(path, body, leave):
    """Ask, leave when told to, and give the messages that nobody reads."""
    sent = []
    received = [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
    }

    async def receive():
        if received:
            return received.pop(0)
        while not leave():
            await asyncio.sleep(0.001)
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    asyncio.run(create_app()(scope, receive, send))
    return sent


@pytest.mark.parametrize("path", PATHS)
def test_work_stops_when_its_visitor_leaves(endless, path):
    started, stopped = endless
    sent = visit(path, PATHS[path][1], started.is_set)
    assert stopped.wait(LONG)
    assert sent[0]["status"] == 503


@pytest.mark.parametrize("path", PATHS)
def test_work_stops_when_its_time_is_up(endless, path):
    with TestClient(create_app(time_limit=0.2)) as client:
        answer = client.post(path, json=PATHS[path][1])
        assert answer.status_code == 503
        assert "no answer within 0.2 seconds" in answer.json()["errors"][0]["message"]
        assert endless[1].wait(LONG)
