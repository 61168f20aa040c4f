"""How new rows come into the segments of a finished run: the methods that algorithms choose from."""
