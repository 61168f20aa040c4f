"""Suppression lists: reading them, and finding whom they match."""
