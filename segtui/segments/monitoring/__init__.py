"""How far new data and moved centroids are from a run."""
