"""Which column identifies the rows of a table, and what names of columns say of it."""
