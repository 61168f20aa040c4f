"""Where a table stands in its file: titles above it, its header, units, subtotals, footers."""
