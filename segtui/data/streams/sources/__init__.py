"""Sources of events, one file each."""
