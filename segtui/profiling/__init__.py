"""What the columns look like, and what is odd about them."""
