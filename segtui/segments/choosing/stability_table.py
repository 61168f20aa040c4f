"""stability.csv: how far the segments of the leading candidates are found again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from segtui.segments.choosing.choose import relabel, spoken
from segtui.segments.choosing.leaderboard import Ranked
from segtui.validity.stability.bootstrap import Stability

_SCHEMA: dict[str, type[pl.DataType]] = {
    "rank": pl.Int64,
    "candidate": pl.String,
    "segment": pl.Int64,
    "segment_name": pl.String,
    "jaccard": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "badge": pl.String,
    "found": pl.Float64,
    "lost": pl.Float64,
    "resamples": pl.Int64,
    "drawn": pl.Int64,
}


def stability_table(
    ranked: Sequence[Ranked], chosen: Ranked | None, numbers: Mapping[int, int], names: Mapping[int, str]
) -> pl.DataFrame:
    """One row for each segment of each candidate that was resampled, with the columns of stability.csv.

    Segments of the chosen candidate have the run's `numbers` (by cluster) and `names`; those of others are numbered by
    falling size and have no name. -1 is noise, which is compared only with noise.
    """
    rows: list[dict[str, Any]] = []
    for one in sorted(ranked, key=lambda one: one is not chosen):
        found = one.scored.stability
        if found is None:
            continue
        own = numbers if one is chosen else relabel(one.scored.candidate.labels)[1]
        rows += _rows(one, found.renumbered(own), names if one is chosen else {})
    return pl.DataFrame(rows, schema=_SCHEMA)


def _rows(ranked: Ranked, stability: Stability, names: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    for segment in stability.segments:
        low, high = segment.interval or (None, None)
        yield {
            "rank": ranked.rank,
            "candidate": spoken(ranked.scored.candidate),
            "segment": segment.label,
            "segment_name": names.get(segment.label),
            "jaccard": segment.jaccard,
            "low": low,
            "high": high,
            "badge": segment.badge,
            "found": segment.found if segment.resamples else None,
            "lost": segment.lost if segment.resamples else None,
            "resamples": segment.resamples,
            "drawn": stability.drawn,
        }
