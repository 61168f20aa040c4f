"""What is sent to the terminal, and what comes from it."""
