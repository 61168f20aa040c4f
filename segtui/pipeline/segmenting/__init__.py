"""The segments of the chosen candidate: named, described, matched to an earlier run."""
