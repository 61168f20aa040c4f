"""Cleaning steps fitted to a run, for later rows; plans can't name them."""
