"""A source read: whole, in batches, in parts or its first rows, by the reader of its format."""
