"""The predictions of a plan: the form of each, what it would learn from, what it found; shown on two screens."""
