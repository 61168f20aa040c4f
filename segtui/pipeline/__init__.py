"""Carries a plan out and writes the run."""
