"""Segments of two runs: which is which, and who moved."""
