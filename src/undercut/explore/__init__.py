"""Ensembles of futures: run, summarize, compare."""
