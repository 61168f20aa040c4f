"""What takes segments back, one file for each: it declares a TARGET."""
