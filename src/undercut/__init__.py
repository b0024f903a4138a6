"""Undercut: a decision laboratory for counter-cartel policy.

The names below are the whole of what a script needs; each is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from undercut.evidence.catalog import load_catalog
    from undercut.evidence.lookup import lookup
    from undercut.explore.results import Run, load_run
    from undercut.explore.run import run_strategies
    from undercut.law import check_strategy
    from undercut.report.memo import write_memo
    from undercut.strategy import Strategy, load_strategy, resolve, shipped

__version__ = "0.1.0"

__all__ = [
    "Run",
    "Strategy",
    "check_strategy",
    "load_catalog",
    "load_run",
    "load_strategy",
    "lookup",
    "resolve",
    "run_strategies",
    "shipped",
    "write_memo",
]

_HOMES = {
    "Run": "undercut.explore.results",
    "Strategy": "undercut.strategy",
    "check_strategy": "undercut.law",
    "load_catalog": "undercut.evidence.catalog",
    "load_run": "undercut.explore.results",
    "load_strategy": "undercut.strategy",
    "lookup": "undercut.evidence.lookup",
    "resolve": "undercut.strategy",
    "run_strategies": "undercut.explore.run",
    "shipped": "undercut.strategy",
    "write_memo": "undercut.report.memo",
}


def __getattr__(name: str) -> Any:
    """Load one of the names on first use, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'undercut' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
