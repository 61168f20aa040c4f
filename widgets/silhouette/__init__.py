"""The silhouette plot."""
