"""Segments of a run back into tables, after the run or later."""
