"""The lines around a screen: title and tabs, status and prompts, and who tells them what has changed."""
