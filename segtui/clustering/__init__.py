"""Algorithms; each sweeps its whole grid over what its cells share."""
