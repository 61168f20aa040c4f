"""Writes export files: split at a platform's limits, and complete or absent."""
