"""Features of a log of events: windows, sessions, types of event and paths."""
