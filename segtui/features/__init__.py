"""Features made from tables, and the numeric matrix."""
