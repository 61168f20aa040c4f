"""Files that leave a run."""
