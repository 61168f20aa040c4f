"""Which type each column has, and how its cells are read as numbers, dates, booleans and codes."""
