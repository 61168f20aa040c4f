"""Finds files, unpacks and decodes them."""
