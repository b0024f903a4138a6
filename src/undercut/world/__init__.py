"""The coupled model: pure functions of arrays, no files. Start at `loop`."""
