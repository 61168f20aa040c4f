"""Connections to servers: their names, addresses and passwords, which stand in no plan, run or message."""
