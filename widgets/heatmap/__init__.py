"""A heatmap of a labelled matrix."""
