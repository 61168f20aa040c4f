"""Triggers: what happens as soon as a condition holds for a person, once for each in a time."""
