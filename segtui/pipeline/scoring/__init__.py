"""What is done with new rows by a finished run: assigning them, drift, moved centroids."""
