"""Where the table is in a file: titles above it, its header, units, subtotals, footers."""
