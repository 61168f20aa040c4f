"""One line that says how far something is."""
