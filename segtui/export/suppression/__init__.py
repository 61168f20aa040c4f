"""Suppression lists: how they are read and whom they match."""
