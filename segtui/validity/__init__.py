"""Indices of many labelings in one pass."""
