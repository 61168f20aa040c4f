"""A one-line progress display."""
