"""Places that get the segments of a stream's customers, one file each."""
