"""How long a test waits before it gives up: waits end when their condition holds, and machines are busy."""

PATIENCE = 240
"""Seconds."""
