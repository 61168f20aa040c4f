"""Recency, frequency and monetary value: order lines, values, scores and segments."""
