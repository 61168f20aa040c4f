"""What columns are called: words in their names, phrases for high and low."""
