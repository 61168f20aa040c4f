"""Pushes of a finished run: who is eligible now, against what was pushed before, to the lists that its plan names."""
