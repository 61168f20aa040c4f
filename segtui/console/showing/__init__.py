"""`segtui show`: a finished run in the terminal."""
