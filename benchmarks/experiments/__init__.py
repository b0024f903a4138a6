"""Single levers beside the published record. Start with `benchmarks/run_experiments.py`."""
