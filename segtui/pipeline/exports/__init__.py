"""Exports of a run, with everything that keeps people out of them."""
