"""Every candidate of every grid with its scores, and what a search will take."""
