"""The files of a run's folder: how they are written, locked, read back and replaced."""
