"""Webhooks: who signed them, and a file that keeps them until they are read."""
