"""The platforms that segments are pushed to, a file each."""
