"""Which top-level keys of a plan each stage of the work depends on: the one place that says so.

What was computed in a stage is stale once one of its keys changes.
"""

from __future__ import annotations

Parts = frozenset[str]
"""Top-level keys of the plan: source, clean, derive, features, search, select, segments, output, seed …"""

OUTCOME = "segments.outcome"
"""Stands beside the keys, because the columns that it names are not clustered."""

LANGUAGE = "report.language"
"""Stands beside the keys, because names and sentences depend on it, and nothing else does on `report`."""

LABELS = "source.labels"
"""Stands beside the keys, with units, and those of the report: names and sentences depend on them, no reading does."""

CHOICE = "select.candidate"
"""Used beside the keys when only the candidate named in `select` changes."""

READ = frozenset({"source"})
CLEANED = READ | {"clean", "seed"}
PREPARED = CLEANED | {"derive", "features", OUTCOME}
MATRIX = PREPARED | {"version"}
"""The keys that decide what an algorithm finds in the matrix, whatever else is searched."""
FOUND = PREPARED | {"search"}
"""The candidates and their indices."""
SEARCHED = FOUND | {"select"}
"""The leaderboard, ranked."""
ASSESSED = SEARCHED | {"stability", CHOICE}
"""How far the chosen candidate and the next best are found again."""
DESCRIBED = SEARCHED | {"segments", "cohort", "predict", LANGUAGE, LABELS}
LEARNED = CLEANED | {"derive", OUTCOME}
"""What predictions learn from."""
PREDICTED = frozenset({"predict", "seed"})
"""What they depend on besides."""
OUTPUT = DESCRIBED | {"output", CHOICE}
"""segments.csv, for the candidate that the plan chooses."""
EXPORTED = OUTPUT | {"export"}

LABELLED = frozenset({"seed", "segments", "output", "cohort", LANGUAGE, LABELS})
"""What decides the segments of given labels, besides the matrix."""
