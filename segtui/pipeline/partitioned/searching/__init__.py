"""Candidates that a sample gave, carried over all parts: their clusters, fits and scores."""
