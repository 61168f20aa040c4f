"""Runs that are finished: read again, checked again, compared."""
