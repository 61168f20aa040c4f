"""Repairs the damaged rows of a text file in the most likely way, and records each repair."""
