"""Predictions of a run over parts: learned from a share of its customers, made for all of its rows."""
