"""Applies a finished run to new rows: assignment, drift, refresh."""
