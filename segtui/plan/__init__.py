"""The plan: what to do, as typed data."""
