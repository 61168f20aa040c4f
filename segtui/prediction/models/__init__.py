"""What can learn an outcome, one file each."""
