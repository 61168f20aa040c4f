"""Brokers that messages go to, one file each."""
