"""A segmentation by rules: the table of conditions, which rows match them, and what is odd about them."""
