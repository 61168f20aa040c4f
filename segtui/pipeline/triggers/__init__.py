"""Triggers of a run: for whom their conditions hold, who of them may be reached and is due, and the calls."""
