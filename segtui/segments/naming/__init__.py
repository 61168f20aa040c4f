"""Naming segments by what sets them apart."""
