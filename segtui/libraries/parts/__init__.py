"""Rows in ordered parts, where they are, and who works on them."""
