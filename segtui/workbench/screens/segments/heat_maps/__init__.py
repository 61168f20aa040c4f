"""The views of the segments that are heat maps: figures, cohorts, cross-tabs."""
