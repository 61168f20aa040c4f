"""A command that is observed: the JSON log on standard error, and those whom its plan names."""
