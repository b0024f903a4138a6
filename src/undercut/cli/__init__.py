"""Thin commands over the facade."""
