"""Cleaning steps: each a frame in, a frame and what it changed out."""
