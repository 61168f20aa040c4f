"""Cleaning steps with what a run learned in them, for rows that come later; no plan can name them."""
