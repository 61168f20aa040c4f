"""Who may be written to a campaign at all."""
