"""Segments back into tables: what a plan says of it, the rows, and the databases and files that take them."""
