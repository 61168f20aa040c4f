"""The tables of a plan, read, joined and cleaned, and the matrix made of them."""
