"""Which candidate finds groups that are there: apart from each other, found by other methods, well described."""
