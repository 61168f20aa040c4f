"""What can be opened: files near and recent, connections and their tables, queries."""
