"""Charts and the memo."""
