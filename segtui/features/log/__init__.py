"""Logs of events or orders: which columns are what, the times in them, and the one rule on which rows count."""
