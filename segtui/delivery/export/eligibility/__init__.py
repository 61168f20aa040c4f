"""Who may be in a campaign file at all."""
