"""Histograms: one column's bars, and many columns' in a table."""
