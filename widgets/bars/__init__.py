"""Horizontal bars, each with its label and its value."""
