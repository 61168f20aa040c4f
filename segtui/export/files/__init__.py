"""Files on their way out: split at a platform's limits, and complete or absent."""
