"""Reading files that hold typed or nested values: Parquet, Arrow, spreadsheets, JSON, web tables."""
