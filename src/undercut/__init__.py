"""Undercut: a decision laboratory for counter-cartel policy."""

__version__ = "0.1.0"
