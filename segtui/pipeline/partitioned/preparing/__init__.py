"""Rows in parts, read, cleaned, profiled and scaled by what is learned of all of them."""
