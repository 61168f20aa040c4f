"""The Live view: a run that follows its stream, batch by batch."""
