"""How far segments are found again: in resamples of the rows, in halves of them, and beside data without groups."""
