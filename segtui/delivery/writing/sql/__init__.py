"""Writing to databases by SQL: one transaction, the statements of each mode, and the table that remembers writes."""
