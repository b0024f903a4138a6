"""One small real run, made once."""

import pytest

from undercut import load_strategy
from undercut.explore.run import run_strategies


@pytest.fixture(scope="session")
def small_run(tmp_path_factory):
    chosen = [load_strategy(name) for name in ("support-not-supplant", "military-campaign")]
    return run_strategies(chosen, futures=40, seed=1, out=tmp_path_factory.mktemp("runs") / "small")
