"""Figures of segments of a handful of people, which are nearly those of the person who is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.forgetting.person import Person
from segtui.pipeline.report.small_groups import FEWEST

STAYS = frozenset(
    {
        *("segment", "segment_name", "feature", "outcome", "kind", "count", "overall_mean", "overall"),
        *("cohort", "period", "customers", "complete", "measure", "by", "table"),
    }
)
"""What says nothing of the people in a segment but how many they are."""


def segments_of(run: RunFiles, person: Person) -> frozenset[int]:
    """The segments that the person's rows are in; noise is -1."""
    if not run.has_segments:
        return frozenset()
    theirs = run.segments().filter(col(run.id).cast(pl.String).is_in(list(person.ids)))
    return frozenset(theirs.select("segment").collect()["segment"].to_list())


def empty_small_groups(rows: Sequence[list[str]], segments: Collection[int]) -> int:
    """Empty the figures that fewer than five people of these segments have, in the rows of a table with its head.

    The answer is how many cells were emptied.
    """
    head = rows[0] if rows else []
    people = next((name for name in ("count", "customers") if name in head), "")
    if "segment" not in head or not people:
        return 0
    numbers, cells = {"", *map(str, segments)}, 0  # a row without a segment is about all customers
    segment, count = head.index("segment"), head.index(people)
    for row in rows[1:]:
        if row[segment] in numbers and int(row[count]) < FEWEST:
            said = ("", "0.0") if row[count] == "0" else ("",)  # that nobody came is nobody's figure
            figures = [at for at, name in enumerate(head) if name not in STAYS and row[at] not in said]
            cells += len(figures)
            for at in figures:
                row[at] = ""
    return cells
