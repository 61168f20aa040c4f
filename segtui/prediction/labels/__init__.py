"""What is predicted: what a log says of the days after a snapshot, or a column of two values."""
