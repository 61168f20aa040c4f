"""Runs a plan and writes the run."""
