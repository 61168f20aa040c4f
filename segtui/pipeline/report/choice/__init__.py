"""Why this candidate, and how the others compare: parts of the reports."""
