"""Segments kept up at campaign platforms by their interfaces: what is new, what has changed, and who must go."""
