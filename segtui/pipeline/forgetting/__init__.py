"""Removing a person from the files of a run."""
