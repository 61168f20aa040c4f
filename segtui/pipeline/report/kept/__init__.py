"""What a run's folder keeps of its report, so that it can be written again: typed facts as JSON, and no rows."""
