"""A table over a Polars frame that draws only what is visible."""
