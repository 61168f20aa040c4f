"""Segments of two runs: which ones match, and who moved."""
