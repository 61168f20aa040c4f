"""The plan with its history, and the latest answers of the compute process."""
