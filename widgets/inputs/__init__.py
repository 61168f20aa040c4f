"""Inputs: a prompt line, a choice, ranges of numbers for grids."""
