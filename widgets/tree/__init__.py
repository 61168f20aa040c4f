"""The dendrogram and its movable cut."""
