"""What the reports say of predictions: of all customers, and segment by segment."""
