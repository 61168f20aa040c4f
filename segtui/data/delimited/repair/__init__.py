"""Reading the damaged rows of a text file in the likeliest way, with an account of each repair."""
