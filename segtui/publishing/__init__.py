"""Files that are complete or absent, private, and never lost: one way to write for every command."""
