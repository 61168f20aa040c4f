"""What is computed for the candidates that lead: ties resolved, how far they are found again, and how many to have."""
