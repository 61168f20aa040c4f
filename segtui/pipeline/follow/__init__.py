"""Segments that follow a stream: events in, by what the run learned, to every place that wants them, exactly once."""
