"""What a table is a log of, and which of its columns are what."""
