"""How new rows come into the segments of a finished run: one file per family, called as its table in [search]."""
