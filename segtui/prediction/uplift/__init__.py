"""Whom a campaign moves: the difference that contact makes, learned from treated and control."""
