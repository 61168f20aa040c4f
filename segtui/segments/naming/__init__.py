"""Names segments by what sets them apart."""
