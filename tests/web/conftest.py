"""One server of the API for all tests of it."""

import pytest
from starlette.testclient import TestClient

from undercut.web.app import create_app

STRATEGY = {
    "strategy": "mine",
    "title": "Mine",
    "objective": "us_overdose_deaths",
    "from": "2025-01",
    "to": "2039-12",
    "levers": {
        "treatment": {"to": "1.2 x", "from": "2026-01", "ramp": "24 months"},
        "isr_cueing": {"to": 900},
    },
}


@pytest.fixture(scope="session")
def client():
    with TestClient(create_app()) as client:
        yield client


@pytest.fixture
def strategy():
    return {**STRATEGY, "levers": dict(STRATEGY["levers"])}
