"""Reading CSV and its relatives."""
