"""What was learned, as arrays: probabilities without the library that learned, kept as JSON and Parquet."""
