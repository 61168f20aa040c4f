"""How new rows are assigned to the segments of a finished run: the methods that algorithms choose from."""
